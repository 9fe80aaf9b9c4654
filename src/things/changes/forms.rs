//! The forms of this wing that ask for a change.

pub use crate::assets::StatusForm;
pub use crate::calendars::CalendarForm as HolidaysForm;
pub use crate::kits::ReturnForm;
pub use crate::locations::routes::VersionForm as ClosureForm;
pub use crate::resources::routes::VersionForm as ArchivalForm;
pub use crate::resources::routes::edit::Sent as DetailsForm;
pub use crate::resources::routes::hours::Sent as HoursForm;
pub use crate::work::routes::GoForm;

use super::{Asked, Asking, Change, Standing, ends_of};
use crate::assets::routes as asset_pages;
use crate::bookables;
use crate::calendars::{self, CalendarForm};
use crate::catalogue::labels::{self, State};
use crate::kits::{self, Fate, routes as kit_pages};
use crate::locations::routes as place_pages;
use crate::locations::{self, LocationForm, NewLocation};
use crate::resources::routes::closures::{self as closure_pages, ExceptionPath};
use crate::resources::routes::{self as pages, VersionForm, edit, hours};
use crate::resources::week::WeekForm;
use crate::resources::{self, BlackoutForm, ExceptionForm, ResourceForm, Status, actions};
use crate::views;
use crate::work::routes as work_pages;
use crate::work::{self, OrderForm};
use kernel::{Error, Problems, Result};
use platform::Scope;
use platform::ui::Undo;
use platform::web::{Answer, Page, overtaken};
use serde::Deserialize;
use uuid::Uuid;

/// The `{id}` of an address.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct ById {
    /// The id.
    pub id: Uuid,
}

impl Asking for hours::Sent {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let resource = pages::changeable(scope, at.id).await?;
        let mut problems = Problems::new();
        let week = self.week.parse(&mut problems);
        problems.check()?;
        Ok(Asked {
            change: Change::Week { resource: at.id, version: self.version(), week },
            title: format!("Change the opening hours of {}", resource.name),
            reason: format!("The opening hours of {} have changed.", resource.name),
            done: format!("The opening hours of {} were saved.", resource.name),
            home: pages::home(scope, at.id),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, at: &ById, problems: &Problems) -> Answer {
        hours::again(scope, page, at.id, self, problems).await
    }

    async fn renewed(&self, scope: &Scope, at: &ById) -> Result<Option<(Self, Problems)>> {
        let resource = pages::changeable(scope, at.id).await?;
        let saved = WeekForm::of(&resources::store::weekly(scope.db(), scope.org_id(), at.id).await?);
        let typed = self.week.parse(&mut Problems::new());
        let problems = overtaken(scope, at.id, (&WeekForm::of(&typed), &saved), &[]).await?;
        Ok(Some((self.against(resource.version), problems)))
    }
}

impl Asking for edit::Sent {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let resource = pages::changeable(scope, at.id).await?;
        let mut problems = Problems::new();
        let new = self.resource.parse(&scope.org.currency, &mut problems);
        problems.check()?;
        let new = new.ok_or_else(|| Error::broken("a form of a resource was refused without a problem"))?;
        // How many there are of what is made of assets, the schema counts.
        let units = if resource.is_made_of_assets() { resource.units } else { new.units };
        let new = crate::resources::NewResource { units, ..new };
        Ok(Asked {
            title: format!("Change {}", resource.name),
            reason: if new.status == Status::Available {
                format!("What can be booked of {} has changed.", new.name)
            } else {
                format!("{} cannot be used at that time.", new.name)
            },
            done: format!("{} was saved.", new.name),
            change: Change::Details { resource: at.id, version: self.version(), new },
            home: pages::home(scope, at.id),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, at: &ById, problems: &Problems) -> Answer {
        edit::again(scope, page, at.id, self, problems).await
    }

    async fn renewed(&self, scope: &Scope, at: &ById) -> Result<Option<(Self, Problems)>> {
        let resource = pages::changeable(scope, at.id).await?;
        let saved = ResourceForm::of(&resource, &scope.org.currency);
        let said = [("location", resource.location_name.as_str())];
        let problems = overtaken(scope, at.id, (&self.resource, &saved), &said).await?;
        Ok(Some((self.against(resource.version), problems)))
    }
}

/// A resource is put away: its form has nothing but the version that was looked at.
impl Asking for VersionForm {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let resource = pages::changeable(scope, at.id).await?;
        Ok(Asked {
            change: Change::Archival { resource: at.id, version: self.version },
            title: format!("Archive {}", resource.name),
            reason: format!("{} is not available any more.", resource.name),
            done: format!("{} was archived.", resource.name),
            home: scope.org.path("/resources"),
            undo: Some(Undo {
                action: format!("{}/restoration", pages::home(scope, at.id)),
                fields: vec![("version".to_owned(), (self.version + 1).to_string())],
            }),
        })
    }

