//! An act in the installation, outside of any organisation: signing in, looking after the house.

use super::{Actor, Org, Scope, User, Viewer};
use crate::{House, quarantine};
use chrono::{DateTime, Utc};
use kernel::db::Db;
use std::sync::Arc;
use uuid::Uuid;

/// Who does what when, where no organisation is entered.
#[derive(Clone)]
pub struct Errand {
    /// The installation.
    pub house: House,
    /// Who does it.
    pub actor: Actor,
    /// When.
    pub now: DateTime<Utc>,
    /// In which request.
    pub request_id: Arc<str>,
}

impl Errand {
    /// Nobody's: of a command, a job, a visitor who has not signed in.
    pub fn unattended(house: &House, request_id: &str) -> Errand {
        Errand { house: house.clone(), actor: Actor::System, now: house.now(), request_id: request_id.into() }
    }

    /// The same, done by this user.
    pub fn by(self, user: &User) -> Errand {
        Errand { actor: Actor::User { id: user.id, name: user.name.clone() }, ..self }
    }

    /// The same actor at work inside an organisation, whether or not they are on its team.
    pub fn inside(&self, org: Org) -> Scope {
        Scope {
            house: self.house.clone(),
            org: Arc::new(org),
            viewer: Viewer::default(),
            now: self.now,
            request_id: self.request_id.clone(),
            acting: Some(self.actor.clone()),
        }
    }

    /// Does the clock decide in it, in a house that is held (see [`crate::jobs::look`])?
    pub fn is_look(&self) -> bool {
        *self.request_id == *quarantine::LOOK
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.house.db
    }

    /// A new id.
    pub fn id(&self) -> Uuid {
        self.house.ids.id(self.now)
    }

    /// Whose act it is, if it is a user's.
    pub fn user_id(&self) -> Option<Uuid> {
        match self.actor {
            Actor::User { id, .. } => Some(id),
            Actor::Contact { .. } | Actor::System => None,
        }
    }
}
