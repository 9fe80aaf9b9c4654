//! The kinds of events that are told, for people who choose among them. Kinds are stable: they are never renamed.

/// A family of kinds: what they begin with, and what they tell.
pub const FAMILIES: &[(&str, &str)] = &[
    (
        "booking.",
        "Bookings: confirmed, moved, changed, cancelled, restored, completed, ended early; what is handed out and taken back",
    ),
    ("resource.", "Resources, their hours, rules and closures"),
    ("location.", "Locations: created, changed, archived, restored"),
    (
        "asset.",
        "Assets: created, changed, checked out and in, overdue, moved, found, audited, of another status, with another file, removed; warranty, end of life or expiry near",
    ),
    ("alert.", "Alerts: snoozed, dismissed, restored"),
    ("import.", "Imports of assets: run, undone"),
    ("asset_category.", "Categories of assets: created, changed, archived, restored"),
    ("asset_model.", "Models of assets: created, changed, archived, restored"),
    ("vendor.", "Suppliers and makers: created, changed, archived, restored"),
    ("asset_label.", "Status labels of assets: created, changed, archived, restored"),
    ("depreciation_scheme.", "Depreciation schemes: created, changed, archived, restored"),
    ("asset_field.", "Fields of assets: created, changed, archived, restored"),
    ("stock.", "Stock: received, issued, returned, counted, transferred, reversed, too little"),
    ("stock_item.", "Items of stock: created, changed, archived, restored"),
    ("acceptance.", "Acceptances: requested, extended, reminded, signed, declined, withdrawn, ended"),
    ("kit.", "Kits: made, unmade, checked out, returned"),
    ("kit_template.", "Templates of kits: created, changed, archived, restored"),
    (
        "work_order.",
        "Work orders: opened, assigned, overdue, changed, started, waiting, done, cancelled, reopened, ticked, commented",
    ),
    ("meter.", "Meters of assets: created, changed, read, corrected"),
    ("maintenance.", "Maintenance that comes due"),
    ("maintenance_plan.", "Maintenance plans: created, changed, paused, resumed"),
    ("audit.", "Audits: started, given to somebody, changed, closed"),
    ("contact.", "Contacts"),
    ("contacts.", "Files of contacts that were brought in"),
    ("grant.", "Roles: given, changed, ended"),
    ("role.", "Roles of the organisation's own: created, changed, archived, restored"),
    ("access.", "Reviews of who can do what"),
    ("certification.", "Certifications of roles: begun, abandoned, completed"),
    ("invitation.", "Invitations to the team: sent, accepted, revoked"),
    ("block.", "Blocks of other systems that were lifted by hand"),
    ("organisation.", "The organisation's settings"),
    ("calendar.", "Holidays: brought in, removed"),
    ("retention.", "How long things are kept: changed, applied"),
    ("message.", "Outgoing mail that somebody sent again"),
    ("webhook.", "Webhooks themselves: created, changed, enabled, disabled, rotated, removed"),
    ("feed.", "Calendar feeds: created, revoked"),
    (
        "report_schedule.",
        "Reports by mail: created, changed, paused, resumed, taken over, removed, restored, sent, ended by somebody who gets it",
    ),
    ("inbox.", "Events that outside systems sent, as they were applied"),
];

/// The kind of a test.
pub const TEST: &str = "webhook.test";

/// Does an endpoint that wants these beginnings want this kind? No beginning: everything.
pub fn wants(beginnings: &[String], kind: &str) -> bool {
    beginnings.is_empty() || beginnings.iter().any(|beginning| kind.starts_with(beginning.as_str()))
}

/// Can a kind begin like this?
pub fn is_told(beginning: &str) -> bool {
    FAMILIES.iter().any(|(family, _)| beginning.starts_with(family) || family.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_wants_what_begins_as_it_says() {
        let wants = |list: &[&str], kind| wants(&list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(), kind);
        assert!(wants(&[], "booking.confirmed"));
        assert!(wants(&["booking."], "booking.confirmed") && !wants(&["booking."], "bookings"));
        assert!(wants(&["grant.ended", "booking."], "grant.ended") && !wants(&["grant.ended"], "grant.given"));
    }
}
