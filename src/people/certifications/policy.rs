//! How far a certification is, and what is as it was at the last review.

use super::model::{Choice, Verdict, seal};
use crate::orgs::model::Held;
use crate::reviews::model::{Line, Snapshot};
use std::collections::HashMap;
use uuid::Uuid;

/// How far a certification is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Grants that are held.
    pub all: usize,
    /// Those that stay.
    pub keep: usize,
    /// Those that end.
    pub end: usize,
}

impl Progress {
    /// Grants that nobody has decided about yet.
    pub fn left(self) -> usize {
        self.all - self.keep - self.end
    }
}

/// What was decided about a grant as it is now; none: nothing, or about what it was.
pub fn standing<'a>(held: &Held, verdicts: &'a HashMap<Uuid, Verdict>) -> Option<&'a Verdict> {
    verdicts.get(&held.id).filter(|verdict| verdict.seal == seal(held))
}

/// How far these verdicts reach.
pub fn progress(held: &[Held], verdicts: &HashMap<Uuid, Verdict>) -> Progress {
    let mut progress = Progress { all: held.len(), ..Progress::default() };
    for verdict in held.iter().filter_map(|grant| standing(grant, verdicts)) {
        match verdict.choice {
            Choice::Keep => progress.keep += 1,
            Choice::End => progress.end += 1,
        }
    }
    progress
}

/// Did the last review see the very same grant of a role that allowed the very same?
pub fn is_as_before(held: &Held, last: &Snapshot) -> bool {
    let now = Snapshot::of(std::slice::from_ref(held));
    let same = |line: &&Line| {
        let then = (line.user, &line.role, line.place, line.ends_at);
        then == (held.user_id, &held.role.key(), held.location_id, held.ends_at)
    };
    last.lines.iter().any(|line| same(&line)) && now.roles.iter().all(|(key, role)| last.roles.get(key) == Some(role))
}

#[cfg(test)]
mod tests {
    use super::super::model::Seen;
    use super::*;
    use chrono::DateTime;
    use platform::{OwnRole, Perm, Perms};

    fn held(user: u128, perms: &[Perm]) -> Held {
        Held {
            id: Uuid::from_u128(user),
            user_id: Uuid::from_u128(user),
            user_name: format!("user {user}"),
            user_email: String::new(),
            role: OwnRole {
                id: Uuid::from_u128(7),
                name: "Desk".into(),
                perms: Perms::of(perms),
                categories: Vec::new(),
            }
            .into(),
            location_id: None,
            location_name: None,
            ends_at: None,
            given_by: None,
            created_at: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    fn verdict(grant: &Held, choice: Choice) -> (Uuid, Verdict) {
        let (seal, seen) = (seal(grant), Seen::of(grant));
        let at = DateTime::UNIX_EPOCH;
        (grant.id, Verdict { grant: grant.id, choice, seal, seen, by_name: String::new(), at, outcome: None })
    }

    #[test]
    fn a_verdict_counts_for_what_was_seen() {
        let (one, two) = (held(1, &[Perm::Home]), held(2, &[Perm::Home]));
        let verdicts = HashMap::from([verdict(&one, Choice::Keep), verdict(&two, Choice::End)]);
        let both = progress(&[one.clone(), two.clone()], &verdicts);
        assert_eq!((both, both.left()), (Progress { all: 2, keep: 1, end: 1 }, 0));
        let moved = Held { version: 2, ..one };
        let mightier = held(2, &[Perm::Home, Perm::OrgManage]);
        assert_eq!(progress(&[moved, mightier, held(3, &[])], &verdicts).left(), 3, "all of it is new to them");
    }

    #[test]
    fn as_before_is_the_same_grant_of_the_same_role() {
        let one = held(1, &[Perm::Home]);
        let last = Snapshot::of(&[one.clone(), held(2, &[Perm::Home])]);
        assert!(is_as_before(&one, &last) && !is_as_before(&held(3, &[Perm::Home]), &last));
        assert!(!is_as_before(&Held { ends_at: Some(DateTime::UNIX_EPOCH), ..one.clone() }, &last));
        assert!(!is_as_before(&Held { location_id: Some(Uuid::from_u128(9)), ..one }, &last));
        assert!(!is_as_before(&held(1, &[Perm::Home, Perm::OrgManage]), &last), "the role allows more");
    }
}
