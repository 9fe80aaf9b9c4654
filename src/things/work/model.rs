//! Work orders, what people type to make them, and which of them a list shows.

use crate::catalogue::vendors::Vendor;
use crate::lists::{Named, chosen, named};
use crate::locations::Location;
use crate::said::words;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::money::Money;
use kernel::time::{form_value, parse_day, parse_form, resolve, wall};
use kernel::{Problems, text};
use platform::Reach;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest title (characters).
const TITLE_MAX: usize = 160;
/// The longest description (characters).
const TEXT_MAX: usize = 4_000;
/// The longest step of a checklist, and comment (characters).
pub const LINE_MAX: usize = 400;
/// The most steps of a checklist.
pub const TASKS_MAX: usize = 60;
/// The most minutes of labour.
pub const MINUTES_MAX: i64 = 1_000_000;

words! {
    /// What is to be done.
    Kind {
        /// Something is broken.
        Repair = "repair",
        /// Somebody looks whether it is well.
        Inspection = "inspection",
        /// It is cared for before it breaks.
        Preventive = "preventive",
        /// It is made clean.
        Cleaning = "cleaning",
        /// Something else.
        Other = "other",
    }
}

words! {
    /// How much it presses.
    Priority {
        /// When there is time.
        Low = "low",
        /// In its turn.
        Normal = "normal",
        /// Before the others.
        High = "high",
        /// At once.
        Urgent = "urgent",
    }
}

words! {
    /// How an order stands.
    State {
        /// Nobody began.
        Open = "open",
        /// Somebody is at it.
        InProgress = "in_progress",
        /// It waits for something.
        Waiting = "waiting",
        /// It is done.
        Done = "done",
        /// It will not be done.
        Cancelled = "cancelled",
    }
}

impl State {
    /// What may follow.
    pub fn follows(self) -> &'static [State] {
        match self {
            State::Open => &[State::InProgress, State::Cancelled],
            State::InProgress => &[State::Waiting, State::Done, State::Cancelled],
            State::Waiting => &[State::InProgress, State::Done, State::Cancelled],
            State::Done | State::Cancelled => &[State::Open],
        }
    }

    /// Is nothing left to do?
    pub fn is_over(self) -> bool {
        matches!(self, State::Done | State::Cancelled)
    }

    /// Is somebody at it?
    pub fn is_under_way(self) -> bool {
        matches!(self, State::InProgress | State::Waiting)
    }
}

/// How an order is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Move {
    /// The state.
    pub to: State,
    /// Is the move taken back that has led away from there?
    pub undoes: bool,
}

