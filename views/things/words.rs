//! What the kinds, states and rules of things are called. Other wings use them too.

use crate::audits::{Counted, Outcome};
use crate::catalogue::fields::Kind as FieldKind;
use crate::catalogue::labels::State;
use crate::catalogue::schemes::{Convention, FiscalYear, Method};
use crate::catalogue::vendors::Vendor;
use crate::locations;
use crate::resources::duration::long;
use crate::resources::{Kind, PricePer, Rules, Status, Who};
use chrono_tz::Tz;
use kernel::money::Money;
use kernel::time::clock_text;
use maud::Markup;
use platform::ui::parts::badge;
use platform::ui::{Icon, Tone};
use uuid::Uuid;

/// A kind of location.
pub fn place_kind(kind: locations::Kind) -> &'static str {
    match kind {
        locations::Kind::Site => "Site",
        locations::Kind::Building => "Building",
        locations::Kind::Floor => "Floor",
        locations::Kind::Area => "Area",
    }
}

/// A kind of resource.
pub fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Room => "Room",
        Kind::Desk => "Desk",
        Kind::Office => "Office",
        Kind::Equipment => "Equipment",
        Kind::Vehicle => "Vehicle",
        Kind::Other => "Other",
    }
}

/// The pictogram of a kind of resource.
pub fn kind_icon(kind: Kind) -> Icon {
    match kind {
        Kind::Room => Icon::Door,
        Kind::Desk => Icon::Desk,
        Kind::Office => Icon::Building,
        Kind::Equipment => Icon::Box,
        Kind::Vehicle => Icon::Car,
        Kind::Other => Icon::Package,
    }
}

/// A status.
pub fn status_text(status: Status) -> &'static str {
    match status {
        Status::Available => "Available",
        Status::Maintenance => "Maintenance",
        Status::Closed => "Closed",
    }
}

/// A status as a badge; what was put away says so instead.
pub fn status_badge(status: Status, is_archived: bool) -> Markup {
    match status {
        _ if is_archived => badge(Tone::Neutral, "Archived"),
        Status::Available => badge(Tone::Ok, status_text(status)),
        Status::Maintenance => badge(Tone::Warn, status_text(status)),
        Status::Closed => badge(Tone::Bad, status_text(status)),
    }
}

/// Who may book.
pub fn who_text(who: Who) -> &'static str {
    match who {
        Who::Staff => "Staff",
        Who::Members => "Members",
        Who::Anyone => "Anyone",
    }
}

/// Who may book, as a line.
pub fn who_line(who: Who) -> &'static str {
    match who {
        Who::Staff => "Only people who may book for others",
        Who::Members => "Everybody with a sign-in here",
        Who::Anyone => "Guests too, on the public page",
    }
}

/// `€45.00 per hour`.
pub fn price_text(minor: i64, currency: &str, per: PricePer) -> String {
    format!("{} per {}", Money::new(minor, currency), per.name())
}

/// `1 person`, `12 people`.
pub fn people_text(count: i64) -> String {
    counted(count, "person", "people")
}

/// How many there is room for: `12 people`, of several units `1 person each`.
pub fn room_text(capacity: i64, units: i64) -> String {
    let one = people_text(capacity);
    if units > 1 { format!("{one} each") } else { one }
}

/// Where an asset is in its life.
pub fn state_text(state: State) -> &'static str {
    match state {
        State::InStock => "In stock",
        State::Assigned => "Assigned",
        State::InMaintenance => "In maintenance",
        State::Disposed => "Disposed of",
    }
}

/// What somebody did with an asset, before its tag.
pub fn asset_deed(kind: &str) -> &'static str {
    match kind {
        "asset.created" => "added",
        "asset.checked_out" => "checked out",
        "asset.checked_in" => "checked in",
        "asset.status_changed" => "set the status of",
        "asset.moved" => "moved",
        "asset.overdue" => "misses",
        "asset.warranty_near" => "sees the end of the warranty of",
        "asset.end_of_life_near" => "sees the end of the life of",
        "asset.expiry_near" => "sees a date expire of",
        "asset.file_added" => "added a file to",
        "asset.file_removed" => "removed a file of",
        "asset.found" => "was told that somebody found",
        "asset.removed" => "removed",
        "asset.audited" => "saw in an audit",
        "asset.code_added" => "gave a code to",
        "asset.code_removed" => "took a code away from",
        _ => "changed",
    }
}

