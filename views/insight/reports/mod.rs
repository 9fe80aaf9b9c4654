//! Pages of reports: the list of them, and the one page that shows any.

use crate::reports::{Bar, Chart, Line, Report, ReportQuery, Which};
use maud::{Markup, html};
use platform::Org;
use platform::ui::charts::{Point, Series, bars};
use platform::ui::forms::{Field, Input, input};
use platform::ui::parts::{
    Column, MenuItem, Segment, back_link, button, button_link, card_flush, cell, cell_num, empty, menu, notice,
    page_header, page_header_with, seg, table,
};
use platform::ui::{Icon, Tone, address};

/// What there is: address below `/reports`, name, and what it says.
const REPORTS: &[(&str, &str, &str)] = &[
    ("assets?by=category", "Assets by category", "How many there are, and what they cost."),
    ("assets?by=status", "Assets by status", "How many stand how."),
    ("assets?by=location", "Assets by location", "How many are where."),
    ("assets?by=holder", "Assets by person", "Who has how many, and what they cost."),
    ("assets?by=supplier", "Assets by supplier", "Who sold how many, and what they cost."),
    ("assets?by=model", "Assets by model", "How many of each."),
    ("depreciation", "Depreciation", "What assets are worth on any day, and in the months after it."),
    ("journal", "Depreciation journal", "What an accountant enters, month by month."),
    ("idle", "Idle assets", "What nobody has had for a while."),
    ("overdue", "Overdue assets", "What should have come back."),
    ("audits", "Audit differences by audit", "What each audit found to be other than the records say."),
    ("audits?by=place", "Audit differences by place", "Where the records were wrong, over all audits."),
    ("maintenance-schedule", "Maintenance schedule", "What has to be done when, and what is late."),
    ("cost-of-ownership", "Cost of ownership", "What assets cost so far: their purchase, and the work about them."),
];

/// The list of them.
pub fn index(org: &Org) -> Markup {
    html! {
        (page_header("Reports", Some("Figures about what you own: each as a page, as a file, and by mail."), html! {
            (button_link(&org.path("/reports/schedules"), Some(Icon::CalendarClock), "Sent by mail"))
        }))
        (card_flush("All reports", html! {}, table(
            "Reports",
            &[Column::main("Report"), Column::sub("What it says")],
            html! {
                @for (path, name, says) in REPORTS {
                    tr {
                        (cell(Column::MAIN, html! { a href=(org.path(&format!("/reports/{path}"))) { (name) } }))
                        (cell(Column::SUB, html! { (says) }))
                    }
                }
            },
        )))
    }
}

/// A report as it is shown.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub which: Which,
    /// As it was read.
    pub report: &'a Report,
    /// What the address says.
    pub query: &'a ReportQuery,
    /// Lines that are shown.
    pub lines_max: usize,
}

impl Shown<'_> {
    fn path(&self) -> String {
        self.org.path(&format!("/reports/{}", self.report.name))
    }

    /// The address as it is, with another format.
    fn file(&self, format: &str) -> String {
        let mut said = self.query.said();
        said.push(("format", format));
        address(&self.path(), &said)
    }

    /// The form that sends it again and again, filled from the address.
    fn mailed(&self) -> String {
        let kept = self.query.kept_for(self.which);
        address(&self.org.path("/reports/schedules/new"), &[("report", &self.which.address(&kept))])
    }
}

/// The reports as the list names them: the end of the address, and the name.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    REPORTS.iter().map(|(path, name, _)| (*path, *name))
}

/// What a report is called: by what it counts, where it has a name for that.
pub(crate) fn called(which: Which, query: &ReportQuery) -> &'static str {
    let by = which.address(&ReportQuery { by: query.by.clone(), ..ReportQuery::default() });
    let named = |path: &str| REPORTS.iter().find(|(known, ..)| *known == path).map(|(_, name, _)| *name);
    let first = || REPORTS.iter().find(|(known, ..)| known.split('?').next() == Some(which.name()));
    named(&by).or_else(|| named(which.name())).or_else(|| first().map(|(_, name, _)| *name)).unwrap_or("Report")
}

/// Any report.
pub fn report(shown: &Shown<'_>) -> Markup {
    let report = shown.report;
    let files = menu(
        "files",
        &format!("{} as a file", report.title),
        &[
            MenuItem::Link(Icon::Download, "Export CSV".into(), shown.file("csv")),
            MenuItem::Link(Icon::Table, "Export XLSX".into(), shown.file("xlsx")),
        ],
    );
    html! {
        (back_link(&shown.org.path("/reports"), "Reports"))
        (page_header_with(&report.title, Some(html! { (report.lead) }), html! {
            (button_link(&shown.mailed(), Some(Icon::Mail), "Send by mail…"))
            @if !report.lines.is_empty() { (files) }
        }))
        (choices(shown))
        @for note in &report.notes { (notice(Tone::Info, html! { p { (note) } })) }
        @if report.lines.is_empty() {
            div .card { (empty(Icon::Chart, "There is nothing to report here.", button_link(&shown.org.path("/assets"), None, "Assets"))) }
        } @else {
            @if let Some(chart) = &report.chart { div .card { div .body { (drawn(chart)) } } }
            (lines(shown))
        }
    }
}

