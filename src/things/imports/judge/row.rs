//! One row: read, matched, judged.

use super::around::Around;
use super::{Judge, Judged, Mark};
use crate::assets::actions::{Wish, refusals};
use crate::assets::{Asset, AssetForm, Handover, NewAsset, Values, fields_of};
use crate::catalogue::categories::{defaults, serial_key};
use crate::catalogue::fields::Kind;
use crate::catalogue::labels::State;
use crate::imports::model::{Outcome, Target, Turn, Verdict, amount, day, is_shortened, number};
use crate::views::assets::file::plain;
use chrono::Months;
use kernel::Problems;
use kernel::money::Money;
use std::collections::HashMap;
use uuid::Uuid;

/// What became of what is disposed of, where a file only says that it is.
const DISPOSED: &str = "As the imported file says";

/// A row by what its columns mean. Of two columns with one meaning the first that says something counts.
pub(super) struct Line {
    number: u64,
    cells: HashMap<Target, String>,
}

impl Line {
    pub(super) fn of(number: u64, cells: &[String], targets: &[Option<Target>]) -> Line {
        let mut said = HashMap::new();
        for (target, cell) in targets.iter().zip(cells) {
            if let Some(target) = target
                && !cell.is_empty()
            {
                said.entry(*target).or_insert_with(|| cell.clone());
            }
        }
        Line { number, cells: said }
    }

    /// What it says there; nothing where the cell is empty.
    pub(super) fn get(&self, target: Target) -> Option<&str> {
        self.cells.get(&target).map(String::as_str)
    }

    /// All cells that may name people.
    pub(super) fn people(&self) -> impl Iterator<Item = &str> {
        let own = |target: &Target| {
            matches!(target, Target::Own(_) | Target::Holder | Target::HolderEmail | Target::HolderName)
        };
        self.cells.iter().filter(move |(target, _)| own(target)).map(|(_, cell)| cell.as_str())
    }
}

