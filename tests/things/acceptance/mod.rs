//! Signing for what is handed over: asked by mail, answered by a link or on a screen, kept for good.

mod answers;
mod letters;
mod persons;
mod races;

use super::assets::{asset, category};
use crate::people::contacts::keep;
use crate::support::{ADA, HARBOUR, TestApp};
use ::people::contacts::Contact;
use kernel::db::sql;
use platform::Reach;
use things::acceptance::{Acceptance, store};
use things::assets::{Handover, Return, To, actions};
use uuid::Uuid;

/// The list.
pub const ACCEPTANCES: &str = "/o/harbour-house/acceptances";
/// Who gets things.
pub const ZOE: &str = "zoe@guest.example";
/// What is signed.
pub const TEXT: &str = "I have this laptop.\n\nI will bring it back.";

/// Somebody who gets things.
pub async fn zoe(app: &TestApp) -> Contact {
    keep(app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await
}

/// Lets a category ask, with this text.
pub async fn ask(app: &TestApp, category: Uuid, text: &str) {
    let statement =
        sql("update asset_categories set asks_acceptance = true, acceptance_text = $3 where org_id = $1 and id = $2");
    app.db().run(statement.bind(HARBOUR.id).bind(category).bind(text.to_owned())).await.unwrap();
}

/// Ada hands these to a person, together.
pub async fn hand(app: &TestApp, person: &Contact, ids: &[Uuid]) {
    let scope = app.scope(HARBOUR.slug, &ADA).await;
    let handover = Handover { to: To::Contact(person.id), due_on: None, note: String::new() };
    actions::check_out(&scope, ids, &handover, &app.house.ids.token()).await.unwrap();
}

/// Ada takes these back.
pub async fn take(app: &TestApp, ids: &[Uuid]) {
    let scope = app.scope(HARBOUR.slug, &ADA).await;
    let back = Return { location: None, label: None, note: String::new() };
    actions::check_in(&scope, ids, &back, &app.house.ids.token()).await.unwrap();
}

/// Two laptops whose category asks, handed to Zoe together; answers their ids.
pub async fn two_laptops(app: &TestApp) -> (Uuid, Vec<Uuid>) {
    let kind = category(app, "Laptops", "NB-#####").await;
    ask(app, kind, TEXT).await;
    let ids = vec![asset(app, kind, "NB-1", None).await, asset(app, kind, "NB-2", None).await];
    hand(app, &zoe(app).await, &ids).await;
    (kind, ids)
}

/// Every acceptance of Harbour House, the newest first.
pub async fn all(app: &TestApp) -> Vec<Acceptance> {
    store::before(app.db(), HARBOUR.id, &Default::default(), &Reach::Everywhere, None, 100).await.unwrap()
}

/// The link in the newest letter to Zoe.
pub async fn link(app: &TestApp) -> String {
    app.mail_to(ZOE).await.pop().expect("a letter").link("/acceptances/")
}
