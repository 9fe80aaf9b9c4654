//! What an asset is worth in the books: year by year, and the form that lets it go otherwise.

use crate::assets::books::{BookForm, Entry, Rules};
use crate::catalogue::schemes::{Book, BookYear};
use crate::views::parts::{field, listed};
use crate::views::words::{convention_text, fiscal_year_text, method_text, months_text};
use chrono::NaiveDate;
use kernel::Problems;
use kernel::money::decimals;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::charts::{Point, Series, bars};
use platform::ui::forms::{problem_summary, select, text};
use platform::ui::parts::{
    Column, back_link, button, card, card_flush, cell, cell_num, facts, notice, page_header, table, two_columns,
};

/// Everything the page shows.
pub(crate) struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub entry: &'a Entry,
    /// What decides.
    pub rules: &'a Rules,
    /// What was typed.
    pub typed: &'a BookForm,
    /// May the viewer change it?
    pub may_change: bool,
    /// The day it is there.
    pub today: NaiveDate,
}

/// The page.
pub(crate) fn page(shown: &Shown<'_>, problems: &Problems) -> Markup {
    let entry = shown.entry;
    let home = shown.org.path(&format!("/assets/{}", entry.id));
    let book = shown.rules.book(entry);
    html! {
        (back_link(&home, &entry.tag))
        (page_header(&format!("Depreciation of {}", entry.tag), Some(&entry.name), html! {}))
        (problem_summary(&listed(problems)))
        (two_columns(
            html! { (now(shown, book.as_ref())) @if let Some(book) = &book { (years(shown, book)) } },
            html! { @if shown.may_change { (form(shown, problems)) } },
        ))
    }
}

/// The card of an asset's page: what it is worth today.
pub(crate) fn card_of(shown: &Shown<'_>) -> Markup {
    let Some(value) = shown.rules.value(shown.entry, shown.today) else { return html! {} };
    let path = shown.org.path(&format!("/assets/{}/depreciation", shown.entry.id));
    let scheme = shown.rules.scheme(shown.entry);
    card(
        "Book value",
        html! { a href=(path) { "Year by year" } },
        facts(&[
            ("Worth today", html! { (shown.entry.money(value)) }),
            ("Depreciation", html! { @match scheme { Some(scheme) => (scheme.name), None => "None" } }),
        ]),
    )
}

fn now(shown: &Shown<'_>, book: Option<&Book>) -> Markup {
    let entry = shown.entry;
    let money = |minor| html! { (entry.money(minor)) };
    let Some((cost, bought)) = entry.cost_minor.zip(entry.purchased_on) else {
        let form = shown.org.path(&format!("/assets/{}/form", entry.id));
        return notice(
            Tone::Info,
            html! { p { "The books do not know it: say what it cost and when it was bought." @if shown.may_change { " " a href=(form) { "Change it" } } } },
        );
    };
    let mut pairs = vec![("Cost", money(cost)), ("Bought", html! { (day_text(bought)) })];
    if let Some(day) = shown.rules.disposed_on(entry) {
        pairs.push(("Disposed of", html! { (day_text(day)) }));
    }
    if let Some(value) = shown.rules.value(entry, shown.today) {
        pairs.push(("Worth today", html! { strong { (entry.money(value)) } }));
    }
    match (shown.rules.scheme(entry), book) {
        (Some(scheme), Some(book)) => {
            let whose = if entry.scheme_id.is_some() { "its own" } else { "its category's" };
            pairs.push(("Scheme", html! { (scheme.name) ", " (whose) }));
            pairs.push(("Method", html! { (method_text(scheme.method)) " within " (months_text(scheme.months)) }));
            pairs.push(("First month", html! { (convention_text(scheme.convention)) }));
            pairs.push(("Salvage value", money(book.salvage)));
        }
        _ => pairs.push(("Scheme", html! { "None: it stays worth what it cost" })),
    }
    card("In the books", html! {}, facts(&pairs))
}

fn years(shown: &Shown<'_>, book: &Book) -> Markup {
    let (entry, years) = (shown.entry, book.years());
    let money = |minor| entry.money(minor).to_string();
    let fiscal = shown.rules.fiscal;
    let called = |year: &BookYear| fiscal_year_text(fiscal, year.year);
    // An axis in euros, not in cents.
    let per = 10_f64.powi(decimals(&entry.currency) as i32);
    let points = years
        .iter()
        .map(|year| Point { label: called(year), value: year.closing as f64 / per, text: money(year.closing) })
        .collect();
    let series = Series { name: "Worth at the end of the year".to_owned(), points };
    card_flush(
        "Year by year",
        html! {},
        html! {
            div .body { (bars("Worth at the end of each year", &series)) }
            (table(
                "Depreciation year by year",
                &[Column::main("Year"), Column::num("Before"), Column::num("Depreciation"), Column::num("After")],
                html! {
                    @for year in &years {
                        tr {
                            (cell(Column::MAIN, html! { (called(year)) @if year.year == fiscal.of(shown.today) { span .muted { " this year" } } }))
                            (cell_num("Before", &money(year.opening)))
                            (cell_num("Depreciation", &money(year.depreciation)))
                            (cell_num("After", &money(year.closing)))
                        }
                    }
                },
            ))
        },
    )
}

fn form(shown: &Shown<'_>, problems: &Problems) -> Markup {
    let entry = shown.entry;
    let of_category = shown.rules.of_category(entry.category_id);
    let none = of_category
        .map_or_else(|| "Its category's: none".to_owned(), |scheme| format!("Its category's: {}", scheme.name));
    let offered = shown
        .rules
        .schemes
        .iter()
        .filter(|scheme| scheme.archived_at.is_none() || entry.scheme_id == Some(scheme.id))
        .map(|scheme| (scheme.id.to_string(), scheme.name.clone()));
    let options: Vec<(String, String)> = std::iter::once((String::new(), none)).chain(offered).collect();
    let path = shown.org.path(&format!("/assets/{}/depreciation", entry.id));
    let hint = format!("In {}. Empty: the scheme's part of the cost.", entry.currency);
    let salvage = platform::ui::forms::Field::new("salvage", "Salvage value").hint(&hint).error(problems.at("salvage"));
    card(
        "Otherwise than its category",
        html! {},
        html! {
            form .stack method="post" action=(path) {
                (select(&field("scheme", problems), &options, &shown.typed.scheme))
                (text(&salvage, &shown.typed.salvage))
                div { (button(None, "Set depreciation")) }
            }
        },
    )
}