/// What has to be done.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Order {
    /// Its id.
    pub id: Uuid,
    /// Without gaps in its organisation.
    pub number: i64,
    /// In a few words.
    pub title: String,
    /// At length.
    pub description: String,
    /// What is to be done.
    pub kind: Kind,
    /// How much it presses.
    pub priority: Priority,
    /// How it stands.
    pub state: State,
    /// About which asset.
    pub asset_id: Option<Uuid>,
    /// The tag of that.
    pub asset_tag: Option<String>,
    /// What that is called.
    pub asset_name: Option<String>,
    /// Where that is.
    pub asset_place_id: Option<Uuid>,
    /// Where that belongs.
    pub asset_home_id: Option<Uuid>,
    /// The category of the asset.
    pub asset_category_id: Option<Uuid>,
    /// About which place.
    pub location_id: Option<Uuid>,
    /// What that is called.
    pub location_name: Option<String>,
    /// Who does it.
    pub assignee_id: Option<Uuid>,
    /// What they are called.
    pub assignee_name: Option<String>,
    /// Until when, where the organisation is.
    pub due_on: Option<NaiveDate>,
    /// Who does it from outside.
    pub supplier_id: Option<Uuid>,
    /// What they are called.
    pub supplier_name: Option<String>,
    /// How long somebody was at it.
    pub labour_minutes: i64,
    /// What an hour of that costs, in minor units.
    pub rate_minor: i64,
    /// What it cost besides labour and parts.
    pub other_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Since when it cannot be used.
    pub down_from: Option<DateTime<Utc>>,
    /// Until when.
    pub down_until: Option<DateTime<Utc>>,
    /// Does work take the asset out of service?
    pub takes_out: bool,
    /// And did it?
    pub took_out: bool,
    /// What the parts cost that are in it.
    pub parts_minor: i64,
    /// For optimistic locking.
    pub version: i64,
    /// When it was raised.
    pub created_at: DateTime<Utc>,
    /// When work began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Order {
    /// `WO-12`.
    pub fn label(&self) -> String {
        format!("WO-{}", self.number)
    }

    /// What the labour cost.
    pub fn labour(&self) -> Money {
        let minor = i128::from(self.labour_minutes) * i128::from(self.rate_minor);
        Money::new(i64::try_from((minor + 30) / 60).unwrap_or(i64::MAX), self.currency.clone())
    }

    /// What all of it cost.
    pub fn cost(&self) -> Money {
        let minor = self.labour().minor.saturating_add(self.parts_minor).saturating_add(self.other_minor);
        Money::new(minor, self.currency.clone())
    }

    /// Is it about something that the viewer's rights hold for?
    pub fn is_within(&self, reach: &Reach) -> bool {
        let places = [self.location_id, self.asset_place_id, self.asset_home_id];
        reach.holds(&places, self.asset_category_id)
    }

    /// What it is about, as people say it.
    pub fn subject(&self) -> String {
        match (&self.asset_tag, &self.asset_name, &self.location_name) {
            (Some(tag), Some(name), _) => format!("{tag} {name}"),
            (_, _, Some(place)) => place.clone(),
            _ => String::new(),
        }
    }

    /// Should it have been done before this day?
    pub fn is_late(&self, today: NaiveDate) -> bool {
        !self.state.is_over() && self.due_on.is_some_and(|due| due < today)
    }
}

/// A step of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Task {
    /// Its id.
    pub id: Uuid,
    /// What is to be done.
    pub text: String,
    /// When it was.
    pub done_at: Option<DateTime<Utc>>,
    /// By whom.
    pub done_by_name: Option<String>,
}

/// What somebody wrote about the work.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Comment {
    /// Its id.
    pub id: Uuid,
    /// What.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none: the house.
    pub by_name: Option<String>,
}

/// What an order is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Subject {
    /// An asset.
    Asset(Uuid),
    /// A place.
    Location(Uuid),
}

/// What the form of an order sends.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct OrderForm {
    /// In a few words.
    pub title: String,
    /// At length.
    pub description: String,
    /// What is to be done.
    pub kind: String,
    /// How much it presses.
    pub priority: String,
    /// An asset's tag; empty: it is about a place.
    pub asset: String,
    /// A place's id.
    pub location: String,
    /// A user's id.
    pub assignee: String,
    /// Until when.
    pub due_on: String,
    /// A supplier's id.
    pub supplier: String,
    /// How long somebody was at it.
    pub labour_minutes: String,
    /// What an hour of that costs.
    pub rate: String,
    /// What it cost besides.
    pub other_cost: String,
    /// Since when it cannot be used, where the organisation is.
    pub down_from: String,
    /// Until when.
    pub down_until: String,
    /// `on`: work takes the asset out of service.
    pub takes_out: String,
    /// Steps, one a line, of a new order.
    pub checklist: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click raises one.
    pub key: String,
    /// About what, where it is not said in the form.
    #[serde(skip)]
    pub subject: Option<Subject>,
}

impl OrderForm {
    /// The form of an order as it stands.
    pub fn of(order: &Order, zone: Tz) -> OrderForm {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let at = |at: Option<DateTime<Utc>>| at.map(|at| form_value(wall(zone, at))).unwrap_or_default();
        let money = |minor: i64| match minor {
            0 => String::new(),
            minor => Money::new(minor, order.currency.clone()).plain(),
        };
        OrderForm {
            title: order.title.clone(),
            description: order.description.clone(),
            kind: order.kind.name().to_owned(),
            priority: order.priority.name().to_owned(),
            asset: order.asset_tag.clone().unwrap_or_default(),
            location: id(order.location_id),
            assignee: id(order.assignee_id),
            due_on: order.due_on.map(|day| day.to_string()).unwrap_or_default(),
            supplier: id(order.supplier_id),
            labour_minutes: if order.labour_minutes == 0 { String::new() } else { order.labour_minutes.to_string() },
            rate: money(order.rate_minor),
            other_cost: money(order.other_minor),
            down_from: at(order.down_from),
            down_until: at(order.down_until),
            takes_out: if order.takes_out { "on".to_owned() } else { String::new() },
            version: order.version,
            ..OrderForm::default()
        }
    }
}