/// What somebody did with stock, before the item's name. None for other facts.
pub fn stock_deed(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "stock_item.created" => "added the item",
        "stock_item.changed" => "changed the item",
        "stock_item.archived" => "archived the item",
        "stock_item.restored" => "restored the item",
        "stock.received" => "received",
        "stock.issued" => "issued",
        "stock.returned" => "took back",
        "stock.adjusted" => "counted",
        "stock.transferred" => "transferred",
        "stock.reversed" => "reversed an entry of",
        "stock.minimum_set" => "said how much there should be of",
        "stock.low" => "has too little of",
        _ => return None,
    })
}

/// What somebody did with a work order, before its number. None for other facts.
pub fn work_deed(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "work_order.opened" => "raised",
        "work_order.changed" => "changed",
        "work_order.started" => "started",
        "work_order.waiting" => "waits with",
        "work_order.done" => "finished",
        "work_order.cancelled" => "cancelled",
        "work_order.reopened" => "reopened",
        "work_order.ticked" => "ticked a step of",
        "work_order.commented" => "wrote about",
        "work_order.file_added" => "added a file to",
        "work_order.file_removed" => "removed a file of",
        "work_order.file_restored" => "took back a file of",
        _ => return None,
    })
}

/// What somebody did with a kit or a template of kits. None for other facts.
pub fn kit_deed(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "kit.made" => "made a kit of",
        "kit.unmade" => "unmade the kit",
        "kit.checked_out" => "checked out the kit",
        "kit.returned" => "took back the kit",
        "kit_template.created" => "added the kit template",
        "kit_template.changed" => "changed the kit template",
        "kit_template.archived" => "archived the kit template",
        "kit_template.restored" => "restored the kit template",
        _ => return None,
    })
}

/// What somebody did about an acceptance. None for other facts.
pub fn acceptance_deed(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "acceptance.requested" => "asked for a signature for",
        "acceptance.extended" => "asked for a signature for more, with",
        "acceptance.reminded" => "asked once more to sign for",
        "acceptance.signed" => "signed for",
        "acceptance.declined" => "did not receive",
        "acceptance.withdrawn" => "waits no longer for the signature for",
        "acceptance.ended" => "took back unsigned",
        _ => return None,
    })
}

/// What became of a maintenance plan, before its name. None for other facts.
pub fn plan_deed(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "maintenance_plan.created" => "planned",
        "maintenance_plan.changed" => "changed the plan of",
        "maintenance_plan.paused" => "paused",
        "maintenance_plan.resumed" => "resumed",
        "maintenance_plan.snoozed" => "put off in what is due soon",
        "maintenance_plan.dismissed" => "dismissed from what is due soon",
        "maintenance_plan.restored" => "showed again in what is due soon",
        "maintenance.due" => "raised a work order for",
        _ => return None,
    })
}

/// What somebody did with an audit, before its name. None for other facts.
pub fn audit_deed(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "audit.started" => "started the audit",
        "audit.assigned" => "gave to somebody the audit",
        "audit.changed" => "changed the audit",
        "audit.closed" => "closed the audit",
        _ => return None,
    })
}

/// How something ended in an audit.
pub fn outcome_text(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Found => "Found",
        Outcome::Missing => "Missing",
        Outcome::Misplaced => "Misplaced",
        Outcome::Unexpected => "Unexpected",
    }
}

