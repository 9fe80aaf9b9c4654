//! The form of an asset.

use super::{label, listed};
use crate::assets::{Asset, AssetForm, Known, TAG_MAX, fields_of};
use crate::catalogue::categories::defaults;
use crate::catalogue::fields::{Field as OwnField, Kind};
use crate::catalogue::labels::State;
use crate::views::parts::place_options;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, card_form, page_header, primary_button};
use uuid::Uuid;

/// A new one.
pub(crate) fn new(org: &Org, form: &AssetForm, known: &Known, problems: &Problems) -> Markup {
    let list = org.path("/assets");
    html! {
        (back_link(&list, "Assets"))
        (page_header("New asset", Some("Its tag is made by its category, unless you type or scan one that it bears already."), html! {}))
        (problem_summary(&listed(problems, own_label(known))))
        (card_form("asset", "What it is", &list, html! {
            (hidden("key", &form.key))
            (fields((&org.path("/assets/new"), &org.path("/assets/people")), form, known, None, problems))
        }, submit_row(primary_button(None, "Add"), &list)))
    }
}

/// One that is known.
pub(crate) fn change(org: &Org, asset: &Asset, form: &AssetForm, known: &Known, problems: &Problems) -> Markup {
    let path = org.path(&format!("/assets/{}", asset.id));
    html! {
        (back_link(&path, &asset.tag))
        (page_header(&format!("Change {}", asset.tag), Some(&asset.name), html! {}))
        (problem_summary(&listed(problems, own_label(known))))
        (card_form("asset", "What it is", &path, html! {
            (hidden("version", &form.version.to_string()))
            (hidden("legacy_id", &form.legacy_id))
            (fields((&format!("{path}/form"), &org.path("/assets/people")), form, known, Some(asset), problems))
            (forms::input(&Field::new("reason", label("reason")).hint("Kept in its history.").error(problems.at("reason")), &Input { autocomplete: Some("off"), ..Input::of("text") }, &form.reason))
        }, submit_row(primary_button(None, "Save"), &path)))
    }
}

fn own_label(known: &Known) -> impl Fn(&str) -> Option<String> {
    |name| known.fields.iter().find(|field| field.input() == name).map(|field| field.name.clone())
}

/// The fields: where the form is drawn again, and where people are offered while somebody types.
fn fields(
    (again, people): (&str, &str),
    form: &AssetForm,
    known: &Known,
    existing: Option<&Asset>,
    problems: &Problems,
) -> Markup {
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let off = |kind| Input { autocomplete: Some("off"), ..Input::of(kind) };
    let mut categories = vec![(String::new(), "Choose a category".to_owned())];
    categories.extend(known.offered(existing.map(|asset| asset.category_id)).map(|category| {
        (category.id.to_string(), format!("{}{}", "\u{2003}".repeat(category.depth()), category.name))
    }));
    let category: Option<Uuid> = form.category.parse().ok();
    let mut models = vec![(String::new(), "No model".to_owned())];
    models.extend(known.models.iter().map(|model| (model.id.to_string(), model.label())));
    let mut vendors = vec![(String::new(), "Unknown".to_owned())];
    vendors.extend(
        known
            .vendors
            .iter()
            .filter(|vendor| vendor.supplies)
            .map(|vendor| (vendor.id.to_string(), vendor.name.clone())),
    );
    let mut places = vec![(String::new(), "None".to_owned())];
    places.extend(place_options(&known.places));
    // What it refers to already may be kept, also where nobody could choose it anew.
    if let Some(asset) = existing {
        keep(&mut models, asset.model_id, asset.model_name.as_deref());
        keep(&mut vendors, asset.supplier_id, asset.supplier_name.as_deref());
        keep(&mut places, asset.home_id, asset.home_name.as_deref());
    }
    let mut labels = vec![(String::new(), "In stock".to_owned())];
    labels.extend(
        known
            .labels
            .iter()
            .filter(|label| label.state == State::InStock)
            .map(|label| (label.id.to_string(), label.name.clone())),
    );
    let pattern = category.map(|category| defaults(&known.categories, category).tag_pattern);
    let tag_hint = match (&pattern, existing) {
        (Some(pattern), None) => format!("Left empty, the next one of {pattern}."),
        (None, None) => "Left empty, the next one of its category.".to_owned(),
        _ => "As it stands on its label.".to_owned(),
    };
    let tag = match existing {
        None => field("tag").hint(&tag_hint),
        Some(_) => field("tag").hint(&tag_hint).required(),
    };
    let currency = existing.map_or(known.currency.as_str(), |asset| asset.currency.as_str());
    let cost = format!("In {currency}.");
    html! {
        (forms::field(&field("category").required(), html! {
            select .input #category name="category" required aria-invalid=[problems.at("category").map(|_| "true")]
                aria-describedby=[problems.at("category").map(|_| "category-error")]
                hx-get=(again) hx-trigger="change" hx-include="closest form" hx-target="#own-fields" hx-select="#own-fields" hx-swap="outerMorph" {
                @for (value, label) in &categories { option value=(value) selected[*value == form.category] { (label) } }
            }
        }))
        (forms::select(&field("model"), &models, &form.model))
        (forms::input(&field("name").hint("Left empty, as its model is called."), &off("text"), &form.name))
        (forms::fields(&[
            forms::input(&tag, &Input { maxlength: Some(TAG_MAX), ..off("text") }, &form.tag),
            forms::input(&field("serial"), &off("text"), &form.serial),
        ]))
        @if existing.is_none() && labels.len() > 1 { (forms::select(&field("label"), &labels, &form.label)) }
        (forms::select(&field("home").hint("Where it belongs, and is while nobody has it."), &places, &form.home))
        div #own-fields .stack {
            @if let Some(category) = category {
                @for own in fields_of(known, category) { (own_field(people, own, form, problems)) }
                @if fields_of(known, category).iter().any(|own| own.kind == Kind::Person) { datalist #people {} }
            }
        }
        (forms::fields(&[
            forms::date(&field("purchased_on"), &form.purchased_on),
            forms::input(&field("cost").hint(&cost), &Input { inputmode: Some("decimal"), ..off("text") }, &form.cost),
        ]))
        (forms::fields(&[
            forms::select(&field("supplier"), &vendors, &form.supplier),
            forms::input(&field("order_number"), &off("text"), &form.order_number),
        ]))
        (forms::fields(&[
            forms::date(&field("warranty_until").hint("The last day of it."), &form.warranty_until),
            forms::date(&field("ends_on").hint("Left empty, as its model and category say."), &form.ends_on),
        ]))
        (forms::textarea(&field("note"), &form.note, 3))
    }
}

