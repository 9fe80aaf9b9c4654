//! The page where many readings are pasted or sent, and what would become of them.

use super::actions;
use super::model::{Line, Said};
use crate::views::meters::many as view;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Page, Routes, Upload, go_flash};
use platform::{Perm, Reach, Scope};

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").get("/meters/readings", Perm::AssetsLend, blank).post(
        "/meters/readings",
        Perm::AssetsLend,
        take,
    )
}

/// May the viewer read meters: somewhere at least?
fn demand_somewhere(scope: &Scope) -> Result<()> {
    if scope.reach(Perm::AssetsLend) == Reach::Within(Vec::new()) { Err(Error::Forbidden) } else { Ok(()) }
}

async fn blank(scope: Scope, page: Page) -> Answer {
    demand_somewhere(&scope)?;
    Ok(page.show(&scope, "Read many meters", view::page(&scope.org, "", None, &Problems::new())))
}

/// Shows what would become of a table; with `write`, does it.
async fn take(scope: Scope, page: Page, upload: Upload) -> Answer {
    demand_somewhere(&scope)?;
    let typed = upload.fields.get("text").cloned().unwrap_or_default();
    let read: Result<Vec<Line>> = match upload.file {
        Err(told) => Err(Error::invalid("file", told)),
        Ok(Some(file)) => Line::table(&file.bytes).map_err(|told| Error::invalid("file", told)),
        Ok(None) => Line::table(typed.as_bytes()).map_err(|told| Error::invalid("text", told)),
    };
    let is_meant = upload.fields.get("act").is_some_and(|act| act == "write");
    let done = match read {
        Ok(lines) => actions::take(&scope, &lines, !is_meant).await,
        Err(error) => Err(error),
    };
    let answers = match done {
        Ok(answers) => answers,
        Err(Error::Invalid(problems)) => {
            let main = view::page(&scope.org, &typed, None, &problems);
            return Ok(page.refuse(&scope, "Read many meters", main));
        }
        Err(error) => return Err(error.into()),
    };
    let written = answers.iter().filter(|answer| answer.said == Said::Written).count();
    let refused = answers.iter().filter(|answer| answer.said == Said::Refused).count();
    if is_meant && refused == 0 {
        let text = if written == 1 {
            "1 reading was written down.".to_owned()
        } else {
            format!("{written} readings were written down.")
        };
        let flash = Flash { text, tone: Tone::Ok, undo: None };
        return Ok(go_flash(&scope.house, &scope.org.path("/meters/readings"), flash));
    }
    let lines: Vec<Line> = answers.iter().map(|answer| answer.line.clone()).collect();
    let facts = view::Looked { answers: &answers, written, refused, table: &Line::written(&lines), is_done: is_meant };
    Ok(page.show(&scope, "Read many meters", view::page(&scope.org, &typed, Some(&facts), &Problems::new())))
}