/// What became of a count, in a sentence.
pub fn counted_text(zone: Tz, counted: &Counted) -> String {
    let line = &counted.line;
    if counted.is_again {
        let who = line.seen_by_name.as_deref().unwrap_or("Somebody");
        let when = line.seen_at.map(|at| format!(" at {}", clock_text(zone, at))).unwrap_or_default();
        return match line.outcome {
            Some(Outcome::Missing) => format!("{who} said{when} that it is not there."),
            _ => format!("{who} saw it already{when}."),
        };
    }
    let recorded = || line.place_name.as_ref().map_or_else(|| "nowhere".to_owned(), |place| format!("at {place}"));
    match (line.outcome, line.asset_id) {
        (Some(Outcome::Found), _) => "Found.".to_owned(),
        (Some(Outcome::Missing), _) => "Noted as missing.".to_owned(),
        (Some(Outcome::Misplaced), _) => format!("Misplaced: the records have it {}.", recorded()),
        (_, None) => "Nothing has this code. It is kept with the audit.".to_owned(),
        (_, Some(_)) if line.is_disposed => "Unexpected: it was disposed of.".to_owned(),
        (_, Some(_)) => match &line.holder_name {
            Some(name) => format!("Unexpected: {name} has it."),
            None => "Unexpected: it was not on the list.".to_owned(),
        },
    }
}

/// A colour of a label, by its name.
pub fn tone_text(tone: &str) -> &'static str {
    match tone {
        "ok" => "Green",
        "info" => "Blue",
        "warn" => "Amber",
        "bad" => "Red",
        _ => "Grey",
    }
}

/// What a field holds.
pub fn field_kind_text(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "Text",
        FieldKind::Number => "Number",
        FieldKind::Money => "Amount of money",
        FieldKind::Date => "Date",
        FieldKind::Choice => "Choice",
        FieldKind::Boolean => "Yes or no",
        FieldKind::Url => "Web address",
        FieldKind::Person => "Person",
    }
}

/// What a vendor is to the organisation.
pub fn vendor_roles(vendor: &Vendor) -> &'static str {
    match (vendor.makes, vendor.supplies) {
        (true, true) => "Maker and supplier",
        (true, false) => "Maker",
        (false, _) => "Supplier",
    }
}

/// How fast value goes.
pub fn method_text(method: Method) -> &'static str {
    match method {
        Method::StraightLine => "Straight line",
        Method::DecliningBalance => "Declining balance",
        Method::DoubleDeclining => "Double declining balance",
        Method::SumOfYears => "Sum of the years' digits",
    }
}

/// When the first month is.
pub fn convention_text(convention: Convention) -> &'static str {
    match convention {
        Convention::FullMonth => "Full month: the month of the purchase counts whole",
        Convention::HalfYear => "Half year: whatever is bought in a fiscal year counts half of it",
    }
}

/// A fiscal year by the years that it is in: `2026`, `2025/26`.
pub fn fiscal_year_text(fiscal: FiscalYear, year: i32) -> String {
    match fiscal == FiscalYear::CALENDAR {
        true => year.to_string(),
        false => format!("{year}/{:02}", (year + 1).rem_euclid(100)),
    }
}

/// `4 years`, `18 months`.
pub fn months_text(months: i64) -> String {
    if months % 12 == 0 { counted(months / 12, "year", "years") } else { counted(months, "month", "months") }
}

/// What a fact of the catalogue did to what, for feeds: `changed the category`. None for other facts.
pub fn catalogue_deed(kind: &str) -> Option<String> {
    let (noun, verb) = kind.split_once('.')?;
    let noun = match noun {
        "asset_category" => "category",
        "asset_model" => "model",
        "vendor" => "supplier or maker",
        "asset_label" => "status label",
        "asset_field" => "field",
        "depreciation_scheme" => "depreciation scheme",
        "fiscal_year" => "fiscal year",
        _ => return None,
    };
    let verb = match verb {
        "created" => "added",
        "changed" => "changed",
        "archived" => "archived",
        "restored" => "restored",
        _ => return None,
    };
    Some(format!("{verb} the {noun}"))
}

/// Where an entry of the catalogue is shown, below the organisation's path; `kind` is that of a fact's subject.
pub fn catalogue_path(kind: &str, id: Uuid) -> String {
    match kind {
        "asset_category" => format!("/catalogue/categories/{id}"),
        "asset_model" => format!("/catalogue/models/{id}"),
        "vendor" => format!("/catalogue/vendors/{id}"),
        "asset_label" => "/catalogue/labels".to_owned(),
        "asset_field" => "/catalogue/fields".to_owned(),
        "depreciation_scheme" | "fiscal_year" => "/catalogue/depreciation".to_owned(),
        _ => "/catalogue".to_owned(),
    }
}