fn keep(options: &mut Vec<(String, String)>, id: Option<Uuid>, name: Option<&str>) {
    let Some((id, name)) = id.zip(name) else { return };
    if !options.iter().any(|(value, _)| *value == id.to_string()) {
        options.push((id.to_string(), name.to_owned()));
    }
}

/// An input for a field of the organisation's own.
fn own_field(people: &str, own: &OwnField, form: &AssetForm, problems: &Problems) -> Markup {
    let input = own.input();
    let typed = form.fields.get(&input).map_or("", String::as_str);
    let mut field = Field::new(&input, &own.name).error(problems.at(&input));
    let hint = match (own.help.as_str(), own.kind) {
        ("", Kind::Person) => "One of your contacts, by name or address.",
        (help, _) => help,
    };
    if !hint.is_empty() {
        field = field.hint(hint);
    }
    if own.is_required {
        field = field.required();
    }
    let off = |kind| Input { autocomplete: Some("off"), ..Input::of(kind) };
    match own.kind {
        Kind::Text => forms::input(&field, &off("text"), typed),
        Kind::Person => forms::field(&field, person(people, &input, typed, problems.at(&input).is_some())),
        Kind::Number | Kind::Money => forms::input(&field, &Input { inputmode: Some("decimal"), ..off("text") }, typed),
        Kind::Date => forms::date(&field, typed),
        Kind::Url => forms::input(&field, &Input { placeholder: Some("https://"), ..off("url") }, typed),
        Kind::Choice => {
            let mut options = vec![(String::new(), "–".to_owned())];
            options.extend(own.choices.iter().map(|choice| (choice.clone(), choice.clone())));
            forms::select(&field, &options, typed)
        }
        Kind::Boolean => {
            let options = [("", "–"), ("true", "Yes"), ("false", "No")]
                .map(|(value, label)| (value.to_owned(), label.to_owned()));
            forms::select(&field, &options, typed)
        }
    }
}

/// An input that offers people while somebody types.
fn person(people: &str, input: &str, typed: &str, is_wrong: bool) -> Markup {
    let told = if is_wrong { format!("{input}-hint {input}-error") } else { format!("{input}-hint") };
    html! {
        input .input id=(input) name=(input) value=(typed) autocomplete="off" list="people"
            aria-invalid=[is_wrong.then_some("true")] aria-describedby=(told)
            hx-get=(people) hx-trigger="input changed delay:250ms" hx-target="#people" hx-swap="outerHTML";
    }
}
