//! What people type to make or change a resource, and what it comes to: parsed once, all problems at once.

use super::duration;
use super::model::{Kind, PricePer, Resource, Status, Who};
use super::rules::{Rules, RulesFault};
use kernel::money::Money;
use kernel::time::DAY_MINUTES;
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest name (characters).
pub const NAME_MAX: usize = 80;
/// The longest description (characters).
pub const DESCRIPTION_MAX: usize = 4_000;
/// The most people and the most units.
pub const COUNT_MAX: i64 = 10_000;
/// The most amenities.
pub const AMENITIES_MAX: usize = 30;
/// The longest amenity (characters).
pub const AMENITY_MAX: usize = 40;
/// The longest public address (characters).
pub const SLUG_MAX: usize = 60;
/// The dearest price, in minor units.
const PRICE_MAX: i64 = 100_000_000_000;
/// Words that stand in public addresses beside the resources' own.
const RESERVED_SLUGS: [&str; 16] = [
    "a",
    "booking",
    "bookings",
    "calendar",
    "hardware",
    "have",
    "ht",
    "manage",
    "my",
    "new",
    "pictures",
    "resources",
    "search",
    "sign-in",
    "static",
    "theme",
];

/// What the form of a resource sends. Lengths of time are typed as people write them: see [`duration`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResourceForm {
    /// What it is called.
    pub name: String,
    /// Its public address; empty: made from the name.
    pub slug: String,
    /// See [`Kind`].
    pub kind: String,
    /// See [`Status`].
    pub status: String,
    /// Where it stands.
    pub location: String,
    /// For those who book it.
    pub description: String,
    /// People.
    pub capacity: String,
    /// How many bookings may hold it at once.
    pub units: String,
    /// Separated by commas or lines.
    pub amenities: String,
    /// See [`Who`].
    pub who: String,
    /// See [`Rules::notice_minutes`].
    pub notice_minutes: String,
    /// See [`Rules::horizon_days`].
    pub horizon_days: String,
    /// See [`Rules::min_minutes`].
    pub min_minutes: String,
    /// See [`Rules::max_minutes`].
    pub max_minutes: String,
    /// See [`Rules::grid_minutes`].
    pub grid_minutes: String,
    /// See [`Rules::buffer_before_minutes`].
    pub buffer_before_minutes: String,
    /// See [`Rules::buffer_after_minutes`].
    pub buffer_after_minutes: String,
    /// See [`Rules::change_notice_minutes`].
    pub change_notice_minutes: String,
    /// In the organisation's currency; empty: none shown.
    pub price: String,
    /// See [`PricePer`].
    pub price_per: String,
}

impl ResourceForm {
    /// What a new resource starts with.
    pub fn fresh() -> ResourceForm {
        ResourceForm {
            kind: Kind::Room.name().into(),
            status: Status::Available.name().into(),
            capacity: "6".into(),
            units: "1".into(),
            who: Who::Anyone.name().into(),
            notice_minutes: duration::short(0),
            horizon_days: "90".into(),
            min_minutes: duration::short(30),
            max_minutes: duration::short(8 * 60),
            grid_minutes: "30".into(),
            buffer_before_minutes: duration::short(0),
            buffer_after_minutes: duration::short(0),
            change_notice_minutes: duration::short(60),
            price_per: PricePer::Hour.name().into(),
            ..ResourceForm::default()
        }
    }

    /// The form that says what a resource is; amounts in the organisation's currency.
    pub fn of(resource: &Resource, currency: &str) -> ResourceForm {
        let rules = &resource.rules;
        ResourceForm {
            name: resource.name.clone(),
            slug: resource.slug.clone(),
            kind: resource.kind.name().into(),
            status: resource.status.name().into(),
            location: resource.location_id.to_string(),
            description: resource.description.clone(),
            capacity: resource.capacity.to_string(),
            units: resource.units.to_string(),
            amenities: resource.amenities.join(", "),
            who: resource.who.name().into(),
            notice_minutes: duration::short(rules.notice_minutes),
            horizon_days: rules.horizon_days.to_string(),
            min_minutes: duration::short(rules.min_minutes),
            max_minutes: duration::short(rules.max_minutes),
            grid_minutes: rules.grid_minutes.to_string(),
            buffer_before_minutes: duration::short(rules.buffer_before_minutes),
            buffer_after_minutes: duration::short(rules.buffer_after_minutes),
            change_notice_minutes: duration::short(rules.change_notice_minutes),
            price: resource.price_minor.map(|minor| Money::new(minor, currency).plain()).unwrap_or_default(),
            price_per: resource.price_per.name().into(),
        }
    }

