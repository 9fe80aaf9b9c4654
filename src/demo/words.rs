//! What bookings of the demonstration are for, and what is said about them.

/// Meetings.
pub(super) const MEETINGS: &[&str] = &[
    "Quarterly review",
    "Client kick-off",
    "Board meeting",
    "Job interviews",
    "Budget round",
    "Design critique",
    "Sprint planning",
    "Strategy afternoon",
    "Press briefing",
    "Partner call",
    "Retrospective",
    "Grant application",
    "Research interviews",
    "Sales training",
    "Supplier talks",
    "Annual audit",
    "Project hand-over",
    "Team offsite",
    "Roadmap",
    "",
];
/// Small rooms and calls.
pub(super) const CALLS: &[&str] = &[
    "Call",
    "Video call",
    "Interview",
    "One to one",
    "Language lesson",
    "Tax adviser",
    "Podcast edit",
    "Coaching",
    "",
    "",
];
/// A place to work at.
pub(super) const DESK_DAYS: &[&str] =
    &["", "", "", "", "Writing day", "Thesis", "Visiting from Lisbon", "Working week", "Bookkeeping"];
/// Feasts and gatherings.
pub(super) const GATHERINGS: &[&str] = &[
    "Wedding dinner",
    "Birthday",
    "Book launch",
    "Film night",
    "Product launch",
    "Choir concert",
    "Charity dinner",
    "Graduation",
    "Jazz evening",
    "Company party",
    "Conference day",
    "Exhibition opening",
    "Tango evening",
    "Harbour market",
];
/// On the water.
pub(super) const OUTINGS: &[&str] = &[
    "",
    "",
    "",
    "Sunrise tour",
    "Family outing",
    "Sailing lesson",
    "Birthday on the water",
    "Bay crossing",
    "Photo trip",
    "School class",
    "Club training",
    "Swimming buoys",
];
/// Things taken along.
pub(super) const LOANS: &[&str] =
    &["", "", "Workshop day", "Pop-up stand", "Trade fair", "Moving boxes", "Film shoot", "Street market"];
/// The workshop and the kitchen.
pub(super) const MAKING: &[&str] = &[
    "Boat repair",
    "Cooking class",
    "Varnish day",
    "Frame building",
    "Team lunch",
    "Sail mending",
    "Supper club",
    "Model making",
    "",
];
/// The studio.
pub(super) const RECORDINGS: &[&str] = &[
    "Podcast recording",
    "Product photos",
    "Portraits",
    "Voice-over",
    "Livestream",
    "Catalogue shoot",
    "Audio book",
    "Rehearsal",
];
/// The sauna.
pub(super) const REST: &[&str] = &["", "", "", "Ice swimmers", "After the regatta", "Winter bathing club"];
/// Stone and tools.
pub(super) const STONEWORK: &[&str] = &[
    "Screen panel, second cut",
    "Marble samples",
    "Temple order",
    "Lettering class",
    "Apprentices",
    "Inlay work",
    "Polishing",
    "Test cut",
    "Restoration piece",
    "",
];

/// What the staff notes for itself.
pub(super) const NOTES: &[&str] = &[
    "Needs a second table.",
    "Vegetarian lunch for all, ordered at the Galley.",
    "Invoice to the company, not to the person.",
    "Arrives late by train; leave the key at the desk.",
    "First visit: show the emergency exits.",
    "Wheelchair user in the group.",
    "Wants the same room as last time.",
    "Asked for a quiet corner.",
    "Will bring their own coffee machine. We have said yes.",
    "Paid the deposit in cash.",
];

/// Why bookings are given back.
pub(super) const REASONS: &[&str] = &[
    "",
    "",
    "",
    "Plans changed",
    "Illness",
    "The train does not run",
    "Found another date",
    "Storm warning",
    "Booked twice",
];
