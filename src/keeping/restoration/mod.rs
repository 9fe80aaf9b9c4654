//! Restoration: an empty database becomes the house that a backup holds, and is *held*.
//!
//! Promises: a database that holds anything is refused; a file that is not whole is refused before anything is written;
//! all rows come in one transaction, in which the house is held, so there is no moment at which it could send; what a mail
//! lane had in its hands when the backup was made is uncertain afterwards; the house gets a new epoch; who was
//! erased since is erased again ([`platform::erasures`], [`platform::house::Wings::restored`]) before it is served: a
//! restore that was cut off before is told apart, and such a house does not start.
//!
//! Bytes that stood outside of the database go where this house keeps its files, below a home of its own
//! ([`platform::files`]): what another living house keeps in the same folder or bucket is neither overwritten nor removed, also
//! after the release. Bytes that the backup lacks are read where they stood, if they are there, and never removed.
//!
//! What it cannot do: erase again whom no list names that it finds. The nodes of a house each keep one in their own data
//! folder, and each is complete up to its last hour; the one beside the scheduled backups is complete up to the last
//! erasure if all nodes share that folder. A database brought back by other means (`pg_restore`, a copied file) learns of
//! no list. With another key, people are known again by their id and not by their address.

mod actions;
mod bytes;
mod store;

pub(crate) use actions::prepare;
pub use actions::{Restored, restore};
pub use bytes::Files;
