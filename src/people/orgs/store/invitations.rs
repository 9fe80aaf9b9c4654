//! The rows of invitations.

use super::super::model::{GrantWish, Invitation, NewInvitation};
use chrono::{DateTime, Utc};
use kernel::db::{Db, On, Tx, sql};
use kernel::{Error, Result};
use platform::context::RoleColumns;
use platform::{AnyRole, Reach, Role};
use uuid::Uuid;

/// Open invitations shown at once; more than these nobody overlooks.
const SHOWN_MAX: i64 = 200;

/// An invitation as it is stored.
#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    org_id: Uuid,
    email: String,
    name: String,
    #[sqlx(flatten)]
    role: RoleColumns,
    location_id: Option<Uuid>,
    location_name: Option<String>,
    grant_ends_at: Option<DateTime<Utc>>,
    invited_by: Uuid,
    invited_by_name: String,
    expires_at: DateTime<Utc>,
}

impl Stored {
    fn read(self) -> Option<Invitation> {
        let wish = GrantWish { role: self.role.read()?, location: self.location_id, ends_at: self.grant_ends_at };
        Some(Invitation {
            id: self.id,
            org_id: self.org_id,
            email: self.email,
            name: self.name,
            wish,
            location_name: self.location_name,
            invited_by: self.invited_by,
            invited_by_name: self.invited_by_name,
            expires_at: self.expires_at,
        })
    }
}

/// Invitations that wait for an answer, with the words of what they refer to; which ones follows.
const OPEN: &str = "select i.id, i.org_id, i.email, i.name, i.role, i.role_id, r.name as own_name, r.perms as own_perms, r.categories as own_categories,
       i.location_id, l.name as location_name, i.grant_ends_at,
       i.invited_by, b.name as invited_by_name, i.expires_at
       from invitations i
       join users b on b.id = i.invited_by
       left join roles r on r.org_id = i.org_id and r.id = i.role_id
       left join locations l on l.org_id = i.org_id and l.id = i.location_id
  where i.accepted_at is null and i.revoked_at is null";

/// Invitations that wait for an answer, also those whose link is too old, the newest first.
pub async fn open_invitations(db: &Db, org: Uuid, reach: &Reach) -> Result<Vec<Invitation>> {
    let statement = sql(OPEN).with(" and i.org_id = ", org);
    let rows: Vec<Stored> = reach
        .limit(statement, " and i.location_id in ")
        .with(" order by i.created_at desc, i.id desc limit ", SHOWN_MAX)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(Stored::read).collect())
}

/// Those that wait for an answer and would give this own role.
pub async fn invitations_to_role(on: impl Into<On<'_>>, org: Uuid, role: Uuid) -> Result<Vec<Invitation>> {
    let rows: Vec<Stored> = sql(OPEN)
        .with(" and i.org_id = ", org)
        .with(" and i.role_id = ", role)
        .push(" order by i.created_at, i.id")
        .all(on)
        .await?;
    Ok(rows.into_iter().filter_map(Stored::read).collect())
}

