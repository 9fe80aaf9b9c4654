//! Bookings grow old: when the organisation says so, they lose their people and stay as figures.

use super::store;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::{Error, Result};
use platform::retention::{Ageing, Going, Group};
use platform::{Scope, events};
use uuid::Uuid;

/// Who came, in bookings that are over.
pub const AGEING: Ageing = Ageing {
    group: Group::Bookings,
    noun: "bookings with their guests",
    at_latest: None,
    going: Going::Story { count, release },
};

fn count(scope: &Scope, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(store::count_with_guests(scope.db(), scope.org_id(), before))
}

/// The bookings get a guest who stands for all former ones; their messages go; contacts from the booking page who have no
/// booking left and to whom nothing else belongs go too.
fn release(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        let org = scope.org_id();
        let mut tx = scope.db().begin().await?;
        let old = store::with_guests(&mut tx, org, before, limit).await?;
        if old.is_empty() {
            return Ok(0);
        }
        let nobody = store::former_guest(&mut tx, org, scope.id(), scope.now).await?;
        let bookings: Vec<Uuid> = old.iter().map(|(booking, _)| *booking).collect();
        store::forget_guests(&mut tx, org, &bookings, nobody, scope.now).await?;
        store::forget_messages(&mut tx, org, &bookings).await?;
        events::cut_words_about(&mut tx, org, &bookings).await?;
        let mut guests: Vec<Uuid> = old.into_iter().map(|(_, guest)| guest).collect();
        guests.sort_unstable();
        guests.dedup();
        for guest in guests {
            tx.savepoint().await?;
            events::cut_words(&mut tx, org, guest).await?;
            match store::forget_contact(&mut tx, org, guest, before).await {
                Ok(()) => {}
                // Something else belongs to them: they stay.
                Err(Error::NotFound) => tx.undo_to_savepoint().await?,
                Err(error) => return Err(error),
            }
        }
        tx.commit().await?;
        Ok(bookings.len() as u64)
    })
}
