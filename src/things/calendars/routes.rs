//! Pages of calendars of days.

use super::countries::{Country, Region};
use super::model::{self, CalendarForm, ReadForm, State, YEARS_MAX, parse_owner};
use super::{actions, countries, store};
use crate::locations;
use crate::views::calendars::{self as view, Place};
use chrono::{Datelike, NaiveDate};
use kernel::ical::{NamedDay, read_days};
use kernel::time::parse_day;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Id, Page, Routes, Upload, go_flash};
use platform::{Perm, Reach, Scope};
use std::collections::HashMap;
use uuid::Uuid;

/// The rows of calendars. Bringing one in is asked of [`crate::changes`].
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/holidays", Perm::ResourcesManage, index)
        .get("/holidays/new", Perm::ResourcesManage, new)
        .post("/holidays/reading", Perm::ResourcesManage, read)
        .post("/holidays/{id}/removal", Perm::ResourcesManage, remove)
}

async fn index(scope: Scope, page: Page) -> Answer {
    let reach = scope.reach(Perm::ResourcesManage);
    let calendars = store::list(scope.db(), scope.org_id(), &reach).await?;
    let places = locations::store::tree(scope.db(), scope.org_id()).await?;
    let may_change = |place: Option<Uuid>| match place {
        Some(place) => reach.covers(place),
        None => reach == Reach::Everywhere,
    };
    Ok(page.show(&scope, "Holidays", view::index(&scope.org, &calendars, &places, &may_change)))
}

async fn new(scope: Scope, page: Page) -> Answer {
    let owners = owners(&scope).await?;
    let owner = owners.first().map(|(value, _)| value.clone()).unwrap_or_default();
    let typed = ReadForm { owner, years: "2".to_owned(), ..ReadForm::default() };
    Ok(page.show(&scope, "Bring in holidays", view::read_form(&scope.org, &owners, &typed, &Problems::new())))
}

