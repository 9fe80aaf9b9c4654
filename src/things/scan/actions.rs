//! What is done with a code.

use super::model::{Mode, Outcome, ScanForm, State};
use crate::assets::{self, Asset, Handover, Holder, Return, To};
use crate::audits::{Count, Seen};
use crate::catalogue::labels::State as Standing;
use crate::found::code::{self, Said};
use crate::locations;
use crate::{audits, found, kits, stock};
use kernel::{Error, Result};
use platform::{Perm, Scope};
use uuid::Uuid;

/// The question that only the page of a kit can ask: where its stock is taken from.
const STOCK_FROM: &str = "stock_from";

/// Does what a scan asks for. What the house's rules refuse is an outcome too.
pub async fn scan(scope: &Scope, form: &ScanForm) -> Result<Outcome> {
    let mode = Mode::parse(&form.mode);
    let outcome = |state, text: &str| Outcome {
        state,
        code: form.code.trim().to_owned(),
        asset: None,
        item: None,
        text: text.to_owned(),
        location: None,
        asks: None,
    };
    match code::read(&form.code) {
        None => Ok(outcome(State::Refused, "This is no code.")),
        Some(Said::Place(id)) => match locations::store::by_id(scope.db(), scope.org_id(), id).await {
            Ok(place) if scope.reach(Perm::AssetsRead).touches(Some(id)) => {
                let text = format!("Where things go from now on: {}.", place.name);
                Ok(Outcome { location: Some(id), ..outcome(State::Same, &text) })
            }
            Ok(_) | Err(Error::NotFound) => Ok(outcome(State::Unknown, "You have no place with this code.")),
            Err(error) => Err(error),
        },
        Some(Said::Item(id)) => {
            match stock::store::by_id(scope.db(), scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await {
                Ok(item) => {
                    let text =
                        format!("{} × {} on hand. Its page writes what comes and goes.", item.on_hand, item.unit);
                    // What is counted is no single thing that a mode could move.
                    let state = if mode == Mode::LookUp { State::Done } else { State::Refused };
                    Ok(Outcome { item: Some((item.id, item.name)), ..outcome(state, &text) })
                }
                Err(Error::NotFound) => Ok(outcome(State::Unknown, "You have no item of stock with this code.")),
                Err(error) => Err(error),
            }
        }
        Some(Said::Asset(by, word)) => match found::of_word(scope, by, &word).await? {
            None if mode == Mode::Audit => match counted(scope, Seen::Code(&word), form).await {
                Ok((_, text)) => Ok(Outcome { code: word, ..outcome(State::Unknown, &text) }),
                Err(error) => refused(error).map(|text| Outcome { code: word, ..outcome(State::Refused, &text) }),
            },
            None => Ok(Outcome { code: word, ..outcome(State::Unknown, "Nothing has this code.") }),
            Some(asset) => {
                let known = Some((asset.id, asset.tag.clone(), asset.name.clone()));
                match done(scope, mode, &asset, form).await {
                    Ok((state, text)) => Ok(Outcome { asset: known, ..outcome(state, &text) }),
                    Err(error) => {
                        let is_short = matches!(&error, Error::Invalid(problems) if problems.at(STOCK_FROM).is_some());
                        let asks = is_short.then(|| form.person.trim().to_owned());
                        refused(error).map(|text| Outcome { asset: known, asks, ..outcome(State::Refused, &text) })
                    }
                }
            }
        },
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
            let to = match (form.person.trim(), place()) {
                ("", None) => return Err(Error::invalid("person", "Say first who gets it, or where it goes.")),
                ("", Some(place)) => To::Location(place),
                (typed, _) if typed.chars().any(char::is_control) => {
                    return Err(Error::invalid("person", "Nobody is called so."));
                }
                (typed, _) => match assets::person(scope, typed).await? {
                    Ok(contact) => To::Contact(contact.id),
                    Err(sentence) => return Err(Error::invalid("person", sentence)),
                },
            };
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
                let out = kits::actions::Out { contact, due_on: None, stock_from, note: "" };
                kits::actions::check_out(scope, asset.id, &out, &form.key).await?;
                let now = holder(&assets::store::by_id(scope.db(), scope.org_id(), asset.id).await?);
                return Ok((State::Done, format!("{now} {} in it.{}", counted_text(parts), along_text(&along))));
            }
            let handover = Handover { to, due_on: None, note: String::new() };
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
