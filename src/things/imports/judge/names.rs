//! Finding what cells name in the catalogue and among places; imagining what a dry run would make.

use super::Judge;
use crate::assets::Asset;
use crate::catalogue::categories::Category;
use crate::catalogue::labels::{Label, State};
use crate::catalogue::models::Model;
use crate::catalogue::vendors::Vendor;
use crate::imports::model::{Meant, meant};
use crate::locations::{Kind, Location};
use uuid::Uuid;

/// Signs between a place and what stands in it.
const STEPS: [&str; 3] = [" / ", " > ", " » "];

/// The parts of a place's name, from the site down.
pub(super) fn path_of(cell: &str) -> Vec<String> {
    let sign = STEPS.iter().find(|sign| cell.contains(**sign));
    let parts: Vec<&str> = sign.map_or_else(|| vec![cell], |sign| cell.split(sign).collect());
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

/// A name that is not known, in a sentence.
fn unknown(what: &str, name: &str) -> String {
    format!("There is no {what} called {name}.")
}

impl Judge<'_> {
    pub(super) fn category(&mut self, name: &str) -> Result<Uuid, String> {
        let path = path_of(name);
        let last = path.last().map_or(name, String::as_str);
        let live = |category: &&Category| category.archived_at.is_none() && same(&category.name, last);
        let mut found: Vec<&Category> = self.known.categories.iter().filter(live).collect();
        if let Some(above) = path.len().checked_sub(2).and_then(|at| path.get(at)) {
            let parent = |category: &&Category| {
                let above = |id| {
                    self.known
                        .categories
                        .iter()
                        .find(|other| other.id == id)
                        .is_some_and(|other| same(&other.name, above))
                };
                category.parent_id.is_some_and(above)
            };
            found.retain(parent);
        }
        match found.as_slice() {
            [one] => Ok(one.id),
            [] if self.makes() && path.len() == 1 => {
                let id = self.scope.id();
                self.missing.categories.insert(name.to_owned());
                self.known.categories.push(Category::new(id, None, "", name));
                self.imagined.insert(id, name.to_owned());
                Ok(id)
            }
            [] => Err(unknown("category", name)),
            _ => Err(format!("Several categories are called {name}. Write the one above it too: Above / {name}.")),
        }
    }

    fn vendor(&mut self, name: &str, makes: bool) -> Result<Uuid, String> {
        let found = self.known.vendors.iter().find(|vendor| same(&vendor.name, name));
        if let Some(vendor) = found {
            return Ok(vendor.id);
        }
        if !self.makes() {
            return Err(unknown(if makes { "manufacturer" } else { "supplier" }, name));
        }
        let id = self.scope.id();
        let list = if makes { &mut self.missing.makers } else { &mut self.missing.suppliers };
        list.insert(name.to_owned());
        self.imagined.insert(id, name.to_owned());
        self.known.vendors.push(Vendor {
            id,
            name: name.to_owned(),
            makes,
            supplies: !makes,
            url: String::new(),
            email: String::new(),
            phone: String::new(),
            address: String::new(),
            note: String::new(),
            version: 1,
            archived_at: None,
        });
        Ok(id)
    }

    pub(super) fn supplier(&mut self, name: &str) -> Result<Uuid, String> {
        self.vendor(name, false)
    }

    /// A model by its name, its number and its maker, as far as they are said; of a category that is known by then.
    pub(super) fn model(
        &mut self,
        name: &str,
        number: Option<&str>,
        maker: Option<&str>,
        category: Option<Uuid>,
    ) -> Result<Uuid, String> {
        let named = |model: &&Model| same(&model.name, name) || same(&model.label(), name);
        let mut found: Vec<&Model> = self.known.models.iter().filter(named).collect();
        // Each thing that is said narrows, unless nothing is left.
        let narrow = |found: &mut Vec<&Model>, fits: &dyn Fn(&Model) -> bool| {
            if found.len() > 1 && found.iter().any(|model| fits(model)) {
                found.retain(|model| fits(model));
            }
        };
        if let Some(number) = number {
            narrow(&mut found, &|model| same(&model.number, number));
        }
        if let Some(maker) = maker {
            narrow(&mut found, &|model| model.maker_name.as_deref().is_some_and(|name| same(name, maker)));
        }
        if let Some(category) = category {
            narrow(&mut found, &|model| model.category_id == category);
        }
        match (found.as_slice(), category) {
            ([one], _) => Ok(one.id),
            ([], Some(category)) if self.makes() => {
                let maker_id = match maker {
                    Some(maker) => Some(self.vendor(maker, true)?),
                    None => None,
                };
                let kind =
                    self.known.categories.iter().find(|known| known.id == category).map(|known| known.name.clone());
                let number = number.unwrap_or_default().to_owned();
                let id = self.scope.id();
                let maker = maker.unwrap_or_default().to_owned();
                self.missing.models.insert((name.to_owned(), number.clone(), maker.clone(), kind.unwrap_or_default()));
                self.imagined.insert(id, name.to_owned());
                self.known.models.push(Model {
                    id,
                    category_id: category,
                    maker_id,
                    maker_name: maker_id.map(|_| maker),
                    name: name.to_owned(),
                    number,
                    life_months: None,
                    note: String::new(),
                    version: 1,
                    archived_at: None,
                });
                Ok(id)
            }
            ([], _) => Err(unknown("model", name)),
            _ => Err(format!("Several models are called {name}. Add a column with their number or manufacturer.")),
        }
    }

    /// How an asset is to stand; none where another column says it.
    pub(super) fn status(&mut self, cell: &str) -> Result<Option<(State, Option<Uuid>)>, String> {
        if let Some(label) = self.known.labels.iter().find(|label| same(&label.name, cell)) {
            return Ok(match label.state {
                State::Assigned => None,
                state => Some((state, Some(label.id))),
            });
        }
        match meant(cell) {
            Meant::Had => Ok(None),
            Meant::State(state) => Ok(Some((state, None))),
            Meant::Word(state) if self.makes() => {
                let id = self.scope.id();
                self.missing.labels.insert((cell.to_owned(), state.name().to_owned()));
                self.imagined.insert(id, cell.to_owned());
                self.known.labels.push(Label {
                    id,
                    state,
                    name: cell.to_owned(),
                    tone_name: "muted".to_owned(),
                    may_leave: false,
                    version: 1,
                    archived_at: None,
                });
                Ok(Some((state, Some(id))))
            }
            Meant::Word(_) => Err(unknown("status label", cell)),
        }
    }

    /// A place by its name, with those above it where the name alone is not enough.
    pub(super) fn place(&mut self, cell: &str) -> Result<Uuid, String> {
        let whole = self.known.places.iter().filter(|place| same(&place.name, cell)).collect::<Vec<_>>();
        if let [one] = whole.as_slice() {
            return Ok(one.id);
        }
        let path = path_of(cell);
        let ends_so = |place: &&Location| {
            let mut at = Some(*place);
            path.iter().rev().all(|name| {
                let fits = at.is_some_and(|place| same(&place.name, name));
                at = at.and_then(|place| self.known.places.iter().find(|above| Some(above.id) == place.parent_id));
                fits
            })
        };
        let found: Vec<&Location> = self.known.places.iter().filter(ends_so).collect();
        match found.as_slice() {
            [one] => Ok(one.id),
            [] if self.makes() => Ok(self.imagine_place(&path)),
            [] => Err(unknown("location", cell)),
            _ => Err(format!("Several locations are called {cell}. Write the one above it too: Above / {cell}.")),
        }
    }

    /// A place that would be made, with those above it that are not there either.
    fn imagine_place(&mut self, path: &[String]) -> Uuid {
        let mut parent = self.options.places_in;
        for depth in 0..path.len() {
            let name = &path[depth];
            // The first of them may be known: Harbour / New room.
            let inside = |place: &&Location| same(&place.name, name) && (depth == 0 || place.parent_id == parent);
            if let Some(place) = self.known.places.iter().find(inside) {
                parent = Some(place.id);
                continue;
            }
            self.missing.places.insert(path[..=depth].to_vec());
            let id = self.scope.id();
            self.known.places.push(Location {
                id,
                parent_id: parent,
                site_id: id,
                path: format!("/{id}"),
                kind: if parent.is_none() { Kind::Site } else { Kind::Area },
                name: name.clone(),
                zone_name: self.scope.org.zone_name.clone(),
                address: String::new(),
                version: 1,
                archived_at: None,
            });
            self.imagined.insert(id, name.clone());
            parent = Some(id);
        }
        parent.unwrap_or_default()
    }

    /// Would what is missing be made?
    pub(super) fn makes(&self) -> bool {
        self.imagines && self.may_make
    }

    /// Which category a row is of, where its own cell does not say it.
    pub(super) fn category_of(&self, model: Option<Uuid>, existing: Option<&Asset>) -> Option<Uuid> {
        let of_model = || self.known.models.iter().find(|known| Some(known.id) == model).map(|model| model.category_id);
        existing.map(|asset| asset.category_id).or_else(of_model).or(self.options.category)
    }
}
