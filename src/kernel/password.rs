//! Passwords: argon2id (RFC 9106) with OWASP's minimum of 19 MiB, hashed beside the async threads, a few at a time.

use crate::{Error, Result, id::Ids};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// The shortest password accepted (characters).
pub const PASSWORD_MIN: usize = 10;
/// The longest password accepted (characters): hashing must stay cheap.
pub const PASSWORD_MAX: usize = 200;
/// Hashes of this many passwords may run at once, each taking 19 MiB.
const AT_ONCE: usize = 2;

static TURN: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

/// What an unknown account is checked against, so that it takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let hash = Argon2::default().hash_password_with_salt(b"nobody has this password", &[7; 16]);
    hash.map(|hash| hash.to_string()).unwrap_or_default()
});

/// Hashes a password for storage, as a PHC string.
pub async fn hash(password: &str, ids: &Ids) -> Result<String> {
    let (password, salt) = (password.to_owned(), ids.bytes::<16>());
    beside(move || {
        let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(Error::broken)
    })
    .await?
}

/// Is this the password? Without a stored hash the answer is no, after the same work.
pub async fn verify(password: &str, stored: Option<&str>) -> Result<bool> {
    let known = stored.is_some();
    let (password, stored) = (password.to_owned(), stored.map(str::to_owned));
    let right = beside(move || {
        let stored = stored.as_deref().unwrap_or(&NOBODY);
        Argon2::default().verify_password(password.as_bytes(), stored).is_ok()
    })
    .await?;
    Ok(right && known)
}

/// Is it a password we would accept? Length only (NIST SP 800-63B): no composition rules.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn check(password: &str, email: &str) -> Result<(), &'static str> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err("Use at least 10 characters; a few words in a row are easy to remember.");
    }
    if length > PASSWORD_MAX {
        return Err("Use at most 200 characters.");
    }
    let plain = password.to_lowercase();
    let name = email.split('@').next().unwrap_or_default().to_lowercase();
    let distinct = plain.chars().collect::<std::collections::BTreeSet<_>>().len();
    if plain == email.to_lowercase()
        || distinct < 4
        || COMMON.iter().any(|common| plain == *common || plain == format!("{name}{common}"))
    {
        return Err("This password is easy to guess; choose another.");
    }
    Ok(())
}

/// The commonest passwords of ten and more characters.
const COMMON: [&str; 16] = [
    "1234567890",
    "12345678910",
    "123456789a",
    "1q2w3e4r5t",
    "qwertyuiop",
    "password123",
    "password1234",
    "passwordpassword",
    "q1w2e3r4t5",
    "1qaz2wsx3edc",
    "qwerty12345",
    "administrator",
    "iloveyou123",
    "letmein123",
    "welcome123",
    "changeme123",
];

async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = Arc::clone(&TURN).acquire_owned().await.map_err(Error::broken)?;
    let work = move || {
        // The work's own: it goes on, and takes its memory, when nobody waits for it any more.
        let _turn = turn;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let stored = hash("correct horse battery", &Ids::system()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse battery", Some(&stored)).await.unwrap());
        assert!(!verify("correct horse batterz", Some(&stored)).await.unwrap());
        assert!(!verify("nobody has this password", None).await.unwrap());
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_any_more_keeps_its_turn() {
        let (begun, begins) = tokio::sync::oneshot::channel();
        let (release, held) = std::sync::mpsc::channel::<()>();
        let asked = tokio::spawn(beside(move || {
            let _ = begun.send(());
            let _ = held.recv();
        }));
        begins.await.unwrap();
        asked.abort();
        let _ = asked.await;
        assert!(TURN.available_permits() < AT_ONCE);
        drop(release);
        let _all = TURN.acquire_many(AT_ONCE as u32).await.unwrap();
    }

    #[test]
    fn guessable_passwords_are_refused_and_long_sentences_are_not() {
        assert!(check("short", "ada@example.org").is_err());
        assert!(check("1234567890", "ada@example.org").is_err());
        assert!(check("aaaaaaaaaaaa", "ada@example.org").is_err());
        assert!(check("Ada@Example.org", "ada@example.org").is_err());
        assert!(check("a boat in the harbour", "ada@example.org").is_ok());
    }
}
