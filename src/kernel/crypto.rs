//! Hashes, and the installation's key with what it signs.

use crate::{Error, Result, id::Ids};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::path::Path;
use subtle::ConstantTimeEq;

/// Bytes of a signature that travels in a URL or a cookie: 128 bits.
const SEAL_BYTES: usize = 16;

/// SHA-256 as lower-case hex: how tokens are stored and files are named.
pub fn sha256_hex(data: &[u8]) -> String {
    Sha256::digest(data).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// CRC-32 (IEEE 802.3): tells a token that was mistyped or made up from one of ours, without a database. No secret.
pub fn crc32(data: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    };
    !data.iter().fold(!0, step)
}

/// Are they equal? Takes the same time whether they are or not.
pub fn equal(one: &[u8], two: &[u8]) -> bool {
    one.ct_eq(two).into()
}

/// The installation's secret key. What it signs can be checked by every node that has the same key.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// A key from the text an operator configured; at least 32 characters.
    pub fn from_text(text: &str) -> Result<Key> {
        if text.trim().len() < 32 {
            return Err(Error::broken("the secret key is too short: give at least 32 random characters"));
        }
        Ok(Key(Sha256::digest(text.trim().as_bytes()).into()))
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
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(data);
        mac.finalize().into_bytes().into()
    }

    /// Data with its signature, as one word that is safe in a URL or a cookie. The data stays readable.
    pub fn seal(&self, purpose: &str, data: &[u8]) -> String {
        let mut sealed = data.to_vec();
        sealed.extend_from_slice(&self.sign(purpose, data)[..SEAL_BYTES]);
        BASE64_URL_SAFE_NO_PAD.encode(sealed)
    }

    /// The data of a sealed word, if this key sealed it for this purpose.
    pub fn open(&self, purpose: &str, word: &str) -> Option<Vec<u8>> {
        let mut sealed = BASE64_URL_SAFE_NO_PAD.decode(word).ok()?;
        let signature = sealed.split_off(sealed.len().checked_sub(SEAL_BYTES)?);
        equal(&signature, &self.sign(purpose, &sealed)[..SEAL_BYTES]).then_some(sealed)
    }
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
    fn the_check_sum_is_the_standard_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }

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
    fn the_key_file_is_made_once_and_read_again() {
        let folder = std::env::temp_dir().join(format!("steward-key-{}", std::process::id()));
        let path = folder.join("secret.key");
        let made = Key::from_file(&path, &Ids::system()).unwrap();
        let read = Key::from_file(&path, &Ids::system()).unwrap();
        assert_eq!(made.sign("a", b"b"), read.sign("a", b"b"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