/// What a form may choose from.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Places where the viewer may have work done.
    pub places: Vec<Location>,
    /// Who may be asked: people with a grant.
    pub people: Vec<(Uuid, String)>,
    /// Those who sell or service.
    pub suppliers: Vec<Vendor>,
}

/// An order as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewOrder {
    /// In a few words.
    pub title: String,
    /// At length.
    pub description: String,
    /// What is to be done.
    pub kind: Kind,
    /// How much it presses.
    pub priority: Priority,
    /// About what.
    pub subject: Subject,
    /// Who does it.
    pub assignee: Option<Uuid>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// Who does it from outside.
    pub supplier: Option<Uuid>,
    /// How long somebody was at it.
    pub labour_minutes: i64,
    /// What an hour of that costs.
    pub rate_minor: i64,
    /// What it cost besides.
    pub other_minor: i64,
    /// Since when and until when it cannot be used.
    pub down: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    /// Does work take the asset out of service?
    pub takes_out: bool,
    /// Steps of a new order.
    pub checklist: Vec<String>,
}

impl NewOrder {
    /// Reads the form. `asset` is the one with the tag that was typed, where there is one that the viewer may see.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(
        form: &OrderForm,
        known: &Known,
        asset: Option<Uuid>,
        existing: Option<&Order>,
        (zone, currency): (Tz, &str),
    ) -> Result<NewOrder, Problems> {
        let mut problems = Problems::new();
        let gone = "This is not there any more. Choose another one.";
        let title = problems.take("title", text::line(&form.title, TITLE_MAX));
        let description = problems.take("description", text::paragraph(&form.description, TEXT_MAX));
        let kind = match form.kind.trim() {
            "" => Some(Kind::Repair),
            typed => problems.take("kind", Kind::parse(typed).ok_or(gone)),
        };
        let priority = match form.priority.trim() {
            "" => Some(Priority::Normal),
            typed => problems.take("priority", Priority::parse(typed).ok_or(gone)),
        };
        let subject = match (form.asset.trim(), form.location.trim()) {
            _ if form.subject.is_some() => form.subject,
            ("", "") => problems.take("asset", Err("Say what it is about: an asset or a location.")),
            ("", typed) => {
                let id = typed.parse().ok().filter(|id| {
                    known.places.iter().any(|place| place.id == *id)
                        || existing.is_some_and(|order| order.location_id == Some(*id))
                });
                problems.take("location", id.ok_or(gone)).map(Subject::Location)
            }
            (_, "") => problems.take("asset", asset.ok_or("There is no asset with this tag.")).map(Subject::Asset),
            _ => problems.take("location", Err("It is about an asset or a location, not both.")),
        };
        let chosen = |typed: &str, is_known: &dyn Fn(Uuid) -> bool| match typed.trim() {
            "" => Ok(None),
            typed => typed.parse().ok().filter(|id| is_known(*id)).map(Some).ok_or(gone),
        };
        let person = |id: Uuid| {
            known.people.iter().any(|(known, _)| *known == id)
                || existing.is_some_and(|order| order.assignee_id == Some(id))
        };
        let assignee = problems.take("assignee", chosen(&form.assignee, &person)).flatten();
        let vendor = |id: Uuid| {
            known.suppliers.iter().any(|known| known.id == id)
                || existing.is_some_and(|order| order.supplier_id == Some(id))
        };
        let supplier = problems.take("supplier", chosen(&form.supplier, &vendor)).flatten();
        let due_on = match form.due_on.trim() {
            "" => None,
            typed => {
                problems.take("due_on", parse_day(typed).ok_or("Enter a day as year-month-day, such as 2026-11-26."))
            }
        };
        let labour_minutes = match form.labour_minutes.trim() {
            "" => Some(0),
            typed => {
                let minutes = typed.parse().ok().filter(|minutes| (0..=MINUTES_MAX).contains(minutes));
                problems.take("labour_minutes", minutes.ok_or("Enter whole minutes."))
            }
        };
        let mut money = |field: &'static str, typed: &str| match typed.trim() {
            "" => Some(0),
            typed => problems.take(field, Money::parse(typed, currency)).map(|money| money.minor),
        };
        let (rate_minor, other_minor) = (money("rate", &form.rate), money("other_cost", &form.other_cost));
        let mut moment = |field: &'static str, typed: &str| match typed.trim() {
            "" => None,
            typed => problems
                .take(field, parse_form(typed).map(|at| resolve(zone, at).instant()).ok_or("Enter a day and a time.")),
        };
        let down = (moment("down_from", &form.down_from), moment("down_until", &form.down_until));
        match down {
            (Some(from), Some(until)) if until <= from => problems.add("down_until", "It ends before it begins."),
            (None, Some(_)) => problems.add("down_from", "Say since when."),
            _ => {}
        }
        let checklist: Vec<String> =
            form.checklist.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        if checklist.len() > TASKS_MAX || checklist.iter().any(|line| line.chars().count() > LINE_MAX) {
            problems.add("checklist", format!("A checklist has at most {TASKS_MAX} steps of {LINE_MAX} characters."));
        }
        match (title, description, kind, priority, subject, labour_minutes, rate_minor, other_minor) {
            (
                Some(title),
                Some(description),
                Some(kind),
                Some(priority),
                Some(subject),
                Some(labour_minutes),
                Some(rate_minor),
                Some(other_minor),
            ) if problems.is_empty() => Ok(NewOrder {
                title,
                description,
                kind,
                priority,
                subject,
                assignee,
                due_on,
                supplier,
                labour_minutes,
                rate_minor,
                other_minor,
                down,
                takes_out: form.takes_out == "on" && matches!(subject, Subject::Asset(_)),
                checklist,
            }),
            _ => Err(problems),
        }
    }
}

