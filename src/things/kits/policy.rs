//! What a kit lacks.

use super::model::{Lacking, Line, Part, What};
use crate::catalogue::categories::{Category, lineage};
use std::collections::HashSet;
use uuid::Uuid;

/// What of these lines is not among the parts: models are looked for first, then categories from the deepest up, so that a
/// part counts where nothing else would fit. Stock is not in it: it is issued when the kit goes out.
pub fn lacking(lines: &[Line], parts: &[Part], tree: &[Category]) -> Vec<Lacking> {
    let mut used: HashSet<Uuid> = HashSet::new();
    let depth = |id: Uuid| lineage(tree, id).len();
    let mut order: Vec<(usize, &Line)> = lines.iter().enumerate().collect();
    order.sort_by_key(|(nth, line)| match line.what() {
        Some(What::Model(_)) => (0, 0, *nth),
        Some(What::Category(id)) => (1, usize::MAX - depth(id), *nth),
        Some(What::Item(_)) | None => (2, 0, *nth),
    });
    let mut lacks: Vec<(usize, Lacking)> = Vec::new();
    for (nth, line) in order.into_iter().filter(|(_, line)| line.item_id.is_none()) {
        let fits = |part: &&Part| match line.what() {
            Some(What::Model(id)) => part.model_id == Some(id),
            Some(What::Category(id)) => lineage(tree, part.category_id).iter().any(|category| category.id == id),
            Some(What::Item(_)) | None => false,
        };
        let mut open = line.quantity;
        for part in parts.iter().filter(fits) {
            if open > 0 && used.insert(part.asset_id) {
                open -= 1;
            }
        }
        if open > 0 {
            lacks.push((nth, Lacking { name: line.name.clone(), quantity: open }));
        }
    }
    lacks.sort_by_key(|(nth, _)| *nth);
    lacks.into_iter().map(|(_, lacking)| lacking).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(id: u128, parent: Option<u128>) -> Category {
        Category {
            id: Uuid::from_u128(id),
            parent_id: parent.map(Uuid::from_u128),
            path: String::new(),
            name: String::new(),
            tag_pattern: String::new(),
            unique_serials: None,
            life_months: None,
            asks_acceptance: None,
            acceptance_text: String::new(),
            alert_days: None,
            audit_months: None,
            note: String::new(),
            version: 1,
            archived_at: None,
        }
    }

    fn line(what: What, quantity: i64) -> Line {
        let (mut model_id, mut category_id, mut item_id) = (None, None, None);
        match what {
            What::Model(id) => model_id = Some(id),
            What::Category(id) => category_id = Some(id),
            What::Item(id) => item_id = Some(id),
        }
        let name = what.value();
        Line { template_id: Uuid::nil(), model_id, category_id, item_id, item_category_id: None, name, quantity }
    }

    fn part(id: u128, model: Option<u128>, category: u128) -> Part {
        Part {
            kit_id: Uuid::nil(),
            asset_id: Uuid::from_u128(id),
            tag: String::new(),
            name: String::new(),
            serial: String::new(),
            model_id: model.map(Uuid::from_u128),
            category_id: Uuid::from_u128(category),
            location_id: None,
            home_id: None,
        }
    }

    #[test]
    fn a_part_counts_once_and_where_nothing_else_would_fit() {
        let tree = [category(1, None), category(2, Some(1))];
        let id = Uuid::from_u128;
        let lines = [
            line(What::Category(id(1)), 1),
            line(What::Category(id(2)), 1),
            line(What::Model(id(7)), 1),
            line(What::Item(id(5)), 9),
        ];
        // One of the model in the deeper category, one in it without a model, one beside.
        let parts = [part(11, Some(7), 2), part(12, None, 2), part(13, None, 1)];
        assert_eq!(lacking(&lines, &parts, &tree), []);
        let lacks = lacking(&lines, &parts[..2], &tree);
        assert_eq!((lacks.len(), lacks[0].name.as_str()), (1, What::Category(id(1)).value().as_str()));
        assert_eq!(lacking(&lines, &[], &tree).iter().map(|lack| lack.quantity).sum::<i64>(), 3);
    }
}
