//! Stories: the promises of the README, walked from end to end as people walk them.

mod guest_books;
