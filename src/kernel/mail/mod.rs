//! Mail at wire level: addresses, letters as bytes, and lanes that carry them to a mail server.
//!
//! Words: a *letter* is one message for one person; an *envelope* says who it leaves from and whom it reaches; a *lane* is
//! one kept connection to the mail server; an *outcome* is what became of one letter on one lane.
//!
//! Promises:
//! - Nothing a stranger typed can add a header, a recipient or a command: addresses and names are parsed once, into types.
//! - The same letter always becomes the same bytes, so a repeated attempt is recognised by its Message-ID.
//! - An outcome says whether a repeat could reach the reader twice. Only [`Outcome::Unknown`] could, and it is never silent.
//!
//! What is queued, limited and repeated is decided above, in `platform::post`; here is no database and no clock.

mod address;
mod body;
mod lane;
mod message;
mod opening;
mod outcome;
mod tls;
mod wire;

pub use address::{AddressProblem, EmailAddress, Mailbox, NameProblem, clean_name};
pub use lane::{Lane, MESSAGES_PER_LANE};
pub use message::{Attached, Letter, LetterProblem};
pub use opening::{Smtp, Tls, Trust};
pub use outcome::{Answer, ConnectError, Envelope, Outcome, Verb};
