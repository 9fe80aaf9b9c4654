//! Handing assets over and taking them back, one or many.

use super::super::model::{Asset, CheckInForm, CheckOutForm, Handover, NOTE_MAX, Return, To, name_and_address};
use super::super::{actions, asking, codes, store};
use super::{back, path};
use crate::catalogue::labels::{self, State};
use crate::locations;
use crate::views::assets::custody as view;
use kernel::{Error, Problems, Result, text};
use people::contacts::{self, Contact};
use platform::ui::address;
use platform::web::{Answer, Form, Page, Query, go};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// Style sheets of these pages.
const STYLES: &[&str] = &["assets.css"];
/// People offered while somebody types.
const OFFERED: usize = 8;
/// Things shown that a target has already.
const HOLDINGS: i64 = 50;

/// Assets that the address names: a tag or several, with spaces between, or one value each.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    assets: String,
    asset: Vec<String>,
    to: String,
    person: String,
    location: String,
    holder: String,
}

impl Named {
    fn tags(&self) -> String {
        let all = std::iter::once(&self.assets).chain(&self.asset).map(|tag| tag.trim()).filter(|tag| !tag.is_empty());
        all.collect::<Vec<_>>().join("\n")
    }
}

pub(super) async fn check_out_form(scope: Scope, page: Page, Query(named): Query<Named>) -> Answer {
    let to = if named.to.is_empty() { "person".to_owned() } else { named.to.clone() };
    let (assets, key) = (named.tags(), scope.house.ids.token());
    if to == "person"
        && let (Some(kit), _) = kits(&scope, &find(&scope, &assets).await?.0, |_, _| true).await?
    {
        return Ok(go(&scope.org.path(&format!("/kits/{kit}/check-out"))));
    }
    let Named { person, location, holder, .. } = named;
    let form = CheckOutForm { assets, to, person, location, holder, key, ..CheckOutForm::default() };
    let main = drawn_out(&scope, &form, &Problems::new()).await?;
    Ok(page.show_with(&scope, "Check out", &[], STYLES, main))
}

async fn drawn_out(scope: &Scope, form: &CheckOutForm, problems: &Problems) -> Result<maud::Markup> {
    let places = places(scope).await?;
    let beside = drawn_beside(scope, form).await?;
    Ok(view::check_out(&view::Out { org: &scope.org, form, places: &places, beside, today: scope.today() }, problems))
}

/// What stands beside the form for checking out, as it is filled in.
pub(super) async fn beside(scope: Scope, page: Page, Query(form): Query<CheckOutForm>) -> Answer {
    let part = drawn_beside(&scope, &form).await?;
    Ok(page.part_or_page(&scope, "Check out", part))
}

async fn drawn_beside(scope: &Scope, form: &CheckOutForm) -> Result<maud::Markup> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let (chosen, _) = find(scope, &form.assets).await?;
    let to = target(scope, form, &mut Problems::new()).await?;
    let held = match to {
        Some(To::Contact(id)) => Some(store::held_by_contact(db, org, id, HOLDINGS + 1).await?),
        Some(To::Location(id)) if reach.touches(Some(id)) => Some(store::standing_at(db, org, id, HOLDINGS + 1).await?),
        Some(To::Asset(id)) => Some(store::contents_of(db, org, id, HOLDINGS + 1).await?),
        Some(To::Location(_)) | None => None,
    };
    let is_more = held.as_ref().is_some_and(|held| held.len() > HOLDINGS as usize);
    let held = held.map(|mut held| {
        held.truncate(HOLDINGS as usize);
        held.retain(|asset| asset.is_within(&reach));
        held
    });
    let has_already = to.zip(held.as_deref()).map(|(to, held)| view::Holdings { to, held, is_more });
    Ok(view::beside(&scope.org, &chosen, has_already.as_ref(), scope.today()))
}