/// Gives the invitations that wait with one own role another role.
pub async fn reassign_invitations(tx: &mut Tx, org: Uuid, from: Uuid, to: &AnyRole) -> Result<u64> {
    sql("update invitations set role = $3, role_id = $4
          where org_id = $1 and role_id = $2 and accepted_at is null and revoked_at is null")
    .bind(org)
    .bind(from)
    .bind(to.built_in().map(Role::name))
    .bind(to.own_id())
    .run(tx)
    .await
}

/// One that waits for an answer.
///
/// # Errors
/// [`Error::NotFound`] also for one that was accepted or revoked.
pub async fn invitation_by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Invitation> {
    let row: Stored = sql(OPEN).with(" and i.org_id = ", org).with(" and i.id = ", id).one(on).await?;
    row.read().ok_or(Error::NotFound)
}

/// The one to this address (lower case) that waits for an answer, also one whose link is too old.
pub async fn open_invitation_to(on: impl Into<On<'_>>, org: Uuid, email: &str) -> Result<Option<Invitation>> {
    let row: Option<Stored> =
        sql(OPEN).with(" and i.org_id = ", org).with(" and i.email = ", email.to_owned()).maybe(on).await?;
    Ok(row.and_then(Stored::read))
}

/// The one whose link this is, while it can be used. The link is what names the organisation.
pub async fn invitation_by_token(db: &Db, token_hash: &str, now: DateTime<Utc>) -> Result<Option<Invitation>> {
    let row: Option<Stored> = sql(OPEN)
        .with(" and i.token_hash = ", token_hash.to_owned())
        .with(" and i.expires_at > ", now)
        .with(" and (i.grant_ends_at is null or i.grant_ends_at > ", now)
        .push(")")
        .maybe(db)
        .await?;
    Ok(row.and_then(Stored::read))
}

/// Does somebody with this address (lower case) hold anything here already?
pub async fn is_on_team(on: impl Into<On<'_>>, org: Uuid, email: &str, now: DateTime<Utc>) -> Result<bool> {
    let row: Option<(Uuid,)> = sql("select g.id from grants g join users u on u.id = g.user_id
          where g.org_id = $1 and u.email = $2 and g.ended_at is null and (g.ends_at is null or g.ends_at > $3) limit 1")
        .bind(org)
        .bind(email.to_owned())
        .bind(now)
        .maybe(on)
        .await?;
    Ok(row.is_some())
}

/// What an invitation's row holds besides its wish.
pub struct Sending {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of the link's token.
    pub token_hash: String,
    /// Who invites.
    pub by: Uuid,
    /// When.
    pub now: DateTime<Utc>,
    /// The link works until then.
    pub until: DateTime<Utc>,
}

/// Adds an invitation.
///
/// # Errors
/// `invitations_open` (on SQLite named by its columns) when one to this address waits already; `role_archived`.
pub async fn add_invitation(tx: &mut Tx, org: Uuid, wish: &NewInvitation, sending: &Sending) -> Result<()> {
    sql("insert into invitations (id, org_id, email, name, role, role_id, location_id, grant_ends_at, token_hash, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(sending.id)
        .bind(org)
        .bind(wish.email.key())
        .bind(wish.name.clone())
        .bind(wish.wish.role.built_in().map(Role::name))
        .bind(wish.wish.role.own_id())
        .bind(wish.wish.location)
        .bind(wish.wish.ends_at)
        .bind(sending.token_hash.clone())
        .bind(sending.by)
        .bind(sending.now)
        .bind(sending.until)
        .run(tx)
        .await
        .map(drop)
}

/// Gives an invitation another link and another inviter; the link before stops working. Answers whether it still waited.
pub async fn renew_invitation(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    token_hash: String,
    by: Uuid,
    until: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql("update invitations set token_hash = $3, invited_by = $4, expires_at = $5
          where org_id = $1 and id = $2 and accepted_at is null and revoked_at is null")
    .bind(org)
    .bind(id)
    .bind(token_hash)
    .bind(by)
    .bind(until)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Takes an invitation back. Answers whether it still waited.
pub async fn revoke_invitation(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update invitations set revoked_at = $3
          where org_id = $1 and id = $2 and accepted_at is null and revoked_at is null")
    .bind(org)
    .bind(id)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Uses a link up: of two at once, one finds it used.
pub async fn accept_invitation(tx: &mut Tx, org: Uuid, id: Uuid, token_hash: &str, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update invitations set accepted_at = $4
          where org_id = $1 and id = $2 and token_hash = $3 and accepted_at is null and revoked_at is null and expires_at > $4")
        .bind(org)
        .bind(id)
        .bind(token_hash.to_owned())
        .bind(now)
        .run(tx)
        .await?;
    Ok(changed == 1)
}
