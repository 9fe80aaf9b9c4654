//! Kits: things that go out together.
//!
//! Words: a *template* says what must be in a kit, line by line: so many of a model or of a category, or so much of an item of
//! stock. A *kit* is an asset (the case, the bag) whose *parts* are the assets assigned to it. Whoever gets the kit has its
//! parts with it, and stock of its template is issued along. When it *returns*, each part is ticked; what is missing is *late*
//! (its holder has it still, and is asked for it) or *lost* (disposed of).
//!
//! Promises:
//! - A kit goes out with its stock, or not at all.
//! - It returns once, with what is there; what is missing is named in its history. What is lost and was promised to bookings
//!   asks about these first, as everything does that an asset comes to (`crate::changes`).
//! - The pages where any asset is handed over and taken back lead to the kit's own, and programs are told so.
//! - A kit says itself whether it is complete, and what it lacks.
//!
//! Events: `kit.made`, `kit.unmade`, `kit.checked_out`, `kit.returned`; `kit_template.created`, `.changed`, `.archived`,
//! `.restored`.

pub mod actions;
pub mod api;
mod events;
mod model;
mod policy;
pub(crate) mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{
    Fate, Filter, Kit, KitQuery, LINES_MAX, Lacking, Line, NewLine, NewTemplate, OutForm, Part, ReturnForm, Returned,
    Template, TemplateForm, What,
};
pub use policy::lacking;
pub use routes::{KitForm, parts_of, routes, stock_of};

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("kit_template_changed", "Somebody else changed this template in the meantime. Look at it again before you go on."),
    ("kit_templates_org_id_name_key", "Another template has this name now. Rename one of them first."),
    ("kit_templates_org_id_name_key_key", "Another template has this name now. Rename one of them first."),
    ("kit_template_in_use", "Kits are made by this template. Let them be no kits any more first."),
    ("kit_known", "This asset is a kit already."),
    ("kit_changed", "Parts were put in or taken out in the meantime. Look at the list again before you go on."),
];
