//! The fields of an organisation, for founding one and for its settings.

use crate::orgs::model::{CURRENCIES, OrgForm, zones};
use crate::orgs::policy::{LETTERS_MIN, SHAPES_MIN, contrast};
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::Tone;
use platform::ui::forms::{Field, Input, colour, fields, input, select, text};
use platform::ui::mail::ink_on;
use platform::ui::parts::notice;

/// What the fields are called, for the list of what is wrong with them.
pub(crate) fn label(name: &str) -> &'static str {
    match name {
        "org_name" => "Name of the organisation",
        "slug" => "Short name in addresses",
        "zone" => "Time zone",
        "currency" => "Currency",
        "org_email" => "E-mail for clients",
        "phone" => "Telephone",
        "about" => "About",
        "colour" => "Colour",
        "file" => "Picture",
        _ => "",
    }
}

/// Name and short name; the short name can only be chosen when it is founded.
pub(crate) fn names(form: &OrgForm, problems: &Problems) -> Markup {
    let slug = Field::new("slug", "Short name in addresses")
        .hint("Leave it empty to have it made of the name: harbour-house.");
    fields(&[name(form, problems), text(&slug.error(problems.at("slug")), &form.slug)])
}

/// What it is called.
pub(crate) fn name(form: &OrgForm, problems: &Problems) -> Markup {
    let with = Input { autocomplete: Some("organization"), maxlength: Some(80), ..Input::of("text") };
    input(
        &Field::new("org_name", "Name of the organisation").error(problems.at("org_name")).required(),
        &with,
        &form.org_name,
    )
}

/// Zone and currency.
pub(crate) fn zone_and_currency(form: &OrgForm, problems: &Problems) -> Markup {
    let zone_options: Vec<_> = zones().into_iter().map(|zone| (zone.to_owned(), zone.replace('_', " "))).collect();
    let currency_options: Vec<_> =
        CURRENCIES.iter().map(|(code, name)| ((*code).to_owned(), format!("{code} · {name}"))).collect();
    let zone = Field::new("zone", "Time zone")
        .hint("What the clocks on your walls follow.")
        .error(problems.at("zone"))
        .required();
    let currency = Field::new("currency", "Currency").error(problems.at("currency")).required();
    fields(&[select(&zone, &zone_options, &form.zone), select(&currency, &currency_options, &form.currency)])
}

/// Where clients' answers go, and who rather calls.
pub(crate) fn org_email(form: &OrgForm, problems: &Problems) -> Markup {
    let field = Field::new("org_email", "E-mail for clients").hint("Answers to our mails go there.");
    input(
        &field.error(problems.at("org_email")).required(),
        &Input { maxlength: Some(254), ..Input::of("email") },
        &form.org_email,
    )
}

/// The one colour of its own.
pub(crate) fn brand_colour(form: &OrgForm, problems: &Problems) -> Markup {
    colour(
        &Field::new("colour", "Colour").hint("Of buttons, links and mails.").error(problems.at("colour")).required(),
        &form.colour,
    )
}

/// How well the colour can be read and found. `source` is a page that shows this part for a colour in its query.
pub(crate) fn contrast_hint(form: &OrgForm, source: &str) -> Markup {
    let ink = ink_on(&form.colour);
    let (letters, shapes) = (contrast(&form.colour, ink), contrast(&form.colour, "#ffffff"));
    let ink = if ink == "#ffffff" { "White" } else { "Black" };
    html! {
        div #contrast .stack aria-live="polite" hx-get=(source) hx-include="#colour" hx-trigger="change from:#colour"
            hx-target="this" hx-select="#contrast" hx-swap="outerHTML" {
            p .muted.small { (ink) " letters on this colour have a contrast of " (format!("{letters:.1}")) "; " (LETTERS_MIN) " is needed." }
            @if shapes < SHAPES_MIN {
                (notice(Tone::Warn, html! {
                    p { "On a white page this colour is hard to find: contrast " (format!("{shapes:.1}")) ", " (SHAPES_MIN) " is needed. A darker one is easier on the eye." }
                }))
            }
        }
    }
}
