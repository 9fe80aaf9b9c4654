//! The file a backup is: lines of JSON, compressed with gzip, so that `zcat FILE | head -1` shows what it is.
//!
//! The first line is the [`Head`]. Then, table by table, a [`Heading`] with its columns, one array for each row in the
//! order of the key, and a [`Tally`] with count and hash. Then, file by file, what stands outside of the database: a line
//! that says whose it is, how large it is and its hash, and below it exactly so many bytes as they are, and a line feed; or
//! that its bytes could not be had ([`Lost`]). The last line is the [`Manifest`], which repeats all tallies: a
//! file that was cut off has none. A row has one spelling whatever engine it comes from, so the hashes of two
//! databases can be compared.
//!
//! Promises: a file appears under its name only when it is whole, on disk and was read again; a file that is not whole,
//! or in which one bit is wrong, is refused before anything is written anywhere; neither a table nor a file need fit into
//! memory.

mod digest;
mod model;
mod read;
mod write;

pub use digest::{RowDigest, digests};
pub use model::{FORMAT, Files, Head, Heading, Lost, Manifest, Tally};
pub use read::{Checked, Item, Reader, check};
pub use write::Writer;
