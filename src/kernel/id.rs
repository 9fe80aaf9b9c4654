//! Chance as an argument: ids, tokens and draws come from an [`Ids`], which a test or a demo may seed.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::{Builder, Uuid};

/// Bytes of chance in a token: 256 bits.
const TOKEN_BYTES: usize = 32;
/// What people read out to each other: no vowels (no words), nothing that looks like something else.
const CODE_LETTERS: &[u8] = b"23456789BCDFGHJKMNPQRSTVWXZ";

/// Where ids and tokens come from.
#[derive(Clone)]
pub struct Ids(Source);

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<AtomicU64>),
}

impl Ids {
    /// The operating system's generator.
    pub fn system() -> Ids {
        Ids(Source::System)
    }

    /// The same sequence for the same seed. For tests and demonstrations; its tokens are guessable.
    pub fn seeded(seed: u64) -> Ids {
        Ids(Source::Seeded(Arc::new(AtomicU64::new(seed))))
    }

    /// Some bytes.
    #[allow(clippy::disallowed_methods)] // this is where chance enters the house
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Source::System => getrandom::fill(&mut bytes).expect("the operating system has randomness"),
            Source::Seeded(state) => {
                for chunk in bytes.chunks_mut(8) {
                    let word = splitmix(state.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed));
                    chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// A version 7 UUID (RFC 9562): sorts by the millisecond of `now`.
    pub fn id(&self, now: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }

    /// An unguessable token, in letters that are safe in a URL. Store only its hash.
    pub fn token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<TOKEN_BYTES>())
    }

    /// A number below `limit`.
    pub fn below(&self, limit: u64) -> u64 {
        u64::from_le_bytes(self.bytes()) % limit.max(1)
    }

    /// A code to read out, `length` letters long.
    pub fn code(&self, length: usize) -> String {
        (0..length).map(|_| CODE_LETTERS[self.below(CODE_LETTERS.len() as u64) as usize] as char).collect()
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): one multiplication-xorshift round per word.
fn splitmix(state: u64) -> u64 {
    let mut word = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_a_seed_repeats_itself() {
        let at = |millis| DateTime::from_timestamp_millis(millis).unwrap();
        let (one, two) = (Ids::seeded(7), Ids::seeded(7));
        assert_eq!(one.id(at(1_000)), two.id(at(1_000)));
        assert!(one.id(at(1_000)) < one.id(at(1_001)));
        assert_ne!(Ids::system().token(), Ids::system().token());
        assert_eq!(Ids::system().id(at(5)).get_version_num(), 7);
    }
}