pub(super) async fn check_out(scope: Scope, page: Page, Form(form): Form<CheckOutForm>) -> Answer {
    if form.to == "person" {
        let (chosen, _) = find(&scope, &form.assets).await?;
        match kits(&scope, &chosen, |_, _| true).await? {
            (Some(kit), _) => {
                let typed = [("person", form.person.as_str()), ("due_on", &form.due_on), ("note", &form.note)];
                return Ok(go(&address(&scope.org.path(&format!("/kits/{kit}/check-out")), &typed)));
            }
            (None, several) if !several.is_empty() => {
                let form = CheckOutForm { key: scope.house.ids.token(), ..form };
                let main = drawn_out(&scope, &form, &by_itself(&several, "checked out")).await?;
                return Ok(page.refuse_with(&scope, "Check out", STYLES, main));
            }
            (None, _) => {}
        }
    }
    match handed_over(&scope, &form).await {
        Ok(assets) => {
            let text = format!("{} checked out.", counted(&assets));
            // To what has to be signed, where something has: the person may stand here still.
            let to = match waits_for(&scope, &assets).await? {
                Some(id) => scope.org.path(&format!("/acceptances/{id}")),
                None => leads_to(&scope, &assets),
            };
            Ok(back(&scope, &to, text))
        }
        Err(Error::Invalid(problems)) => {
            let form = CheckOutForm { key: scope.house.ids.token(), ..form };
            let main = drawn_out(&scope, &form, &problems).await?;
            Ok(page.refuse_with(&scope, "Check out", STYLES, main))
        }
        Err(error) => Err(error.into()),
    }
}

/// The kit that was chosen, where it is the only thing; the tags of kits among several.
async fn kits(
    scope: &Scope,
    chosen: &[Asset],
    counts: impl Fn(&Asset, bool) -> bool,
) -> Result<(Option<Uuid>, Vec<String>)> {
    let ids: Vec<Uuid> = chosen.iter().map(|asset| asset.id).collect();
    if ids.is_empty() {
        return Ok((None, Vec::new()));
    }
    let kits = store::kits_among(scope.db(), scope.org_id(), &ids).await?;
    let is_one = |asset: &&Asset| kits.iter().any(|(kit, is_full)| *kit == asset.id && counts(asset, *is_full));
    let found: Vec<&Asset> = chosen.iter().filter(is_one).collect();
    Ok(match (found.as_slice(), chosen.len()) {
        ([one], 1) => (Some(one.id), Vec::new()),
        _ => (None, found.iter().map(|asset| asset.tag.clone()).collect()),
    })
}

/// What is told where kits are among others.
fn by_itself(kits: &[String], done: &str) -> Problems {
    let mut problems = Problems::new();
    let sentence = match kits {
        [one] => format!("{one} is a kit, which is {done} by itself: take it off this list, and do it on its page."),
        several => {
            let tags = several.join(", ");
            format!(
                "These are kits, each of which is {done} by itself: {tags}. Take them off this list, and do it on their pages."
            )
        }
    };
    problems.add("assets", sentence);
    problems
}