impl Judge<'_> {
    /// What becomes of a row.
    pub(super) fn row(&mut self, line: &Line, around: &Around) -> Judged {
        let mut problems = Problems::new();
        for target in [Target::Tag, Target::Serial, Target::OrderNumber, Target::Legacy] {
            if let Some(cell) = line.get(target).filter(|cell| is_shortened(cell)) {
                problems.add(target.name(), format!("A spreadsheet has shortened this number to {cell}. Format the column as text, and export it again."));
            }
        }
        let existing = self.matching(line, around, &mut problems);
        let wish = self.wished(line, existing.as_ref(), around, &mut problems);
        self.demand_alone(line, existing.as_ref(), &mut problems);
        let title = (
            line.get(Target::Tag)
                .map(str::to_owned)
                .or_else(|| existing.as_ref().map(|(asset, _)| asset.tag.clone()))
                .unwrap_or_default(),
            wish.as_ref()
                .and_then(|(wish, _)| wish.new.as_ref())
                .map(|new| new.name.clone())
                .or_else(|| existing.as_ref().map(|(asset, _)| asset.name.clone()))
                .or_else(|| line.get(Target::Name).map(str::to_owned))
                .unwrap_or_default(),
        );
        let mut outcome = Outcome {
            line: line.number,
            verdict: Verdict::Wrong,
            problems: Vec::new(),
            title,
            turns: Vec::new(),
            asset: existing.as_ref().map(|(asset, _)| asset.id),
            version: 0,
            seen: 0,
            numbered_by: String::new(),
        };
        if let Some((wish, _)) = &wish {
            problems.extend(self.refused(wish));
        }
        let Some((wish, turns)) = wish.filter(|_| problems.is_empty()) else {
            outcome.problems =
                problems.iter().map(|(field, sentence)| (self.called_so(field), sentence.to_owned())).collect();
            return Judged { outcome, wish: None };
        };
        outcome.verdict = match (&existing, turns.is_empty()) {
            (None, _) => Verdict::Create,
            (Some(_), false) if self.options.changes => Verdict::Change,
            (Some(_), _) => Verdict::Same,
        };
        if let (None, Some(new)) = (&existing, &wish.new)
            && new.tag.is_none()
        {
            outcome.numbered_by = defaults(&self.known.categories, new.category).tag_pattern;
        }
        outcome.turns = turns;
        let wish = matches!(outcome.verdict, Verdict::Create | Verdict::Change).then_some(wish);
        Judged { outcome, wish }
    }

    /// What rights and the life of assets say to it; places that would be made are nobody's yet.
    fn refused(&self, wish: &Wish) -> Problems {
        let mut wish = wish.clone();
        if wish.location.is_some_and(|place| self.imagined.contains_key(&place)) {
            wish.location = None;
        }
        refusals(self.scope, &wish)
    }

    /// What a field is called for people.
    pub(super) fn called_so(&self, field: &str) -> String {
        let name = match field {
            "purchased_on" => "purchased",
            "warranty_until" => "warranty",
            "ends_on" => "ends",
            "label" => "status",
            "due_on" => "due",
            other => other,
        };
        Target::parse(name).map_or_else(|| name.to_owned(), |target| target.label(&self.known.fields))
    }

    /// The asset that a row is about: the one with its tag; where nothing has that, or it has none, the one that another
    /// program knew by its id; where it has neither, the one with its serial. Two programs count from one: so an id does not
    /// win over a tag, and beside a tag that nothing has it means the same thing only if the serials say so too.
    fn matching(&self, line: &Line, around: &Around, problems: &mut Problems) -> Option<(Asset, Values)> {
        let known = line.get(Target::Legacy).and_then(|id| around.known_as(id));
        if let Some(tag) = line.get(Target::Tag) {
            let serial = line.get(Target::Serial).map(str::to_lowercase);
            let is_same = |(asset, _): &&(Asset, Values)| serial.as_deref() == Some(&asset.serial.to_lowercase());
            return around.tagged(tag).or(known.filter(is_same)).cloned();
        }
        if known.is_some() {
            return known.cloned();
        }
        match around.with_serial(line.get(Target::Serial)?).as_slice() {
            [] => None,
            [one] => Some((*one).clone()),
            _ => {
                problems.add("serial", "Several assets have this serial. Add a column with their tags.");
                None
            }
        }
    }

    /// Rows of one file do not say two things about one asset, nor give two the same tag or serial.
    fn demand_alone(&mut self, line: &Line, existing: Option<&(Asset, Values)>, problems: &mut Problems) {
        let tag = line
            .get(Target::Tag)
            .map(str::to_lowercase)
            .or_else(|| existing.map(|(asset, _)| asset.tag.to_lowercase()));
        if let Some(tag) = tag
            && let Some(other) = self.seen.insert((Mark::Tag, tag), line.number)
        {
            problems.add("tag", format!("Line {other} is about this asset already."));
        }
    }

    /// What is to become of the asset, and what that changes.
    fn wished(
        &mut self,
        line: &Line,
        existing: Option<&(Asset, Values)>,
        around: &Around,
        problems: &mut Problems,
    ) -> Option<(Wish, Vec<Turn>)> {
        let asset = existing.map(|(asset, _)| asset);
        let before = existing.map_or_else(AssetForm::default, |(asset, held)| {
            AssetForm::of(asset, held, &fields_of(&self.known, asset.category_id))
        });
        let mut form = before.clone();
        self.describe(line, asset, around, &mut form, problems);
        let standing = self.standing(line, asset, problems);
        let (location, home) = self.places(line, asset, problems);
        if let Some(home) = home {
            form.home = home.to_string();
        }
        let handover = self.handover(line, asset, around, problems);
        let mut turns = turned(&before, &form);
        let mut new = None;
        if asset.is_none() || !turns.is_empty() {
            match NewAsset::parse(&form, &self.known, asset) {
                Ok(read) => {
                    // In the words that are kept, so that a space more is no change.
                    kept_in(&mut form, &read, &self.known.currency);
                    turns = turned(&before, &form);
                    new = (asset.is_none() || !turns.is_empty()).then_some(read);
                }
                Err(more) => {
                    // What was told by its cell already is not told again.
                    let told: Vec<String> = problems.iter().map(|(field, _)| field.to_owned()).collect();
                    for (field, sentence) in more.iter().filter(|(field, _)| !told.iter().any(|known| known == field)) {
                        problems.add(field.to_owned(), sentence);
                    }
                    return None;
                }
            }
        }
        if let Some(new) = &new {
            self.demand_serial(line, new, asset, around, problems);
        }
        self.demand_legacy(line, asset, around, problems);
        let mut turn =
            |field: &str, before: String, after: String| turns.push(Turn { field: field.to_owned(), before, after });
        // Of a new asset it is said what it is set to, from nothing; its tag and name are its title.
        if let Some((state, label)) = standing {
            let before = asset.map(|asset| stands(asset.state, asset.label_id)).unwrap_or_default();
            turn("status", before, stands(state, label));
        }
        if let Some(place) = location {
            let before = asset.and_then(|asset| asset.location_id).map(|id| id.to_string()).unwrap_or_default();
            turn("location", before, place.to_string());
        }
        if let Some(handover) = &handover {
            let said =
                [Target::Holder, Target::HolderName, Target::HolderEmail].into_iter().find_map(|at| line.get(at));
            turn("holder", String::new(), said.unwrap_or("yes").to_owned());
            if let Some(day) = handover.due_on.filter(|_| asset.is_none()) {
                turn("due_on", String::new(), day.to_string());
            }
        }
        if asset.is_none() {
            turns.retain(|turn| !matches!(turn.field.as_str(), "tag" | "name"));
        }
        let is_gone = standing.is_some_and(|(state, _)| state == State::Disposed);
        let wish = Wish {
            before: existing.cloned(),
            new,
            standing,
            disposal: if is_gone { DISPOSED.to_owned() } else { String::new() },
            location,
            handover,
            comes_back: false,
            due: None,
            is_restored: false,
        };
        Some((wish, turns))
    }

    /// Serials that have to differ.
    fn demand_serial(
        &mut self,
        line: &Line,
        new: &NewAsset,
        asset: Option<&Asset>,
        around: &Around,
        problems: &mut Problems,
    ) {
        if !defaults(&self.known.categories, new.category).unique_serials {
            return;
        }
        let Some(key) = serial_key(&new.serial) else { return };
        let other = around
            .with_serial(&new.serial)
            .into_iter()
            .find(|(other, _)| Some(other.id) != asset.map(|asset| asset.id));
        if let Some((other, _)) = other {
            problems.add("serial", format!("The asset {} has this serial already.", other.tag));
        } else if let Some(other) = self.seen.insert((Mark::Serial, key), line.number) {
            problems.add("serial", format!("Line {other} has this serial too."));
        }
    }

    /// Ids of an earlier system, which lead to one asset each.
    fn demand_legacy(&mut self, line: &Line, asset: Option<&Asset>, around: &Around, problems: &mut Problems) {
        let Some(id) = line.get(Target::Legacy) else { return };
        let other = around.known_as(id).filter(|(other, _)| Some(other.id) != asset.map(|asset| asset.id));
        if let Some((other, _)) = other {
            problems.add("legacy_id", format!("The asset {} had the id {id} already.", other.tag));
        } else if let Some(other) = self.seen.insert((Mark::Legacy, id.to_owned()), line.number) {
            problems.add("legacy_id", format!("Line {other} has this id too."));
        }
    }

    /// Writes what cells say into the form. Empty cells, and those that say what is there, change nothing.
    fn describe(
        &mut self,
        line: &Line,
        asset: Option<&Asset>,
        around: &Around,
        form: &mut AssetForm,
        problems: &mut Problems,
    ) {
        use crate::assets::Column;
        let says_same = |cell: &str, column: Column| asset.is_some_and(|asset| plain(column, asset) == cell);
        for (target, slot) in [
            (Target::Tag, &mut form.tag),
            (Target::Name, &mut form.name),
            (Target::Serial, &mut form.serial),
            (Target::OrderNumber, &mut form.order_number),
            (Target::Note, &mut form.note),
            (Target::Legacy, &mut form.legacy_id),
        ] {
            if let Some(cell) = line.get(target) {
                cell.clone_into(slot);
            }
        }
        // It was found by what stands there: its tag, however it is written, or a further code.
        if let Some(asset) = asset {
            form.tag.clone_from(&asset.tag);
        }
        let (days, currency) = (self.days(), self.known.currency.clone());
        for (target, column, slot) in [
            (Target::Purchased, Column::Purchased, &mut form.purchased_on),
            (Target::Warranty, Column::Warranty, &mut form.warranty_until),
            (Target::Ends, Column::Ends, &mut form.ends_on),
        ] {
            if let Some(cell) = line.get(target).filter(|cell| !says_same(cell, column))
                && let Some(read) = problems.take(target.name(), day(cell, days))
            {
                *slot = read.to_string();
            }
        }
        if let Some(cell) = line.get(Target::WarrantyMonths).filter(|_| line.get(Target::Warranty).is_none()) {
            let months: String = cell.trim().chars().take_while(char::is_ascii_digit).collect();
            let bought = form.purchased_on.parse::<chrono::NaiveDate>().ok();
            match (months.parse::<u32>(), bought) {
                (Ok(0) | Err(_), _) if months.is_empty() || months == "0" => {}
                (Ok(months), Some(bought)) => {
                    form.warranty_until =
                        bought.checked_add_months(Months::new(months)).map(|day| day.to_string()).unwrap_or_default();
                }
                (Ok(_), None) => {}
                (Err(_), _) => problems.add(Target::WarrantyMonths.name(), format!("{cell} is no number of months.")),
            }
        }
        if let Some(cell) = line.get(Target::Cost).filter(|cell| !says_same(cell, Column::Cost))
            && let Some(read) = problems.take("cost", amount(cell, &currency))
        {
            form.cost = read;
        }
        self.catalogue(line, asset, form, problems);
        self.own(line, around, form, problems);
    }

    fn catalogue(&mut self, line: &Line, asset: Option<&Asset>, form: &mut AssetForm, problems: &mut Problems) {
        use crate::assets::Column;
        let says_same = |cell: &str, column: Column| asset.is_some_and(|asset| plain(column, asset) == cell);
        let mut category = None;
        if let Some(cell) = line.get(Target::Category) {
            category = match asset.filter(|_| says_same(cell, Column::Category)) {
                Some(asset) => Some(asset.category_id),
                None => problems.take("category", self.category(cell)),
            };
        }
        let fallback = self.category_of(None, asset);
        if let Some(cell) = line.get(Target::Model).filter(|cell| !says_same(cell, Column::Model)) {
            let (number, maker) = (line.get(Target::ModelNumber), line.get(Target::Maker));
            if let Some(model) = problems.take("model", self.model(cell, number, maker, category.or(fallback))) {
                form.model = model.to_string();
                category = category.or_else(|| self.category_of(Some(model), asset));
            }
        }
        if let Some(category) = category.or(fallback) {
            form.category = category.to_string();
        }
        if let Some(cell) = line.get(Target::Supplier).filter(|cell| !says_same(cell, Column::Supplier))
            && let Some(supplier) = problems.take("supplier", self.supplier(cell))
        {
            form.supplier = supplier.to_string();
        }
    }

    /// Fields of the organisation's own: those of its category. What a cell says of another category's is passed over.
    fn own(&mut self, line: &Line, around: &Around, form: &mut AssetForm, problems: &mut Problems) {
        let category = form.category.parse().unwrap_or_default();
        let (days, currency) = (self.days(), self.known.currency.clone());
        let fields: Vec<(Uuid, Kind, String)> =
            fields_of(&self.known, category).into_iter().map(|field| (field.id, field.kind, field.input())).collect();
        for (id, kind, input) in fields {
            let Some(cell) = line.get(Target::Own(id)) else { continue };
            let read = match kind {
                Kind::Date => day(cell, days).map(|day| day.to_string()),
                Kind::Money => amount(cell, &currency),
                Kind::Number => number(cell).ok_or_else(|| format!("{cell} is no number.")),
                Kind::Person => self.person(cell, form.fields.get(&input).map(String::as_str), around),
                Kind::Text | Kind::Choice | Kind::Boolean | Kind::Url => Ok(cell.to_owned()),
            };
            let Some(read) = problems.take(input.clone(), read) else { continue };
            // In the form that it is kept in, so that 12.50 is no change of 12.5.
            let field = self.known.fields.iter().find(|field| field.id == id);
            let kept = field.and_then(|field| field.read(&read, &currency).ok().flatten());
            form.fields.insert(input, kept.map_or(read, |content| content.value));
        }
    }

    fn standing(
        &mut self,
        line: &Line,
        asset: Option<&Asset>,
        problems: &mut Problems,
    ) -> Option<(State, Option<Uuid>)> {
        let cell = line.get(Target::Status)?;
        if asset.is_some_and(|asset| plain(crate::assets::Column::Status, asset) == cell) {
            return None;
        }
        let wanted = problems.take("status", self.status(cell)).flatten()?;
        (asset.map(|asset| (asset.state, asset.label_id)) != Some(wanted)).then_some(wanted)
    }

    /// Where it is, and where it belongs. A file with one of the two says both of a new asset.
    fn places(&mut self, line: &Line, asset: Option<&Asset>, problems: &mut Problems) -> (Option<Uuid>, Option<Uuid>) {
        use crate::assets::Column;
        let said = |target: Target, column: Column| {
            line.get(target).filter(|cell| asset.is_none_or(|asset| plain(column, asset) != *cell))
        };
        let (is, belongs) = (said(Target::Location, Column::Location), said(Target::Home, Column::Home));
        let is = is.and_then(|cell| problems.take("location", self.place(cell)));
        let belongs = belongs.and_then(|cell| problems.take("home", self.place(cell)));
        match asset {
            None => (is, belongs.or(is)),
            // Where it belongs and is at once, it goes along.
            Some(asset) => (
                is.filter(|place| asset.location_id != Some(*place)),
                belongs.filter(|place| asset.home_id != Some(*place)),
            ),
        }
    }

    fn handover(
        &mut self,
        line: &Line,
        asset: Option<&Asset>,
        around: &Around,
        problems: &mut Problems,
    ) -> Option<Handover> {
        use crate::assets::Column;
        if let (Some(asset), Some(cell)) = (asset, line.get(Target::Holder))
            && plain(Column::Holder, asset) == cell
        {
            return None;
        }
        let to = problems.take("holder", self.holder(line, around)).flatten()?;
        let has = asset.and_then(|asset| {
            let contact = asset.contact_id.map(crate::assets::To::Contact);
            contact
                .or(asset.place_id.map(crate::assets::To::Location))
                .or(asset.holder_id.map(crate::assets::To::Asset))
        });
        if has == Some(to) {
            return None;
        }
        let due_on = line.get(Target::Due).and_then(|cell| problems.take("due", day(cell, self.days())));
        Some(Handover { to, due_on, note: String::new() })
    }
}

