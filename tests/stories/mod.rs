//! Stories: the promises of docs/features.md, walked from end to end as people walk them.

mod guest_books;
