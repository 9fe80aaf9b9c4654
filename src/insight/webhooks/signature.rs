//! Signatures of Standard Webhooks: `v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body`.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use kernel::crypto::{Secret, equal, hmac_sha256};
use kernel::id::Ids;

/// How a secret begins.
const PREFIX: &str = "whsec_";
/// Bytes of a secret's chance: 256 bits.
const SECRET_BYTES: usize = 32;
/// Signatures looked at in one header; more are no honest sender's.
const SIGNATURES_MAX: usize = 8;
/// How far a message's time may be from ours (seconds).
pub const TOLERANCE: i64 = 5 * 60;

/// A new secret: `whsec_…`.
pub fn new_secret(ids: &Ids) -> Secret<String> {
    Secret::new(format!("{PREFIX}{}", BASE64_STANDARD.encode(ids.bytes::<SECRET_BYTES>())))
}

/// The header's value for one secret. A secret that is not one signs nothing.
pub fn sign(secret: &Secret<String>, id: &str, at: DateTime<Utc>, body: &[u8]) -> Option<String> {
    Some(format!("v1,{}", BASE64_STANDARD.encode(mac(secret, id, at.timestamp(), body)?)))
}

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// A header is missing, or not what it should be.
    #[error("webhook-id, webhook-timestamp or webhook-signature is missing or malformed")]
    Headers,
    /// It is too old, or from the future.
    #[error("webhook-timestamp is more than five minutes from now")]
    Time,
    /// None of the signatures is made with a secret that is known here.
    #[error("no signature matches")]
    Signature,
}

/// Is the message from somebody who knows one of the secrets, and is it fresh? `headers` are id, timestamp, signatures.
///
/// # Errors
/// Why it is not believed.
pub fn verify(
    secrets: &[Secret<String>],
    headers: (&str, &str, &str),
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Doubt> {
    let (id, timestamp, signatures) = headers;
    let at: i64 = timestamp.parse().map_err(|_| Doubt::Headers)?;
    if id.is_empty() || signatures.is_empty() {
        return Err(Doubt::Headers);
    }
    if at.abs_diff(now.timestamp()) > TOLERANCE as u64 {
        return Err(Doubt::Time);
    }
    let given: Vec<Vec<u8>> = signatures
        .split(' ')
        .take(SIGNATURES_MAX)
        .filter_map(|signature| BASE64_STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .collect();
    let matches = |secret: &Secret<String>| {
        mac(secret, id, at, body).is_some_and(|own| given.iter().any(|given| equal(given, &own)))
    };
    if secrets.iter().any(matches) { Ok(()) } else { Err(Doubt::Signature) }
}

fn mac(secret: &Secret<String>, id: &str, at: i64, body: &[u8]) -> Option<[u8; 32]> {
    let text = secret.expose();
    let key = BASE64_STANDARD.decode(text.strip_prefix(PREFIX).unwrap_or(text)).ok()?;
    let mut data = format!("{id}.{at}.").into_bytes();
    data.extend_from_slice(body);
    Some(hmac_sha256(&key, &data))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_standards_own_example_is_signed_as_it_says() {
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let signed = sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at(1_614_265_330), br#"{"test": 2432232314}"#);
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    #[test]
    fn only_a_fresh_message_signed_with_a_known_secret_is_believed() {
        let (old, new) = (new_secret(&Ids::system()), new_secret(&Ids::system()));
        let signed = sign(&old, "msg_1", at(1_000), b"{}").unwrap();
        let both = format!("v1,AAAA v2,x {signed}");
        let judge = |secrets: &[Secret<String>], headers, body: &[u8], now| verify(secrets, headers, body, at(now));
        let known = [new.clone(), old.clone()];
        assert_eq!(judge(&known, ("msg_1", "1000", &both), b"{}", 1_300), Ok(()));
        assert_eq!(judge(&known, ("msg_1", "1000", &signed), b"{}", 700), Ok(()));
        assert_eq!(judge(&known, ("msg_1", "1000", &signed), b"{}", 1_301), Err(Doubt::Time));
        assert_eq!(judge(&known, ("msg_1", "1000", &signed), b"{}", 699), Err(Doubt::Time));
        assert_eq!(judge(&[new], ("msg_1", "1000", &signed), b"{}", 1_000), Err(Doubt::Signature));
        assert_eq!(judge(&known, ("msg_2", "1000", &signed), b"{}", 1_000), Err(Doubt::Signature));
        assert_eq!(judge(&known, ("msg_1", "1001", &signed), b"{}", 1_000), Err(Doubt::Signature));
        assert_eq!(judge(&known, ("msg_1", "1000", &signed), b"{ }", 1_000), Err(Doubt::Signature));
        assert_eq!(judge(&[], ("msg_1", "1000", &signed), b"{}", 1_000), Err(Doubt::Signature));
        for headers in [("", "1000", signed.as_str()), ("msg_1", "soon", &signed), ("msg_1", "1000", "")] {
            assert_eq!(judge(&known, headers, b"{}", 1_000), Err(Doubt::Headers));
        }
        let far = i64::MIN.to_string();
        assert_eq!(judge(&known, ("msg_1", &far, &signed), b"{}", 1_000), Err(Doubt::Time));
    }
}
