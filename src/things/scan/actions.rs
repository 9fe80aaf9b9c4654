//! What is done with a code.

use super::model::{Mode, Outcome, ScanForm, State};
use crate::assets::{self, Asset, CheckOutForm, Handover, Holder, Return, To};
use crate::audits::{Count, Seen};
use crate::catalogue::labels::State as Standing;
use crate::found::code::{self, Said, Short};
use crate::locations;
use crate::{audits, found, kits, resources, stock};
use kernel::{Error, Problems, Result};
use platform::{Perm, Scope};
use uuid::Uuid;

/// The question that only the page of a kit can ask: where its stock is taken from.
const STOCK_FROM: &str = "stock_from";

/// Does what a scan asks for. What the house's rules refuse is an outcome too.
pub async fn scan(scope: &Scope, form: &ScanForm) -> Result<Outcome> {
    let mode = Mode::parse(&form.mode);
    let outcome = |state, text: &str| outcome(form, state, text);
    let (by, word) = match code::read(&form.code) {
        None => return Ok(outcome(State::Refused, "This is no code.")),
        Some(Said::Asset(by, word)) => (by, word),
        Some(other) => return known(scope, mode, form, other).await,
    };
    if let Some(asset) = found::of_word(scope, by, &word).await? {
        let did = done(scope, mode, &asset, form).await;
        let asset = Some(Box::new(asset));
        return match did {
            Ok((state, text)) => Ok(Outcome { asset, ..outcome(state, &text) }),
            Err(error) => {
                let is_short = matches!(&error, Error::Invalid(problems) if problems.at(STOCK_FROM).is_some());
                let asks = is_short.then(|| form.person.trim().to_owned());
                refused(error).map(|text| Outcome { asset, asks, ..outcome(State::Refused, &text) })
            }
        };
    }
    if let Some(other) = named(scope, &word).await? {
        return known(scope, mode, form, other).await;
    }
    let (state, text) = match mode {
        Mode::Audit => match counted(scope, Seen::Code(&word), form).await {
            Ok((_, text)) => (State::Unknown, text),
            Err(error) => (State::Refused, refused(error)?),
        },
        _ => (State::Unknown, "Nothing has this code.".to_owned()),
    };
    Ok(Outcome { code: word, ..outcome(state, &text) })
}

fn outcome(form: &ScanForm, state: State, text: &str) -> Outcome {
    Outcome {
        state,
        code: form.code.trim().to_owned(),
        asset: None,
        other: None,
        counts: None,
        text: text.to_owned(),
        location: None,
        asks: None,
    }
}

/// What a word means that no asset has: the number of an item, the short code of a place or resource.
async fn named(scope: &Scope, word: &str) -> Result<Option<Said>> {
    let (db, org) = (scope.db(), scope.org_id());
    if let Some(item) = stock::store::by_sku(db, org, word).await? {
        return Ok(Some(Said::Item(item)));
    }
    let places = locations::store::tree(db, org).await?;
    if let Some(place) = Short::Place.find(word, places.iter().map(|place| place.id)) {
        return Ok(Some(Said::Place(place)));
    }
    let filter = resources::FilterQuery::default().filter();
    let resources = resources::store::list(db, org, &filter, &scope.reach(Perm::ResourcesRead)).await?;
    Ok(Short::Resource.find(word, resources.iter().map(|resource| resource.id)).map(Said::Resource))
}