/// What the form of a part sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PartForm {
    /// An item's id.
    pub item: String,
    /// Where it is taken from, or put back.
    pub location: String,
    /// How much.
    pub quantity: String,
    /// `return`: it comes back.
    pub act: String,
    /// So that a double click takes it once.
    pub key: String,
}

/// The question as it stands in an address. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OrderQuery {
    /// Words, or a number.
    pub text: String,
    /// A state's name; `all`: those that are over too.
    pub state: String,
    /// A kind's name.
    pub kind: String,
    /// A priority's name.
    pub priority: String,
    /// A user's id.
    pub assignee: String,
    /// A location's id: it and all below it.
    pub location: String,
    /// An asset's id.
    pub asset: String,
    /// `late`.
    pub due: String,
    /// `board`: columns by state.
    pub view: String,
    /// Names of [`Column`]s with commas between; empty: the usual ones.
    pub columns: String,
    /// After this order in the list.
    pub after: Option<Uuid>,
    /// Before it.
    pub before: Option<Uuid>,
    /// `csv`, `xlsx`: a file of all pages.
    pub format: String,
}

impl OrderQuery {
    /// What is asked for.
    pub fn filter(&self) -> Filter {
        let text = self.text.trim().to_lowercase();
        let number = text.trim_start_matches("wo-").parse().ok();
        Filter {
            words: if number.is_some() {
                Vec::new()
            } else {
                text.split_whitespace().take(8).map(str::to_owned).collect()
            },
            number,
            state: State::parse(&self.state),
            with_over: self.state == "all",
            kind: Kind::parse(&self.kind),
            priority: Priority::parse(&self.priority),
            assignee: self.assignee.trim().parse().ok(),
            location: self.location.trim().parse().ok(),
            asset: self.asset.trim().parse().ok(),
            is_late: self.due == "late",
        }
    }

