//! An audit, its lines, and what people send about them.

use crate::catalogue::categories::Category;
use crate::locations::Location;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::time::parse_day;
use kernel::{Problems, text};
use platform::Reach;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most people that one audit names.
pub const PEOPLE_MAX: usize = 200;
/// The longest name of an audit (characters).
const NAME_MAX: usize = 80;
/// The longest note (characters).
pub const NOTE_MAX: usize = 400;
/// When those who did not answer are reminded, unless somebody chose otherwise (days after they were asked).
pub const REMINDERS: [i64; 3] = [3, 7, 14];
/// The most reminders of one letter.
const REMINDERS_MAX: usize = 6;
/// The latest of them (days after it).
const REMINDER_DAYS_MAX: i64 = 90;

/// What an audit is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// What is there.
    Place,
    /// What people have.
    Held,
}

impl Kind {
    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Place => "place",
            Kind::Held => "held",
        }
    }
}

/// An audit, with the words of what it refers to.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Audit {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is of.
    pub kind: Kind,
    /// Of this place and all below it.
    pub location_id: Option<Uuid>,
    /// What that is called.
    pub location_name: Option<String>,
    /// Of this category and all below it.
    pub category_id: Option<Uuid>,
    /// What that is called.
    pub category_name: Option<String>,
    /// Who does it.
    pub assignee_id: Option<Uuid>,
    /// What they are called.
    pub assignee_name: Option<String>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// For whoever counts.
    pub note: String,
    /// When those who do not answer are reminded, as it is stored.
    pub reminders: String,
    /// For whoever changes it.
    pub version: i64,
    /// Since when.
    pub started_at: DateTime<Utc>,
    /// Who started it.
    pub started_by_name: Option<String>,
    /// Until when.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who closed it.
    pub closed_by_name: Option<String>,
}

impl Audit {
    /// Do these rights hold for all of it?
    pub fn is_covered(&self, reach: &Reach) -> bool {
        reach.holds(&[self.location_id], self.category_id)
    }

    /// Should it be over before this day?
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.closed_at.is_none() && self.due_on.is_some_and(|due| due < today)
    }

    /// When those who do not answer are reminded (days after they were asked), the soonest first.
    pub fn ladder(&self) -> Vec<i64> {
        self.reminders.split(',').filter_map(|days| days.parse().ok()).collect()
    }

    /// Why something was done to an asset, for its history.
    pub fn why(&self) -> String {
        format!("Audit {}", self.name)
    }
}

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Outcome {
    /// It is where it should be.
    Found,
    /// It is not.
    Missing,
    /// It was seen, and the records have it somewhere else.
    Misplaced,
    /// It was seen, and should not be there at all.
    Unexpected,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 4] = [Outcome::Found, Outcome::Missing, Outcome::Misplaced, Outcome::Unexpected];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Found => "found",
            Outcome::Missing => "missing",
            Outcome::Misplaced => "misplaced",
            Outcome::Unexpected => "unexpected",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// What becomes of a difference when the audit is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Decision {
    /// Nothing.
    Leave,
    /// The records have it from now on where it was seen.
    Move,
    /// It is taken back from whoever has it, to where it was seen.
    CheckIn,
    /// What was disposed of is in stock again, where it was seen.
    Restock,
    /// It gets a label of the organisation.
    Flag,
}

impl Decision {
    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Decision::Leave => "leave",
            Decision::Move => "move",
            Decision::CheckIn => "check_in",
            Decision::Restock => "restock",
            Decision::Flag => "flag",
        }
    }
}

/// A decision with the label that it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What is done.
    pub decision: Decision,
    /// With which label.
    pub label: Option<Uuid>,
}

impl Choice {
    /// Nothing is done.
    pub const LEAVE: Choice = Choice { decision: Decision::Leave, label: None };

    /// Reads how forms say it: the name of a decision, or the id of a label to flag it with.
    pub fn parse(typed: &str) -> Option<Choice> {
        let plain = [Decision::Leave, Decision::Move, Decision::CheckIn, Decision::Restock];
        match plain.into_iter().find(|decision| decision.name() == typed) {
            Some(decision) => Some(Choice { decision, label: None }),
            None => typed.parse().ok().map(|label| Choice { decision: Decision::Flag, label: Some(label) }),
        }
    }
}

