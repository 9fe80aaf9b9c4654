//! What the rows of a part are about: assets, people and things that hold them, read together.

use super::row::Line;
use crate::assets::{Asset, Person, Values, name_and_address, opened};
use crate::assets::{codes, store};
use crate::catalogue::fields::{Field, Kind};
use crate::imports::model::Target;
use kernel::Result;
use kernel::db::Tx;
use people::contacts::{self, Contact};
use platform::Scope;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What was found.
pub(super) struct Around {
    assets: HashMap<Uuid, (Asset, Values)>,
    by_tag: HashMap<String, Uuid>,
    by_serial: HashMap<String, Vec<Uuid>>,
    by_legacy: HashMap<String, Uuid>,
    by_email: HashMap<String, Contact>,
    by_name: HashMap<String, Vec<Contact>>,
    /// Whom fields of these assets name.
    named: HashMap<Uuid, Person>,
}

impl Around {
    pub(super) async fn of(tx: &mut Tx, scope: &Scope, fields: &[Field], lines: &[Line]) -> Result<Around> {
        let org = scope.org_id();
        let cells = |target: Target| lines.iter().filter_map(move |line| line.get(target));
        let mut tags: BTreeSet<String> = cells(Target::Tag).map(str::to_lowercase).collect();
        // What has an asset may be called by its tag, alone or before its name.
        let holders = || cells(Target::Holder).filter(|cell| !cell.contains('@'));
        tags.extend(holders().filter_map(|cell| cell.split_whitespace().next()).map(str::to_lowercase));
        let serials: BTreeSet<String> = cells(Target::Serial).map(str::to_lowercase).collect();
        let legacy: BTreeSet<String> = cells(Target::Legacy).map(str::to_owned).collect();
        let legacy: Vec<String> = legacy.into_iter().collect();
        let (tags, serials): (Vec<String>, Vec<String>) = (tags.into_iter().collect(), serials.into_iter().collect());
        let found = store::hold_by_marks(&mut *tx, org, &tags, &serials, &legacy).await?;
        let ids: Vec<Uuid> = found.iter().map(|asset| asset.id).collect();
        let mut stored = store::of_each(&mut *tx, org, &ids).await?;
        let (mut assets, mut by_tag, mut by_serial) = (HashMap::new(), HashMap::new(), HashMap::<_, Vec<Uuid>>::new());
        let mut by_legacy = HashMap::new();
        for asset in found {
            by_tag.insert(asset.tag.to_lowercase(), asset.id);
            if !asset.serial.is_empty() {
                by_serial.entry(asset.serial.to_lowercase()).or_default().push(asset.id);
            }
            if let Some(earlier) = &asset.legacy_id {
                by_legacy.insert(earlier.clone(), asset.id);
            }
            let held = opened(scope, &stored.remove(&asset.id).unwrap_or_default());
            assets.insert(asset.id, (asset, held));
        }
        for (code, asset) in codes::store::owners(&mut *tx, org, &tags).await? {
            by_tag.entry(code).or_insert(asset);
        }
        let own: Vec<Uuid> = fields.iter().filter(|own| own.kind == Kind::Person).map(|own| own.id).collect();
        let held = assets.values().flat_map(|(_, held)| own.iter().filter_map(|field| held.get(field)?.parse().ok()));
        let named = store::named_people(&mut *tx, org, held.collect::<Vec<Uuid>>()).await?;
        let people: Vec<&str> = lines.iter().flat_map(Line::people).collect();
        let emails: BTreeSet<String> = people
            .iter()
            .filter(|cell| cell.contains('@'))
            .map(|cell| name_and_address(cell).1.to_lowercase())
            .collect();
        let known = contacts::store::known_by_emails(&mut *tx, org, emails.into_iter().collect()).await?;
        let names: BTreeSet<String> =
            people.iter().filter(|cell| !cell.contains('@')).map(|cell| (*cell).to_owned()).collect();
        let called = contacts::store::known_by_names(tx, org, &names.into_iter().collect::<Vec<_>>()).await?;
        let mut by_name: HashMap<String, Vec<Contact>> = HashMap::new();
        for contact in called {
            by_name.entry(contact.name.to_lowercase()).or_default().push(contact);
        }
        let by_email = known.into_iter().map(|(email, (contact, _))| (email, contact)).collect();
        Ok(Around { assets, by_tag, by_serial, by_legacy, by_email, by_name, named })
    }

    /// The asset with this tag, or with this as a further code.
    pub(super) fn tagged(&self, tag: &str) -> Option<&(Asset, Values)> {
        self.assets.get(self.by_tag.get(&tag.to_lowercase())?)
    }

    /// The assets with this serial that say they are the only ones.
    pub(super) fn with_serial(&self, serial: &str) -> Vec<&(Asset, Values)> {
        let found = self.by_serial.get(&serial.to_lowercase()).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|id| self.assets.get(id)).collect()
    }

    /// The asset that had this id in the system it came from.
    pub(super) fn known_as(&self, legacy: &str) -> Option<&(Asset, Values)> {
        self.assets.get(self.by_legacy.get(legacy)?)
    }

    /// The contact with this address.
    pub(super) fn at(&self, email: &str) -> Option<&Contact> {
        self.by_email.get(&email.to_lowercase()).filter(|contact| contact.erased_at.is_none())
    }

    /// Is this what a file says of somebody whom a field names?
    pub(super) fn is_said(&self, held: &str, cell: &str) -> bool {
        held.parse().ok().and_then(|id: Uuid| self.named.get(&id)).is_some_and(|named| named.is_said(cell))
    }

    /// The contacts that are called so.
    pub(super) fn called(&self, name: &str) -> &[Contact] {
        self.by_name.get(&name.to_lowercase()).map(Vec::as_slice).unwrap_or_default()
    }
}
