//! All SQL about being told.

mod chat;
mod choices;
mod log;
mod things;
mod told;

pub use chat::{
    Post, Room, RoomWish, add_posts, change_room, drop_posts, give_up_posts, lease_posts, maybe_room, note_posts,
    old_posts, remove_room, room_secrets, write_room_secret,
};
pub use choices::{Preferences, choose, choose_hours, preferences, reschedule};
pub use log::{Line, LogPage, Way, log};
pub use things::{Thing, things};
pub use told::{
    New, Told, add, count_unread, drop_news, events_of_told, forget, list, mail_due, old_news, reachable, read_all,
    read_one, take_due,
};
