//! Restoration: an empty database becomes the house that a backup holds, and is *held*.
//!
//! Promises: a database that holds anything is refused; a file that is not whole is refused before anything is written;
//! all rows come in one transaction, in which the house is held, so there is no moment at which it could send; what a mail
//! lane had in its hands when the backup was made is uncertain afterwards; the house gets a new epoch; what must follow a
//! restore ([`platform::house::Wings::restored`], such as erasing again whom somebody erased since) follows before it is
//! served.

mod actions;
mod store;

pub(crate) use actions::prepare;
pub use actions::{Restored, restore};