/// A word with a capital letter.
fn first_up(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn drawn(chart: &Chart) -> Markup {
    let point = |bar: &Bar| Point { label: bar.label.clone(), value: bar.value, text: bar.text.clone() };
    let series = Series { name: chart.measure.to_owned(), points: chart.bars.iter().map(point).collect() };
    bars(&chart.name, &series)
}

/// What the reader may choose.
fn choices(shown: &Shown<'_>) -> Markup {
    let (query, path) = (shown.query, shown.path());
    let typed = |name: &'static str, label: &'static str, kind: &'static str, value: &str| {
        input(&Field::new(name, label).required(), &Input::of(kind), value)
    };
    let form = |fields: Markup| {
        html! { form .stack method="get" action=(path) { div .row { (fields) } div { (button(None, "Show")) } } }
    };
    match shown.which {
        Which::Assets => {
            let all = REPORTS.iter().filter_map(|(path, name, _)| {
                let by = path.strip_prefix("assets?by=")?;
                Some(Segment {
                    label: first_up(name.trim_start_matches("Assets by ")),
                    href: shown.org.path(&format!("/reports/{path}")),
                    current: by == query.by,
                })
            });
            seg("Counted by", &all.collect::<Vec<_>>())
        }
        Which::Depreciation => form(html! {
            (typed("on", "At the end of", "date", &query.on))
            @if !query.category.is_empty() { input type="hidden" name="category" value=(query.category); }
        }),
        Which::Journal => html! {
            (seg("Lines", &lines_by(shown, &[("month", "Months"), ("year", "Fiscal years")])))
            (form(html! {
                (typed("from", "First month", "month", &query.from))
                (typed("until", "Last month", "month", &query.until))
                input type="hidden" name="by" value=(query.by);
            }))
        },
        Which::Maintenance => html! {
            (seg("Lines", &lines_by(shown, &[("each", "Work"), ("week", "Weeks"), ("month", "Months"), ("place", "Locations")])))
            (form(html! {
                (input(&Field::new("from", "From").hint("Left empty, what is late too."), &Input::of("date"), &query.from))
                (typed("until", "Until", "date", &query.until))
                input type="hidden" name="by" value=(query.by);
                @if !query.location.is_empty() { input type="hidden" name="location" value=(query.location); }
            }))
        },
        Which::Ownership if query.category.is_empty() && query.model.is_empty() => {
            seg("Lines", &lines_by(shown, &[("category", "Categories"), ("model", "Models"), ("each", "Assets")]))
        }
        Which::Idle => form(typed("days", "Days without a holder", "number", &query.days)),
        Which::Ownership | Which::Overdue | Which::Audits => html! {},
    }
}

/// How the lines of a report are summed, with the rest of its address as it is.
fn lines_by(shown: &Shown<'_>, ways: &[(&str, &str)]) -> Vec<Segment> {
    let query = shown.query;
    let kept = [("from", &query.from), ("until", &query.until), ("location", &query.location)];
    let kept: Vec<(&str, &str)> =
        kept.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.as_str())).collect();
    let segment = |(by, label): &(&str, &str)| {
        let said: Vec<(&str, &str)> = std::iter::once(("by", *by)).chain(kept.iter().copied()).collect();
        Segment { label: (*label).to_owned(), href: address(&shown.path(), &said), current: *by == query.by }
    };
    ways.iter().map(segment).collect()
}

fn lines(shown: &Shown<'_>) -> Markup {
    let report = shown.report;
    let columns: Vec<Column<'_>> = report
        .heads
        .iter()
        .enumerate()
        .map(|(nth, head)| match (nth, head.is_figure) {
            (0, _) => Column::main(head.label),
            (_, true) => Column::num(head.label),
            (1, false) => Column::sub(head.label),
            (_, false) => Column::extra(head.label),
        })
        .collect();
    let hidden = report.lines.len().saturating_sub(shown.lines_max);
    html! {
        (card_flush(&report.title, html! {}, table(
            &report.title,
            &columns,
            html! {
                @for line in report.lines.iter().take(shown.lines_max) { (row(shown, line)) }
                @for line in &report.totals { (row(shown, line)) }
            },
        )))
        @if hidden > 0 { p .muted { (hidden) " more lines stand in the file." } }
    }
}

fn row(shown: &Shown<'_>, line: &Line) -> Markup {
    html! {
        tr {
            @for (nth, (head, one)) in shown.report.heads.iter().zip(&line.cells).enumerate() {
                @match (nth, head.is_figure) {
                    (0, _) => (cell(Column::MAIN, html! {
                        @match &line.path {
                            Some(path) => a href=(shown.org.path(path)) { (one.shown) },
                            None => strong { (one.shown) },
                        }
                    })),
                    (_, true) => (cell_num(head.label, &one.shown)),
                    (1, false) => (cell(Column::SUB, html! { (one.shown) })),
                    (_, false) => (cell(Column::EXTRA, html! { (one.shown) })),
                }
            }
        }
    }
}
