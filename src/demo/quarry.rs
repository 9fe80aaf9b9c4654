//! Quarry Works: stone yard, workshops and a classroom in Jaipur. Smaller than Harbour House, and none of its business.

use super::names::{BRITAIN, EAST, INDIA};
use super::plan::{
    DAY_RULES, Habit, Open, Person, Place, Plan, ROOM_RULES, Rhythm, Season, Standing, Thing, by_day, by_hour,
};
use super::words;
use platform::Role;
use things::locations::Kind::{Area, Building, Site};
use things::resources::{Kind, Rules, Status, Who};

pub(super) const PLAN: Plan = Plan {
    slug: "quarry-works",
    name: "Quarry Works",
    zone: "Asia/Kolkata",
    currency: "INR",
    colour: "#b45309",
    email: "desk@quarry.example",
    phone: "+91 141 555 0148",
    about: "Benches, saws and a classroom for people who work stone.",
    people: &[
        Person {
            email: "dee@quarry.example",
            name: "Dee Rao",
            role: Role::Owner,
            within: None,
            ends_in: None,
            wants_mail: true,
        },
        Person {
            email: "esha@quarry.example",
            name: "Esha Kapoor",
            role: Role::BookingManager,
            within: None,
            ends_in: None,
            wants_mail: false,
        },
    ],
    places: &[
        Place { name: "Amber Road", inside: None, kind: Site, address: "Amber Road 118, Jaipur 302002, India" },
        Place { name: "Saw Hall", inside: Some("Amber Road"), kind: Building, address: "" },
        Place { name: "Yard", inside: Some("Amber Road"), kind: Area, address: "" },
        Place { name: "School House", inside: Some("Amber Road"), kind: Building, address: "" },
    ],
    things: THINGS,
    holidays: &[(1, 26, "Republic Day"), (8, 15, "Independence Day"), (10, 2, "Gandhi Jayanti")],
    works: &[("Bridge saw", 8, 2, "New blade and water pump")],
    standing: &[
        Standing {
            thing: "Classroom",
            weekday: 1,
            at: (16, 30),
            minutes: 120,
            title: "Lettering, first year",
            people: 14,
            contact: 0,
        },
        Standing {
            thing: "Bridge saw",
            weekday: 3,
            at: (9, 0),
            minutes: 180,
            title: "Temple order",
            people: 2,
            contact: 1,
        },
    ],
    contacts: 60,
    peoples: &[INDIA, INDIA, INDIA, INDIA, INDIA, INDIA, BRITAIN, EAST],
};

const HOURS: &[Open] = &[Open { days: &[1, 2, 3, 4, 5, 6], hours: (9, 19) }];

/// A machine, by the hour.
const MACHINE: Thing = Thing {
    name: "",
    place: "Saw Hall",
    kind: Kind::Equipment,
    status: Status::Available,
    capacity: 2,
    units: 1,
    who: Who::Anyone,
    description: "",
    amenities: &["Water cooling", "Dust extraction"],
    hours: HOURS,
    rules: Rules { min_minutes: 60, max_minutes: 480, buffer_after_minutes: 30, ..ROOM_RULES },
    price: by_hour(600),
    habit: Habit {
        daily: (1.5, 0.9),
        lengths: &[120, 120, 180, 240],
        rhythm: Rhythm::Office,
        season: Season::Work,
        topics: words::STONEWORK,
    },
};

const THINGS: &[Thing] = &[
    Thing {
        name: "Bridge saw",
        description: "Blocks up to a metre. An operator comes with it.",
        price: by_hour(1_400),
        ..MACHINE
    },
    Thing { name: "Lathe", description: "For columns and bowls.", ..MACHINE },
    Thing {
        name: "Polishing table",
        units: 2,
        capacity: 1,
        description: "Two places, all grits.",
        price: by_hour(350),
        ..MACHINE
    },
    Thing {
        name: "Carving benches",
        place: "Yard",
        kind: Kind::Desk,
        units: 10,
        capacity: 1,
        description: "Ten benches in the shade. Bring your chisels, or borrow ours.",
        amenities: &["Compressed air", "Shade"],
        rules: Rules { min_minutes: 120, max_minutes: 600, ..ROOM_RULES },
        price: by_day(500),
        habit: Habit { daily: (3.6, 1.8), lengths: &[240, 240, 480], rhythm: Rhythm::Morning, ..MACHINE.habit },
        ..MACHINE
    },
    Thing {
        name: "Classroom",
        place: "School House",
        kind: Kind::Room,
        capacity: 20,
        description: "Drawing boards, a projector, good light from the north.",
        amenities: &["Projector", "Step-free", "Fans"],
        rules: ROOM_RULES,
        price: by_hour(800),
        habit: Habit { daily: (1.1, 0.6), lengths: &[90, 120, 180], topics: words::MEETINGS, ..MACHINE.habit },
        ..MACHINE
    },
    Thing {
        name: "Truck",
        place: "Yard",
        kind: Kind::Vehicle,
        capacity: 3,
        who: Who::Staff,
        description: "Four tonnes, with crane and driver.",
        amenities: &["Crane", "Driver"],
        hours: &[Open { days: &[1, 2, 3, 4, 5, 6, 7], hours: (0, 24) }],
        rules: DAY_RULES,
        price: by_day(4_500),
        habit: Habit {
            daily: (0.35, 0.1),
            lengths: &[480, 1_440],
            rhythm: Rhythm::Morning,
            topics: words::LOANS,
            ..MACHINE.habit
        },
        ..MACHINE
    },
];
