//! Light or dark.

use super::session::set_cookie;
use platform::web::{Answer, Form, Page, THEME_COOKIE, Visit, go};
use serde::Deserialize;

/// How long a choice is remembered (seconds): a year.
const REMEMBERED: i64 = 365 * 24 * 60 * 60;

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    theme: String,
}

/// Keeps the choice in a cookie; the system's own choice needs none.
pub(super) async fn choose(visit: Visit, page: Page, Form(choice): Form<Choice>) -> Answer {
    let mut response = go(&page.came_from());
    match choice.theme.as_str() {
        theme @ ("light" | "dark") => set_cookie(&visit.house, response.headers_mut(), THEME_COOKIE, theme, REMEMBERED),
        _ => set_cookie(&visit.house, response.headers_mut(), THEME_COOKIE, "", 0),
    }
    Ok(response)
}
