//! A host name that an organisation wants, and how it was proven to be theirs.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::dns::LookupError;
use uuid::Uuid;

/// What stands before a host name where its proof is looked for.
const CHALLENGE: &str = "_steward-challenge";
/// A name that is not proven within this time is not looked at any more by itself (days).
pub const WAITING_DAYS: i64 = 14;
/// A name that is proven is looked at again after this time (hours).
pub const RECHECK_HOURS: i64 = 24;
/// A name that is not proven any more is served for so long (days): name servers fail, and people make mistakes.
pub const FAILING_DAYS: i64 = 7;

/// How a name was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Proof {
    /// Its name server says what was asked for.
    Text,
    /// It is an alias of the house.
    Alias,
    /// It was served before names had to be proven.
    Before,
    /// The operator does not ask for proofs.
    Operator,
}

/// A host name of an organisation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct HostProof {
    /// Whose.
    pub org_id: Uuid,
    /// The name, in lower case.
    pub host: String,
    /// What its name server is to say.
    pub token: String,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// When somebody last looked.
    pub checked_at: Option<DateTime<Utc>>,
    /// Since when it is proven.
    pub proven_at: Option<DateTime<Utc>>,
    /// How; none: it waits.
    pub proof: Option<Proof>,
    /// Since when it is not proven any more.
    pub failing_since: Option<DateTime<Utc>>,
    /// What was wrong the last time; empty: nothing.
    pub error: String,
}

impl HostProof {
    /// The name at which the text is looked for.
    pub fn challenge(&self) -> String {
        format!("{CHALLENGE}.{}", self.host)
    }

    /// Is it time to look at it by itself?
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        match self.proof {
            None => now < self.asked_at + TimeDelta::days(WAITING_DAYS),
            Some(Proof::Text | Proof::Alias) => {
                self.checked_at.is_none_or(|at| at + TimeDelta::hours(RECHECK_HOURS) <= now)
            }
            Some(Proof::Before | Proof::Operator) => false,
        }
    }

    /// Was it unproven for too long to be served on?
    pub fn is_lost(&self, now: DateTime<Utc>) -> bool {
        self.failing_since.is_some_and(|since| since + TimeDelta::days(FAILING_DAYS) <= now)
    }
}

/// What looking at a name found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A proof.
    Proof(Proof),
    /// None; why, for people.
    Nothing(String),
    /// Nobody could say.
    Silence(String),
}

/// What the name server's answers say about a name: its texts, and what it is an alias of. `house` is the house's own name.
pub fn judge(
    proof: &HostProof,
    house: &str,
    texts: Result<Vec<String>, LookupError>,
    aliases: Result<Vec<String>, LookupError>,
) -> Found {
    if texts.as_ref().is_ok_and(|texts| texts.contains(&proof.token)) {
        return Found::Proof(Proof::Text);
    }
    if aliases.as_ref().is_ok_and(|names| names.iter().any(|name| name == house)) {
        return Found::Proof(Proof::Alias);
    }
    match (texts, aliases) {
        (Err(error), _) | (_, Err(error)) => Found::Silence(format!("Nobody could say: {error}.")),
        (Ok(texts), _) if texts.is_empty() => {
            Found::Nothing(format!("There is no TXT record at {} yet.", proof.challenge()))
        }
        (Ok(_), _) => Found::Nothing(format!("The TXT record at {} says something else.", proof.challenge())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof() -> HostProof {
        HostProof {
            org_id: Uuid::nil(),
            host: "book.harbour.example".into(),
            token: "word".into(),
            asked_at: DateTime::UNIX_EPOCH,
            checked_at: None,
            proven_at: None,
            proof: None,
            failing_since: None,
            error: String::new(),
        }
    }

    #[test]
    fn one_right_answer_is_enough_and_silence_is_no_answer() {
        let found = |texts: &[&str], aliases: &[&str]| {
            let list = |words: &[&str]| Ok(words.iter().map(|word| (*word).to_owned()).collect());
            judge(&proof(), "house.example", list(texts), list(aliases))
        };
        assert_eq!(found(&["other", "word"], &[]), Found::Proof(Proof::Text));
        assert_eq!(found(&[], &["house.example"]), Found::Proof(Proof::Alias));
        for (texts, aliases) in [(&["words"][..], &["evil.example"][..]), (&[], &[]), (&["WORD"], &["x.house.example"])]
        {
            assert!(matches!(found(texts, aliases), Found::Nothing(_)), "{texts:?} {aliases:?}");
        }
        let silent = judge(&proof(), "house.example", Err(LookupError::Refused(2)), Ok(Vec::new()));
        assert!(matches!(silent, Found::Silence(_)));
    }

    #[test]
    fn what_waits_is_looked_at_for_two_weeks_and_what_is_proven_once_a_day() {
        let at = |hours: i64| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        assert!(proof().is_due(at(1)) && !proof().is_due(at(24 * WAITING_DAYS)));
        let proven = HostProof { proof: Some(Proof::Text), checked_at: Some(at(0)), ..proof() };
        assert!(!proven.is_due(at(23)) && proven.is_due(at(24)));
        let failing = HostProof { failing_since: Some(at(0)), ..proven };
        assert!(!failing.is_lost(at(24 * FAILING_DAYS - 1)) && failing.is_lost(at(24 * FAILING_DAYS)));
        assert!(!HostProof { proof: Some(Proof::Before), ..proof() }.is_due(at(1)));
    }
}
