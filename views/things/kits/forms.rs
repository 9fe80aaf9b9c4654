//! Forms of kits: making one, handing it out, taking it back; and the form of a template.

use super::{Row, label, lacks_text, line_text, listed};
use crate::catalogue::categories::Category;
use crate::catalogue::models::Model;
use crate::kits::{Fate, KitForm, OutForm, Part, ReturnForm, Template, TemplateForm, What};
use crate::locations::Location;
use crate::stock::Item;
use crate::views::parts::place_options;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, button_link, card, card_form, notice, page_header, primary_button, two_columns};
use platform::ui::{Icon, Tone, address, icon};

/// What lines of a template may be of.
pub(crate) struct Choices {
    /// Categories.
    pub categories: Vec<Category>,
    /// Models.
    pub models: Vec<Model>,
    /// Items of stock.
    pub items: Vec<Item>,
}

fn field<'a>(name: &'a str, problems: &'a Problems) -> Field<'a> {
    Field::new(name, label(name)).error(problems.at(name))
}

/// The form of a new kit.
pub(crate) fn new_kit(org: &Org, form: &KitForm, templates: &[Template], problems: &Problems) -> Markup {
    let mut options = vec![(String::new(), "Choose a template".to_owned())];
    options.extend(templates.iter().map(|template| (template.id.to_string(), template.name.clone())));
    let text = Input { autocomplete: Some("off"), ..Input::of("text") };
    html! {
        (back_link(&org.path("/kits"), "Kits"))
        (page_header("New kit", Some("A case, a bag, a trolley: the asset that holds the others."), html! {}))
        (problem_summary(&listed(problems)))
        @if templates.is_empty() {
            (notice(Tone::Info, html! { p { a href=(org.path("/kit-templates/new")) { "Make a template" } " first: it says what must be in the kit." } }))
        }
        (card_form("kit", "Which", &org.path("/kits"), html! {
            (forms::input(&field("asset", problems).hint("Its tag.").required(), &text, &form.asset))
            (forms::select(&field("template", problems).required(), &options, &form.template))
        }, submit_row(primary_button(None, "Make it a kit"), &org.path("/kits"))))
    }
}

/// The form for handing a kit over.
pub(crate) fn check_out(org: &Org, row: &Row, form: &OutForm, places: &[Location], problems: &Problems) -> Markup {
    let own = org.path(&format!("/kits/{}", row.kit.asset_id));
    let text = Input { autocomplete: Some("off"), ..Input::of("text") };
    let stock: Vec<_> = row.lines.iter().filter(|line| line.item_id.is_some()).collect();
    let mut options = vec![(String::new(), "Nowhere: it goes without".to_owned())];
    options.extend(place_options(places));
    let elsewhere = address(&org.path("/assets/check-out"), &[("assets", &row.kit.tag), ("to", "location")]);
    let main = card_form(
        "check-out",
        "To whom",
        &format!("{own}/check-out"),
        html! {
            (hidden("key", &form.key))
            (forms::field(&field("person", problems).hint("A name or an address.").required(), html! {
                input .input #person name="person" value=(form.person) autocomplete="off" list="people" required
                    aria-invalid=[problems.at("person").map(|_| "true")]
                    aria-describedby=(if problems.at("person").is_some() { "person-hint person-error" } else { "person-hint" })
                    hx-get=(org.path("/assets/people")) hx-trigger="input changed delay:250ms" hx-target="#people" hx-swap="outerHTML";
                datalist #people {}
            }))
            (forms::input(&field("due_on", problems).hint("Left empty, for good."), &Input::of("date"), &form.due_on))
            @if !stock.is_empty() { (forms::select(&field("stock_from", problems).hint("Where what is used up is taken from."), &options, &form.stock_from)) }
            (forms::input(&field("note", problems), &text, &form.note))
        },
        submit_row(primary_button(Some(Icon::SignOut), "Check out"), &own),
    );
    html! {
        (back_link(&own, &row.kit.tag))
        (page_header("Check out", Some(&format!("{} goes out with all that is in it.", row.kit.tag)), html! {
            (button_link(&elsewhere, Some(Icon::MapPin), "To a place or another asset"))
        }))
        (problem_summary(&listed(problems)))
        @if !row.lacks.is_empty() { (notice(Tone::Warn, html! { p { strong { "Missing: " } (lacks_text(&row.lacks)) "." } })) }
        (two_columns(main, html! {
            (card("Goes along", html! {}, html! {
                ul { @for part in &row.parts { li { strong { (part.tag) } " " (part.name) } } @for line in &stock { li { (line_text(line)) } } }
            }))
        }))
    }
}

