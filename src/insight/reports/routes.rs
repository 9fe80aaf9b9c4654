//! The pages of reports, and the same as files.

use super::model::Report;
use super::query::ReportQuery;
use super::which::Which;
use crate::views::reports as view;
use kernel::sheet::Paper;
use platform::web::{Answer, Page, Query, Routes, listed};
use platform::{Perm, Scope};

/// Lines that a page shows; a file has all of them.
const LINES_SHOWN: usize = 500;

/// The table.
pub fn routes() -> Routes {
    let index = Routes::under("/o/{org}").get("/reports", Perm::AssetsRead, index);
    Which::ALL.into_iter().fold(index, |table, which| {
        let handler = move |scope: Scope, page: Page, query: Query<ReportQuery>| show(which, scope, page, query);
        table.get(&format!("/reports/{}", which.name()), Perm::AssetsRead, handler)
    })
}

async fn index(scope: Scope, page: Page) -> Answer {
    Ok(page.show(&scope, "Reports", view::index(&scope.org)))
}

/// A report as the address wants it: a page, or a file.
async fn show(which: Which, scope: Scope, page: Page, Query(mut query): Query<ReportQuery>) -> Answer {
    let report = which.read(&scope, &mut query).await?;
    let Some(paper) = Paper::parse(&query.format) else {
        let shown = view::Shown { org: &scope.org, which, report: &report, query: &query, lines_max: LINES_SHOWN };
        return Ok(page.show(&scope, &report.title, view::report(&shown)));
    };
    let Report { name, heads, lines, .. } = report;
    let heads = heads.iter().map(|head| head.label.to_owned()).collect();
    listed(paper, name.to_owned(), heads, move || lines.into_iter().map(|line| line.plain())).await
}
