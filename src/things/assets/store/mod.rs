//! All SQL of assets and of who has them.

mod audits;
mod conditions;
mod custody;
mod list;
mod many;
mod near;
mod one;
mod tags;
mod values;

pub use crate::reachable::reachable;
pub use custody::{
    Chased, chain_above, climb, close, contents_below, contents_of, count_of_contact, custodies, custodies_of_contact,
    cut_notes, expect_at, held_by_contact, hold_nesting, kits_among, move_some_to_contact, move_to_contact,
    open_custody, orgs_with_dues, overdue, promised, spoken_for, standing_at, to_chase,
};
pub use list::{PAGE, Total, after, behind, count, in_category, list};
pub use many::{
    Fresh, by_ids, hold_by_marks, insert_many, next_of, of_each, recount, remove, taken_of, touched, unique_holders,
    versions, write_all,
};
pub use one::{
    by_code, by_id, by_tag, by_tags, by_word, hold, insert, update, write_audited, write_place, write_state,
};
pub use tags::{is_taken, next};
pub use values::{empty, named_people, of, of_many, sealed, write, write_sealed};

/// The order of the tags of a few that are named: as an expression, or SQLite walks through all assets in this order, looking
/// for them.
const BY_TAG: &str = "a.tag_key || ''";

/// The columns of an asset, with the words of what it refers to; which organisation's follows.
const ASSETS: &str = "select a.id, a.tag, a.name, a.category_id, c.name as category_name, a.model_id, m.name as model_name,
        v.name as maker_name, a.serial, a.state, a.label_id, l.name as label_name, l.tone as label_tone,
        coalesce(l.may_leave, true) as may_leave, a.home_id, h.name as home_name, a.location_id, p.name as location_name,
        a.supplier_id, s.name as supplier_name, a.purchased_on, a.cost_minor, a.currency, a.order_number,
        a.warranty_until, a.ends_on, a.note, a.legacy_id, a.audited_on, a.version, a.created_at, a.updated_at, a.disposed_at, a.disposal,
        k.id as custody_id, k.contact_id, kc.name as contact_name, kc.email as contact_email, k.location_id as place_id,
        kl.name as place_name, k.holder_id, ka.tag as holder_tag, ka.name as holder_name, k.due_on, k.out_at
   from assets a
   join asset_categories c on c.org_id = a.org_id and c.id = a.category_id
   left join asset_models m on m.org_id = a.org_id and m.id = a.model_id
   left join vendors v on v.org_id = a.org_id and v.id = m.maker_id
   left join asset_labels l on l.org_id = a.org_id and l.id = a.label_id
   left join locations h on h.org_id = a.org_id and h.id = a.home_id
   left join locations p on p.org_id = a.org_id and p.id = a.location_id
   left join vendors s on s.org_id = a.org_id and s.id = a.supplier_id
   left join custodies k on k.org_id = a.org_id and k.asset_id = a.id and k.in_at is null
   left join contacts kc on kc.org_id = a.org_id and kc.id = k.contact_id
   left join locations kl on kl.org_id = a.org_id and kl.id = k.location_id
   left join assets ka on ka.org_id = a.org_id and ka.id = k.holder_id";
