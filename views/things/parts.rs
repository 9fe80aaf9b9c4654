//! What several of these pages share.

use crate::locations::Location;
use kernel::Problems;
use kernel::files::most_text;
use maud::Markup;
use platform::ui::forms::{self, Field};

/// Files that a person may choose; the first bytes decide.
const ACCEPTED: &str = ".png,.jpg,.jpeg,.webp,.pdf,.txt,.csv,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp";

/// What a field is called, in its form and where its problem is told.
pub fn label(name: &str) -> &'static str {
    match name {
        "name" => "Name",
        "kind" => "Kind",
        "parent" => "Stands in",
        "zone" => "Time zone",
        "address" => "Address",
        "location" => "Location",
        "status" => "Status",
        "capacity" => "Capacity",
        "units" => "Units",
        "description" => "Description",
        "amenities" => "Amenities",
        "who" => "Who",
        "slug" => "Public address",
        "price" => "Price",
        "price_per" => "Per",
        "min_minutes" => "Shortest booking",
        "max_minutes" => "Longest booking",
        "grid_minutes" => "Starts every",
        "notice_minutes" => "Notice",
        "horizon_days" => "Horizon in days",
        "change_notice_minutes" => "Changes until",
        "buffer_before_minutes" => "Buffer before",
        "buffer_after_minutes" => "Buffer after",
        "mon" => "Monday",
        "tue" => "Tuesday",
        "wed" => "Wednesday",
        "thu" => "Thursday",
        "fri" => "Friday",
        "sat" => "Saturday",
        "sun" => "Sunday",
        "day" => "Day",
        "label" => "What it is",
        "hours" => "Hours",
        "owner" => "Holds for",
        "from" => "From",
        "until" => "Until",
        "reason" => "Reason",
        "file" => "Picture",
        "country" => "Country",
        "years" => "Years",
        "text" => "Its text",
        "alt" => "What it shows",
        "tag_pattern" => "Tag pattern",
        "unique_serials" => "Serial numbers",
        "life_months" => "Months of life",
        "alert_days" => "Days ahead",
        "is_expiry" => "Told when it comes near",
        "audit_months" => "Audited every",
        "asks_acceptance" => "Acceptance",
        "acceptance_text" => "Text that is signed",
        "note" => "Note",
        "number" => "Model number",
        "maker" => "Maker",
        "category" => "Category",
        "role" => "What it does",
        "url" => "Web page",
        "email" => "E-mail",
        "phone" => "Phone",
        "state" => "State",
        "tone" => "Colour",
        "may_leave" => "May be checked out",
        "is_required" => "Must be filled in",
        "is_unique" => "No two assets have the same",
        "is_sealed" => "Kept encrypted",
        "is_listed" => "Shown in lists",
        "pattern" => "Pattern",
        "help" => "Help",
        "choices" => "Choices",
        "method" => "Method",
        "months" => "Months",
        "rate" => "Rate a year (%)",
        "salvage" => "Salvage value (%)",
        "switches" => "Goes over to the straight line",
        "convention" => "First month",
        "expense_account" => "Expense account",
        "contra_account" => "Accumulated depreciation account",
        "scheme" => "Depreciation scheme",
        _ => "",
    }
}

/// A field with what is wrong with it.
pub fn field<'a>(name: &'a str, problems: &'a Problems) -> Field<'a> {
    Field::new(name, label(name)).error(problems.at(name))
}

/// Problems as a form's summary wants them: several fields may have the same one, so each names its field.
pub fn listed(problems: &Problems) -> Vec<(String, String)> {
    forms::named_problems(problems, label)
}

/// Locations as the options of a choice, each as far in as it is deep in the tree.
pub fn place_options<'a>(places: impl IntoIterator<Item = &'a Location>) -> Vec<(String, String)> {
    places
        .into_iter()
        .map(|place| (place.id.to_string(), format!("{}{}", "\u{2003}".repeat(place.depth()), place.name)))
        .collect()
}

/// The field of a file that is added to something; it says how large that may be.
pub fn file_input(problems: &Problems, most: u64) -> Markup {
    let field = Field::new("file", "File").error(problems.at("file"));
    let hint = format!("A picture, PDF, text, CSV or office document, up to {}", most_text(most));
    forms::file(&field.hint(&hint).required(), ACCEPTED, most)
}

/// How large a file is, in the unit in which that is short.
pub fn file_size(bytes: i64) -> String {
    const KB: i64 = 1_000;
    match bytes {
        0..KB => format!("{bytes} bytes"),
        bytes if bytes < KB * KB => format!("{} kB", bytes / KB),
        bytes => format!("{}.{} MB", bytes / (KB * KB), bytes % (KB * KB) / (100 * KB)),
    }
}
