//! The page of labels: what they show, on which sheet, and how the first sheet will look.

use crate::labels::{LabelForm, Piece, SHEETS, Which, Wish};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, checkboxes, hidden, problem_summary};
use platform::ui::parts::{back_link, button_link, card, empty, page_header, two_columns};
use platform::ui::{Icon, address, icon};

/// The first sheet.
pub(crate) struct Preview<'a> {
    /// How.
    pub wish: &'a Wish,
    /// Its labels in their pieces.
    pub labels: Vec<Vec<Piece>>,
}

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Of what.
    pub which: Which,
    /// What the address says.
    pub form: &'a LabelForm,
    /// What it chooses, to be sent along.
    pub kept: &'a [(String, String)],
    /// Labels in all.
    pub count: usize,
    /// Sheets they take.
    pub sheets: usize,
    /// The first sheet, where the form can be read.
    pub preview: Option<Preview<'a>>,
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let (list, title) = list(shown);
    let path = shown.org.path(&format!("/{}/labels", shown.which.name()));
    let told: Vec<(String, String)> = problems
        .iter()
        .map(|(name, message)| match label(name) {
            "" => (String::new(), message.to_owned()),
            label => (name.to_owned(), format!("{label}: {message}")),
        })
        .collect();
    html! {
        (back_link(&list, title))
        (page_header("Labels", Some("For printing, with a code that leads back here."), html! {}))
        form #labels .labels method="get" action=(path) hx-get=(path) hx-trigger="change" hx-target="#labels" hx-select="#labels" hx-swap="outerMorph" hx-push-url="true" {
            @for (name, value) in shown.kept { (hidden(name, value)) }
            (hidden("chosen", "1"))
            (problem_summary(&told))
            (two_columns(preview(shown, problems), html! { (content(shown)) (paper(shown, problems)) (calibration(shown, problems)) }))
        }
    }
}

/// Where the things stand that get labels, and what that list is called.
fn list(shown: &Facts<'_>) -> (String, &'static str) {
    match shown.which {
        Which::Assets => (shown.org.path("/assets"), "Assets"),
        Which::Stock => (shown.org.path("/stock"), "Stock"),
        Which::Locations => (shown.org.path("/locations"), "Locations"),
        Which::Resources => (shown.org.path("/resources"), "Resources"),
    }
}

fn label(name: &str) -> &'static str {
    match name {
        "sheet" => "Sheet",
        "paper_width" => "Paper, width",
        "paper_height" => "Paper, height",
        "width" => "Label, width",
        "height" => "Label, height",
        "columns" => "Columns",
        "rows" => "Rows",
        "left" => "Left margin",
        "top" => "Upper margin",
        "gap_x" => "Between columns",
        "gap_y" => "Between rows",
        "start" => "Begin at label",
        "offset_x" => "To the right",
        "offset_y" => "Down",
        "codes" => "Code",
        "line" => "Lines below the title",
        _ => "",
    }
}

fn preview(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let print = html! {
        @if shown.count > 0 && shown.preview.is_some() {
            a .btn.primary href=(file(shown)) target="_blank" hx-boost="false" { (icon(Icon::Printer)) "Open the PDF" }
        }
    };
    let counted = format!("{}, {}", counted(shown.count, "label"), counted(shown.sheets, "sheet"));
    card(
        "Preview",
        print,
        html! {
            @if problems.at("labels").is_some() { p .muted { "Too many to be shown." } }
            @else if shown.count == 0 { (empty(Icon::Tag, "Nothing is chosen, or nothing of it can be seen by you.", button_link(&list(shown).0, None, "Choose from the list"))) }
            @else {
                p .muted role="status" { (counted) @if shown.sheets > 1 { ". This is the first sheet." } }
                @if let Some(preview) = &shown.preview { (sheet(preview)) }
                p .muted.small { "Print at 100 %, without “fit to page”. Paper is dearer than patience: try it on plain paper first, and hold it against the sheet." }
            }
        },
    )
}

