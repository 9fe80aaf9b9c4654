//! What follows when somebody asks for a code: the mail, if somebody has the address.

use super::model::{CODE_MINUTES, DIGITS, sealed};
use super::store;
use crate::contacts;
use crate::views::clients::mail;
use kernel::Result;
use platform::jobs::Job;
use platform::post::{self, Draft};
use platform::{House, Scope, context};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Sends the code. It is enqueued for known and unknown addresses alike, and holds neither.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendCode {
    /// At this organisation.
    pub org: Uuid,
    /// The request: what makes its mail the only one.
    pub request: Uuid,
}

impl Job for SendCode {
    const NAME: &'static str = "clients.send_code";
    const MAX_ATTEMPTS: i64 = 4;

    async fn run(&self, house: &House) -> Result<()> {
        let org = context::org_by_id(&house.db, self.org).await?;
        let scope = Scope::unattended(house, org, "code");
        let asked = store::address_of(&house.db, scope.org_id(), self.request, scope.now).await?;
        let Some(email) = asked else { return Ok(()) };
        let known = contacts::store::by_email(&house.db, scope.org_id(), &email).await?;
        let Some(known) = known.filter(|known| known.erased_at.is_none()) else { return Ok(()) };
        let code = format!("{:0width$}", house.ids.below(10u64.pow(DIGITS as u32)), width = DIGITS);
        let url = scope.org.public_url(house, &format!("/sign-in/code?code={code}"));
        let mut tx = house.db.begin().await?;
        let contact = contacts::store::living(&mut tx, scope.org_id(), known.id).await?;
        let hash = sealed(&house.key, self.request, &code);
        if store::set_code(&mut tx, scope.org_id(), self.request, contact.id, hash).await? {
            let letter = mail::code(&scope.org, (&contact.name, &email), &code, &url, CODE_MINUTES);
            let dedupe_key = format!("client-code {}", self.request);
            let letter = Draft { subject_kind: "contact", subject_id: Some(contact.id), dedupe_key, ..letter };
            post::queue(&mut tx, &scope, vec![letter]).await?;
        }
        tx.commit().await
    }
}