/// An asset, or a code, in an audit.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// Which asset; none: a code that nothing had.
    pub asset_id: Option<Uuid>,
    /// What that is called.
    pub asset_name: Option<String>,
    /// Its tag then, or what was read.
    pub code: String,
    /// Was it expected?
    pub is_expected: bool,
    /// Where the records had it.
    pub place_id: Option<Uuid>,
    /// What that is called.
    pub place_name: Option<String>,
    /// Who is asked for it.
    pub person_name: Option<String>,
    /// What they answered: do they have it?
    pub answer: Option<bool>,
    /// What they wrote.
    pub answer_note: String,
    /// Which person has it now; of a closed audit nobody's.
    pub holder_name: Option<String>,
    /// Was it disposed of?
    pub is_disposed: bool,
    /// Has anybody or anything got it?
    pub is_out: bool,
    /// How it ended; none: not looked for yet.
    pub outcome: Option<Outcome>,
    /// When somebody said so.
    pub seen_at: Option<DateTime<Utc>>,
    /// Who.
    pub seen_by: Option<Uuid>,
    /// What they are called.
    pub seen_by_name: Option<String>,
    /// Where it was seen.
    pub seen_place_id: Option<Uuid>,
    /// What that is called.
    pub seen_place_name: Option<String>,
    /// What was written.
    pub note: String,
    /// A photo.
    pub file_id: Option<Uuid>,
    /// What became of the difference.
    pub decision: Option<Decision>,
    /// The label it was flagged with.
    pub label_name: Option<String>,
}

impl Line {
    /// How it stands when the audit ends now: what nobody looked for is missing.
    pub fn ending(&self) -> Outcome {
        self.outcome.unwrap_or(Outcome::Missing)
    }

    /// Is it other than the records say, when the audit ends now?
    pub fn is_difference(&self) -> bool {
        self.ending() != Outcome::Found
    }
}

/// Somebody who is asked by mail.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Asked {
    /// Their part of the audit.
    pub id: Uuid,
    /// Which audit.
    pub audit_id: Uuid,
    /// Who they are.
    pub contact_id: Uuid,
    /// Since when.
    pub asked_at: DateTime<Utc>,
    /// Reminders that are behind them.
    pub reminded: i64,
    /// When they answered last.
    pub answered_at: Option<DateTime<Utc>>,
}

/// Something that somebody is asked for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    /// The line.
    pub id: Uuid,
    /// Which asset.
    pub asset_id: Uuid,
    /// Its tag then.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// How it stands.
    pub outcome: Option<Outcome>,
    /// Who of the house said so.
    pub seen_by: Option<Uuid>,
    /// What they answered: do they have it?
    pub answer: Option<bool>,
    /// What they wrote.
    pub note: String,
}

/// How far an audit is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Progress {
    /// How many assets it expects.
    pub expected: i64,
    /// Of these, not looked for yet.
    pub todo: i64,
    /// Where they should be.
    pub found: i64,
    /// Said not to be there.
    pub missing: i64,
    /// Seen, and somewhere else in the records.
    pub misplaced: i64,
    /// Seen, and not expected.
    pub unexpected: i64,
}

impl Progress {
    /// How many of what is expected were seen or said to be missing.
    pub fn done(self) -> i64 {
        self.expected - self.todo
    }

    /// What is other than the records say, as far as anybody has looked.
    pub fn differences(self) -> i64 {
        self.missing + self.misplaced + self.unexpected
    }
}

/// What the form of a new audit sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AuditForm {
    /// What it is called.
    pub name: String,
    /// `held`: of what people have.
    pub kind: String,
    /// Of which place; may be empty.
    pub location: String,
    /// Of which category; may be empty.
    pub category: String,
    /// Who does it.
    pub assignee: String,
    /// Until when.
    pub due_on: String,
    /// For whoever counts.
    pub note: String,
    /// Of what people have: their names or addresses, one a line; empty: everybody's.
    pub people: String,
    /// When they are reminded: days, with commas between them; empty: never.
    pub reminders: String,
    /// Which version was changed.
    pub version: i64,
    /// So that a double click starts one.
    pub key: String,
}

impl AuditForm {
    /// A form that proposes the usual.
    pub fn usual() -> AuditForm {
        AuditForm { reminders: days_text(&REMINDERS), ..AuditForm::default() }
    }

