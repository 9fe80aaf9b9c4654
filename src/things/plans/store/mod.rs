//! All SQL of maintenance plans.

mod dues;
mod plans;

pub use dues::{away_since, begin_anew, done_at, in_raised, members, members_of, write_due, write_raised};
pub use plans::{
    any_by_use, bind_order, by_id, by_use, coming, hold, insert, last_raised, list, of_asset, orders, orgs_with_plans,
    plans_within, set_paused, update, write_next,
};