/// Lets a form say what was read from it.
pub(super) fn kept_in(form: &mut AssetForm, new: &NewAsset, currency: &str) {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    form.name.clone_from(&new.name);
    form.serial.clone_from(&new.serial);
    form.order_number.clone_from(&new.order_number);
    form.note.clone_from(&new.note);
    form.legacy_id = new.legacy_id.clone().unwrap_or_default();
    form.cost = new.cost_minor.map(|minor| Money::new(minor, currency).plain()).unwrap_or_default();
    form.ends_on = day(new.ends_on);
}

/// How an asset stands, in one word that can be read again.
pub(super) fn stands(state: State, label: Option<Uuid>) -> String {
    label.map_or_else(|| state.name().to_owned(), |label| label.to_string())
}

/// What is different between two forms of an asset.
pub(in crate::imports) fn turned(before: &AssetForm, after: &AssetForm) -> Vec<Turn> {
    let fixed = |form: &AssetForm| {
        [
            ("tag", form.tag.clone()),
            ("name", form.name.clone()),
            ("category", form.category.clone()),
            ("model", form.model.clone()),
            ("serial", form.serial.clone()),
            ("home", form.home.clone()),
            ("supplier", form.supplier.clone()),
            ("purchased_on", form.purchased_on.clone()),
            ("cost", form.cost.clone()),
            ("order_number", form.order_number.clone()),
            ("warranty_until", form.warranty_until.clone()),
            ("ends_on", form.ends_on.clone()),
            ("note", form.note.clone()),
            ("legacy_id", form.legacy_id.clone()),
        ]
    };
    let (was, is) = (fixed(before), fixed(after));
    let differs = was.into_iter().zip(is).filter(|(was, is)| was.1 != is.1);
    let mut turns: Vec<Turn> =
        differs.map(|((field, before), (_, after))| Turn { field: field.to_owned(), before, after }).collect();
    let names: std::collections::BTreeSet<&String> = before.fields.keys().chain(after.fields.keys()).collect();
    for name in names {
        let (was, is) = (before.fields.get(name), after.fields.get(name));
        if was != is {
            let word = |value: Option<&String>| value.cloned().unwrap_or_default();
            turns.push(Turn { field: name.clone(), before: word(was), after: word(is) });
        }
    }
    turns
}