    /// What can be changed of an audit, as it is.
    pub fn of(audit: &Audit) -> AuditForm {
        AuditForm {
            name: audit.name.clone(),
            assignee: audit.assignee_id.map(|id| id.to_string()).unwrap_or_default(),
            due_on: audit.due_on.map(|day| day.to_string()).unwrap_or_default(),
            note: audit.note.clone(),
            reminders: days_text(&audit.ladder()),
            version: audit.version,
            ..AuditForm::default()
        }
    }
}

/// Days as people write them: `3, 7, 14`.
pub fn days_text(days: &[i64]) -> String {
    days.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

/// Reads days after a letter, as people write them.
fn read_days(typed: &str) -> Result<Vec<i64>, &'static str> {
    let words = typed.split([',', ' ', ';']).filter(|word| !word.is_empty());
    let days: Option<Vec<i64>> =
        words.map(|word| word.parse().ok().filter(|day| (1..=REMINDER_DAYS_MAX).contains(day))).collect();
    let mut days = days.ok_or("Enter days after the letter, 1 to 90, such as: 3, 7, 14.")?;
    days.sort_unstable();
    days.dedup();
    if days.len() > REMINDERS_MAX { Err("Six reminders are the most.") } else { Ok(days) }
}

/// What the form may choose from.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Places where the viewer may change assets.
    pub places: Vec<Location>,
    /// The tree of kinds.
    pub categories: Vec<Category>,
    /// Who may be asked to do it.
    pub people: Vec<(Uuid, String)>,
}

/// An audit as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAudit {
    /// What it is called.
    pub name: String,
    /// What it is of.
    pub kind: Kind,
    /// Of which place.
    pub location: Option<Uuid>,
    /// Of which category.
    pub category: Option<Uuid>,
    /// Who does it.
    pub assignee: Option<Uuid>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// For whoever counts.
    pub note: String,
    /// Of what these people have; empty: everybody's.
    pub people: Vec<Uuid>,
    /// When they are reminded (days after the letter); empty: never.
    pub reminders: Vec<i64>,
}

/// What can be said of an audit when it has begun: everything but what it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// What it is called.
    pub name: String,
    /// Who does it.
    pub assignee: Option<Uuid>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// For whoever counts.
    pub note: String,
    /// When those who do not answer are reminded (days after the letter); empty: never.
    pub reminders: Vec<i64>,
}

impl Details {
    /// Reads the form. Whoever does it already may go on, wherever else they are now.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &AuditForm, known: &Known, present: Option<Uuid>) -> Result<Details, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let is_known = |id: Uuid| present == Some(id) || known.people.iter().any(|(known, _)| *known == id);
        let assignee = problems.take("assignee", chosen(&form.assignee, &is_known));
        let due_on = match form.due_on.trim() {
            "" => Some(None),
            typed => {
                let day = parse_day(typed).map(Some);
                problems.take("due_on", day.ok_or("Enter a day as year-month-day, such as 2026-11-26."))
            }
        };
        let note = problems.take("note", text::paragraph(&form.note, NOTE_MAX));
        let reminders = problems.take("reminders", read_days(&form.reminders));
        match (name, assignee, due_on, note, reminders) {
            (Some(name), Some(assignee), Some(due_on), Some(note), Some(reminders)) => {
                Ok(Details { name, assignee, due_on, note, reminders })
            }
            _ => Err(problems),
        }
    }
}

/// A choice of a list; none where nothing is chosen.
fn chosen(typed: &str, is_known: &dyn Fn(Uuid) -> bool) -> Result<Option<Uuid>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let id = typed.parse().ok().filter(|id| is_known(*id));
            id.map(Some).ok_or("This is not there any more. Choose another one.")
        }
    }
}