    /// Reads the form; what is wrong is noted at its field.
    pub fn parse(&self, currency: &str, problems: &mut Problems) -> Option<NewResource> {
        let name = problems.take("name", text::line(&self.name, NAME_MAX));
        let kind = problems.take("kind", Kind::parse(&self.kind).ok_or("Choose what it is."));
        let location = problems.take("location", self.location.parse().map_err(|_| "Choose where it stands."));
        let status = problems.take("status", Status::parse(&self.status).ok_or("Choose a status."));
        let description = problems.take("description", text::paragraph(&self.description, DESCRIPTION_MAX));
        let capacity = problems.take("capacity", parse_count(&self.capacity));
        let units = problems.take("units", parse_count(&self.units));
        let amenities = problems.take("amenities", parse_amenities(&self.amenities));
        let slug = problems.take("slug", parse_slug(&self.slug));
        let who = problems.take("who", Who::parse(&self.who).ok_or("Choose who may book it."));
        let rules = self.parse_rules(problems);
        let price_minor = problems.take("price", parse_price(&self.price, currency));
        let price_per =
            problems.take("price_per", PricePer::parse(&self.price_per).ok_or("Choose what the price is for."));
        Some(NewResource {
            name: name?,
            slug: slug?,
            kind: kind?,
            status: status?,
            location: location?,
            description: description?,
            capacity: capacity?,
            units: units?,
            amenities: amenities?,
            who: who?,
            rules: rules?,
            price_minor: price_minor?,
            price_per: price_per?,
        })
    }

    fn parse_rules(&self, problems: &mut Problems) -> Option<Rules> {
        let mut length = |field, typed: &str| {
            problems.take(field, duration::parse(typed).ok_or("Write a length of time such as 30 min, 2 h or 1 day."))
        };
        let notice_minutes = length("notice_minutes", &self.notice_minutes);
        let min_minutes = length("min_minutes", &self.min_minutes);
        let max_minutes = length("max_minutes", &self.max_minutes);
        let grid_minutes = length("grid_minutes", &self.grid_minutes);
        let buffer_before_minutes = length("buffer_before_minutes", &self.buffer_before_minutes);
        let buffer_after_minutes = length("buffer_after_minutes", &self.buffer_after_minutes);
        let change_notice_minutes = length("change_notice_minutes", &self.change_notice_minutes);
        let horizon_days = self.horizon_days.trim().parse().map_err(|_| "Write a number of days, such as 90.");
        let horizon_days = problems.take("horizon_days", horizon_days);
        let rules = Rules {
            notice_minutes: notice_minutes?,
            horizon_days: horizon_days?,
            min_minutes: min_minutes?,
            max_minutes: max_minutes?,
            grid_minutes: grid_minutes?,
            buffer_before_minutes: buffer_before_minutes?,
            buffer_after_minutes: buffer_after_minutes?,
            change_notice_minutes: change_notice_minutes?,
        };
        let wrong = rules.check();
        for problem in &wrong {
            problems.add(problem.field, rules_sentence(problem.field, problem.fault));
        }
        wrong.is_empty().then_some(rules)
    }
}

/// A resource as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewResource {
    /// What it is called.
    pub name: String,
    /// Its public address. None: made from the name, or left as it is.
    pub slug: Option<String>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Whether it can be used at present.
    pub status: Status,
    /// Where it stands.
    pub location: Uuid,
    /// For those who book it.
    pub description: String,
    /// People.
    pub capacity: i64,
    /// How many bookings may hold it at once.
    pub units: i64,
    /// What it offers, no two alike.
    pub amenities: Vec<String>,
    /// Who may book it.
    pub who: Who,
    /// What a booking must look like.
    #[serde(flatten)]
    pub rules: Rules,
    /// In minor units of the organisation's currency.
    pub price_minor: Option<i64>,
    /// What the price is for.
    pub price_per: PricePer,
}

impl NewResource {
    /// A resource as it is, to compare with how somebody wants it.
    pub fn of(resource: &Resource) -> NewResource {
        NewResource {
            name: resource.name.clone(),
            slug: Some(resource.slug.clone()),
            kind: resource.kind,
            status: resource.status,
            location: resource.location_id,
            description: resource.description.clone(),
            capacity: resource.capacity,
            units: resource.units,
            amenities: resource.amenities.clone(),
            who: resource.who,
            rules: resource.rules.clone(),
            price_minor: resource.price_minor,
            price_per: resource.price_per,
        }
    }

    /// The public address its name suggests.
    pub fn suggested_slug(&self) -> String {
        let slug = text::slug(&self.name);
        match slug.as_str() {
            "" => self.kind.name().to_owned(),
            word if RESERVED_SLUGS.contains(&word) => format!("{word}-1"),
            _ => slug,
        }
    }
}