/// What becomes of a code that means no asset.
async fn known(scope: &Scope, mode: Mode, form: &ScanForm, said: Said) -> Result<Outcome> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let outcome = |state, text: &str| outcome(form, state, text);
    // What a mode could not move is told of, where that was asked for.
    let told = if mode == Mode::LookUp { State::Done } else { State::Refused };
    let (unknown, found) = match said {
        Said::Place(id) => {
            let unknown = "You have no place with this code.";
            let place = locations::store::by_id(db, org, id).await.map(|place| {
                let text = format!("Where things go from now on: {}.", place.name);
                reach.touches(Some(id)).then(|| Outcome { location: Some(id), ..outcome(State::Same, &text) })
            });
            (unknown, place)
        }
        Said::Item(id) => {
            let item = stock::store::by_id(db, org, id, &reach).await.map(|item| {
                let on_hand = format!("{} × {} on hand.", item.on_hand, item.unit);
                let (state, more, counts) = match mode {
                    Mode::Count => (State::Same, "It is counted on its page.", Some(item.id)),
                    _ => (told, "Its page writes what comes and goes.", None),
                };
                let other = Some((format!("/stock/{}", item.id), item.name));
                Some(Outcome { other, counts, ..outcome(state, &format!("{on_hand} {more}")) })
            });
            ("You have no item of stock with this code.", item)
        }
        Said::Resource(id) => {
            let mine = scope.reach(Perm::ResourcesRead);
            let resource = resources::store::by_id(db, org, id).await.map(|resource| {
                let text = format!("It can be booked, at {}.", resource.location_name);
                let other = Some((format!("/resources/{id}"), resource.name));
                mine.covers(resource.location_id).then(|| Outcome { other, ..outcome(told, &text) })
            });
            ("You have nothing to book with this code.", resource)
        }
        Said::Asset(..) => return Err(Error::broken("an asset is found by its word")),
    };
    match found {
        Ok(Some(found)) => Ok(found),
        Ok(None) | Err(Error::NotFound) => Ok(outcome(State::Unknown, unknown)),
        Err(error) => Err(error),
    }
}

async fn done(scope: &Scope, mode: Mode, asset: &Asset, form: &ScanForm) -> Result<(State, String)> {
    if mode.changes() && !asset.is_within(&scope.reach(Perm::AssetsLend)) {
        return Err(Error::Forbidden);
    }
    let place = || form.location.parse::<Uuid>().ok();
    Ok(match mode {
        Mode::LookUp => (State::Done, stands(asset)),
        Mode::Count => (State::Done, "Counted.".to_owned()),
        Mode::Audit => counted(scope, Seen::Asset(asset.id), form).await?,
        Mode::Out => {
            let to = target(scope, form).await?;
            let mut problems = Problems::new();
            let terms = CheckOutForm { due_on: form.due_on.clone(), note: form.note.clone(), ..Default::default() };
            let terms = terms.terms(scope.today(), &mut problems);
            let Some((due_on, note)) = terms else { return Err(Error::Invalid(problems)) };
            if let (To::Contact(contact), Some(parts)) = (to, kits::parts_of(scope, asset.id).await?) {
                let along = kits::stock_of(scope, asset.id).await?;
                // Its stock is taken from where it stands; where that is not known, its page asks.
                let stock_from = asset.location_id.filter(|_| !along.is_empty());
                if !along.is_empty() && stock_from.is_none() {
                    return Err(Error::invalid(
                        STOCK_FROM,
                        "It stands nowhere: say where what goes along is taken from.",
                    ));
                }
                let out = kits::actions::Out { contact, due_on, stock_from, note: &note };
                kits::actions::check_out(scope, asset.id, &out, &form.key).await?;
                let now = holder(&assets::store::by_id(scope.db(), scope.org_id(), asset.id).await?);
                return Ok((State::Done, format!("{now} {} in it.{}", counted_text(parts), along_text(&along))));
            }
            let handover = Handover { to, due_on, note };
            assets::actions::check_out(scope, &[asset.id], &handover, &form.key).await?;
            (State::Done, holder(&assets::store::by_id(scope.db(), scope.org_id(), asset.id).await?))
        }
        Mode::In => {
            // What was in it is asked for part by part, which a scan of the case cannot answer.
            if asset.contact_id.is_some() && kits::parts_of(scope, asset.id).await?.is_some_and(|parts| parts > 0) {
                return Err(Error::invalid("assets", "This is a kit: take it back part by part, on its page."));
            }
            let back = Return { location: place(), label: None, note: String::new() };
            assets::actions::check_in(scope, &[asset.id], &back, &form.key).await?;
            (State::Done, "It is back.".to_owned())
        }
        Mode::Move => {
            let place = place().ok_or_else(|| Error::invalid("location", "Say first where things go."))?;
            let moved = assets::actions::relocate(scope, &[asset.id], place).await?;
            let now = assets::store::by_id(scope.db(), scope.org_id(), asset.id).await?;
            let at = now.location_name.unwrap_or_default();
            match moved {
                0 => (State::Same, format!("It was at {at} already.")),
                _ => (State::Done, format!("It is at {at} now.")),
            }
        }
    })
}

