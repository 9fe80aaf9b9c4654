//! The scan page: what is done, for whom or where, the code, and the rows of what became of each.

use crate::audits::Audit;
use crate::locations::Location;
use crate::scan::{Mode, Outcome, ScanForm, State};
use crate::views::parts::place_options;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, hidden};
use platform::ui::parts::{Segment, page_header, seg};
use platform::ui::{Icon, address, assets, icon};

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What is done.
    pub mode: Mode,
    /// What the address says.
    pub form: &'a ScanForm,
    /// For the first scan.
    pub key: &'a str,
    /// Where things may be put.
    pub places: &'a [Location],
    /// Audits in which something can be seen.
    pub audits: &'a [Audit],
    /// May the viewer hand over, take back and move?
    pub may_lend: bool,
    /// What became of the scan before, where there is no script.
    pub row: Option<Markup>,
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>) -> Markup {
    let path = shown.org.path("/scan");
    let modes = Mode::ALL.into_iter().filter(|mode| shown.may_lend || !mode.changes());
    let segments: Vec<Segment> = modes
        .map(|mode| Segment {
            label: mode_text(mode).to_owned(),
            href: address(&address(&path, &[("mode", mode.name())]), &shown.form.targets()),
            current: mode == shown.mode,
        })
        .collect();
    html! {
        (page_header("Scan", Some("With the camera, with a scanner that types, or by hand. Every code is done at once."), html! {}))
        div #scan .stack data-mode=(shown.mode.name()) data-zxing=(assets::path("zxing.js")) data-store={ "scan:" (shown.org.slug) } {
            div .scan-modes hx-boost:inherited="false" { (seg("What is done with each code", &segments)) }
            form .card #scan-form method="post" action=(path) hx-boost="false" novalidate {
                div .body.stack {
                    (hidden("mode", shown.mode.name()))
                    (hidden("key", shown.key))
                    (targets(shown))
                    div .scan-code {
                        (forms::input(&Field::new("code", "Code").hint("Scan it, or type a tag and press Enter.").required(), &Input { autocomplete: Some("off"), autofocus: true, ..Input::of("text") }, ""))
                        button .btn.primary type="submit" { (icon(Icon::Check)) (mode_text(shown.mode)) }
                    }
                    div .scan-camera {
                        button .btn #camera-start type="button" hidden { (icon(Icon::Screen)) "Use the camera" }
                        button .btn #camera-stop type="button" hidden { "Stop the camera" }
                        video #camera muted playsinline hidden {}
                        p .muted #camera-told role="status" {}
                    }
                }
            }
            section .card {
                header {
                    h2 { "Scanned" }
                    p .muted #scan-count role="status" {}
                }
                @if shown.mode == Mode::Count {
                    div .body.scan-tally #scan-tally hidden {
                        p { strong #tally-sum {} }
                        ul #tally-kinds role="list" aria-label="By category" {}
                        ul #tally-places role="list" aria-label="By place" {}
                        button .btn #tally-reset type="button" { "Start again" }
                    }
                }
                ol .scan-rows #scan-rows role="list" aria-live="polite" {
                    @if let Some(row) = &shown.row { (row) }
                }
            }
        }
    }
}

