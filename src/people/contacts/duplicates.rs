//! Who may be the same person: pairs that share a number, a name, or an address but for how it is written.

use kernel::text;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Pairs suggested at once.
pub const PAIRS_MAX: usize = 100;
/// Digits that make a number somebody's: shorter ones are extensions.
const DIGITS_MIN: usize = 7;
/// The last digits of a number that are compared: with and without the code of the country it is the same.
const DIGITS_COMPARED: usize = 9;
/// Mail services that deliver one mailbox's mail under many spellings: dots before the `@` mean nothing to them.
const DOTLESS: [&str; 2] = ["gmail.com", "googlemail.com"];

/// What is compared of a contact.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Known {
    /// Its id.
    pub id: Uuid,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their number.
    pub phone: String,
}

/// Why two look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alike {
    /// The same mailbox under two spellings.
    Mailbox,
    /// The same number.
    Phone,
    /// The same name.
    Name,
}

/// Two contacts that look alike. The one that has been known longer stands first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspects {
    /// Known longer.
    pub one: Known,
    /// Known for less long.
    pub other: Known,
    /// Why, the strongest reason first.
    pub alike: Vec<Alike>,
}

/// Finds them. `known` stands in the order of acquaintance; pairs in `distinct` (smaller id first) were told apart.
pub fn suspects(known: &[Known], distinct: &HashSet<(Uuid, Uuid)>) -> Vec<Suspects> {
    let mut groups: HashMap<(Alike, String), Vec<usize>> = HashMap::new();
    for (at, contact) in known.iter().enumerate() {
        let keys = [
            (Alike::Mailbox, mailbox(&contact.email)),
            (Alike::Phone, phone(&contact.phone)),
            (Alike::Name, name(&contact.name)),
        ];
        for (alike, key) in keys {
            if let Some(key) = key {
                groups.entry((alike, key)).or_default().push(at);
            }
        }
    }
    let mut pairs: HashMap<(usize, usize), BTreeSet<Alike>> = HashMap::new();
    for ((alike, _), members) in groups {
        // The first of a group with each other one: when they are merged, the rest follows.
        for other in members.iter().skip(1) {
            let (one, two) = (known[members[0]].id, known[*other].id);
            if !distinct.contains(&(one.min(two), one.max(two))) {
                pairs.entry((members[0], *other)).or_default().insert(alike);
            }
        }
    }
    let mut found: Vec<((usize, usize), Vec<Alike>)> =
        pairs.into_iter().map(|(pair, alike)| (pair, alike.into_iter().collect())).collect();
    // Those with the most in common first; then in the order of acquaintance.
    found.sort_by_key(|(pair, alike)| (std::cmp::Reverse(alike.len()), alike[0], *pair));
    found
        .into_iter()
        .take(PAIRS_MAX)
        .map(|((one, other), alike)| Suspects { one: known[one].clone(), other: known[other].clone(), alike })
        .collect()
}

/// The mailbox behind an address: without what stands after a plus, and for some services without dots.
fn mailbox(email: &str) -> Option<String> {
    let (local, domain) = email.split_once('@')?;
    let local = local.split('+').next().unwrap_or(local);
    let (local, domain) = match DOTLESS.contains(&domain) {
        true => (local.replace('.', ""), DOTLESS[0]),
        false => (local.to_owned(), domain),
    };
    (!local.is_empty()).then(|| format!("{local}@{domain}"))
}

fn phone(typed: &str) -> Option<String> {
    let digits: Vec<char> = typed.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().saturating_sub(DIGITS_COMPARED);
    (digits.len() >= DIGITS_MIN).then(|| digits[from..].iter().collect())
}

/// First and last name in any order, accents and case aside. A single word is nobody's alone.
fn name(typed: &str) -> Option<String> {
    let plain = text::slug(typed);
    let mut words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    (words.len() > 1).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(number: u128, name: &str, email: &str, phone: &str) -> Known {
        Known { id: Uuid::from_u128(number), name: name.into(), email: email.into(), phone: phone.into() }
    }

    #[test]
    fn people_are_known_again_by_mailbox_number_and_name() {
        let all = [
            known(1, "Grace Hopper", "grace.hopper@gmail.com", "+34 600 111 222"),
            known(2, "hopper, GRACE", "gracehopper+club@googlemail.com", ""),
            known(3, "G. H.", "g@navy.example", "600111222"),
            known(4, "Grace", "grace@other.example", "222"),
            known(5, "José Núñez", "jose@one.example", ""),
            known(6, "Jose Nunez", "jose@two.example", ""),
        ];
        let found = suspects(&all, &HashSet::new());
        let pairs: Vec<(u128, u128, Vec<Alike>)> =
            found.iter().map(|pair| (pair.one.id.as_u128(), pair.other.id.as_u128(), pair.alike.clone())).collect();
        assert_eq!(
            pairs,
            [(1, 2, vec![Alike::Mailbox, Alike::Name]), (1, 3, vec![Alike::Phone]), (5, 6, vec![Alike::Name])]
        );
        let apart = HashSet::from([(Uuid::from_u128(1), Uuid::from_u128(3))]);
        assert_eq!(suspects(&all, &apart).len(), 2);
    }

    #[test]
    fn a_plus_is_a_label_and_dots_count_elsewhere() {
        assert_eq!(mailbox("ada+x@a.example"), mailbox("ada@a.example"));
        assert_ne!(mailbox("a.da@a.example"), mailbox("ada@a.example"));
    }
}