/// To whom or what it goes that is lent: of several that are said, the most certain one.
async fn target(scope: &Scope, form: &ScanForm) -> Result<To> {
    let typed = form.person.trim();
    if typed.chars().any(char::is_control) {
        return Err(Error::invalid("person", "Nobody is called so."));
    }
    if !typed.is_empty() {
        let person = assets::person(scope, typed).await?;
        return person.map(|contact| To::Contact(contact.id)).map_err(|sentence| Error::invalid("person", sentence));
    }
    if let Some(Said::Asset(by, word)) = code::read(&form.holder) {
        let holder = found::of_word(scope, by, &word).await?;
        return holder.map(|asset| To::Asset(asset.id)).ok_or(Error::invalid("holder", "No asset has this tag."));
    }
    let place = form.location.parse().map_err(|_| Error::invalid("person", "Say first who gets it, or where it goes."));
    place.map(To::Location)
}

/// What goes along with a kit from stock.
fn along_text(along: &[kits::Line]) -> String {
    let all: Vec<String> = along.iter().map(|line| format!("{} × {}", line.quantity, line.name)).collect();
    if all.is_empty() { String::new() } else { format!(" From stock went along: {}.", all.join(", ")) }
}

/// How many things go out with a kit.
fn counted_text(parts: usize) -> String {
    match parts {
        0 => "Nothing is".to_owned(),
        1 => "1 part is".to_owned(),
        several => format!("{several} parts are"),
    }
}

/// Counts something in the audit that the form names.
async fn counted(scope: &Scope, seen: Seen<'_>, form: &ScanForm) -> Result<(State, String)> {
    let audit = form.audit.parse().map_err(|_| Error::invalid("audit", "Say first in which audit."))?;
    let count = Count { seen, place: form.location.parse().ok() };
    let counted = audits::actions::count(scope, audit, count, &form.key).await?;
    let state = if counted.is_again { State::Same } else { State::Done };
    Ok((state, crate::words::counted_text(scope.org.zone(), &counted)))
}

/// How an asset stands, in a sentence.
fn stands(asset: &Asset) -> String {
    let label = asset.label_name.as_deref().unwrap_or(crate::words::state_text(asset.state));
    match (asset.state, &asset.location_name) {
        (Standing::Assigned, _) => holder(asset),
        (_, Some(place)) => format!("{label}, at {place}."),
        (_, None) => format!("{label}."),
    }
}

fn holder(asset: &Asset) -> String {
    match asset.holder() {
        Some(Holder::Contact(_, name) | Holder::Location(_, name)) => format!("Checked out to {name}."),
        Some(Holder::Asset(_, name)) => format!("Part of {name}."),
        None => crate::words::state_text(asset.state).to_owned(),
    }
}

/// What a rule says to whoever scans; everything else is no outcome of a scan, and is sent again.
fn refused(error: Error) -> Result<String> {
    match &error {
        Error::Invalid(problems) => Ok(problems.iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")),
        Error::Forbidden => Ok("You may look at it, and not more.".to_owned()),
        Error::NotFound => Ok("It is not there any more, or not yours to see.".to_owned()),
        Error::Conflict(rule) => {
            match [assets::REFUSALS, audits::REFUSALS, kits::REFUSALS].concat().iter().find(|(name, _)| name == rule) {
                Some((_, sentence)) => Ok((*sentence).to_owned()),
                None => Err(error),
            }
        }
        _ => Err(error),
    }
}