/// The acceptance that these assets wait for, if they do.
async fn waits_for(scope: &Scope, assets: &[Asset]) -> Result<Option<Uuid>> {
    for asset in assets {
        if let Some(id) = asking::waiting_of(scope.db(), scope.org_id(), asset.id).await? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

async fn handed_over(scope: &Scope, form: &CheckOutForm) -> Result<Vec<Asset>> {
    let mut problems = Problems::new();
    let (chosen, unknown) = find(scope, &form.assets).await?;
    tell_unknown(&unknown, chosen.is_empty(), &mut problems);
    let to = target(scope, form, &mut problems).await?;
    let terms = form.terms(scope.today(), &mut problems);
    let (Some(to), Some((due_on, note)), true) = (to, terms, problems.is_empty()) else {
        return Err(Error::Invalid(problems));
    };
    let ids: Vec<Uuid> = chosen.iter().map(|asset| asset.id).collect();
    actions::check_out(scope, &ids, &Handover { to, due_on, note }, &form.key).await
}

/// To what the form hands over; none, with a problem, where that cannot be told.
async fn target(scope: &Scope, form: &CheckOutForm, problems: &mut Problems) -> Result<Option<To>> {
    Ok(match form.to.as_str() {
        "location" => {
            problems.take("location", form.location.parse().map_err(|_| "Choose a location.")).map(To::Location)
        }
        "asset" => {
            let found = store::by_word(scope.db(), scope.org_id(), form.holder.trim()).await?;
            let found = found.filter(|asset| asset.is_within(&scope.reach(Perm::AssetsRead)));
            problems.take("holder", found.ok_or("There is no asset with this tag.")).map(|asset| To::Asset(asset.id))
        }
        _ => match person(scope, form.person.trim()).await? {
            Ok(contact) => Some(To::Contact(contact.id)),
            Err(sentence) => {
                problems.add("person", sentence);
                None
            }
        },
    })
}

/// The one person that was typed: by address, or by a name that only one has.
pub(crate) async fn person(scope: &Scope, typed: &str) -> Result<std::result::Result<Contact, String>> {
    // What is no letter is no name: all that is left of it would be found in every one.
    if !typed.chars().any(char::is_alphanumeric) {
        return Ok(Err("Choose a person.".to_owned()));
    }
    if typed.contains('@') {
        // `Ada Quay <ada@quay.example>`, as it is offered, and the address alone.
        let (_, address) = name_and_address(typed);
        let found = contacts::store::by_email(scope.db(), scope.org_id(), &address.to_lowercase()).await?;
        let Some(known) = found.filter(|contact| contact.erased_at.is_none()) else {
            return Ok(Err("Nobody with this address is among your contacts. Add them there first.".to_owned()));
        };
        return Ok(Ok(contacts::store::followed(scope.db(), known).await?));
    }
    let mut found = offered(scope, typed).await?;
    Ok(match found.len() {
        0 => Err("Nobody among your contacts is called so. Add them there first.".to_owned()),
        1 => Ok(found.remove(0)),
        _ => {
            let some: Vec<String> =
                found.iter().map(|contact| format!("{} ({})", contact.label(), contact.email)).collect();
            Err(format!("Several people are called so: {}. Type the address.", some.join(", ")))
        }
    })
}

async fn offered(scope: &Scope, typed: &str) -> Result<Vec<Contact>> {
    let reach = scope.reach(Perm::ContactsRead);
    if typed.is_empty() || reach == Reach::Within(Vec::new()) {
        return Ok(Vec::new());
    }
    let filter = contacts::model::ContactFilter { text: typed.to_owned(), ..Default::default() };
    let from_start = (contacts::store::After::Name(None), false);
    contacts::store::after(scope.db(), scope.org_id(), &filter, None, &reach, from_start, OFFERED as i64).await
}

/// People to choose from while somebody types: in the field of a check-out, or in one of the organisation's own.
pub(super) async fn people(scope: Scope, page: Page, Query(typed): Query<Vec<(String, String)>>) -> Answer {
    let typed = typed.iter().find(|(name, _)| name == "person" || name.starts_with("field-"));
    let offered = offered(&scope, typed.map_or("", |(_, typed)| typed.trim())).await?;
    Ok(page.part(view::people(&offered)))
}

pub(super) async fn check_in_form(scope: Scope, page: Page, Query(named): Query<Named>) -> Answer {
    let form = CheckInForm { assets: named.tags(), key: scope.house.ids.token(), ..CheckInForm::default() };
    if let (Some(kit), _) = kits(&scope, &find(&scope, &form.assets).await?.0, comes_back_in_parts).await? {
        return Ok(go(&scope.org.path(&format!("/kits/{kit}/return"))));
    }
    let main = drawn_in(&scope, &form, &Problems::new()).await?;
    Ok(page.show_with(&scope, "Check in", &[], STYLES, main))
}

async fn drawn_in(scope: &Scope, form: &CheckInForm, problems: &Problems) -> Result<maud::Markup> {
    let (chosen, _) = find(scope, &form.assets).await?;
    let mut labels = labels::store::all(scope.db(), scope.org_id()).await?;
    labels.retain(|label| label.state == State::InStock);
    let places = places(scope).await?;
    let facts =
        view::In { org: &scope.org, form, chosen: &chosen, places: &places, labels: &labels, today: scope.today() };
    Ok(view::check_in(&facts, problems))
}

/// Is it asked part by part what came back of a kit?
fn comes_back_in_parts(kit: &Asset, is_full: bool) -> bool {
    kit.contact_id.is_some() && is_full
}

pub(super) async fn check_in(scope: Scope, page: Page, Form(form): Form<CheckInForm>) -> Answer {
    let (chosen, _) = find(&scope, &form.assets).await?;
    match kits(&scope, &chosen, comes_back_in_parts).await? {
        (Some(kit), _) => {
            let typed = [("note", form.note.as_str())];
            return Ok(go(&address(&scope.org.path(&format!("/kits/{kit}/return")), &typed)));
        }
        (None, several) if !several.is_empty() => {
            let form = CheckInForm { key: scope.house.ids.token(), ..form };
            let main = drawn_in(&scope, &form, &by_itself(&several, "checked in")).await?;
            return Ok(page.refuse_with(&scope, "Check in", STYLES, main));
        }
        (None, _) => {}
    }
    match taken_back(&scope, &form).await {
        Ok(assets) => {
            let text = format!("{} checked in.", counted(&assets));
            Ok(back(&scope, &leads_to(&scope, &assets), text))
        }
        Err(Error::Invalid(problems)) => {
            let form = CheckInForm { key: scope.house.ids.token(), ..form };
            let main = drawn_in(&scope, &form, &problems).await?;
            Ok(page.refuse_with(&scope, "Check in", STYLES, main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn taken_back(scope: &Scope, form: &CheckInForm) -> Result<Vec<Asset>> {
    let mut problems = Problems::new();
    let (chosen, unknown) = find(scope, &form.assets).await?;
    tell_unknown(&unknown, chosen.is_empty(), &mut problems);
    let note = problems.take("note", text::optional_line(&form.note, NOTE_MAX));
    let location = parsed(&form.location, "location", &mut problems);
    let label = parsed(&form.label, "label", &mut problems);
    let (Some(note), true) = (note, problems.is_empty()) else { return Err(Error::Invalid(problems)) };
    let ids: Vec<Uuid> = chosen.iter().map(|asset| asset.id).collect();
    actions::check_in(scope, &ids, &Return { location, label, note }, &form.key).await
}

fn parsed(typed: &str, field: &'static str, problems: &mut Problems) -> Option<Uuid> {
    match typed.trim() {
        "" => None,
        typed => problems.take(field, typed.parse().map_err(|_| "Choose one from the list.")),
    }
}

/// Where the viewer may put things.
async fn places(scope: &Scope) -> Result<Vec<locations::Location>> {
    let reach = scope.reach(Perm::AssetsLend);
    let mut places = locations::store::tree(scope.db(), scope.org_id()).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    Ok(places)
}

/// The assets with these tags, and the tags that none has that the viewer may see.
async fn find(scope: &Scope, typed: &str) -> Result<(Vec<Asset>, Vec<String>)> {
    let reach = scope.reach(Perm::AssetsRead);
    let mut wanted: Vec<String> = typed
        .split(|letter: char| letter.is_whitespace() || letter == ',' || letter == ';')
        .filter(|tag| !tag.is_empty())
        .take(actions::BULK_MAX + 1)
        .map(str::to_lowercase)
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = store::by_tags(scope.db(), scope.org_id(), &wanted).await?;
    found.retain(|asset| asset.is_within(&reach));
    let codes = codes::store::owners(scope.db(), scope.org_id(), &wanted).await?;
    let is_known = |word: &str| {
        let by_code = codes.iter().find(|(code, _)| code == word).map(|(_, asset)| *asset);
        found.iter().any(|asset| asset.tag.to_lowercase() == word || Some(asset.id) == by_code)
    };
    let unknown = wanted.iter().filter(|word| !is_known(word)).cloned().collect();
    Ok((found, unknown))
}

fn tell_unknown(unknown: &[String], is_empty: bool, problems: &mut Problems) {
    match unknown {
        [] if is_empty => problems.add("assets", "Say which assets: scan or type their tags."),
        [] => {}
        [one] => problems.add("assets", format!("There is no asset with the tag {one}.")),
        several => problems.add("assets", format!("There are no assets with these tags: {}.", several.join(", "))),
    }
}

fn counted(assets: &[Asset]) -> String {
    match assets {
        [one] => format!("{} is", one.tag),
        several => format!("{} assets are", several.len()),
    }
}

fn leads_to(scope: &Scope, assets: &[Asset]) -> String {
    match assets {
        [one] => path(scope, one.id),
        _ => scope.org.path("/assets"),
    }
}