fn targets(shown: &Facts<'_>) -> Markup {
    let (first, place) = match shown.mode {
        Mode::In => ("Where each belongs", "Where to"),
        Mode::Out => ("Choose, or scan a place", "Or to which place"),
        Mode::Audit => ("Somewhere in the audit's place", "Where you are"),
        _ => ("Choose, or scan a place", "Where to"),
    };
    let mut places = vec![(String::new(), first.to_owned())];
    let mut audits = vec![(String::new(), "Choose an audit".to_owned())];
    audits.extend(shown.audits.iter().map(|audit| (audit.id.to_string(), audit.name.clone())));
    places.extend(place_options(shown.places));
    let audit = match shown.audits {
        [only] => &only.id.to_string(),
        _ => &shown.form.audit,
    };
    let off = |kind: &'static str| Input { autocomplete: Some("off"), ..Input::of(kind) };
    let person =
        Field::new("person", "To whom").hint("Stays for the next scans. Part of the name, or the e-mail address.");
    html! {
        @if shown.mode == Mode::Out {
            (forms::field(&person, html! {
                input .input #person type="text" name="person" value=(shown.form.person) list="people" autocomplete="off"
                    hx-get=(shown.org.path("/assets/people")) hx-trigger="input changed delay:250ms" hx-target="#people" hx-swap="outerHTML" aria-describedby="person-hint";
                datalist #people {}
            }))
            (forms::input(&Field::new("holder", "Or into which asset").hint("Its tag."), &off("text"), &shown.form.holder))
        }
        @if shown.mode == Mode::Audit { (forms::select(&Field::new("audit", "In which audit").required(), &audits, audit)) }
        @if shown.mode.changes() {
            (forms::select(&Field::new("location", place), &places, &shown.form.location))
        }
        @if shown.mode == Mode::Out {
            (forms::fields(&[
                forms::date(&Field::new("due_on", "Expected back").hint("Left empty, for good."), &shown.form.due_on),
                forms::input(&Field::new("note", "Note"), &off("text"), &shown.form.note),
            ]))
        }
    }
}

fn mode_text(mode: Mode) -> &'static str {
    match mode {
        Mode::LookUp => "Look up",
        Mode::Out => "Check out",
        Mode::In => "Check in",
        Mode::Move => "Move",
        Mode::Count => "Count",
        Mode::Audit => "Audit",
    }
}

/// What became of a scan.
pub(crate) fn row(org: &Org, form: &ScanForm, outcome: &Outcome, may_add: bool) -> Markup {
    let location = outcome.location.map(|id| id.to_string());
    let asset = outcome.asset.as_deref();
    let place = asset.map(|asset| asset.location_name.as_deref().unwrap_or("Nowhere"));
    html! {
        li class={ "scan-row " (outcome.state.name()) } data-state=(outcome.state.name()) data-location=[location]
            data-asset=[asset.map(|asset| asset.tag.as_str())] data-kind=[asset.map(|asset| asset.category_name.as_str())] data-place=[place] {
            span .scan-mark { (icon(mark(outcome.state))) span .vh { (word(outcome.state)) } }
            div {
                p {
                    @match (asset, &outcome.other) {
                        (Some(asset), _) => { a href=(org.path(&format!("/assets/{}", asset.id))) { (asset.tag) } " " (asset.name) },
                        (None, Some((path, name))) => a href=(org.path(path)) { (name) },
                        (None, None) => strong { (outcome.code) },
                    }
                }
                p .muted { (outcome.text) }
                @if let (Some(person), Some(asset)) = (&outcome.asks, asset) {
                    p { a href=(address(&org.path(&format!("/kits/{}/check-out", asset.id)), &[("person", person)])) { "Hand it out on its page" } }
                }
                @if let Some(id) = outcome.counts.filter(|_| may_add) {
                    p { a href=(address(&org.path(&format!("/stock/{id}/entries/new")), &[("kind", "adjust"), ("location", &form.location)])) { "Write what is counted" } }
                }
                @if outcome.state == State::Unknown && may_add && outcome.location.is_none() {
                    p { a href=(address(&org.path("/assets/adoption"), &[("code", &outcome.code)])) { "Give it to an asset" } }
                    p { a href=(address(&org.path("/assets/new"), &[("tag", &outcome.code)])) { "Make an asset with this tag" } }
                }
            }
        }
    }
}

fn mark(state: State) -> Icon {
    match state {
        State::Done => Icon::Check,
        State::Same => Icon::Info,
        State::Refused => Icon::Ban,
        State::Unknown => Icon::Help,
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Done => "Done: ",
        State::Same => "To know: ",
        State::Refused => "Refused: ",
        State::Unknown => "Unknown: ",
    }
}