/// A number of something.
pub fn counted(count: i64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// A zone as people call it: `Madrid time (Europe/Madrid)`.
pub fn zone_text(zone: Tz) -> String {
    match zone.name().rsplit_once('/') {
        Some((_, city)) => format!("{} time ({})", city.replace('_', " "), zone.name()),
        None => zone.name().to_owned(),
    }
}

/// The rules, a sentence for each subject.
pub fn rules_sentences(rules: &Rules) -> Vec<String> {
    let mut sentences = vec![length_sentence(rules), ahead_sentence(rules)];
    match (rules.buffer_before_minutes, rules.buffer_after_minutes) {
        (0, 0) => {}
        (before, 0) => sentences.push(format!("{} before each booking are kept free to prepare.", long(before))),
        (0, after) => sentences.push(format!("{} after each booking are kept free to tidy up.", long(after))),
        (before, after) => {
            sentences.push(format!("{} before and {} after each booking are kept free.", long(before), long(after)));
        }
    }
    sentences.push(match rules.change_notice_minutes {
        0 => "Guests may move or cancel until their booking begins.".to_owned(),
        notice => format!("Guests may move or cancel until {} before their booking begins.", long(notice)),
    });
    sentences
}

fn length_sentence(rules: &Rules) -> String {
    let length = if rules.min_minutes == rules.max_minutes {
        format!("Exactly {}", long(rules.min_minutes))
    } else {
        format!("Between {} and {}", long(rules.min_minutes), long(rules.max_minutes))
    };
    format!("{length}, starting every {} from midnight on.", every(rules.grid_minutes))
}

/// `hour`, `30 minutes`.
fn every(minutes: i64) -> String {
    match long(minutes) {
        one if one.starts_with("1 ") && one.matches(' ').count() == 1 => one.trim_start_matches("1 ").to_owned(),
        several => several,
    }
}

fn ahead_sentence(rules: &Rules) -> String {
    let horizon = match rules.horizon_days {
        0 => "on the same day only".to_owned(),
        days => format!("at most {} ahead", counted(days, "day", "days")),
    };
    match rules.notice_minutes {
        0 => format!("Until the last moment, and {horizon}."),
        notice => format!("At least {} and {horizon}.", long(notice)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_told_in_years_where_it_is_whole_ones() {
        assert_eq!([months_text(12), months_text(48), months_text(18)], ["1 year", "4 years", "18 months"]);
    }

    #[test]
    fn facts_of_the_catalogue_read_like_sentences() {
        assert_eq!(catalogue_deed("asset_category.created").as_deref(), Some("added the category"));
        assert_eq!(catalogue_deed("vendor.archived").as_deref(), Some("archived the supplier or maker"));
        assert_eq!(catalogue_deed("booking.moved"), None);
    }

    #[test]
    fn rules_are_told_in_sentences() {
        let rules = Rules {
            notice_minutes: 60,
            horizon_days: 60,
            min_minutes: 30,
            max_minutes: 240,
            grid_minutes: 30,
            buffer_before_minutes: 0,
            buffer_after_minutes: 15,
            change_notice_minutes: 1_440,
        };
        assert_eq!(
            rules_sentences(&rules),
            [
                "Between 30 minutes and 4 hours, starting every 30 minutes from midnight on.",
                "At least 1 hour and at most 60 days ahead.",
                "15 minutes after each booking are kept free to tidy up.",
                "Guests may move or cancel until 1 day before their booking begins.",
            ]
        );
        let short =
            Rules { notice_minutes: 0, horizon_days: 0, min_minutes: 60, max_minutes: 60, grid_minutes: 60, ..rules };
        assert_eq!(rules_sentences(&short)[0], "Exactly 1 hour, starting every hour from midnight on.");
        assert_eq!(rules_sentences(&short)[1], "Until the last moment, and on the same day only.");
    }
}
