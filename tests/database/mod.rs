//! The data layer under load and under faults.

mod groups;
mod readers;
