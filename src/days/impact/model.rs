//! Hits, and the decision about them as forms say it.

use crate::bookings::Booking;
use crate::bookings::judgement::Reason;
use crate::bookings::model::REASON_MAX;
use crate::bookings::model::SpanForm;
use crate::bookings::offers::{self, Offer};
use chrono::DateTime;
use chrono::Utc;
use kernel::{Problems, Result, text};
use std::collections::HashMap;
use things::resources::Resource;
use uuid::Uuid;

/// The most bookings that can be decided about at once.
pub const HITS_MAX: usize = 500;
/// For so many hits places to move to are worked out, which takes a few statements each while everything is held; the page
/// says so where there are more, and the later ones can be kept or cancelled.
pub const PROPOSED_MAX: usize = 200;
/// The fields of the page in between; all others are the form's own.
pub const FIELDS: [&str; 6] =
    ["impact_all", "impact_choice", "impact_reason", "impact_key", "impact_back", "impact_seen"];

/// A booking that fitted before a change and does not after it.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Which.
    pub booking: Booking,
    /// Its resource, as it will be.
    pub resource: Resource,
    /// Why it does not fit.
    pub reasons: Vec<Reason>,
    /// Where it could go, the nearest first.
    pub offers: Vec<Offer>,
    /// May it stay although it does not fit? Not where there is no unit for it.
    pub may_stay: bool,
    /// May the viewer move and cancel it?
    pub may_change: bool,
    /// May the viewer know whose it is?
    pub is_open: bool,
}

/// What becomes of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// As it is chosen for all.
    AsAll,
    /// It stays.
    Keep,
    /// It is cancelled.
    Cancel,
    /// It goes elsewhere: an offer, as its value says it.
    Move(String),
}

/// What becomes of all hits that nothing else is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bulk {
    /// They stay.
    Keep,
    /// Each goes to the first place offered.
    Move,
    /// They are cancelled.
    Cancel,
}

impl Bulk {
    /// The one of this name.
    pub fn parse(name: &str) -> Option<Bulk> {
        match name {
            "keep" => Some(Bulk::Keep),
            "move" => Some(Bulk::Move),
            "cancel" => Some(Bulk::Cancel),
            _ => None,
        }
    }
}

/// A booking as it was shown: it and its version.
pub type Seen = (Uuid, i64);

/// What was decided, against what was shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// For all hits without a choice of their own.
    pub all: Option<Bulk>,
    /// For each hit that was shown.
    pub choices: HashMap<Seen, Choice>,
    /// What guests read whose booking is cancelled.
    pub reason: String,
    /// What makes it happen once.
    pub key: String,
}

impl Decision {
    /// Reads the fields of the page in between. None: it has not been shown yet.
    ///
    /// # Errors
    /// A problem at the reason.
    pub fn parse(fields: &[(String, String)]) -> Result<Option<Decision>> {
        let of =
            |name: &'static str| fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str());
        let Some(key) = of("impact_key").next() else { return Ok(None) };
        let mut problems = Problems::new();
        let reason =
            problems.take("impact_reason", text::optional_line(of("impact_reason").next().unwrap_or(""), REASON_MAX));
        problems.check()?;
        Ok(Some(Decision {
            all: of("impact_all").next().and_then(Bulk::parse),
            choices: of("impact_choice").filter_map(parse_choice).collect(),
            reason: reason.unwrap_or_default(),
            key: key.to_owned(),
        }))
    }

    /// What was shown.
    pub fn seen(&self) -> Vec<Seen> {
        self.choices.keys().copied().collect()
    }

    /// What was chosen for a hit.
    pub fn of(&self, hit: &Hit) -> Option<Choice> {
        let own = self.choices.get(&(hit.booking.id, hit.booking.version)).cloned().unwrap_or(Choice::AsAll);
        match (own, self.all) {
            (Choice::AsAll, Some(Bulk::Keep)) => Some(Choice::Keep),
            (Choice::AsAll, Some(Bulk::Cancel)) => Some(Choice::Cancel),
            (Choice::AsAll, Some(Bulk::Move)) => hit.offers.first().map(|offer| Choice::Move(offer.value())),
            (Choice::AsAll, None) => None,
            (own, _) => Some(own),
        }
    }

    /// Everything it says, for the fingerprint of its key.
    pub fn wish(&self) -> String {
        let mut choices: Vec<_> =
            self.choices.iter().map(|((id, version), choice)| format!("{id}/{version}/{choice:?}")).collect();
        choices.sort();
        format!("{:?} {:?} {}", self.all, self.reason, choices.join(" "))
    }
}

/// How a choice stands in the form: booking, version, and what becomes of it.
pub fn choice_value((id, version): Seen, choice: &Choice) -> String {
    match choice {
        Choice::AsAll => format!("{id}/{version}/all"),
        Choice::Keep => format!("{id}/{version}/keep"),
        Choice::Cancel => format!("{id}/{version}/cancel"),
        Choice::Move(offer) => format!("{id}/{version}/move/{offer}"),
    }
}

fn parse_choice(value: &str) -> Option<(Seen, Choice)> {
    let mut parts = value.splitn(4, '/');
    let seen = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let choice = match (parts.next()?, parts.next()) {
        ("keep", None) => Choice::Keep,
        ("cancel", None) => Choice::Cancel,
        ("move", Some(offer)) => Choice::Move(offer.to_owned()),
        _ => Choice::AsAll,
    };
    Some((seen, choice))
}

/// Where an offer leads: resource, start, and length as forms say it.
pub fn destination(offer: &str) -> Option<(Uuid, SpanForm)> {
    let (mut resource, mut span) = (String::new(), SpanForm::default());
    offers::take(offer, &mut resource, &mut span).then_some(())?;
    Some((resource.parse().ok()?, span))
}

/// What is shown before a change that hits bookings.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The hits, by start.
    pub hits: Vec<Hit>,
    /// Something else was shown before: the hits are others now.
    pub is_new: bool,
    /// What is wrong with the decision, by booking.
    pub wrong: HashMap<Uuid, String>,
    /// What was decided so far.
    pub decision: Decision,
    /// The present.
    pub now: DateTime<Utc>,
}

/// What became of the hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// They stay.
    pub kept: usize,
    /// They went elsewhere.
    pub moved: usize,
    /// They were cancelled.
    pub cancelled: usize,
}

impl Tally {
    /// Was any booking changed?
    pub fn touched(&self) -> bool {
        self.moved + self.cancelled > 0
    }
}

/// What became of a change.
#[derive(Debug)]
pub enum Outcome {
    /// It happened.
    Done(Tally),
    /// It hits bookings, and somebody must decide.
    Undecided(Box<Preview>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_survive_the_form() {
        let seen = (Uuid::from_u128(7), 3);
        for choice in [Choice::AsAll, Choice::Keep, Choice::Cancel, Choice::Move("a/2026-03-02T09:00:00Z/60".into())] {
            assert_eq!(parse_choice(&choice_value(seen, &choice)), Some((seen, choice)));
        }
        assert_eq!(parse_choice("nonsense"), None);
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(Decision::parse(&[field("mon", "9-18")]).unwrap(), None);
        let fields = [
            field("impact_key", "k"),
            field("impact_all", "keep"),
            field("impact_choice", &choice_value(seen, &Choice::Cancel)),
        ];
        let decision = Decision::parse(&fields).unwrap().unwrap();
        assert_eq!((decision.all, decision.seen()), (Some(Bulk::Keep), vec![seen]));
    }
}