    async fn again(&self, scope: &Scope, _: &Page, at: &ById, problems: &Problems) -> Answer {
        back(&pages::home(scope, at.id), problems)
    }
}

impl Asking for ExceptionForm {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let resource = pages::changeable(scope, at.id).await?;
        let new = self.parse(&resource, scope.now).map_err(Error::Invalid)?;
        Ok(Asked {
            title: format!("Different hours: {}", new.label),
            reason: format!("{}: our hours are different on that day.", new.label),
            done: format!("{} was added.", new.label),
            change: Change::Exception { at: at.id, new, key: self.key.clone() },
            home: pages::home(scope, at.id),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, at: &ById, problems: &Problems) -> Answer {
        closure_pages::exception_again(scope, page, at.id, self, problems).await
    }
}

/// An exception is taken back: its form has no fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RemovalForm {}

impl Asking for RemovalForm {
    type At = ExceptionPath;

    async fn read(&self, scope: &Scope, at: &ExceptionPath) -> Result<Asked> {
        let resource = pages::readable(scope, at.id).await?;
        let gone = actions::exception_of(scope.db(), scope, &resource, at.exception).await?;
        Ok(Asked {
            change: Change::NoException { at: at.id, id: at.exception },
            title: format!("Remove {}", gone.label),
            reason: format!("{} does not take place.", gone.label),
            done: format!("{} was removed.", gone.label),
            home: pages::home(scope, at.id),
            undo: closure_pages::exception_undo(scope, &resource, &gone),
        })
    }

    async fn again(&self, scope: &Scope, _: &Page, at: &ExceptionPath, problems: &Problems) -> Answer {
        back(&pages::home(scope, at.id), problems)
    }
}

impl Asking for BlackoutForm {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let resource = pages::changeable(scope, at.id).await?;
        let new = self.parse(&resource, scope.now).map_err(Error::Invalid)?;
        Ok(Asked {
            title: format!("Block a time: {}", new.reason),
            reason: format!("Not available at that time: {}.", new.reason),
            done: "The time is blocked.".to_owned(),
            change: Change::Blackout { at: at.id, new, key: self.key.clone() },
            home: pages::home(scope, at.id),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, at: &ById, problems: &Problems) -> Answer {
        closure_pages::blackout_again(scope, page, at.id, self, problems).await
    }
}

impl Asking for LocationForm {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let location = place_pages::changeable(scope, at.id).await?;
        let new = NewLocation::parse(self).map_err(Error::Invalid)?;
        Ok(Asked {
            title: format!("Change {}", location.name),
            reason: format!("Our hours at {} have changed.", location.name),
            done: format!("{} was saved.", new.name),
            change: Change::Location { id: at.id, version: self.version, new },
            home: scope.org.path("/locations"),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, at: &ById, problems: &Problems) -> Answer {
        place_pages::again(scope, page, at.id, self, problems).await
    }

    async fn renewed(&self, scope: &Scope, at: &ById) -> Result<Option<(Self, Problems)>> {
        let location = place_pages::changeable(scope, at.id).await?;
        let saved = LocationForm::of(&location);
        let parent = match location.parent_id {
            Some(parent) => locations::store::by_id(scope.db(), scope.org_id(), parent).await?.name,
            None => String::new(),
        };
        let problems = overtaken(scope, at.id, (self, &saved), &[("parent", &parent)]).await?;
        Ok(Some((LocationForm { version: location.version, ..self.clone() }, problems)))
    }
}

/// A location is put away with all that stands in it: its form has nothing but the version that was looked at.
impl Asking for ClosureForm {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let location = place_pages::changeable(scope, at.id).await?;
        Ok(Asked {
            change: Change::Closure { id: at.id, version: self.version },
            title: format!("Archive {}", location.name),
            reason: format!("{} is not available any more.", location.name),
            done: format!("{} was archived.", location.name),
            home: scope.org.path("/locations"),
            undo: Some(Undo {
                action: scope.org.path(&format!("/locations/{}/restoration", at.id)),
                fields: vec![("version".to_owned(), (self.version + 1).to_string())],
            }),
        })
    }

