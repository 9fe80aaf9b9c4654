//! What work orders look like to programs.

use crate::Bookings;
use crate::meters;
use crate::stock::store::Part;
use crate::work::model::{Comment, Order, OrderForm, Task};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::Error;
use kernel::money::Money;
use kernel::time::{form_value, wall};
use platform::web::api::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What has to be done.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WorkOrder")]
pub struct Shown {
    /// Its id.
    id: Uuid,
    /// Without gaps in its organisation.
    number: i64,
    /// In a few words.
    title: String,
    /// At length.
    description: String,
    /// `repair`, `inspection`, `preventive`, `cleaning` or `other`.
    kind: String,
    /// `low`, `normal`, `high` or `urgent`.
    priority: String,
    /// `open`, `in_progress`, `waiting`, `done` or `cancelled`.
    state: String,
    /// About which asset; or
    asset_id: Option<Uuid>,
    /// about which location.
    location_id: Option<Uuid>,
    /// Who does it.
    assignee_id: Option<Uuid>,
    /// Until when, where the organisation is.
    due_on: Option<NaiveDate>,
    /// Who does it from outside.
    supplier_id: Option<Uuid>,
    /// How long somebody was at it.
    labour_minutes: i64,
    /// What an hour of that costs, in minor units.
    rate_minor: i64,
    /// What it cost besides labour and parts.
    other_minor: i64,
    /// What the parts cost.
    parts_minor: i64,
    /// What all of it cost.
    cost_minor: i64,
    /// Of the costs.
    currency: String,
    /// Since when it cannot be used.
    down_from: Option<DateTime<Utc>>,
    /// Until when.
    down_until: Option<DateTime<Utc>>,
    /// Does work take the asset out of service?
    takes_out: bool,
    /// When it was raised.
    created_at: DateTime<Utc>,
    /// When work began.
    started_at: Option<DateTime<Utc>>,
    /// When it was over.
    ended_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

impl From<Order> for Shown {
    fn from(order: Order) -> Shown {
        let cost_minor = order.cost().minor;
        Shown {
            id: order.id,
            number: order.number,
            title: order.title,
            description: order.description,
            kind: order.kind.name().to_owned(),
            priority: order.priority.name().to_owned(),
            state: order.state.name().to_owned(),
            asset_id: order.asset_id,
            location_id: order.location_id,
            assignee_id: order.assignee_id,
            due_on: order.due_on,
            supplier_id: order.supplier_id,
            labour_minutes: order.labour_minutes,
            rate_minor: order.rate_minor,
            other_minor: order.other_minor,
            parts_minor: order.parts_minor,
            cost_minor,
            currency: order.currency,
            down_from: order.down_from,
            down_until: order.down_until,
            takes_out: order.takes_out,
            created_at: order.created_at,
            started_at: order.started_at,
            ended_at: order.ended_at,
            version: order.version,
        }
    }
}

/// A work order as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WorkOrderInput")]
pub struct Input {
    /// In a few words.
    title: String,
    /// At length.
    #[serde(default)]
    description: String,
    /// Without, `repair`.
    #[serde(default)]
    #[schemars(extend("enum" = ["repair", "inspection", "preventive", "cleaning", "other", null]))]
    kind: Option<String>,
    /// Without, `normal`.
    #[serde(default)]
    #[schemars(extend("enum" = ["low", "normal", "high", "urgent", null]))]
    priority: Option<String>,
    /// About which asset; or
    #[serde(default)]
    pub asset_id: Option<Uuid>,
    /// about which location.
    #[serde(default)]
    location_id: Option<Uuid>,
    /// Who does it: somebody with a role here.
    #[serde(default)]
    assignee_id: Option<Uuid>,
    /// Until when.
    #[serde(default)]
    due_on: Option<NaiveDate>,
    /// Who does it from outside.
    #[serde(default)]
    supplier_id: Option<Uuid>,
    /// How long somebody was at it.
    #[serde(default)]
    #[schemars(range(min = 0))]
    labour_minutes: i64,
    /// What an hour of that costs, in minor units.
    #[serde(default)]
    #[schemars(range(min = 0))]
    rate_minor: i64,
    /// What it cost besides labour and parts.
    #[serde(default)]
    #[schemars(range(min = 0))]
    other_minor: i64,
    /// Since when it cannot be used; to the minute.
    #[serde(default)]
    down_from: Option<DateTime<Utc>>,
    /// Until when.
    #[serde(default)]
    down_until: Option<DateTime<Utc>>,
    /// Does work take the asset out of service?
    #[serde(default)]
    takes_out: bool,
    /// Steps of a new order.
    #[serde(default)]
    checklist: Vec<String>,
    /// What becomes of bookings that do not fit any more: without, it is refused and they are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookings: Option<Bookings>,
}

impl Input {
    /// As it is.
    pub fn of(order: &Order) -> Input {
        Input {
            title: order.title.clone(),
            description: order.description.clone(),
            kind: Some(order.kind.name().to_owned()),
            priority: Some(order.priority.name().to_owned()),
            asset_id: order.asset_id,
            location_id: order.location_id,
            assignee_id: order.assignee_id,
            due_on: order.due_on,
            supplier_id: order.supplier_id,
            labour_minutes: order.labour_minutes,
            rate_minor: order.rate_minor,
            other_minor: order.other_minor,
            down_from: order.down_from,
            down_until: order.down_until,
            takes_out: order.takes_out,
            checklist: Vec::new(),
            bookings: None,
        }
    }

