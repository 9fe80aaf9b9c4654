//! What follows in identity: the mail with the link for a new password.

use super::store;
use crate::views::identity::mail;
use chrono::Duration;
use kernel::Result;
use kernel::crypto::sha256_hex;
use platform::jobs::Job;
use platform::{Errand, House, post};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A link for a new password can be used for this long (hours).
pub const RESET_HOURS: i64 = 1;

/// Sends the link, if somebody has this address. It is enqueued for known and unknown addresses alike.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendReset {
    /// The request: what makes its mail the only one.
    pub request: Uuid,
    /// Lower case.
    pub email: String,
}

impl Job for SendReset {
    const NAME: &'static str = "identity.send_reset";
    const MAX_ATTEMPTS: i64 = 4;

    async fn run(&self, house: &House) -> Result<()> {
        let Some(account) = store::account_by_email(&house.db, &self.email).await? else { return Ok(()) };
        let (now, token) = (house.now(), house.ids.token());
        let mut draft = mail::password_reset(&account, &house.url(&format!("/password-reset/{token}")), RESET_HOURS);
        draft.dedupe_key = format!("password-reset {}", self.request);
        let mut tx = house.db.begin().await?;
        store::add_reset(&mut tx, sha256_hex(token.as_bytes()), account.id, now, now + Duration::hours(RESET_HOURS))
            .await?;
        post::queue_for_house(&mut tx, &Errand::unattended(house, "-"), draft).await?;
        tx.commit().await
    }
}
