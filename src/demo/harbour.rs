//! Harbour House: a boat club in Valencia that became a house for work, feasts and outings, on two sites.

use super::names::{AFRICA, BRITAIN, CENTRE, EAST, INDIA, LATIN, MAGHREB, NORTH, SOUTH, SPAIN};
use super::plan::{
    ALL_WEEK, DAY_RULES, Habit, Open, Person, Place, Plan, ROOM_RULES, Rhythm, Season, Standing, Thing, WEEKEND,
    WORKDAYS, by_day, by_hour,
};
use super::words;
use platform::Role;
use things::locations::Kind::{Area, Building, Floor, Site};
use things::resources::{Kind, Rules, Status, Who};

pub(super) const PLAN: Plan = Plan {
    slug: "harbour-house",
    name: "Harbour House",
    zone: "Europe/Madrid",
    currency: "EUR",
    colour: "#0f766e",
    email: "hello@harbour.example",
    phone: "+34 960 55 01 20",
    about: "A boat club that grew a roof: rooms, desks, boats and a loft for feasts, by the old harbour and in the old town.",
    people: PEOPLE,
    places: PLACES,
    things: THINGS,
    holidays: &[
        (1, 1, "New Year"),
        (1, 6, "Epiphany"),
        (3, 19, "Saint Joseph"),
        (5, 1, "Labour Day"),
        (8, 15, "Assumption"),
        (10, 9, "Valencian Community Day"),
        (10, 12, "National Day"),
        (11, 1, "All Saints"),
        (12, 8, "Immaculate Conception"),
        (12, 25, "Christmas"),
    ],
    works: &[
        ("Sail Loft", 12, 2, "The floor is oiled"),
        ("Launch Marisol", 9, 3, "Out of the water for new antifouling"),
        ("Old Town desks", 20, 1, "The fibre is replaced"),
    ],
    standing: STANDING,
    contacts: 300,
    peoples: &[
        SPAIN, SPAIN, SPAIN, SPAIN, NORTH, BRITAIN, BRITAIN, SOUTH, SOUTH, CENTRE, CENTRE, AFRICA, INDIA, EAST, LATIN,
        LATIN, MAGHREB,
    ],
};

const PEOPLE: &[Person] = &[
    Person {
        email: "ada@harbour.example",
        name: "Ada Lindqvist",
        role: Role::Owner,
        within: None,
        ends_in: None,
        wants_mail: false,
    },
    Person {
        email: "bo@harbour.example",
        name: "Bo Marsh",
        role: Role::Manager,
        within: None,
        ends_in: None,
        wants_mail: true,
    },
    Person {
        email: "cy@harbour.example",
        name: "Cy Reyes",
        role: Role::Member,
        within: None,
        ends_in: None,
        wants_mail: false,
    },
    Person {
        email: "fern@harbour.example",
        name: "Fern Okafor",
        role: Role::FacilityManager,
        within: Some("Old Town"),
        ends_in: None,
        wants_mail: false,
    },
    Person {
        email: "vik@harbour.example",
        name: "Vik Novák",
        role: Role::Viewer,
        within: None,
        ends_in: Some(30),
        wants_mail: false,
    },
];

const PLACES: &[Place] = &[
    Place { name: "Harbour", inside: None, kind: Site, address: "Muelle de la Aduana 4, 46024 Valencia, Spain" },
    Place { name: "Boathouse", inside: Some("Harbour"), kind: Building, address: "" },
    Place { name: "Slipway level", inside: Some("Boathouse"), kind: Floor, address: "" },
    Place { name: "Workshop", inside: Some("Slipway level"), kind: Area, address: "" },
    Place { name: "Upper deck", inside: Some("Boathouse"), kind: Floor, address: "" },
    Place { name: "Lantern Tower", inside: Some("Harbour"), kind: Building, address: "" },
    Place { name: "Jetty", inside: Some("Harbour"), kind: Area, address: "" },
    Place { name: "Old Town", inside: None, kind: Site, address: "Calle de los Caballeros 21, 46001 Valencia, Spain" },
    Place { name: "Custom House", inside: Some("Old Town"), kind: Building, address: "" },
    Place { name: "Ground floor", inside: Some("Custom House"), kind: Floor, address: "" },
    Place { name: "First floor", inside: Some("Custom House"), kind: Floor, address: "" },
    Place { name: "Courtyard", inside: Some("Custom House"), kind: Area, address: "" },
];