impl NewAudit {
    /// Reads the form. `people` are those whom it names.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &AuditForm, known: &Known, people: Vec<Uuid>) -> Result<NewAudit, Problems> {
        let mut problems = Problems::new();
        let kind = match form.kind.as_str() {
            "" | "place" => Some(Kind::Place),
            "held" => Some(Kind::Held),
            _ => problems.take("kind", Err("Choose from the list.")),
        };
        let location =
            problems.take("location", chosen(&form.location, &|id| known.places.iter().any(|place| place.id == id)));
        let category =
            problems.take("category", chosen(&form.category, &|id| known.categories.iter().any(|one| one.id == id)));
        match (kind, location, category, Details::parse(form, known, None)) {
            (Some(kind), Some(location), Some(category), Ok(details)) => {
                let Details { name, assignee, due_on, note, reminders } = details;
                Ok(NewAudit { name, kind, location, category, assignee, due_on, note, people, reminders })
            }
            (.., details) => {
                problems.extend(details.err().unwrap_or_default());
                Err(problems)
            }
        }
    }
}

/// What somebody says about an asset or a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen<'a> {
    /// This asset is here.
    Asset(Uuid),
    /// Something with this code is here, and nothing that they know of has it.
    Code(&'a str),
    /// This asset, which is expected, is not here.
    Gone(Uuid),
}

/// A count as somebody wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count<'a> {
    /// What they say.
    pub seen: Seen<'a>,
    /// Where they are; none: somewhere in the audit's place.
    pub place: Option<Uuid>,
}

/// What became of a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The line as it is now.
    pub line: Line,
    /// It was so already: whoever came first is told by the line.
    pub is_again: bool,
}

/// Which lines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineFilter {
    /// All of them.
    #[default]
    All,
    /// Expected, and not looked for yet.
    Todo,
    /// Other than the records say; what nobody looked for only when the audit is closed.
    Differences,
    /// That ended so.
    Ended(Outcome),
}

/// What the address of an audit says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// `todo`, `differences`, or the name of an [`Outcome`].
    pub show: String,
    /// Behind this line.
    pub after: Option<Uuid>,
    /// `csv`, `xlsx`: a file of all of it.
    pub format: String,
    /// Where somebody counts, kept from one to the next.
    pub place: String,
}

impl AuditQuery {
    /// Which lines.
    pub fn filter(&self) -> LineFilter {
        match self.show.as_str() {
            "todo" => LineFilter::Todo,
            "differences" => LineFilter::Differences,
            name => Outcome::parse(name).map_or(LineFilter::All, LineFilter::Ended),
        }
    }
}

/// What the form for closing sends: a choice for each kind of difference, and for lines that are to be handled otherwise.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ClosingForm {
    /// `all-missing`, `line-…`: see [`Choice::parse`].
    #[serde(flatten)]
    pub choices: BTreeMap<String, String>,
}

impl ClosingForm {
    /// What is to become of this line.
    pub fn own(&self, line: &Line) -> Option<Choice> {
        self.choices.get(&format!("line-{}", line.id)).and_then(|typed| Choice::parse(typed))
    }

    /// What is to become of all that ended like it.
    pub fn of_its_kind(&self, line: &Line) -> Option<Choice> {
        self.choices.get(&format!("all-{}", line.ending().name())).and_then(|typed| Choice::parse(typed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_decisions_or_labels() {
        let label = Uuid::from_u128(7);
        assert_eq!(Choice::parse("move").map(|choice| choice.decision), Some(Decision::Move));
        assert_eq!(Choice::parse(&label.to_string()).map(|choice| choice.label), Some(Some(label)));
        assert_eq!((Choice::parse(""), Choice::parse("flag")), (None, None));
    }

    #[test]
    fn an_audit_needs_a_name_and_what_is_there() {
        let form = AuditForm {
            kind: "else".to_owned(),
            location: "somewhere".to_owned(),
            due_on: "soon".to_owned(),
            ..AuditForm::default()
        };
        let problems = NewAudit::parse(&form, &Known::default(), Vec::new()).unwrap_err();
        for field in ["name", "kind", "location", "due_on"] {
            assert!(problems.at(field).is_some(), "{field}");
        }
    }

    #[test]
    fn reminders_are_days_after_the_letter() {
        assert_eq!(read_days(" 14,3 ,7, 3"), Ok(vec![3, 7, 14]));
        assert_eq!(read_days(""), Ok(Vec::new()));
        for wrong in ["0", "91", "soon", "-3", "1,2,3,4,5,6,7"] {
            assert!(read_days(wrong).is_err(), "{wrong}");
        }
        assert_eq!(days_text(&REMINDERS), "3, 7, 14");
    }
}
