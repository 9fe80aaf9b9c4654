//! An acceptance as it stands, and the answer of its person.

use chrono::{DateTime, Utc};
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The longest name that is written under it (characters).
const NAME_MAX: usize = 120;
/// The longest reason (characters).
const REASON_MAX: usize = 400;
/// The pad that is drawn on: width and height.
pub const PAD: (i64, i64) = (600, 200);
/// The longest drawing as it is sent (bytes).
const DRAWING_MAX: usize = 64 * 1024;
/// Lines of a drawing.
const STROKES_MAX: usize = 200;
/// Points of a drawing.
const POINTS_MAX: usize = 5_000;
/// A drawing with fewer points is a slip of the hand.
const POINTS_MIN: usize = 3;

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody answered yet.
    Waiting,
    /// Signed, perhaps not for everything.
    Signed,
    /// Nothing of it was received.
    Declined,
    /// Nobody waits for it any more.
    Withdrawn,
    /// Everything came back before.
    Ended,
}

impl State {
    /// In the order of a life.
    pub const ALL: [State; 5] = [State::Waiting, State::Signed, State::Declined, State::Withdrawn, State::Ended];

    /// How addresses and programs name it.
    pub fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Signed => "signed",
            State::Declined => "declined",
            State::Withdrawn => "withdrawn",
            State::Ended => "ended",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// An acceptance with the words of what it refers to.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Acceptance {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub contact_id: Uuid,
    /// What they are called now; may be empty.
    pub contact_name: String,
    /// Their address now.
    pub contact_email: String,
    /// How it stands.
    pub state: State,
    /// Exactly what is signed.
    pub text: String,
    /// Who handed it over; empty: nobody of the house.
    pub handed_by_name: String,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Steps of the ladder of letters that are behind it.
    pub reminded: i64,
    /// Since when nothing is waited for.
    pub over_at: Option<DateTime<Utc>>,
    /// So that nobody signs for what they did not see.
    pub version: i64,
    /// Things in it.
    pub items: i64,
    /// Things that were not received.
    pub declined: i64,
    /// The first of them.
    pub first_tag: String,
    /// The name that was written under it.
    pub signed_name: Option<String>,
    /// Of the record.
    pub sha256: Option<String>,
    /// The same on paper.
    pub file_id: Option<Uuid>,
}

impl Acceptance {
    /// What its person is called.
    pub fn person(&self) -> &str {
        if self.contact_name.is_empty() { &self.contact_email } else { &self.contact_name }
    }

    /// What it is about, in short.
    pub fn things(&self) -> String {
        match self.items {
            1 => self.first_tag.clone(),
            several => format!("{} and {} more", self.first_tag, several - 1),
        }
    }

    /// What its file is called.
    pub fn file_name(&self) -> String {
        format!("acceptance-{}.pdf", self.asked_at.format("%Y-%m-%d"))
    }
}

/// A thing of it, as it was called then.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Item {
    /// Under which hand-over.
    pub custody_id: Uuid,
    /// Which asset.
    pub asset_id: Uuid,
    /// Its tag.
    pub tag: String,
    /// What it is called.
    pub name: String,
    /// The maker's; may be empty.
    pub serial: String,
    /// Of which model; may be empty.
    pub model: String,
    /// When it came back, where that was before it was signed for.
    pub back_at: Option<DateTime<Utc>>,
    /// It was not received, says the person.
    pub declined: bool,
}

/// What the list is narrowed to, as its address says it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Words in names, addresses and tags.
    pub text: String,
    /// How it stands; empty: anyhow.
    pub state: String,
    /// Whose.
    pub person: String,
    /// The page after this one.
    pub after: Option<Uuid>,
    /// The page before this one.
    pub before: Option<Uuid>,
    /// `csv` or `xlsx`: as a file.
    pub format: String,
}

impl Query {
    /// What is asked for.
    pub fn filter(&self) -> Filter {
        Filter {
            words: self.text.split_whitespace().take(8).map(str::to_lowercase).collect(),
            state: State::parse(&self.state),
            contact: self.person.parse().ok(),
        }
    }

    /// Names and values that stay in the addresses of the page.
    pub fn said(&self) -> Vec<(&'static str, &str)> {
        vec![("text", &self.text), ("state", &self.state), ("person", &self.person)]
    }

    /// Is it a part of the list only?
    pub fn narrows(&self) -> bool {
        self.said().iter().any(|(_, value)| !value.is_empty())
    }
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Each of them somewhere.
    pub words: Vec<String>,
    /// How it stands; of what was declined also in part.
    pub state: Option<State>,
    /// Whose.
    pub contact: Option<Uuid>,
}

/// What the form for signing sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SignForm {
    /// The name, as they write it.
    pub name: String,
    /// What was drawn: lines of points, as JSON; may be empty.
    pub drawing: String,
    /// The version that was shown.
    pub version: i64,
    /// `missing-…` and `reason-…` by custody.
    #[serde(flatten)]
    pub items: BTreeMap<String, String>,
}

/// A line of a drawing.
pub type Stroke = Vec<(i64, i64)>;
/// Why something was not received.
pub type Reason = String;

