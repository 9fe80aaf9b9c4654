//! What happens between assets and resources.

use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// A resource is an asset now, or any of a model.
    Linked {
        /// Which resource.
        resource: Uuid,
        /// What it is called.
        name: &'a str,
        /// The asset.
        asset: Option<Uuid>,
        /// The model.
        model: Option<Uuid>,
    },
}

impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        match event {
            Event::Linked { resource, name, asset, model } => Fact {
                kind: "resource.linked",
                subject_kind: "resource",
                subject: resource,
                data: json!({ "name": name, "asset_id": asset, "model_id": model }),
            },
        }
    }
}