/// Where the file is: the same address as the page's, one word on.
fn file(shown: &Facts<'_>) -> String {
    let kept = shown.kept.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let said: Vec<(&str, &str)> = kept.chain(shown.form.said()).collect();
    address(&shown.org.path(&format!("/{}/labels/file", shown.which.name())), &said)
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// The first sheet as a drawing, in millimetres.
fn sheet(preview: &Preview<'_>) -> Markup {
    let (wish, sheet) = (preview.wish, &preview.wish.sheet);
    html! {
        svg .label-sheet viewBox={ "0 0 " (sheet.paper.0) " " (sheet.paper.1) } role="img" aria-label="The first sheet" {
            rect .paper width=(sheet.paper.0) height=(sheet.paper.1) {}
            @for place in 0..sheet.count() {
                @let (x, y) = sheet.corner(place);
                rect .label-edge .used[place + 1 < wish.start] x=(x) y=(y) width=(sheet.label.0) height=(sheet.label.1) rx="1" {}
            }
            @for (at, pieces) in preview.labels.iter().enumerate() {
                @let (x, y) = sheet.corner(wish.start - 1 + at);
                g transform={ "translate(" (x + wish.offset.0) " " (y + wish.offset.1) ")" } {
                    @for piece in pieces { (drawn(piece)) }
                }
            }
        }
    }
}

fn drawn(piece: &Piece) -> Markup {
    match piece {
        Piece::Words(x, y, size, words) => html! { text x=(cut(*x)) y=(cut(*y)) font-size=(cut(*size)) { (words) } },
        Piece::Boxes(boxes) => {
            let path: String = boxes
                .iter()
                .map(|(x, y, width, height)| {
                    format!("M{} {}h{}v{}h-{}z", cut(*x), cut(*y), cut(*width), cut(*height), cut(*width))
                })
                .collect();
            html! { path d=(path) {} }
        }
    }
}

/// Hundredths of a millimetre are enough to look at.
fn cut(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}

fn content(shown: &Facts<'_>) -> Markup {
    let codes = [("both", "QR code and bars"), ("qr", "QR code"), ("bars", "Bars (Code 128)"), ("none", "None")]
        .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let lines: Vec<(String, String, bool)> = shown
        .which
        .lines()
        .iter()
        .map(|(name, label)| ((*name).to_owned(), (*label).to_owned(), shown.form.line.iter().any(|line| line == name)))
        .collect();
    card(
        "What they show",
        html! {},
        html! {
            div .stack {
                (forms::select(&Field::new("codes", label("codes")).required(), &codes, &shown.form.codes))
                (checkboxes(&Field::new("line", label("line")), &lines))
            }
        },
    )
}

fn paper(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let form = shown.form;
    let mut sheets: Vec<(String, String)> =
        SHEETS.iter().map(|sheet| (sheet.name.to_owned(), sheet.title.to_owned())).collect();
    sheets.push(("single".to_owned(), "Label printer: one label a page".to_owned()));
    sheets.push(("own".to_owned(), "A sheet of your own".to_owned()));
    let typed = |name: &'static str, value: &str| length(name, value, problems);
    html! {
        (card("Sheet", html! {}, html! {
            div .stack {
                (forms::select(&Field::new("sheet", label("sheet")).required().error(problems.at("sheet")), &sheets, &form.sheet))
                @if form.sheet == "own" || form.sheet == "single" {
                    div .pair { (typed("width", &form.width)) (typed("height", &form.height)) }
                }
                @if form.sheet == "own" {
                    div .pair { (typed("paper_width", &form.paper_width)) (typed("paper_height", &form.paper_height)) }
                    div .pair { (typed("columns", &form.columns)) (typed("rows", &form.rows)) }
                    div .pair { (typed("left", &form.left)) (typed("top", &form.top)) }
                    div .pair { (typed("gap_x", &form.gap_x)) (typed("gap_y", &form.gap_y)) }
                    p .muted.small { "All in millimetres." }
                }
                @if form.sheet != "single" {
                    (forms::input(&Field::new("start", label("start")).required().hint("What stands before it on the first sheet is used up.").error(problems.at("start")), &Input { inputmode: Some("numeric"), ..Input::of("text") }, &form.start))
                }
            }
        }))
    }
}

fn calibration(shown: &Facts<'_>, problems: &Problems) -> Markup {
    card(
        "Where your printer is off",
        html! {},
        html! {
            div .stack {
                div .pair { (length("offset_x", &shown.form.offset_x, problems)) (length("offset_y", &shown.form.offset_y, problems)) }
                p .muted.small { "In millimetres: everything moves by so much. Less than nothing moves it left, and up." }
            }
        },
    )
}

fn length(name: &'static str, value: &str, problems: &Problems) -> Markup {
    let field = Field::new(name, label(name)).required().error(problems.at(name));
    forms::input(&field, &Input { inputmode: Some("decimal"), autocomplete: Some("off"), ..Input::of("text") }, value)
}