const DAYTIME: &[Open] = &[Open { days: ALL_WEEK, hours: (8, 20) }];
const OFFICE: &[Open] = &[Open { days: WORKDAYS, hours: (8, 20) }, Open { days: &[6], hours: (9, 14) }];
const LATE: &[Open] = &[Open { days: WORKDAYS, hours: (9, 23) }, Open { days: WEEKEND, hours: (10, 24) }];
const ROUND_THE_CLOCK: &[Open] = &[Open { days: ALL_WEEK, hours: (0, 24) }];
const SIESTA: &[Open] = &[
    Open { days: WORKDAYS, hours: (9, 14) },
    Open { days: WORKDAYS, hours: (16, 21) },
    Open { days: &[6], hours: (10, 14) },
];
const AFLOAT: &[Open] = &[Open { days: ALL_WEEK, hours: (8, 21) }];

/// A room for meetings, for anyone, by the hour. The others say how they differ from it.
const ROOM: Thing = Thing {
    name: "",
    place: "Upper deck",
    kind: Kind::Room,
    status: Status::Available,
    capacity: 8,
    units: 1,
    who: Who::Anyone,
    description: "",
    amenities: &["Whiteboard", "Screen", "Wi-Fi"],
    hours: DAYTIME,
    rules: ROOM_RULES,
    price: None,
    habit: Habit {
        daily: (2.3, 0.5),
        lengths: &[30, 60, 60, 60, 90, 90, 120, 180],
        rhythm: Rhythm::Office,
        season: Season::Work,
        topics: words::MEETINGS,
    },
};
/// A desk for a day.
const DESKS: Thing = Thing {
    kind: Kind::Desk,
    capacity: 1,
    amenities: &["Wi-Fi", "Second screen", "Coffee"],
    rules: Rules { min_minutes: 120, max_minutes: 720, horizon_days: 60, ..ROOM_RULES },
    habit: Habit {
        daily: (4.0, 0.7),
        lengths: &[240, 240, 480, 480, 480, 540],
        rhythm: Rhythm::Morning,
        topics: words::DESK_DAYS,
        ..ROOM.habit
    },
    ..ROOM
};
/// Something to take out on the water.
const BOAT: Thing = Thing {
    place: "Jetty",
    kind: Kind::Equipment,
    capacity: 1,
    amenities: &["Life jacket", "Dry bag"],
    hours: AFLOAT,
    rules: Rules { min_minutes: 60, max_minutes: 600, horizon_days: 60, ..ROOM_RULES },
    habit: Habit {
        daily: (1.1, 3.2),
        lengths: &[60, 120, 120, 180, 240],
        rhythm: Rhythm::Leisure,
        season: Season::Summer,
        topics: words::OUTINGS,
    },
    ..ROOM
};
/// Something lent for days.
const LOAN: Thing = Thing {
    place: "Slipway level",
    kind: Kind::Equipment,
    capacity: 1,
    amenities: &[],
    hours: ROUND_THE_CLOCK,
    rules: DAY_RULES,
    habit: Habit {
        daily: (0.35, 0.15),
        lengths: &[480, 480, 1_440, 1_440, 2_880],
        rhythm: Rhythm::Morning,
        topics: words::LOANS,
        ..ROOM.habit
    },
    ..ROOM
};
/// An office of one's own.
const PRIVATE_OFFICE: Thing = Thing {
    place: "Lantern Tower",
    kind: Kind::Office,
    capacity: 4,
    amenities: &["Door that locks", "Wi-Fi", "Sea view"],
    price: by_day(95),
    habit: Habit {
        daily: (0.4, 0.03),
        lengths: &[600, 600, 1_440, 2_880, 5_760],
        topics: words::DESK_DAYS,
        ..LOAN.habit
    },
    ..LOAN
};

