//! What assets keep about a contact: what they have and had. Their section of its page, and their part of handing out,
//! erasing and merging.

use super::model::Asset;
use super::store;
use crate::views::assets::contact as view;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::Tx;
use maud::{Markup, html};
use platform::holdings::{Holding, Kept, Moved};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Assets on the page of a contact.
const SHOWN: i64 = 50;
/// Assets handed out.
const HANDED_OUT: i64 = 20_000;

/// What assets keep about a contact.
pub const HOLDING: Holding = Holding { name: "assets", section, hand_out, erase, would_keep, move_over, give_back };

fn section(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Markup>> {
    Box::pin(async move {
        if !scope.may(Perm::AssetsRead) {
            return Ok(html! {});
        }
        let reach = scope.reach(Perm::AssetsRead);
        let mut assets = store::held_by_contact(scope.db(), scope.org_id(), contact, SHOWN + 1).await?;
        let is_more = assets.len() as i64 > SHOWN;
        assets.truncate(usize::try_from(SHOWN).unwrap_or(0));
        assets.retain(|asset| asset.is_within(&reach));
        let today = scope.today();
        Ok(view::section(&scope.org, contact, &assets, is_more, today))
    })
}

fn hand_out(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Value>> {
    Box::pin(async move {
        let custodies = store::custodies_of_contact(scope.db(), scope.org_id(), contact, HANDED_OUT).await?;
        let told = |(tag, name, custody): &(String, String, super::model::Custody)| {
            json!({
                "asset": tag, "name": name, "out_at": custody.out_at, "due_on": custody.due_on, "in_at": custody.in_at,
                "out_note": custody.out_note, "in_note": custody.in_note,
            })
        };
        Ok(custodies.iter().map(told).collect())
    })
}

fn would_keep(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Vec<Kept>>> {
    Box::pin(async move {
        let held = store::held_by_contact(scope.db(), scope.org_id(), contact, HANDED_OUT).await?;
        let all = store::count_of_contact(scope.db(), scope.org_id(), contact).await?;
        Ok(kept(all, &held))
    })
}

fn erase<'a>(tx: &'a mut Tx, scope: &'a Scope, contact: Uuid) -> BoxFuture<'a, Result<Vec<Kept>>> {
    Box::pin(async move {
        let held = store::held_by_contact(&mut *tx, scope.org_id(), contact, HANDED_OUT).await?;
        let all = store::cut_notes(tx, scope.org_id(), contact).await?;
        Ok(kept(i64::try_from(all).unwrap_or(i64::MAX), &held))
    })
}

fn move_over<'a>(tx: &'a mut Tx, scope: &'a Scope, from: Uuid, to: Uuid) -> BoxFuture<'a, Result<Vec<Moved>>> {
    Box::pin(async move { store::move_to_contact(tx, scope.org_id(), from, to).await })
}

fn give_back<'a>(
    tx: &'a mut Tx,
    scope: &'a Scope,
    from: Uuid,
    to: Uuid,
    moved: &'a [Moved],
) -> BoxFuture<'a, Result<u64>> {
    Box::pin(async move { store::move_some_to_contact(tx, scope.org_id(), from, to, moved).await })
}

fn kept(all: i64, held: &[Asset]) -> Vec<Kept> {
    let mut kept = Vec::new();
    if all > 0 {
        kept.push(Kept::new(
            format!("{all} hand-overs of assets, without the notes"),
            "They say where what you own was, and when: its history must stay true.",
        ));
    }
    if !held.is_empty() {
        let tags: Vec<&str> = held.iter().take(10).map(|asset| asset.tag.as_str()).collect();
        kept.push(Kept::new(
            format!("{} assets still checked out to them ({})", held.len(), tags.join(", ")),
            "They are yours. Check them in first if they are back: afterwards nobody can be asked for them.",
        ));
    }
    kept
}
