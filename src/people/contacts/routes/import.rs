//! Files of contacts: chosen, shown, applied.

use super::super::{actions, file, policy, store};
use super::back;
use crate::views::contacts::import as view;
use platform::Scope;
use platform::web::{Answer, Id, Page, Upload, go};

pub(super) async fn blank(scope: Scope, page: Page) -> Answer {
    policy::demand_whole(&scope)?;
    Ok(page.show(&scope, "Import contacts", view::blank(&scope.org, None)))
}

pub(super) async fn upload(scope: Scope, page: Page, upload: Upload) -> Answer {
    policy::demand_whole(&scope)?;
    let chosen = upload.file.and_then(|file| file.ok_or_else(|| "Choose a file first.".to_owned()));
    let read = chosen.and_then(|chosen| file::read(&chosen.bytes));
    match read {
        Ok((rows, summary)) => {
            let id = actions::keep_file(&scope, rows, summary).await?;
            Ok(go(&scope.org.path(&format!("/contacts/imports/{id}"))))
        }
        Err(message) => Ok(page.refuse(&scope, "Import contacts", view::blank(&scope.org, Some(&message)))),
    }
}

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    policy::demand_whole(&scope)?;
    let import = store::import_by_id(scope.db(), scope.org_id(), id).await?;
    let main = match import.applied_at {
        Some(_) => view::applied(&scope.org, &import),
        None => view::preview(&scope.org, &import, &actions::preview(&scope, &import).await?),
    };
    Ok(page.show(&scope, "Import contacts", main))
}

pub(super) async fn apply(scope: Scope, Id(id): Id) -> Answer {
    policy::demand_whole(&scope)?;
    let summary = actions::apply(&scope, id).await?;
    let text = format!("{} new, {} changed.", summary.created, summary.updated);
    Ok(back(&scope, &scope.org.path(&format!("/contacts/imports/{id}")), text))
}