    /// The form that says the same; `tag` is that of its asset.
    ///
    /// # Errors
    /// A problem for a cost below nothing.
    pub fn form(self, tag: String, zone: Tz, currency: &str) -> Result<OrderForm, Error> {
        for (field, minor) in [("rate_minor", self.rate_minor), ("other_minor", self.other_minor)] {
            if minor < 0 {
                return Err(Error::invalid(field, "A cost is not below nothing."));
            }
        }
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let at = |at: Option<DateTime<Utc>>| at.map(|at| form_value(wall(zone, at))).unwrap_or_default();
        Ok(OrderForm {
            title: self.title,
            description: self.description,
            kind: self.kind.unwrap_or_default(),
            priority: self.priority.unwrap_or_default(),
            asset: tag,
            location: id(self.location_id),
            assignee: id(self.assignee_id),
            due_on: self.due_on.map(|day| day.to_string()).unwrap_or_default(),
            supplier: id(self.supplier_id),
            labour_minutes: self.labour_minutes.to_string(),
            rate: Money::new(self.rate_minor, currency).plain(),
            other_cost: Money::new(self.other_minor, currency).plain(),
            down_from: at(self.down_from),
            down_until: at(self.down_until),
            takes_out: if self.takes_out { "on".to_owned() } else { String::new() },
            checklist: self.checklist.join("\n"),
            ..OrderForm::default()
        })
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// Words, or a number: `WO-12`.
    pub q: Option<String>,
    /// A state; `all`: those that are over too.
    pub state: Option<String>,
    /// A kind.
    pub kind: Option<String>,
    /// A priority.
    pub priority: Option<String>,
    /// Asked of this user.
    pub assignee_id: Option<Uuid>,
    /// About something at this place or below it.
    pub location_id: Option<Uuid>,
    /// About this asset.
    pub asset_id: Option<Uuid>,
    /// Should have been done before today.
    pub late: Option<bool>,
    /// Rows of a page, 1 to 200; 50 without.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// How a work order is to stand.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WorkOrderTransition")]
pub struct GoInput {
    /// The state.
    #[schemars(extend("enum" = ["open", "in_progress", "waiting", "done", "cancelled"]))]
    pub state: String,
    /// Why.
    #[serde(default)]
    pub note: String,
    /// What the meters of its asset show now.
    #[serde(default)]
    pub readings: Vec<GoReading>,
    /// What becomes of bookings that do not fit any more: without, it is refused and they are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookings: Option<Bookings>,
}

impl GoInput {
    /// What was read, meter by meter.
    ///
    /// # Errors
    /// A problem at `readings` for what is no number.
    pub fn read(&self) -> Result<Vec<(Uuid, i64)>, Problem> {
        let number = |one: &GoReading| match meters::number(&one.value) {
            Ok(value) => Ok((one.meter_id, value)),
            Err(told) => Err(Problem::field("readings", told)),
        };
        self.readings.iter().map(number).collect()
    }
}

/// What a meter shows.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WorkOrderReading")]
pub struct GoReading {
    /// Which meter.
    pub meter_id: Uuid,
    /// A decimal, such as `1250.5`.
    pub value: String,
}

/// A step, or a comment.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WorkOrderText")]
pub(super) struct TextInput {
    /// What it says.
    pub text: String,
}

/// Whether a step is done.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WorkOrderTick")]
pub(super) struct DoneInput {
    /// Is it?
    pub done: bool,
}

/// A step of a checklist.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WorkOrderStep")]
pub(super) struct TaskShown {
    /// Its id.
    id: Uuid,
    /// What is to be done.
    text: String,
    /// When it was.
    done_at: Option<DateTime<Utc>>,
    /// By whom.
    done_by: Option<String>,
}

impl From<Task> for TaskShown {
    fn from(task: Task) -> TaskShown {
        TaskShown { id: task.id, text: task.text, done_at: task.done_at, done_by: task.done_by_name }
    }
}

/// What somebody wrote.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WorkOrderComment")]
pub(super) struct CommentShown {
    /// Its id.
    id: Uuid,
    /// What.
    text: String,
    /// When.
    at: DateTime<Utc>,
    /// Who.
    by: Option<String>,
}

impl From<Comment> for CommentShown {
    fn from(comment: Comment) -> CommentShown {
        CommentShown { id: comment.id, text: comment.text, at: comment.at, by: comment.by_name }
    }
}

/// A part taken from stock, or put back.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WorkOrderPartInput")]
pub(super) struct PartInput {
    /// Which item.
    pub item_id: Uuid,
    /// Where it is taken from, or put back.
    pub location_id: Uuid,
    /// How much.
    pub quantity: i64,
    /// Is it put back?
    #[serde(default)]
    pub comes_back: bool,
}

/// What of an item is in a work order.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WorkOrderPart")]
pub(super) struct PartShown {
    /// Which item.
    item_id: Uuid,
    /// What that is called.
    name: String,
    /// How much was taken and not put back.
    quantity: i64,
    /// What is counted.
    unit: String,
    /// What that cost, in minor units.
    cost_minor: i64,
}

impl From<Part> for PartShown {
    fn from(part: Part) -> PartShown {
        let Part { item_id, name, unit, quantity, cost_minor } = part;
        PartShown { item_id, name, quantity, unit, cost_minor }
    }
}
