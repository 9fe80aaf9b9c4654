//! The bookings of a client who signed in to the public pages.

use super::link;
use super::store::{self, Sight};
use crate::views::bookings::mine as view;
use platform::web::{Answer, Page, Routes};
use platform::{Client, Perm, Reach, Scope};

/// Bookings shown.
const SHOWN: i64 = 200;

pub(super) fn routes() -> Routes {
    Routes::under("/b/{org}").get("/my/bookings", Perm::Client, index)
}

async fn index(scope: Scope, page: Page, client: Client) -> Answer {
    let all = Sight { all: Reach::Everywhere, own: None };
    let bookings = store::of_contact(scope.db(), scope.org_id(), client.contact_id, &all, SHOWN).await?;
    let paths = bookings.iter().map(|booking| link::manage_path(&scope.house, &scope.org, booking.id));
    let listed: Vec<_> = bookings.iter().zip(paths).collect();
    let (hero, main) = view::mine(&scope.org, &client, &listed, scope.now);
    Ok(page.public(&scope, "My bookings", hero, main, None))
}