const THINGS: &[Thing] = &[
    Thing {
        name: "Boardroom Aurora",
        capacity: 12,
        description: "The long table under the skylight, with the harbour on two sides.\nCoffee and water are on the sideboard.",
        amenities: &["Video conference", "Screen", "Whiteboard", "Step-free", "Sea view"],
        rules: Rules { buffer_after_minutes: 15, ..ROOM_RULES },
        price: by_hour(45),
        ..ROOM
    },
    Thing {
        name: "Chart Room",
        capacity: 6,
        description: "Charts of the bay on the walls, and a table that has seen them all.",
        price: by_hour(28),
        habit: Habit { daily: (2.8, 0.5), ..ROOM.habit },
        ..ROOM
    },
    Thing {
        name: "Compass Room",
        capacity: 16,
        description: "Round, for talks in a circle. Chairs stack, the screen rolls.",
        price: by_hour(52),
        habit: Habit { daily: (1.6, 0.4), lengths: &[90, 120, 180, 240, 480], ..ROOM.habit },
        ..ROOM
    },
    Thing {
        name: "Cabin One",
        capacity: 2,
        description: "A quiet box for a call.",
        amenities: &["Soundproof", "Wi-Fi"],
        rules: Rules { max_minutes: 120, grid_minutes: 15, ..ROOM_RULES },
        price: by_hour(9),
        habit: Habit { daily: (3.2, 0.3), lengths: &[30, 30, 60, 60, 90], topics: words::CALLS, ..ROOM.habit },
        ..ROOM
    },
    Thing {
        name: "Cabin Two",
        capacity: 2,
        description: "Its twin, with a porthole.",
        amenities: &["Soundproof", "Wi-Fi"],
        who: Who::Members,
        rules: Rules { max_minutes: 120, grid_minutes: 15, ..ROOM_RULES },
        habit: Habit { daily: (2.4, 0.3), lengths: &[30, 30, 60, 60, 90], topics: words::CALLS, ..ROOM.habit },
        ..ROOM
    },
    Thing {
        name: "Dock desks",
        units: 12,
        description: "Twelve desks along the windows; take any that is free.",
        price: by_day(24),
        habit: Habit { daily: (6.5, 1.6), ..DESKS.habit },
        ..DESKS
    },
    Thing {
        name: "Crow’s nest desks",
        place: "Lantern Tower",
        units: 4,
        who: Who::Members,
        description: "Four desks above everything. Ninety-one steps, no lift.",
        amenities: &["Wi-Fi", "Sea view"],
        habit: Habit { daily: (1.0, 0.2), ..DESKS.habit },
        ..DESKS
    },
    Thing {
        name: "Sail Loft",
        place: "Slipway level",
        kind: Kind::Other,
        capacity: 80,
        description: "Where sails were cut, people dance now: 190 square metres, a stage, a bar and doors to the water.",
        amenities: &["Stage", "Sound system", "Bar", "Step-free", "Kitchen next door"],
        hours: LATE,
        rules: Rules {
            notice_minutes: 2 * 1_440,
            horizon_days: 365,
            min_minutes: 180,
            max_minutes: 780,
            buffer_before_minutes: 60,
            buffer_after_minutes: 60,
            change_notice_minutes: 7 * 1_440,
            ..ROOM_RULES
        },
        price: by_hour(120),
        habit: Habit {
            daily: (0.2, 0.75),
            lengths: &[240, 300, 360, 480],
            rhythm: Rhythm::Evening,
            season: Season::Feasts,
            topics: words::GATHERINGS,
        },
        ..ROOM
    },
    Thing {
        name: "Galley",
        place: "Slipway level",
        kind: Kind::Other,
        capacity: 10,
        description: "A kitchen for ten cooks or one patient one.",
        amenities: &["Gas stove", "Dishwasher", "Step-free"],
        hours: LATE,
        rules: Rules { buffer_after_minutes: 30, min_minutes: 60, ..ROOM_RULES },
        price: by_hour(22),
        habit: Habit {
            daily: (0.4, 0.6),
            lengths: &[120, 180, 240],
            rhythm: Rhythm::Evening,
            topics: words::MAKING,
            ..ROOM.habit
        },
        ..ROOM
    },
    Thing {
        name: "Workbenches",
        place: "Workshop",
        kind: Kind::Other,
        capacity: 2,
        units: 4,
        who: Who::Members,
        description: "Four benches with vices, shared tools on the wall. Sweep before you leave.",
        amenities: &["Tools", "Dust extraction"],
        rules: Rules { min_minutes: 60, max_minutes: 600, ..ROOM_RULES },
        habit: Habit {
            daily: (0.9, 1.5),
            lengths: &[120, 180, 240, 240],
            rhythm: Rhythm::Leisure,
            topics: words::MAKING,
            ..ROOM.habit
        },
        ..ROOM
    },
    Thing {
        name: "Sauna",
        place: "Jetty",
        kind: Kind::Other,
        capacity: 6,
        description: "Wood-fired, with a ladder into the sea. Bring two towels.",
        amenities: &["Shower", "Sea ladder"],
        hours: &[Open { days: WORKDAYS, hours: (15, 22) }, Open { days: WEEKEND, hours: (10, 22) }],
        rules: Rules { notice_minutes: 180, min_minutes: 60, max_minutes: 180, buffer_after_minutes: 30, ..ROOM_RULES },
        price: by_hour(36),
        habit: Habit {
            daily: (0.8, 1.9),
            lengths: &[60, 90, 120],
            rhythm: Rhythm::Evening,
            season: Season::Winter,
            topics: words::REST,
        },
        ..ROOM
    },
    Thing {
        name: "Kayaks",
        units: 8,
        description: "Single kayaks with paddle and spray deck.",
        price: by_hour(14),
        ..BOAT
    },
    Thing {
        name: "Double kayaks",
        capacity: 2,
        units: 4,
        description: "For two who agree on the direction.",
        price: by_hour(20),
        habit: Habit { daily: (0.6, 2.0), ..BOAT.habit },
        ..BOAT
    },
    Thing {
        name: "Paddle boards",
        units: 6,
        description: "Boards, leashes and paddles. Best before the wind at noon.",
        price: by_hour(12),
        habit: Habit { daily: (0.9, 2.6), ..BOAT.habit },
        ..BOAT
    },
    Thing {
        name: "Dinghy Pelican",
        kind: Kind::Vehicle,
        capacity: 4,
        description: "A lug-rigged dinghy that forgives. You need the club’s sailing badge.",
        price: by_hour(30),
        habit: Habit { daily: (0.4, 1.1), lengths: &[120, 180, 240, 240], ..BOAT.habit },
        ..BOAT
    },
    Thing {
        name: "Launch Marisol",
        kind: Kind::Vehicle,
        capacity: 8,
        description: "The old pilot launch, with a skipper. Blankets are under the bench.",
        amenities: &["Skipper", "Life jacket", "Sun roof"],
        rules: Rules {
            notice_minutes: 1_440,
            buffer_before_minutes: 30,
            buffer_after_minutes: 30,
            min_minutes: 60,
            max_minutes: 480,
            ..ROOM_RULES
        },
        price: by_hour(95),
        habit: Habit { daily: (0.4, 1.2), lengths: &[120, 180, 240], ..BOAT.habit },
        ..BOAT
    },
    Thing {
        name: "Cargo bike",
        kind: Kind::Vehicle,
        units: 2,
        description: "Carries a child, a sail or four crates of oranges.",
        price: by_day(18),
        habit: Habit { daily: (0.6, 0.5), ..LOAN.habit },
        ..LOAN
    },
    Thing {
        name: "Van",
        kind: Kind::Vehicle,
        capacity: 3,
        description: "Three seats, six cubic metres, and a ramp.",
        amenities: &["Roof rack", "Tow bar"],
        price: by_day(65),
        ..LOAN
    },
    Thing {
        name: "Projector",
        kind: Kind::Equipment,
        who: Who::Staff,
        description: "5,000 lumens. The remote lives in the lid.",
        hours: DAYTIME,
        rules: Rules { buffer_before_minutes: 15, buffer_after_minutes: 15, ..ROOM_RULES },
        habit: Habit { daily: (0.4, 0.2), lengths: &[120, 180, 240], topics: words::LOANS, ..ROOM.habit },
        ..LOAN
    },
    Thing {
        name: "Lantern Studio",
        place: "Lantern Tower",
        capacity: 5,
        description: "Black curtains, good microphones, and no echo: for sound and pictures.",
        amenities: &["Soundproof", "Lights", "Microphones"],
        hours: SIESTA,
        rules: Rules { buffer_after_minutes: 30, min_minutes: 60, ..ROOM_RULES },
        price: by_hour(38),
        habit: Habit { daily: (1.0, 0.4), lengths: &[60, 120, 120, 180], topics: words::RECORDINGS, ..ROOM.habit },
        ..ROOM
    },
    Thing { name: "Keeper’s Office", description: "The keeper’s old room, with his stove.", ..PRIVATE_OFFICE },
    Thing {
        name: "Salon Azahar",
        place: "Ground floor",
        capacity: 24,
        description: "Tiled to the ceiling and cool in August. Opens to the courtyard.",
        amenities: &["Video conference", "Screen", "Step-free", "Piano"],
        hours: OFFICE,
        price: by_hour(60),
        habit: Habit { daily: (1.5, 0.6), lengths: &[90, 120, 180, 240, 300], ..ROOM.habit },
        ..ROOM
    },
    Thing {
        name: "Sala Levante",
        place: "First floor",
        description: "East, for the morning light.",
        hours: OFFICE,
        price: by_hour(26),
        ..ROOM
    },
    Thing {
        name: "Sala Poniente",
        place: "First floor",
        description: "West, for the long afternoons.",
        hours: OFFICE,
        price: by_hour(26),
        ..ROOM
    },
    Thing {
        name: "Old Town desks",
        place: "Ground floor",
        units: 8,
        description: "Eight desks behind the arcade.",
        hours: OFFICE,
        price: by_day(21),
        habit: Habit { daily: (3.6, 0.8), ..DESKS.habit },
        ..DESKS
    },
    Thing {
        name: "Orange Courtyard",
        place: "Courtyard",
        kind: Kind::Other,
        capacity: 60,
        description: "Four orange trees, a fountain, and string lights after dark.",
        amenities: &["String lights", "Step-free"],
        hours: LATE,
        rules: Rules {
            notice_minutes: 1_440,
            horizon_days: 365,
            min_minutes: 120,
            max_minutes: 600,
            buffer_after_minutes: 60,
            change_notice_minutes: 3 * 1_440,
            ..ROOM_RULES
        },
        price: by_hour(85),
        habit: Habit {
            daily: (0.2, 0.7),
            lengths: &[180, 240, 300],
            rhythm: Rhythm::Evening,
            season: Season::Feasts,
            topics: words::GATHERINGS,
        },
        ..ROOM
    },
    Thing {
        name: "Archive Office",
        place: "First floor",
        status: Status::Maintenance,
        capacity: 3,
        description: "Small and very quiet. The radiator is being repaired.",
        habit: Habit { daily: (0.0, 0.0), ..PRIVATE_OFFICE.habit },
        ..PRIVATE_OFFICE
    },
];

