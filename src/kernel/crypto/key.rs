//! The installation's key: signs what leaves the house and comes back, and is what the vault's keys are made of.
//!
//! A key can be replaced: the new one signs and encrypts from then on, the previous ones still open what they sealed.

use super::equal;
use crate::{Error, Result, id::Ids};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;

/// Bytes of a signature that travels in a URL or a cookie: 128 bits.
const SEAL_BYTES: usize = 16;

/// The installation's secret key. What it signs can be checked by every node that has the same key.
#[derive(Clone)]
pub struct Key {
    current: [u8; 32],
    previous: Vec<[u8; 32]>,
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Key(…, {} previous)", self.previous.len())
    }
}

impl Key {
    /// A key from the text an operator configured; at least 32 characters.
    pub fn from_text(text: &str) -> Result<Key> {
        Ok(Key { current: read(text)?, previous: Vec::new() })
    }

    /// The same key, with those it replaced: they open, and never sign or encrypt again.
    pub fn with_previous<'a>(mut self, texts: impl IntoIterator<Item = &'a str>) -> Result<Key> {
        for text in texts {
            self.previous.push(read(text)?);
        }
        Ok(self)
    }

    /// Are there keys that this one replaced?
    pub fn has_previous(&self) -> bool {
        !self.previous.is_empty()
    }

    /// The current key, then those it replaced.
    pub(super) fn all(&self) -> impl Iterator<Item = &[u8; 32]> {
        std::iter::once(&self.current).chain(&self.previous)
    }

    pub(super) fn current(&self) -> &[u8; 32] {
        &self.current
    }

    /// The key kept in this file, which is made on the first start and readable by its owner only.
    pub fn from_file(path: &Path, ids: &Ids) -> Result<Key> {
        match std::fs::read_to_string(path) {
            Ok(text) => Key::from_text(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let text = ids.token();
                write_private(path, &text)
                    .map_err(|error| Error::broken(format!("cannot write the key file {}: {error}", path.display())))?;
                Key::from_text(&text)
            }
            Err(error) => Err(Error::broken(format!("cannot read the key file {}: {error}", path.display()))),
        }
    }

    /// Signs data for one purpose; a signature for one purpose is worth nothing for another.
    pub fn sign(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        sign_with(&self.current, purpose, data)
    }

    /// What this key and those it replaced sign it with, in this order: to know again what was signed long ago.
    pub fn signatures(&self, purpose: &str, data: &[u8]) -> Vec<[u8; 32]> {
        self.all().map(|key| sign_with(key, purpose, data)).collect()
    }

    /// Data with its signature, as one word that is safe in a URL or a cookie. The data stays readable.
    pub fn seal(&self, purpose: &str, data: &[u8]) -> String {
        let mut sealed = data.to_vec();
        sealed.extend_from_slice(&self.sign(purpose, data)[..SEAL_BYTES]);
        BASE64_URL_SAFE_NO_PAD.encode(sealed)
    }

    /// The data of a sealed word, if this key, or one that it replaced, sealed it for this purpose.
    pub fn open(&self, purpose: &str, word: &str) -> Option<Vec<u8>> {
        let mut sealed = BASE64_URL_SAFE_NO_PAD.decode(word).ok()?;
        let signature = sealed.split_off(sealed.len().checked_sub(SEAL_BYTES)?);
        let sealed_by = |key: &[u8; 32]| equal(&signature, &sign_with(key, purpose, &sealed)[..SEAL_BYTES]);
        self.all().any(sealed_by).then_some(sealed)
    }
}

fn read(text: &str) -> Result<[u8; 32]> {
    if text.trim().len() < 32 {
        return Err(Error::broken("the secret key is too short: give at least 32 random characters"));
    }
    Ok(Sha256::digest(text.trim().as_bytes()).into())
}

/// HMAC-SHA-256 over a purpose and data, so framed that no other pair gives the same.
pub(super) fn sign_with(key: &[u8; 32], purpose: &str, data: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(&(purpose.len() as u64).to_be_bytes());
    mac.update(purpose.as_bytes());
    mac.update(data);
    mac.finalize().into_bytes().into()
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_word_opens_for_its_purpose_only_and_not_after_a_change() {
        let key = Key::from_text("0123456789abcdef0123456789abcdef").unwrap();
        let word = key.seal("manage", b"booking");
        assert_eq!(key.open("manage", &word).as_deref(), Some(b"booking".as_slice()));
        assert_eq!(key.open("device", &word), None);
        let other = Key::from_text("another key of more than thirty-two letters").unwrap();
        assert_eq!(other.open("manage", &word), None);
        for position in 0..word.len() {
            let mut changed = word.clone().into_bytes();
            changed[position] = if changed[position] == b'A' { b'B' } else { b'A' };
            assert_eq!(key.open("manage", &String::from_utf8(changed).unwrap()), None, "letter {position} was changed");
        }
        assert_eq!(key.open("manage", ""), None);
    }

    #[test]
    fn a_replaced_key_still_opens_and_never_signs() {
        let (old, new) = ("the old key, thirty-two letters or more", "the new key, thirty-two letters or more");
        let word = Key::from_text(old).unwrap().seal("manage", b"booking");
        let replaced = Key::from_text(new).unwrap().with_previous([old]).unwrap();
        assert_eq!(replaced.open("manage", &word).as_deref(), Some(b"booking".as_slice()));
        assert_eq!(replaced.open("device", &word), None);
        let fresh = replaced.seal("manage", b"booking");
        assert_eq!(Key::from_text(old).unwrap().open("manage", &fresh), None);
        assert!(Key::from_text(new).unwrap().open("manage", &fresh).is_some());
        assert!(Key::from_text(new).unwrap().with_previous(["short"]).is_err());
        assert!(!format!("{replaced:?}").contains("letters"));
    }

    #[test]
    fn the_key_file_is_made_once_and_read_again() {
        let folder = std::env::temp_dir().join(format!("steward-key-{}", std::process::id()));
        let path = folder.join("secret.key");
        let made = Key::from_file(&path, &Ids::system()).unwrap();
        let read = Key::from_file(&path, &Ids::system()).unwrap();
        assert_eq!(made.sign("a", b"b"), read.sign("a", b"b"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
