//! Who or what has an asset, as cells say it.

use super::Judge;
use super::around::Around;
use super::row::Line;
use crate::assets::{To, name_and_address};
use crate::imports::model::Target;
use kernel::mail::EmailAddress;
use platform::Perm;
use uuid::Uuid;

impl Judge<'_> {
    /// To whom an asset goes, where a row says that: the address first, then the place, then whatever it names.
    pub(super) fn holder(&mut self, line: &Line, around: &Around) -> Result<Option<To>, String> {
        if let Some(cell) = line.get(Target::HolderEmail) {
            let name = line.get(Target::HolderName).or(line.get(Target::Holder)).unwrap_or_default();
            return match cell.contains('@') {
                true => self.addressed(cell, name, around).map(|id| Some(To::Contact(id))),
                false => self.called(cell, around).map(|id| Some(To::Contact(id))),
            };
        }
        if let Some(cell) = line.get(Target::HolderPlace) {
            return self.place(cell).map(|id| Some(To::Location(id)));
        }
        let Some(cell) = line.get(Target::Holder).or(line.get(Target::HolderName)) else { return Ok(None) };
        if cell.contains('@') {
            return self.addressed(cell, "", around).map(|id| Some(To::Contact(id)));
        }
        let places: Vec<Uuid> = self
            .known
            .places
            .iter()
            .filter(|place| place.name.to_lowercase() == cell.to_lowercase())
            .map(|place| place.id)
            .collect();
        if let [place] = places.as_slice() {
            return Ok(Some(To::Location(*place)));
        }
        if let Some((asset, _)) = cell.split_whitespace().next().and_then(|tag| around.tagged(tag)) {
            return Ok(Some(To::Asset(asset.id)));
        }
        self.called(cell, around).map(|id| Some(To::Contact(id)))
    }

    fn addressed(&mut self, cell: &str, name: &str, around: &Around) -> Result<Uuid, String> {
        let (called, email) = name_and_address(cell);
        let name = if name.is_empty() { called } else { name };
        if let Some(contact) = around.at(email) {
            return Ok(contact.id);
        }
        let key = EmailAddress::parse(email).map_err(|problem| problem.to_string())?.key();
        if let Some(id) = self.strangers.get(&key) {
            return Ok(*id);
        }
        if !(self.makes() && self.scope.may(Perm::ContactsManage)) {
            return Err(format!("Nobody with the address {email} is among your contacts."));
        }
        let id = self.scope.id();
        let name = if name.contains('@') { "" } else { name };
        self.missing.people.insert((key.clone(), name.to_owned()));
        self.imagined.insert(id, key.clone());
        self.strangers.insert(key, id);
        Ok(id)
    }

    /// The one person who is called so.
    pub(super) fn called(&self, name: &str, around: &Around) -> Result<Uuid, String> {
        match around.called(name) {
            [one] => Ok(one.id),
            [] => Err(format!("Nobody among your contacts, no location and no asset is called {name}.")),
            _ => Err(format!("Several people are called {name}. Add a column with their e-mail addresses.")),
        }
    }

    /// A person that a field of the organisation's own names. What a file of ours says of whom it named stays as it is,
    /// also where two people are called so.
    pub(super) fn person(&mut self, cell: &str, held: Option<&str>, around: &Around) -> Result<String, String> {
        if cell.parse::<Uuid>().is_ok() {
            return Ok(cell.to_owned());
        }
        if let Some(held) = held.filter(|held| around.is_said(held, cell)) {
            return Ok(held.to_owned());
        }
        let id = if cell.contains('@') { self.addressed(cell, "", around) } else { self.called(cell, around) };
        id.map(|id| id.to_string())
    }
}