/// The form for taking a kit back: each part ticked or scanned, or late, or lost.
pub(crate) fn take_back(org: &Org, row: &Row, form: &ReturnForm, problems: &Problems) -> Markup {
    let own = org.path(&format!("/kits/{}", row.kit.asset_id));
    let scanned = field("scanned", problems)
        .hint("Their tags: as good as ticks. A scanner that ends each with Enter can fill it.");
    let text = Input { autocomplete: Some("off"), ..Input::of("text") };
    html! {
        (back_link(&own, &row.kit.tag))
        (page_header("Take back", Some(&format!("{} comes back. What is in it?", row.kit.tag)), html! {}))
        (problem_summary(&listed(problems)))
        (card_form("return", "Part by part", &format!("{own}/return"), html! {
            (hidden("key", &form.key))
            @if !row.parts.is_empty() {
                (forms::textarea(&scanned, &form.scanned, 3))
                fieldset .field #parts tabindex="-1" {
                    legend { "Parts" }
                    ul .stack role="list" { @for part in &row.parts { (part_row(part, form)) } }
                    @if let Some(error) = problems.at("parts") { p .error #parts-error { (icon(Icon::Alert)) (error) } }
                }
            } @else { p .muted { "Nothing is in it: only itself comes back." } }
            (forms::input(&field("note", problems), &text, &form.note))
        }, submit_row(primary_button(Some(Icon::SignIn), "Take back"), &own)))
    }
}

fn part_row(part: &Part, form: &ReturnForm) -> Markup {
    let (there, fate) = (format!("there-{}", part.asset_id), format!("fate-{}", part.asset_id));
    let chosen = form.fate(part);
    html! {
        li {
            label .check {
                input #(there) type="checkbox" name=(there) value="on" checked[form.has(part)];
                span { strong { (part.tag) } " " (part.name) @if !part.serial.is_empty() { span .muted { ", serial " (part.serial) } } }
            }
            label .small for=(fate) { "If it is missing" span .vh { ": " (part.tag) } }
            " "
            select .input #(fate) name=(fate) {
                option value="" selected[chosen.is_none()] { "–" }
                option value=(Fate::Late.name()) selected[chosen == Some(Fate::Late)] { "Late: they have it still" }
                option value=(Fate::Lost.name()) selected[chosen == Some(Fate::Lost)] { "Lost: dispose of it" }
            }
        }
    }
}

/// The form of a template.
pub(crate) fn template_form(
    org: &Org,
    existing: Option<&Template>,
    form: &TemplateForm,
    choices: &Choices,
    problems: &Problems,
) -> Markup {
    let (title, action, cancel) = match existing {
        Some(template) => {
            let own = org.path(&format!("/kit-templates/{}", template.id));
            (format!("Edit {}", template.name), format!("{own}/details"), own)
        }
        None => ("New kit template".to_owned(), org.path("/kit-templates"), org.path("/kit-templates")),
    };
    let back = existing.map_or("Kit templates", |template| template.name.as_str());
    // Some rows more than are filled in; a longer one is saved and opened again.
    let count = (form.count() + 4).min(crate::kits::LINES_MAX);
    html! {
        (back_link(&cancel, back))
        (page_header(&title, None, html! {}))
        (problem_summary(&listed(problems)))
        (card_form("template", "What belongs together", &action, html! {
            (hidden("version", &form.version.to_string()))
            (hidden("key", &form.key))
            (forms::text(&field("name", problems).required(), &form.name))
            (forms::textarea(&field("note", problems).hint("For colleagues."), &form.note, 2))
            fieldset .field #lines tabindex="-1" {
                legend { "What must be in it" }
                p .hint { "Save, and four more rows are there." }
                @for nth in 0..count { (line_row(nth, form, choices)) }
                @if let Some(error) = problems.at("lines") { p .error #lines-error { (icon(Icon::Alert)) (error) } }
            }
        }, submit_row(primary_button(None, if existing.is_some() { "Save" } else { "Add" }), &cancel)))
    }
}

fn line_row(nth: usize, form: &TemplateForm, choices: &Choices) -> Markup {
    let (what, quantity) = form.row(nth);
    let option = |value: What, text: String| {
        let value = value.value();
        html! { option value=(value) selected[value == what] { (text) } }
    };
    let (name, number) = (format!("what-{nth}"), format!("quantity-{nth}"));
    html! {
        div .row {
            label .vh for=(number) { "How many of line " (nth + 1) }
            input .input #(number) type="number" name=(number) value=(quantity) min="1" max="1000" step="1" inputmode="numeric" placeholder="1" size="4";
            label .vh for=(name) { "What of line " (nth + 1) }
            select .input #(name) name=(name) {
                option value="" { "–" }
                optgroup label="Models" { @for model in &choices.models { (option(What::Model(model.id), model.label())) } }
                optgroup label="Any of a category" {
                    @for category in &choices.categories { (option(What::Category(category.id), format!("{}{}", "\u{2003}".repeat(category.depth()), category.name))) }
                }
                optgroup label="From stock" { @for item in &choices.items { (option(What::Item(item.id), item.name.clone())) } }
            }
        }
    }
}
