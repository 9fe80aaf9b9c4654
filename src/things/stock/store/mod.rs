//! All SQL of stock.

mod entries;
mod items;
mod levels;

pub use entries::{
    NewEntry, Part, ToContact, acts, by_id as entry, count_of_contact, cut_notes, entries, hold_act, in_order,
    insert_entry, move_some_to_contact, move_to_contact, name_receiver, of_contact, of_order,
};
pub use items::{PAGE, after, by_id, by_sku, hold, hold_below, insert, list, of_ids, set_archived, update};
pub use levels::{
    Crossing, at_hand, crossed, levels, mark, minimums, on_hand, set_category_minimum, set_minimum, short,
};

/// How much there should be of an item `i` of category `c` at the place of a level `v`: as it was said for the item there,
/// or by the nearest of its categories that says something.
const MINIMUM: &str = "coalesce(v.minimum, (select m.minimum from stock_minimums m
        join asset_categories mc on mc.org_id = m.org_id and mc.id = m.category_id
       where m.org_id = i.org_id and (c.path = mc.path or c.path like mc.path || '/%')
       order by length(mc.path) desc limit 1))";
