//! What the console's lists are asked for, and the rows they show.

mod founding;
mod incident;
mod queries;
mod rows;

pub use founding::FoundForm;
pub use incident::{Incident, Trouble, Watcher};
pub use queries::{JobState, JobsQuery, MailState, MessagesQuery, OrgsQuery, UsersQuery};
pub use rows::{JobCounts, JobRow, MessageRow, OrgFigures, OrgRow, UserRow};