const STANDING: &[Standing] = &[
    Standing { thing: "Chart Room", weekday: 1, at: (9, 0), minutes: 60, title: "Week opening", people: 5, contact: 0 },
    Standing {
        thing: "Boardroom Aurora",
        weekday: 2,
        at: (10, 0),
        minutes: 90,
        title: "Design weekly",
        people: 9,
        contact: 1,
    },
    Standing {
        thing: "Sala Levante",
        weekday: 3,
        at: (9, 30),
        minutes: 60,
        title: "Spanish for beginners",
        people: 7,
        contact: 2,
    },
    Standing {
        thing: "Compass Room",
        weekday: 4,
        at: (17, 0),
        minutes: 120,
        title: "Coastguard volunteers",
        people: 14,
        contact: 3,
    },
    Standing {
        thing: "Salon Azahar",
        weekday: 4,
        at: (18, 0),
        minutes: 120,
        title: "Choir rehearsal",
        people: 22,
        contact: 4,
    },
    Standing {
        thing: "Lantern Studio",
        weekday: 5,
        at: (10, 0),
        minutes: 120,
        title: "Harbour podcast",
        people: 3,
        contact: 5,
    },
    Standing {
        thing: "Workbenches",
        weekday: 6,
        at: (10, 0),
        minutes: 240,
        title: "Repair café",
        people: 2,
        contact: 6,
    },
    Standing { thing: "Cabin One", weekday: 5, at: (9, 0), minutes: 60, title: "Payroll call", people: 1, contact: 7 },
];