/// An answer as somebody means it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The name, as they write it.
    pub name: String,
    /// What they drew; empty: the name is typed.
    pub strokes: Vec<Stroke>,
    /// What they did not receive, by custody, and why.
    pub missing: BTreeMap<Uuid, Reason>,
}

impl SignForm {
    /// Is this thing said not to have been received?
    pub fn misses(&self, custody: Uuid) -> bool {
        self.items.contains_key(&format!("missing-{custody}"))
    }

    /// Why not.
    pub fn reason(&self, custody: Uuid) -> &str {
        self.items.get(&format!("reason-{custody}")).map_or("", String::as_str)
    }

    /// What is meant, of these things.
    ///
    /// # Errors
    /// All problems at once.
    pub fn read(&self, items: &[Item]) -> Result<Answered, Problems> {
        let mut problems = Problems::new();
        let name = text::line(&self.name, NAME_MAX).map_err(|problem| match self.name.trim() {
            "" => "Write your name.".to_owned(),
            _ => problem,
        });
        let name = problems.take("name", name);
        let strokes = problems.take("drawing", drawn(&self.drawing));
        let mut missing = BTreeMap::new();
        for item in items.iter().filter(|item| item.back_at.is_none() && self.misses(item.custody_id)) {
            match text::line(self.reason(item.custody_id), REASON_MAX) {
                Ok(reason) => drop(missing.insert(item.custody_id, reason)),
                Err(_) if self.reason(item.custody_id).trim().is_empty() => {
                    problems.add("missing", format!("Say what became of {}, or untick it.", item.tag));
                }
                Err(problem) => problems.add("missing", format!("{}: {problem}", item.tag)),
            }
        }
        match (name, strokes) {
            (Some(name), Some(strokes)) if problems.is_empty() => Ok(Answered { name, strokes, missing }),
            _ => Err(problems),
        }
    }
}

/// The lines of a drawing.
fn drawn(sent: &str) -> Result<Vec<Stroke>, &'static str> {
    if sent.trim().is_empty() {
        return Ok(Vec::new());
    }
    if sent.len() > DRAWING_MAX {
        return Err("This drawing is too large. Clear it, and draw your name once.");
    }
    let strokes: Vec<Stroke> =
        serde_json::from_str(sent).map_err(|_| "This drawing could not be read. Clear it, and draw again.")?;
    let points: usize = strokes.iter().map(Vec::len).sum();
    if strokes.is_empty() {
        return Ok(Vec::new());
    }
    if strokes.len() > STROKES_MAX || points > POINTS_MAX {
        return Err("This drawing is too large. Clear it, and draw your name once.");
    }
    let is_on_pad = |&(x, y): &(i64, i64)| (0..=PAD.0).contains(&x) && (0..=PAD.1).contains(&y);
    if points < POINTS_MIN || !strokes.iter().flatten().all(is_on_pad) {
        return Err("This drawing could not be read. Clear it, and draw again.");
    }
    Ok(strokes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_lines_of_points_on_the_pad_and_nothing_else() {
        assert_eq!(drawn(" "), Ok(vec![]));
        assert_eq!(drawn("[]"), Ok(vec![]));
        assert_eq!(drawn("[[[0,0],[600,200],[3,4]]]"), Ok(vec![vec![(0, 0), (600, 200), (3, 4)]]));
        let long = format!("[[{}[1,1]]]", "[1,1],".repeat(POINTS_MAX));
        let many = format!("[{}[[1,1]]]", "[[1,1]],".repeat(STROKES_MAX));
        for wrong in [
            "[[[601,0],[1,1],[2,2]]]",
            "[[[-1,0],[1,1],[2,2]]]",
            "[[[1,1]]]",
            "<svg/>",
            "[[[1.5,1],[1,1],[2,2]]]",
            &long,
            &many,
        ] {
            assert!(drawn(wrong).is_err(), "{}", &wrong[..wrong.len().min(40)]);
        }
    }

    #[test]
    fn what_is_declined_needs_a_reason_and_what_came_back_is_not_asked_about() {
        let item = |nth: u128, back| Item {
            custody_id: Uuid::from_u128(nth),
            asset_id: Uuid::from_u128(9),
            tag: format!("NB-{nth}"),
            name: "Laptop".to_owned(),
            serial: String::new(),
            model: String::new(),
            back_at: back,
            declined: false,
        };
        let items = [item(1, None), item(2, None), item(3, Some(DateTime::UNIX_EPOCH))];
        let mut form = SignForm { name: " Zoe  Park ".to_owned(), ..SignForm::default() };
        for nth in [2, 3] {
            form.items.insert(format!("missing-{}", Uuid::from_u128(nth)), "on".to_owned());
        }
        assert!(form.read(&items).unwrap_err().at("missing").unwrap().contains("NB-2"));
        form.items.insert(format!("reason-{}", Uuid::from_u128(2)), "Box was empty".to_owned());
        let read = form.read(&items).unwrap();
        assert_eq!((read.name.as_str(), read.missing.len()), ("Zoe Park", 1));
        assert!(SignForm::default().read(&items).unwrap_err().at("name").is_some());
    }
}
