//! The words in which an organisation of the demonstration is described.

use platform::Role;
use things::locations;
use things::resources::{Kind, PricePer, Rules, Status, Who};

/// An organisation and everything about it that is not drawn by chance.
pub(super) struct Plan {
    /// Its name in addresses.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// IANA zone.
    pub zone: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
    /// `#rrggbb`.
    pub colour: &'static str,
    /// Where clients' answers go.
    pub email: &'static str,
    /// Its telephone number.
    pub phone: &'static str,
    /// A sentence for the public page.
    pub about: &'static str,
    /// Who signs in. The first is the owner, the second makes most of the staff's bookings.
    pub people: &'static [Person],
    /// Places, each after what it stands in.
    pub places: &'static [Place],
    /// What can be booked.
    pub things: &'static [Thing],
    /// Holidays: month, day, name.
    pub holidays: &'static [(u32, u32, &'static str)],
    /// Something that takes a thing away for a while: its slug, days from today, days it lasts, why.
    pub works: &'static [(&'static str, i64, i64, &'static str)],
    /// Meetings that are held every week.
    pub standing: &'static [Standing],
    /// How many contacts there are.
    pub contacts: usize,
    /// From which of the peoples of [`super::names`] they are, by how often.
    pub peoples: &'static [usize],
}

/// Somebody who signs in.
pub(super) struct Person {
    /// Their address.
    pub email: &'static str,
    /// Their name.
    pub name: &'static str,
    /// What they may do.
    pub role: Role,
    /// The place their role is limited to.
    pub within: Option<&'static str>,
    /// Days from today until their role ends.
    pub ends_in: Option<i64>,
    /// Do they want to be told about bookings by mail?
    pub wants_mail: bool,
}

/// A place.
pub(super) struct Place {
    /// What it is called here and on the page: different everywhere in its organisation.
    pub name: &'static str,
    /// What it stands in.
    pub inside: Option<&'static str>,
    /// What it is.
    pub kind: locations::Kind,
    /// Of sites.
    pub address: &'static str,
}

/// Something that can be booked.
pub(super) struct Thing {
    /// What it is called.
    pub name: &'static str,
    /// Where it stands.
    pub place: &'static str,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Whether it can be used at present.
    pub status: Status,
    /// People.
    pub capacity: i64,
    /// Bookings that may hold it at once.
    pub units: i64,
    /// Who may book it.
    pub who: Who,
    /// For those who book it.
    pub description: &'static str,
    /// What it offers.
    pub amenities: &'static [&'static str],
    /// Its week.
    pub hours: &'static [Open],
    /// What a booking must look like.
    pub rules: Rules,
    /// In minor units, for each hour or day.
    pub price: Option<(i64, PricePer)>,
    /// How it is used.
    pub habit: Habit,
}

/// Hours of some weekdays.
pub(super) struct Open {
    /// ISO weekdays: Monday is 1.
    pub days: &'static [i16],
    /// Full hours of the wall clock, from and until.
    pub hours: (i16, i16),
}

/// How a thing is used.
pub(super) struct Habit {
    /// Bookings on an ordinary weekday, and on a day of the weekend.
    pub daily: (f64, f64),
    /// Usual lengths in minutes; one that stands here twice is twice as usual.
    pub lengths: &'static [i64],
    /// At which hours they begin.
    pub rhythm: Rhythm,
    /// In which months.
    pub season: Season,
    /// What for.
    pub topics: &'static [&'static str],
}

/// At which hours bookings begin.
#[derive(Clone, Copy)]
pub(super) enum Rhythm {
    /// Meetings: mornings, less at lunch, afternoons.
    Office,
    /// In the morning, for the day.
    Morning,
    /// When people are free.
    Leisure,
    /// After work.
    Evening,
}

/// In which months something is used.
#[derive(Clone, Copy)]
pub(super) enum Season {
    /// All year, less in the holidays.
    Work,
    /// On the water.
    Summer,
    /// Where it is warm inside.
    Winter,
    /// Weddings and dinners.
    Feasts,
}

/// A meeting that is held every week.
pub(super) struct Standing {
    /// Of which thing, by its name.
    pub thing: &'static str,
    /// ISO weekday.
    pub weekday: u32,
    /// Hour and minute of the wall clock.
    pub at: (u32, u32),
    /// How long.
    pub minutes: i64,
    /// What for.
    pub title: &'static str,
    /// How many come.
    pub people: i64,
    /// Which of the regular contacts holds it.
    pub contact: usize,
}

/// Every day of the week.
pub(super) const ALL_WEEK: &[i16] = &[1, 2, 3, 4, 5, 6, 7];
/// Monday to Friday.
pub(super) const WORKDAYS: &[i16] = &[1, 2, 3, 4, 5];
/// Saturday and Sunday.
pub(super) const WEEKEND: &[i16] = &[6, 7];

/// The usual rules of a room: from half an hour to half a day, 60 days ahead.
pub(super) const ROOM_RULES: Rules = Rules {
    notice_minutes: 0,
    horizon_days: 90,
    min_minutes: 30,
    max_minutes: 480,
    grid_minutes: 30,
    buffer_before_minutes: 0,
    buffer_after_minutes: 0,
    change_notice_minutes: 120,
};

/// The usual rules of what is taken for whole days.
pub(super) const DAY_RULES: Rules = Rules {
    notice_minutes: 120,
    horizon_days: 120,
    min_minutes: 240,
    max_minutes: 7 * 1_440,
    grid_minutes: 60,
    change_notice_minutes: 1_440,
    ..ROOM_RULES
};

/// A price in whole units of a currency with two decimals, for each hour.
pub(super) const fn by_hour(whole: i64) -> Option<(i64, PricePer)> {
    Some((whole * 100, PricePer::Hour))
}

/// The same for each day.
pub(super) const fn by_day(whole: i64) -> Option<(i64, PricePer)> {
    Some((whole * 100, PricePer::Day))
}
