//! The guard in front of every row: who is it, where do they want to go, may they.

use super::answer::go;
use super::clients::{client_of, sign_in_path};
use super::hosts::OwnHost;
use super::secure::Frames;
use super::{ClientAddress, Hx};
use super::{Fault, RequestId, Unread, fault, page::Page, sessions};
use crate::context::{self, Actor, Errand, Org, Scope, User, Viewer};
use crate::{House, Perm, quarantine};
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use kernel::{Error, Result};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tower_sessions::Session;
use uuid::Uuid;

/// A request outside of any organisation: sign-in, set-up, account. Handlers take it as an argument.
#[derive(Clone)]
pub struct Visit {
    /// The installation.
    pub house: House,
    /// Who is signed in.
    pub user: Option<User>,
    /// When it arrived.
    pub now: DateTime<Utc>,
    /// Its id.
    pub request_id: Arc<str>,
    /// Where it came from.
    pub address: IpAddr,
    /// Its session.
    pub session: Session,
    /// What the browser calls itself, shortened.
    pub device: String,
}

impl Visit {
    /// What the visitor does in the installation, for actions that belong to no organisation.
    pub fn errand(&self) -> Errand {
        let actor = match &self.user {
            Some(user) => Actor::User { id: user.id, name: user.name.clone() },
            None => Actor::System,
        };
        Errand { house: self.house.clone(), actor, now: self.now, request_id: self.request_id.clone() }
    }
}

/// Longest description of a browser that is kept (characters).
const DEVICE_KEPT: usize = 200;

pub(super) async fn guard(
    State((house, perm, framed)): State<(House, Perm, bool)>,
    params: RawPathParams,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    // A database that does not answer is told by what the page itself asks of it.
    if let Ok(Some(because)) = quarantine::lately(&house).await {
        parts.extensions.insert(because);
    }
    let page = Page::of(&parts, &house);
    let outcome = admit(&house, perm, &params, session, &mut parts).await;
    let frames = parts.extensions.get::<Scope>().filter(|_| framed).and_then(|scope| Frames::of(&scope.org));
    let mut response = match outcome {
        Ok(Door::Open) => next.run(Request::from_parts(parts, body)).await,
        Err(Error::SignIn) if page.hx.is_page_visit() && perm == Perm::Client => {
            return go(&sign_in_path(&parts).unwrap_or_default());
        }
        Ok(Door::Suspended(closed)) if !page.hx.is_script() => {
            return page.suspended(&closed.0, closed.1.as_ref());
        }
        Ok(Door::Suspended(..)) => Fault::from(Error::Forbidden).into_response(),
        Err(Error::SignIn) if page.hx.is_page_visit() => return page.to_sign_in(),
        Err(error) => Fault::from(error).into_response(),
    };
    let mut response = match response.extensions_mut().remove::<Arc<Error>>() {
        Some(error) => fault::dress(&house, &page, &error, response),
        None => response,
    };
    if let Some(frames) = frames {
        response.extensions_mut().insert(frames);
    }
    response
}

/// What stands behind a row for this visitor.
enum Door {
    /// The row.
    Open,
    /// An organisation that an operator has closed; who of its people asks, if it is one of them.
    Suspended(Box<(Org, Option<User>)>),
}

async fn admit(house: &House, perm: Perm, params: &RawPathParams, session: Session, parts: &mut Parts) -> Result<Door> {
    let request_id = parts.extensions.get::<RequestId>().map_or_else(|| Arc::from("-"), |id| id.0.clone());
    let address = parts.extensions.get::<ClientAddress>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.0);
    let now = house.now();
    let signed_in: Option<Uuid> = sessions::user_of(&session).await?;
    let org = params.iter().find(|(name, _)| *name == "org").map(|(_, value)| value.to_owned());

    if let Some(slug) = org {
        let (mut org, viewer) = match perm {
            Perm::Public | Perm::Client => (context::org_by_slug(&house.db, &slug).await?, Viewer::default()),
            _ => {
                let user = signed_in.ok_or(Error::SignIn)?;
                match sessions::entry(&slug, user) {
                    Some(entry) => entry,
                    None => context::enter(&house.db, &slug, user, now).await?,
                }
            }
        };
        if org.is_suspended() {
            return Ok(Door::Suspended(Box::new((org, viewer.user))));
        }
        org.on_own_host = parts.extensions.get::<OwnHost>().is_some();
        let client = match perm {
            Perm::Client => Some(client_of(house, &org, &parts.headers, now).await?.ok_or(Error::SignIn)?),
            _ => None,
        };
        let acting = client.as_ref().map(|client| Actor::Contact { id: client.contact_id, name: client.name.clone() });
        if let Some(client) = client {
            parts.extensions.insert(client);
        }
        let scope =
            Scope { house: house.clone(), org: Arc::new(org), viewer, now, request_id: request_id.clone(), acting };
        if !matches!(perm, Perm::Public | Perm::SignedIn | Perm::Client) && !scope.may(perm) {
            return Err(Error::Forbidden);
        }
        if perm != Perm::Public
            && let Some(bell) = house.wings.bell
        {
            parts.extensions.insert(Unread((bell.unread)(&scope).await?));
        }
        let user = scope.viewer.user.clone();
        parts.extensions.insert(scope);
        insert_visit(house, parts, user, now, request_id, address, session);
        return Ok(Door::Open);
    }
    let user = match signed_in {
        Some(id) => context::user_by_id(&house.db, id).await?,
        None => None,
    };
    if matches!(perm, Perm::SignedIn | Perm::Operator) && user.is_none() {
        return Err(Error::SignIn);
    }
    if perm == Perm::Operator && !user.as_ref().is_some_and(|user| user.is_operator) {
        return Err(Error::NotFound);
    }
    insert_visit(house, parts, user, now, request_id, address, session);
    Ok(Door::Open)
}

fn insert_visit(
    house: &House,
    parts: &mut Parts,
    user: Option<User>,
    now: DateTime<Utc>,
    request_id: Arc<str>,
    address: IpAddr,
    session: Session,
) {
    let device = parts.headers.get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or("unknown");
    let device = device.chars().take(DEVICE_KEPT).collect();
    parts.extensions.insert(Visit { house: house.clone(), user, now, request_id, address, session, device });
}

impl<S: Send + Sync> FromRequestParts<S> for Scope {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let scope = parts.extensions.get::<Scope>().cloned();
        scope.ok_or_else(|| Error::broken("a handler asks for a Scope on a path without {org}").into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts
            .extensions
            .get::<Visit>()
            .cloned()
            .ok_or_else(|| Error::broken("a handler outside of every route table").into())
    }
}

impl Hx {
    /// Does a person wait for a page (and not a script for a fragment)?
    fn is_page_visit(&self) -> bool {
        self.method == Method::GET && (!self.request || self.boosted || self.full)
    }
}