    async fn again(&self, scope: &Scope, _: &Page, _: &ById, problems: &Problems) -> Answer {
        back(&scope.org.path("/locations"), problems)
    }
}

/// An address without names of its own.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Nowhere {}

impl Asking for CalendarForm {
    type At = Nowhere;

    async fn read(&self, scope: &Scope, _: &Nowhere) -> Result<Asked> {
        let new = self.parse(scope.now).map_err(Error::Invalid)?;
        Ok(Asked {
            title: format!("Bring in {}", new.name),
            reason: "We are closed on that day.".to_owned(),
            done: format!("{} days of {} were brought in.", new.days.len(), new.name),
            change: Change::Calendar { new, key: self.key.clone() },
            home: scope.org.path("/holidays"),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, _: &Nowhere, problems: &Problems) -> Answer {
        calendars::routes::again(scope, page, self, problems).await
    }
}

/// An asset comes to stand otherwise.
impl Asking for StatusForm {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let asset = asset_pages::managed(scope, at.id).await?;
        let is_same = self.status == asset.stands();
        if is_same && !self.note.trim().is_empty() {
            return Err(Error::invalid("status", "It stands so already. Choose another status for this note."));
        }
        let (state, word) = match self.plain_state() {
            Some(state) => (Some(state), views::assets::state_text(state).to_owned()),
            None => match self.status.parse() {
                Ok(label) => match labels::store::by_id(scope.db(), scope.org_id(), label).await {
                    Ok(label) => (Some(label.state), label.name),
                    Err(Error::NotFound) => (None, String::new()),
                    Err(error) => return Err(error),
                },
                Err(_) => (None, String::new()),
            },
        };
        let link = bookables::store::around_asset(scope.db(), scope.org_id(), at.id).await?;
        let disposes = state == Some(State::Disposed) && asset.state != State::Disposed;
        let end = match &link {
            Some(link) if disposes && link.asset_id.is_some() => Standing::Resource,
            Some(link) if disposes => Standing::Unit(link.units - 1),
            _ => Standing::Nothing,
        };
        Ok(Asked {
            title: format!("{}: {word}", asset.tag),
            reason: match (&link, end) {
                (Some(link), Standing::Nothing) => format!("{} cannot be used at that time.", link.name),
                (Some(link), _) => format!("{} is not available any more.", link.name),
                (None, _) => String::new(),
            },
            // Where nothing changes, nothing is said.
            done: if is_same { String::new() } else { format!("{}: {word}.", asset.tag) },
            change: Change::Standing {
                asset: at.id,
                resource: link.map(|link| link.resource_id),
                end,
                form: self.clone(),
            },
            home: scope.org.path(&format!("/assets/{}", at.id)),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, at: &ById, problems: &Problems) -> Answer {
        asset_pages::show::again(scope, page, at.id, self, problems).await
    }
}

/// A kit comes back: what is lost is disposed of, and not there for those who booked it.
impl Asking for ReturnForm {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let kit = kit_pages::lent(scope, at.id).await?;
        let parts = kits::store::parts(scope.db(), scope.org_id(), vec![at.id]).await?;
        let returned = self.returned(&parts).map_err(Error::Invalid)?;
        let lost = returned.of(Fate::Lost);
        let names: Vec<&str> =
            parts.iter().filter(|part| lost.contains(&part.asset_id)).map(|part| part.name.as_str()).collect();
        Ok(Asked {
            title: format!("Take back {}", kit.tag),
            reason: match names.as_slice() {
                [one] => format!("{one} is not available any more."),
                several => format!("These are not available any more: {}.", several.join(", ")),
            },
            done: match returned.missing.len() {
                0 => format!("{} is back, complete.", kit.tag),
                1 => format!("{} is back. One part is missing.", kit.tag),
                several => format!("{} is back. {several} parts are missing.", kit.tag),
            },
            change: Change::KitReturn {
                kit: at.id,
                ends: ends_of(scope, &lost).await?,
                returned,
                key: self.key.clone(),
            },
            home: kit_pages::path(scope, at.id),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, at: &ById, problems: &Problems) -> Answer {
        kit_pages::return_again(scope, page, at.id, self, problems).await
    }
}

/// A work order is raised.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct RaiseForm(OrderForm);

impl Asking for RaiseForm {
    type At = Nowhere;

    async fn read(&self, scope: &Scope, _: &Nowhere) -> Result<Asked> {
        let new = work::read(scope, &self.0, &work::known(scope).await?, None).await?;
        let id = self.0.key.parse().unwrap_or_else(|_| scope.id());
        Ok(Asked {
            title: format!("Raise a work order: {}", new.title),
            reason: "It cannot be used at that time.".to_owned(),
            done: "The work order was raised.".to_owned(),
            change: Change::Work { id, version: None, new, key: self.0.key.clone() },
            home: work_pages::path(scope, id),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, _: &Nowhere, problems: &Problems) -> Answer {
        // What was refused was not raised: the same key can raise it.
        work_pages::blank_again(scope, page, &self.0, problems).await
    }
}

/// What describes a work order changes, perhaps when its subject cannot be used.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct WorkForm(OrderForm);

impl Asking for WorkForm {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let order = work_pages::worked(scope, at.id).await?;
        let new = work::read(scope, &self.0, &work::known(scope).await?, Some(&order)).await?;
        Ok(Asked {
            title: format!("Change {}", order.label()),
            reason: format!("{} cannot be used at that time.", order.subject()),
            done: "Saved.".to_owned(),
            change: Change::Work { id: at.id, version: Some(self.0.version), new, key: String::new() },
            home: work_pages::path(scope, at.id),
            undo: None,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, at: &ById, problems: &Problems) -> Answer {
        work_pages::edit_again(scope, page, at.id, &self.0, problems).await
    }

    async fn renewed(&self, scope: &Scope, at: &ById) -> Result<Option<(Self, Problems)>> {
        let order = work_pages::worked(scope, at.id).await?;
        let saved = OrderForm::of(&order, scope.org.zone());
        let said = [
            ("kind", views::work::kind_text(order.kind)),
            ("priority", views::work::priority_text(order.priority)),
            ("location", order.location_name.as_deref().unwrap_or_default()),
            ("assignee", order.assignee_name.as_deref().unwrap_or_default()),
            ("supplier", order.supplier_name.as_deref().unwrap_or_default()),
            ("takes_out", if order.takes_out { "ticked" } else { "not ticked" }),
        ];
        let problems = overtaken(scope, at.id, (&self.0, &saved), &said).await?;
        Ok(Some((WorkForm(OrderForm { version: order.version, ..self.0.clone() }), problems)))
    }
}

/// A work order comes to stand otherwise: what takes its asset out of service closes it.
impl GoForm {
    /// How the move is taken back by which this form has led away from a state.
    fn undo(&self, scope: &Scope, order: Uuid, from: work::State) -> Undo {
        let version = (self.version + 1).to_string();
        let fields = [("state", from.name()), ("version", &version), ("view", &self.view), ("undoes", "on")];
        Undo {
            action: format!("{}/transitions", work_pages::path(scope, order)),
            fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        }
    }
}

impl Asking for GoForm {
    type At = ById;

    async fn read(&self, scope: &Scope, at: &ById) -> Result<Asked> {
        let order = work_pages::worked(scope, at.id).await?;
        let to = work::State::parse(&self.state).ok_or_else(|| Error::conflict("work_order_cannot"))?;
        let word = views::work::state_text(to).to_lowercase();
        let (undoes, readings) = (self.undoes == "on", self.readings()?);
        // What was read from meters stays in their ledger, so there is no undo that would seem to say otherwise.
        let undo = (!undoes && readings.is_empty()).then(|| self.undo(scope, at.id, order.state));
        Ok(Asked {
            title: format!("{}: {word}", order.label()),
            reason: format!("{} cannot be used at that time.", order.subject()),
            done: format!("{}: {word}.", order.label()),
            change: Change::WorkMoved {
                id: at.id,
                version: self.version,
                to: work::Move { to, undoes },
                note: self.note.clone(),
                readings,
            },
            home: match self.view.as_str() {
                "board" => scope.org.path("/work-orders?view=board"),
                _ => work_pages::path(scope, at.id),
            },
            undo,
        })
    }

    async fn again(&self, scope: &Scope, page: &Page, at: &ById, problems: &Problems) -> Answer {
        work_pages::show_again(scope, page, at.id, problems).await
    }
}

/// A form without fields is not shown again: whoever goes back from the decision stands where they began, and what is
/// wrong with it is told as a page.
fn back(home: &str, problems: &Problems) -> Answer {
    if problems.is_empty() { Ok(platform::web::go(home)) } else { Err(Error::Invalid(problems.clone()).into()) }
}
