//! What people do with what they are told, and what the clock does.

mod deliver;
mod personal;
mod room;
mod say;

pub use deliver::deliver_due;
pub use personal::{choose, read_all, read_one};
pub use room::{PURPOSE as CHAT_PURPOSE, remove, set_up, test};
pub use say::say_due;