/// Reads a file, or looks a country up, and shows its days to choose from. Nothing is written.
async fn read(scope: Scope, page: Page, upload: Upload) -> Answer {
    let field = |name: &str| upload.fields.get(name).cloned().unwrap_or_default();
    let typed = ReadForm {
        owner: field("owner"),
        years: field("years"),
        country: field("country"),
        region: field("region"),
        text: field("text"),
    };
    let understood = match upload.file {
        Ok(file) => understood(&scope, &typed, file.map(|file| file.bytes)).await,
        Err(told) => Err(Error::invalid("file", told)),
    };
    match understood {
        Ok(form) => {
            let country = countries::find(&typed.country);
            let place = country.map(|country| Place { country, typed: &typed });
            preview(&scope, &page, &form, place, &Problems::new(), false).await
        }
        Err(Error::Invalid(problems)) => {
            let owners = owners(&scope).await?;
            Ok(page.refuse(&scope, "Bring in holidays", view::read_form(&scope.org, &owners, &typed, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn understood(scope: &Scope, typed: &ReadForm, file: Option<Vec<u8>>) -> Result<CalendarForm> {
    let mut problems = Problems::new();
    let known = owners(scope).await?.iter().any(|(value, _)| *value == typed.owner);
    let owner = problems.take("owner", if known { Ok(()) } else { Err("Choose what it holds for.") });
    let today = scope.today();
    let years = format!("Choose one to {YEARS_MAX} years.");
    let window = problems.take("years", typed.window(today).ok_or(years));
    let at = if file.is_some() { "file" } else { "text" };
    let bytes = file.unwrap_or_else(|| typed.text.trim().as_bytes().to_vec());
    let source = problems.take("country", source(typed, bytes));
    let (Some(()), Some((from, until)), Some(source)) = (owner, window, source) else {
        return Err(Error::Invalid(problems));
    };
    match source {
        Source::Country(country, region) => of_country(scope, typed, (country, region), (from, until)),
        Source::File(bytes) => of_file(scope, typed, (&bytes, at), (from, until)),
    }
}

/// Where days are to come from.
enum Source {
    Country(&'static Country, Option<&'static Region>),
    File(Vec<u8>),
}

fn source(typed: &ReadForm, bytes: Vec<u8>) -> Result<Source, &'static str> {
    match (typed.country.as_str(), bytes.is_empty()) {
        ("", true) => Err("Choose a country, or a file, or paste the text of one."),
        ("", false) => Ok(Source::File(bytes)),
        (_, false) => Err("Choose a country or a file, not both."),
        (code, true) => {
            let country = countries::find(code).ok_or("Choose a country from the list.")?;
            match typed.region.as_str() {
                "" => Ok(Source::Country(country, None)),
                code => country
                    .region(code)
                    .map(|region| Source::Country(country, Some(region)))
                    .ok_or("Choose a region from the list."),
            }
        }
    }
}

/// The days of a country; those that hang on the moon are shown and not ticked.
fn of_country(
    scope: &Scope,
    typed: &ReadForm,
    (country, region): (&Country, Option<&Region>),
    (from, until): (NaiveDate, NaiveDate),
) -> Result<CalendarForm> {
    let last = country.last_year();
    if until.year() > last {
        let sentence = format!("The days of {} are known until {last}. Choose fewer years.", country.name);
        return Err(Error::invalid("years", sentence));
    }
    let days = country.holidays(region, from, until);
    if days.is_empty() {
        return Err(Error::invalid("country", "It has no day left in these years."));
    }
    let (name, source) = match region {
        None => (country.name.to_owned(), format!("country {}", country.code)),
        Some(region) => {
            (format!("{}, {}", region.name, country.name), format!("country {} {}", country.code, region.code))
        }
    };
    let certain = days.iter().filter(|day| !day.is_estimated);
    Ok(CalendarForm {
        owner: typed.owner.clone(),
        name: name.chars().take(model::NAME_MAX).collect(),
        source,
        from: from.to_string(),
        until: until.to_string(),
        day: certain.map(|day| model::line(&day.named)).collect(),
        read: days.iter().map(|day| model::line(&day.named)).collect(),
        key: scope.house.ids.token(),
    })
}

fn of_file(
    scope: &Scope,
    typed: &ReadForm,
    (bytes, at): (&[u8], &'static str),
    (from, until): (NaiveDate, NaiveDate),
) -> Result<CalendarForm> {
    let list = read_days(bytes, from, until).map_err(|unreadable| Error::invalid(at, unreadable.to_string()))?;
    if list.days.is_empty() {
        let mut sentence = "There is no whole day in it for these years.".to_owned();
        for left_out in &list.left_out {
            sentence.push_str(&format!(" Left out: {left_out}."));
        }
        return Err(Error::invalid(at, sentence));
    }
    let read: Vec<String> = list.days.iter().map(model::line).collect();
    let named = |text: String, otherwise: &str| if text.trim().is_empty() { otherwise.to_owned() } else { text };
    let source: String = format!("{} {}", list.product, list.name).trim().chars().take(200).collect();
    Ok(CalendarForm {
        owner: typed.owner.clone(),
        name: named(list.name.chars().take(model::NAME_MAX).collect(), "Holidays"),
        source: named(source, "a file without a name"),
        from: from.to_string(),
        until: until.to_string(),
        day: read.clone(),
        read: list.left_out.iter().map(|left_out| format!("! {left_out}")).chain(read).collect(),
        key: scope.house.ids.token(),
    })
}

/// The days that were read, to choose from.
async fn preview(
    scope: &Scope,
    page: &Page,
    form: &CalendarForm,
    place: Option<Place<'_>>,
    problems: &Problems,
    again: bool,
) -> Answer {
    let location = parse_owner(&form.owner).ok_or(Error::NotFound)?;
    let window = parse_day(&form.from).zip(parse_day(&form.until)).ok_or(Error::NotFound)?;
    let said = store::said(scope.db(), scope.org_id(), location, window).await?;
    let said: HashMap<_, _> = said.into_iter().map(|said| (said.day, said)).collect();
    let state = |day: &NamedDay| match said.get(&day.day) {
        None => State::New,
        Some(known) if known.source.as_deref() == Some(form.source.as_str()) => {
            State::Known { label: known.label.clone() }
        }
        Some(other) => State::Taken { label: other.label.clone() },
    };
    let days: Vec<(NamedDay, State, bool)> = form
        .read
        .iter()
        .filter_map(|line| Some((line, model::parse_line(line)?)))
        .map(|(line, day)| (day.clone(), state(&day), form.day.contains(line)))
        .collect();
    let owners = owners(scope).await?;
    let owner = owners.iter().find(|(value, _)| *value == form.owner).map_or("", |(_, label)| label.as_str());
    let gone: Vec<_> = said
        .values()
        .filter(|said| said.source.as_deref() == Some(form.source.as_str()))
        .filter(|said| !days.iter().any(|(day, _, _)| day.day == said.day))
        .cloned()
        .collect();
    let shown = view::Preview { org: &scope.org, form, owner, days: &days, gone: &gone, place, problems };
    let main = view::preview(&shown);
    Ok(if again { page.refuse(scope, "Bring in holidays", main) } else { page.show(scope, "Bring in holidays", main) })
}

/// The days again, with what is wrong with the choice.
pub(crate) async fn again(scope: &Scope, page: &Page, form: &CalendarForm, problems: &Problems) -> Answer {
    preview(scope, page, form, None, problems, true).await
}

async fn remove(scope: Scope, Id(id): Id) -> Answer {
    let (name, days) = actions::remove(&scope, id).await?;
    let text = format!("{name} was removed with its {days} days.");
    Ok(go_flash(&scope.house, &scope.org.path("/holidays"), Flash { text, tone: Tone::Ok, undo: None }))
}

/// For what the viewer may bring a calendar in.
async fn owners(scope: &Scope) -> Result<Vec<(String, String)>> {
    let reach = scope.reach(Perm::ResourcesManage);
    let places = locations::store::tree(scope.db(), scope.org_id()).await?;
    let mut owners = Vec::new();
    if reach == Reach::Everywhere {
        owners.push(("organisation".to_owned(), format!("Everything of {}", scope.org.name)));
    }
    owners.extend(crate::views::place_options(places.iter().filter(|place| reach.covers(place.id))));
    Ok(owners)
}
