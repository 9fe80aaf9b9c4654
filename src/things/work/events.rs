//! What happens to work orders.

use super::model::{Order, State};
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// It was raised.
    Opened {
        /// Which one.
        order: &'a Order,
    },
    /// Somebody is asked to do it.
    Assigned {
        /// Which one, as it is now.
        order: &'a Order,
    },
    /// Its day is over, and it is not.
    Overdue {
        /// Which one.
        order: &'a Order,
    },
    /// What describes it changed.
    Changed {
        /// Which one, as it is now.
        order: &'a Order,
        /// The fields that changed, as they were.
        before: Value,
        /// The same fields, as they are.
        after: Value,
    },
    /// It stands otherwise.
    Moved {
        /// Which one, as it was.
        order: &'a Order,
        /// How it stands now.
        to: State,
        /// Why.
        note: &'a str,
    },
    /// A step was ticked, or its tick taken away.
    Ticked {
        /// Of which order.
        order: &'a Order,
        /// Which step.
        task: Uuid,
        /// Is it done now?
        done: bool,
    },
    /// Somebody wrote about it.
    Commented {
        /// About which order.
        order: &'a Order,
        /// Which comment.
        comment: Uuid,
    },
    /// A file was added.
    FileAdded {
        /// To which order.
        order: &'a Order,
        /// What it is called.
        file: &'a str,
    },
    /// A file was removed.
    FileRemoved {
        /// Of which order.
        order: &'a Order,
        /// What it was called.
        file: &'a str,
    },
    /// That was taken back.
    FileRestored {
        /// Of which order.
        order: &'a Order,
        /// What it is called.
        file: &'a str,
    },
}

/// What happened, as it is kept.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let fact = |kind, order: &Order, mut data: Value| {
            data["name"] = json!(format!("{} {}", order.label(), order.title));
            data["number"] = json!(order.number);
            if let Some(asset) = order.asset_id {
                data["asset_id"] = json!(asset);
            }
            if let Some(location) = order.location_id {
                data["location_id"] = json!(location);
            }
            Fact { kind, subject_kind: "work_order", subject: order.id, data }
        };
        match event {
            Event::Opened { order } => {
                let data = json!({ "kind": order.kind.name(), "priority": order.priority.name(), "due_on": order.due_on, "assignee_id": order.assignee_id });
                fact("work_order.opened", order, data)
            }
            Event::Assigned { order } => fact("work_order.assigned", order, owed(order)),
            Event::Overdue { order } => fact("work_order.overdue", order, owed(order)),
            Event::Changed { order, before, after } => {
                fact("work_order.changed", order, json!({ "before": before, "after": after }))
            }
            Event::Moved { order, to, note } => {
                let kind = match to {
                    State::Open => "work_order.reopened",
                    State::InProgress => "work_order.started",
                    State::Waiting => "work_order.waiting",
                    State::Done => "work_order.done",
                    State::Cancelled => "work_order.cancelled",
                };
                let data =
                    json!({ "before": { "state": order.state.name() }, "after": { "state": to.name() }, "note": note });
                fact(kind, order, data)
            }
            Event::Ticked { order, task, done } => {
                fact("work_order.ticked", order, json!({ "task_id": task, "done": done }))
            }
            Event::Commented { order, comment } => {
                fact("work_order.commented", order, json!({ "comment_id": comment }))
            }
            Event::FileAdded { order, file } => fact("work_order.file_added", order, json!({ "file": file })),
            Event::FileRemoved { order, file } => fact("work_order.file_removed", order, json!({ "file": file })),
            Event::FileRestored { order, file } => fact("work_order.file_restored", order, json!({ "file": file })),
        }
    }
}

/// Who owes it until when.
fn owed(order: &Order) -> Value {
    json!({ "assignee_id": order.assignee_id, "due_on": order.due_on })
}
