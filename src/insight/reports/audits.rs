//! What audits found to be other than the records say: audit by audit, or place by place.

use super::model::{Bar, Cell, Chart, Head, Line, Report};
use super::store::{self, Differing};
use kernel::Result;
use kernel::time::{day_text, wall};
use platform::{Perm, Scope};
use things::audits::Progress;

/// Audits and places of these reports.
const LINES_MAX: i64 = 1_000;
/// Bars of the chart: the newest audits, or the places with most.
const BARS: usize = 12;

/// Reads it audit by audit, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn by_audit(scope: &Scope) -> Result<Report> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let audits = things::audits::store::list(db, org, &reach, None, LINES_MAX).await?;
    let ids: Vec<_> = audits.iter().map(|audit| audit.id).collect();
    let viewer = (&reach, scope.user_id());
    let progress = things::audits::store::progress_of_each(db, org, &ids, viewer).await?;
    let of = |id| progress.get(&id).copied().unwrap_or_default();
    let zone = scope.org.zone();
    let line = |audit: &things::audits::Audit| {
        let day = wall(zone, audit.closed_at.unwrap_or(audit.started_at)).date();
        let mut cells = vec![
            Cell::word(&audit.name),
            Cell::word(if audit.closed_at.is_some() { "Closed" } else { "Open" }),
            Cell { shown: day_text(day), plain: day.to_string() },
        ];
        cells.extend(figures(of(audit.id)));
        Line { path: Some(format!("/audits/{}?show=differences", audit.id)), cells }
    };
    let bars = audits.iter().take(BARS).map(|audit| bar(&audit.name, of(audit.id).differences())).collect();
    Ok(report(
        "by audit",
        vec![Head::word("Audit"), Head::word("State"), Head::word("Day")],
        audits.iter().map(line).collect(),
        bars,
    ))
}

/// Reads it place by place, as the records had them, over all audits that are closed.
///
/// # Errors
/// When the database does not answer.
pub async fn by_place(scope: &Scope) -> Result<Report> {
    let reach = scope.reach(Perm::AssetsRead);
    let places = store::audited_places(scope.db(), scope.org_id(), &reach, LINES_MAX).await?;
    let name = |place: &Differing| place.name.clone().unwrap_or_else(|| "Nowhere".to_owned());
    let line = |place: &Differing| {
        let mut cells = vec![Cell::word(name(place))];
        cells.extend(figures(place.progress));
        Line { path: place.id.map(|id| format!("/assets?location={id}")), cells }
    };
    let bars = places.iter().take(BARS).map(|place| bar(&name(place), place.progress.differences())).collect();
    Ok(report("by place", vec![Head::word("Place")], places.iter().map(line).collect(), bars))
}

fn figures(progress: Progress) -> [Cell; 6] {
    let Progress { expected, found, missing, misplaced, unexpected, .. } = progress;
    [expected, found, missing, misplaced, unexpected, progress.differences()].map(Cell::number)
}

fn bar(label: &str, differences: i64) -> Bar {
    Bar {
        label: label.to_owned(),
        value: differences as f64,
        text: things::words::counted(differences, "difference", "differences"),
    }
}

fn report(by: &str, mut heads: Vec<Head>, lines: Vec<Line>, bars: Vec<Bar>) -> Report {
    let figures = ["Expected", "Found", "Missing", "Misplaced", "Unexpected", "Differences"];
    heads.extend(figures.map(Head::figure));
    let title = format!("Audit differences {by}");
    let chart = (bars.len() > 1).then(|| Chart { name: title.clone(), measure: "Differences", bars });
    Report {
        name: "audits",
        title,
        lead: "What was not where the records had it.".to_owned(),
        heads,
        lines,
        totals: Vec::new(),
        chart,
        notes: Vec::new(),
    }
}