fn parse_slug(typed: &str) -> Result<Option<String>, String> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Ok(None);
    }
    if typed.len() > SLUG_MAX || typed != text::slug(&typed) {
        return Err("Use small letters, digits and hyphens only, such as boardroom-aurora.".into());
    }
    if RESERVED_SLUGS.contains(&typed.as_str()) {
        return Err("This word is used by the house itself. Choose another one.".into());
    }
    Ok(Some(typed))
}

fn parse_count(typed: &str) -> Result<i64, String> {
    let count = typed.trim().parse().ok().filter(|count| (1..=COUNT_MAX).contains(count));
    count.ok_or_else(|| format!("Write a number from 1 to {COUNT_MAX}."))
}

fn parse_price(typed: &str, currency: &str) -> Result<Option<i64>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let minor = Money::parse(typed, currency)?.minor;
    if minor > PRICE_MAX { Err("This price is too high.".into()) } else { Ok(Some(minor)) }
}

fn parse_amenities(typed: &str) -> Result<Vec<String>, String> {
    let mut amenities: Vec<String> = Vec::new();
    for word in typed.split([',', ';', '\n']) {
        let word = text::optional_line(word, AMENITY_MAX)?;
        let known = amenities.iter().any(|amenity| amenity.to_lowercase() == word.to_lowercase());
        if !word.is_empty() && !known {
            amenities.push(word);
        }
    }
    if amenities.len() > AMENITIES_MAX {
        return Err(format!("These are {} amenities; {AMENITIES_MAX} fit.", amenities.len()));
    }
    // In the order in which they are read back, so that nothing seems to change when nothing did.
    amenities.sort();
    Ok(amenities)
}

fn rules_sentence(field: &str, fault: RulesFault) -> String {
    match fault {
        RulesFault::OutOfRange { least, most } if field == "horizon_days" => {
            format!("Write a number of days from {least} to {most}.")
        }
        RulesFault::OutOfRange { least, most } => {
            format!("Write a length of time from {} to {}.", duration::long(least), duration::long(most))
        }
        RulesFault::AboveMaximum => "The shortest booking is longer than the longest one.".into(),
        RulesFault::DoesNotDivideDay => {
            format!("Choose a step that divides a day of {} hours.", DAY_MINUTES / 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ResourceForm {
        ResourceForm {
            name: "Boardroom Aurora".into(),
            location: Uuid::from_u128(7).to_string(),
            ..ResourceForm::fresh()
        }
    }

    fn problems(form: &ResourceForm) -> Problems {
        let mut problems = Problems::new();
        form.parse("EUR", &mut problems);
        problems
    }

    #[test]
    fn a_fresh_form_needs_a_name_and_a_place_only() {
        let mut found = Problems::new();
        let new = form().parse("EUR", &mut found).unwrap();
        assert!(found.is_empty(), "{found}");
        assert_eq!(new.suggested_slug(), "boardroom-aurora");
        assert_eq!((new.price_minor, new.rules.max_minutes), (None, 480));
        let found = problems(&ResourceForm::fresh());
        let fields: Vec<_> = found.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "location"]);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_its_field() {
        let wrong = ResourceForm {
            capacity: "0".into(),
            min_minutes: "1 day".into(),
            grid_minutes: "50".into(),
            notice_minutes: "soon".into(),
            price: "12,00,0x".into(),
            slug: "Bad Slug".into(),
            ..form()
        };
        let found = problems(&wrong);
        for field in ["capacity", "notice_minutes", "price", "slug"] {
            assert!(found.at(field).is_some(), "{field}: {found}");
        }
        let found = problems(&ResourceForm { notice_minutes: "0".into(), ..wrong });
        assert!(found.at("min_minutes").is_some() && found.at("grid_minutes").is_some(), "{found}");
    }

    #[test]
    fn addresses_of_the_house_are_not_given_away() {
        assert!(problems(&ResourceForm { slug: "pictures".into(), ..form() }).at("slug").is_some());
        let new = |name: &str| ResourceForm { name: name.into(), ..form() }.parse("EUR", &mut Problems::new()).unwrap();
        assert_eq!(new("Pictures").suggested_slug(), "pictures-1");
        assert_eq!(new("北京").suggested_slug(), "room");
    }

    #[test]
    fn amenities_are_told_apart_whatever_their_case() {
        let parsed = parse_amenities("Whiteboard, projector\nwhiteboard; , Wheelchair  access").unwrap();
        assert_eq!(parsed, ["Wheelchair access", "Whiteboard", "projector"]);
    }
}
