//! Secrets of tenants at rest: what the house has to use again, such as the key a webhook is signed with.
//!
//! XChaCha20-Poly1305 with a random nonce of 192 bits, under a key made from the installation's. What is stored names the
//! key it was encrypted with, and opens only at its *place*: the organisation, purpose and row it was encrypted for, so a
//! row copied elsewhere opens nothing.

use super::key::sign_with;
use super::{Key, Secret, equal};
use crate::id::Ids;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use uuid::Uuid;

/// What the vault's keys are derived for.
const PURPOSE: &str = "vault.xchacha20poly1305";
/// How what is stored begins: another way to encrypt would have another.
const VERSION: &str = "v1";
/// Letters of a key's name.
const NAME_LETTERS: usize = 8;
/// Bytes of a nonce.
const NONCE: usize = 24;

/// Where a secret belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Whose it is.
    pub org: Uuid,
    /// What it is for: `webhook.secret`.
    pub purpose: &'a str,
    /// The row it stands in.
    pub row: Uuid,
}

/// Why a secret did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// It was encrypted with a key that is not configured.
    #[error("a secret was encrypted with a key that is not configured (see --previous-secret-keys)")]
    OtherKey,
    /// It was changed, or stands where it does not belong.
    #[error("a secret was changed, or moved from another place")]
    Spoilt,
}

impl Key {
    /// Encrypts a secret for its place, as a word that can be stored.
    pub fn lock(&self, ids: &Ids, place: Place<'_>, secret: &str) -> String {
        let nonce: [u8; NONCE] = ids.bytes();
        let payload = Payload { msg: secret.as_bytes(), aad: &place.bytes() };
        let mut sealed = nonce.to_vec();
        let locked = cipher(self.current()).encrypt(&XNonce::from(nonce), payload);
        sealed.extend(locked.expect("a short text can be encrypted"));
        format!("{VERSION}.{}.{}", name(self.current()), BASE64_URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Decrypts what was locked for this place.
    ///
    /// # Errors
    /// The key is not there, or the word was changed or moved.
    pub fn unlock(&self, place: Place<'_>, stored: &str) -> Result<Secret<String>, Unopened> {
        let (by, sealed) = parts(stored).ok_or(Unopened::Spoilt)?;
        let key = self.all().find(|key| equal(name(key).as_bytes(), by.as_bytes())).ok_or(Unopened::OtherKey)?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed).map_err(|_| Unopened::Spoilt)?;
        let (nonce, locked) = sealed.split_first_chunk::<NONCE>().ok_or(Unopened::Spoilt)?;
        let payload = Payload { msg: locked, aad: &place.bytes() };
        let plain = cipher(key).decrypt(&XNonce::from(*nonce), payload).map_err(|_| Unopened::Spoilt)?;
        String::from_utf8(plain).map(Secret::new).map_err(|_| Unopened::Spoilt)
    }

    /// Was it locked with another key than the current one?
    pub fn is_stale(&self, stored: &str) -> bool {
        parts(stored).is_none_or(|(by, _)| by != name(self.current()))
    }
}

impl Place<'_> {
    /// Unlike for unlike places.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.org.as_bytes().to_vec();
        bytes.extend_from_slice(self.row.as_bytes());
        bytes.extend_from_slice(self.purpose.as_bytes());
        bytes
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&sign_with(key, PURPOSE, b"key").into())
}

/// What a key is called in what is stored: tells keys apart, and nothing about them.
fn name(key: &[u8; 32]) -> String {
    let digest = sign_with(key, PURPOSE, b"name");
    digest.iter().take(NAME_LETTERS / 2).map(|byte| format!("{byte:02x}")).collect()
}

fn parts(stored: &str) -> Option<(&str, &str)> {
    let (by, sealed) = stored.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
    (by.len() == NAME_LETTERS).then_some((by, sealed))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "the old key, thirty-two letters or more";
    const NEW: &str = "the new key, thirty-two letters or more";

    fn place() -> Place<'static> {
        Place { org: Uuid::from_u128(1), purpose: "webhook.secret", row: Uuid::from_u128(2) }
    }

    #[test]
    fn a_secret_opens_at_its_place_only() {
        let key = Key::from_text(NEW).unwrap();
        let stored = key.lock(&Ids::system(), place(), "whsec_canary");
        assert!(!stored.contains("canary"));
        assert_eq!(key.unlock(place(), &stored).unwrap().expose(), "whsec_canary");
        let elsewhere = [
            Place { org: Uuid::from_u128(9), ..place() },
            Place { row: Uuid::from_u128(9), ..place() },
            Place { purpose: "inbox.secret", ..place() },
        ];
        for other in elsewhere {
            assert_eq!(key.unlock(other, &stored), Err(Unopened::Spoilt), "{other:?}");
        }
        assert_ne!(stored, key.lock(&Ids::system(), place(), "whsec_canary"), "the same secret twice looks different");
    }

    #[test]
    fn a_changed_secret_does_not_open() {
        let key = Key::from_text(NEW).unwrap();
        let stored = key.lock(&Ids::system(), place(), "whsec_canary");
        for position in 0..stored.len() {
            let mut changed = stored.clone().into_bytes();
            changed[position] = if changed[position] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(key.unlock(place(), &changed).is_err(), "letter {position} was changed");
        }
        for wrong in ["", "v1", "v1.", "v1..", "v1.00000000.", "whsec_plain"] {
            assert!(key.unlock(place(), wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_new_key_opens_what_the_old_one_locked_and_locks_anew() {
        let old = Key::from_text(OLD).unwrap();
        let stored = old.lock(&Ids::system(), place(), "whsec_canary");
        let alone = Key::from_text(NEW).unwrap();
        assert_eq!(alone.unlock(place(), &stored), Err(Unopened::OtherKey));
        let replaced = Key::from_text(NEW).unwrap().with_previous([OLD]).unwrap();
        assert!(replaced.is_stale(&stored) && !old.is_stale(&stored));
        let opened = replaced.unlock(place(), &stored).unwrap();
        let again = replaced.lock(&Ids::system(), place(), opened.expose());
        assert!(!replaced.is_stale(&again));
        assert_eq!(alone.unlock(place(), &again).unwrap().expose(), "whsec_canary");
    }
}
