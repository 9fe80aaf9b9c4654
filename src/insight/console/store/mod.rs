//! The SQL of the console: it looks at all organisations at once, and says of every row whose it is.

pub mod health;
pub mod incidents;
pub mod jobs;
pub mod messages;
pub mod organisations;
pub mod users;
