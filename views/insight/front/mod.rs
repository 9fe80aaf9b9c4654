//! The front page of an organisation.

mod charts;
mod head;
mod house;
mod kpis;
mod news;
mod own;
mod owned;
mod steps;
mod strip;

pub use head::Head;
pub use house::{House, house};
pub use news::is_news;
pub use own::own;
pub use steps::Step;