    /// What the address says, without where in the list.
    pub fn said(&self) -> [(&'static str, &str); 10] {
        [
            ("text", &self.text),
            ("state", &self.state),
            ("kind", &self.kind),
            ("priority", &self.priority),
            ("assignee", &self.assignee),
            ("location", &self.location),
            ("asset", &self.asset),
            ("due", &self.due),
            ("view", &self.view),
            ("columns", &self.columns),
        ]
    }

    /// Does it leave anything out?
    pub fn narrows(&self) -> bool {
        let is_shape = |name: &str| matches!(name, "view" | "columns");
        self.said().iter().any(|(name, value)| !is_shape(name) && !value.trim().is_empty())
    }
}

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Its number.
    Number,
    /// In a few words.
    Title,
    /// What is to be done.
    Kind,
    /// How much it presses.
    Priority,
    /// How it stands.
    State,
    /// About which asset or place.
    About,
    /// Who does it.
    Assignee,
    /// Until when.
    Due,
    /// Who does it from outside.
    Supplier,
    /// How long somebody was at it.
    Labour,
    /// What the parts cost that are in it.
    Parts,
    /// What all of it cost.
    Cost,
    /// When it was raised.
    Raised,
    /// When work began.
    Started,
    /// When it was over.
    Ended,
}

/// All of them in the order of files, with the names by which addresses call them.
pub const COLUMNS: [Named<Column>; 15] = [
    (Column::Number, "number", "Number"),
    (Column::Title, "title", "Title"),
    (Column::Kind, "kind", "Kind"),
    (Column::Priority, "priority", "Priority"),
    (Column::State, "state", "State"),
    (Column::About, "about", "About"),
    (Column::Assignee, "assignee", "Assigned to"),
    (Column::Due, "due", "Due"),
    (Column::Supplier, "supplier", "Supplier"),
    (Column::Labour, "labour", "Labour in minutes"),
    (Column::Parts, "parts", "Parts"),
    (Column::Cost, "cost", "Cost"),
    (Column::Raised, "raised", "Raised"),
    (Column::Started, "started", "Started"),
    (Column::Ended, "ended", "Ended"),
];

/// The columns of a list that asks for none.
const USUAL: [Column; 8] = [
    Column::Number,
    Column::Title,
    Column::About,
    Column::Priority,
    Column::Assignee,
    Column::Due,
    Column::Cost,
    Column::State,
];

/// The columns of the list, in the order asked for.
pub(super) fn shown(columns: &str) -> Vec<Column> {
    asked(columns).unwrap_or_else(|| USUAL.to_vec())
}

/// The columns of the file: those asked for, or all.
pub(super) fn filed(columns: &str) -> Vec<Column> {
    asked(columns).unwrap_or_else(|| COLUMNS.map(|(column, ..)| column).to_vec())
}

/// The number leads to the order.
fn asked(columns: &str) -> Option<Vec<Column>> {
    chosen(columns, |name| named(&COLUMNS, name), Column::Number)
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in lower case, all of which stand in its title or what it is about.
    pub words: Vec<String>,
    /// With this number.
    pub number: Option<i64>,
    /// In this state; none: those that are not over.
    pub state: Option<State>,
    /// Those that are over too.
    pub with_over: bool,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// Asked of this user.
    pub assignee: Option<Uuid>,
    /// About something at this place or below it.
    pub location: Option<Uuid>,
    /// About this asset.
    pub asset: Option<Uuid>,
    /// Should have been done before today.
    pub is_late: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_narrow_nothing_and_a_file_has_all_where_none_are_chosen() {
        let asked = OrderQuery { columns: "ended,kind".to_owned(), view: "board".to_owned(), ..OrderQuery::default() };
        assert!(!asked.narrows() && asked.said().contains(&("columns", "ended,kind")));
        assert_eq!(shown(&asked.columns), [Column::Number, Column::Ended, Column::Kind]);
        assert_eq!(filed(&asked.columns), [Column::Number, Column::Ended, Column::Kind]);
        assert_eq!((shown("").len(), filed("").len()), (USUAL.len(), COLUMNS.len()));
    }

    #[test]
    fn states_follow_each_other_as_work_does() {
        use State::*;
        assert!(Open.follows().contains(&InProgress) && !Open.follows().contains(&Done));
        assert!(Waiting.follows().contains(&Done) && InProgress.follows().contains(&Waiting));
        for over in [Done, Cancelled] {
            assert_eq!(over.follows(), [Open], "what is over is reopened, and nothing else");
        }
    }
}
