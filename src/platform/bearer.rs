//! Bearer tokens: what they look like, and whose one is. The words and actions around them are in `people::tokens`; they
//! are looked up here because every request of the API begins with it.
//!
//! `stw_at_<43 letters of chance><8 hex digits>`: the prefix tells the kind, so that a scanner of leaked secrets knows ours;
//! the digits are a CRC-32, so that what was mistyped or made up never reaches the database. Only the SHA-256 is stored.

use crate::{House, Perm, User};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Result;
use kernel::crypto::{crc32, sha256_hex};
use kernel::db::{Db, Json, sql};
use uuid::Uuid;

/// The last use of a token is written at most this often (seconds).
const TOUCH_SECONDS: i64 = 60;
/// The longest word that is looked at.
const WORD_MAX: usize = 120;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Acts, for an hour.
    Access,
    /// Gets the next pair of tokens, once.
    Refresh,
    /// Acts until a day its owner chose, perhaps only within some permissions.
    Personal,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Access, Kind::Refresh, Kind::Personal];

    /// How it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Access => "access",
            Kind::Refresh => "refresh",
            Kind::Personal => "personal",
        }
    }

    /// What its words begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Kind::Access => "stw_at_",
            Kind::Refresh => "stw_rt_",
            Kind::Personal => "stw_pat_",
        }
    }

    /// The whole word around a secret.
    pub fn word(self, secret: &str) -> String {
        let body = format!("{}{secret}", self.prefix());
        let check = crc32(body.as_bytes());
        format!("{body}{check:08x}")
    }

    /// What kind of token a word can be, by its looks.
    pub fn of(word: &str) -> Option<Kind> {
        let kind = Kind::ALL.into_iter().find(|kind| word.starts_with(kind.prefix()))?;
        let is_sane = word.len() <= WORD_MAX && word.is_ascii() && word.len() > kind.prefix().len() + 8;
        let (body, check) = word.split_at_checked(word.len().checked_sub(8)?).filter(|_| is_sane)?;
        (format!("{:08x}", crc32(body.as_bytes())) == check).then_some(kind)
    }
}

/// A live token and its user.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Bearer {
    /// The token's id.
    pub id: Uuid,
    /// `access` or `personal`.
    pub kind: String,
    /// The token and what was made from the same sign-in.
    pub family: Uuid,
    /// The only organisation it opens; none: all that its user may enter.
    pub bound_to: Option<Uuid>,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// What it may be used for, by name; none: for all its user may do.
    pub scopes: Option<Json<Vec<String>>>,
    /// Until then.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub used_at: Option<DateTime<Utc>>,
    user_id: Uuid,
    user_email: String,
    user_name: String,
    user_is_operator: bool,
}

impl Bearer {
    /// Whose it is.
    pub fn user(&self) -> User {
        User {
            id: self.user_id,
            email: self.user_email.clone(),
            name: self.user_name.clone(),
            is_operator: self.user_is_operator,
        }
    }

    /// The permissions it is limited to. A name that this program does not know gives nothing.
    pub fn limit(&self) -> Option<Vec<Perm>> {
        let Json(names) = self.scopes.as_ref()?;
        Some(names.iter().filter_map(|name| Perm::parse(name)).collect())
    }
}

/// The live token behind a word that acts: not revoked, not over, its user not disabled.
pub async fn find(db: &Db, word: &str, now: DateTime<Utc>) -> Result<Option<Bearer>> {
    if !matches!(Kind::of(word), Some(Kind::Access | Kind::Personal)) {
        return Ok(None);
    }
    sql("select t.id, t.kind, t.family, t.bound_to, o.slug, t.scopes, t.expires_at, t.used_at,
                u.id as user_id, u.email as user_email, u.name as user_name, u.is_operator as user_is_operator
           from api_tokens t
           join users u on u.id = t.user_id and u.disabled_at is null
           left join organisations o on o.id = t.bound_to
          where t.token_hash = $1 and t.kind in ('access', 'personal') and t.revoked_at is null and t.expires_at > $2")
    .bind(sha256_hex(word.as_bytes()))
    .bind(now)
    .maybe(db)
    .await
}

/// Notes that a token was used, at most once a minute. A note that fails is only a note.
pub async fn touch(house: &House, bearer: &Bearer, now: DateTime<Utc>) {
    let stale = now - TimeDelta::seconds(TOUCH_SECONDS);
    if bearer.used_at.is_some_and(|used| used > stale) {
        return;
    }
    // Several requests at once: the first one writes.
    let note = sql("update api_tokens set used_at = $2 where id = $1 and (used_at is null or used_at <= $3)")
        .bind(bearer.id)
        .bind(now)
        .bind(stale);
    if let Err(error) = house.db.run(note).await {
        tracing::warn!(%error, token = %bearer.id, "the last use of a token could not be noted");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_tells_its_kind_and_that_it_is_whole() {
        for kind in Kind::ALL {
            let word = kind.word("q4Zt7w0X9kPmB2sLrYvNcEaFhJdGuKoTiWxQy-_5Z1A");
            assert_eq!(Kind::of(&word), Some(kind));
            for at in 0..word.len() {
                let mut changed = word.clone().into_bytes();
                changed[at] = if changed[at] == b'a' { b'b' } else { b'a' };
                assert_eq!(Kind::of(&String::from_utf8(changed).unwrap()), None, "letter {at} was changed");
            }
        }
        for odd in ["", "stw_at_", "stw_at_12345678", "stw_pat_é", &"stw_at_".repeat(400)] {
            assert_eq!(Kind::of(odd), None, "{odd}");
        }
    }
}
