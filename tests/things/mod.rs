//! Locations and resources, through their pages and their actions.

mod access;
mod hours;
mod list;
mod locations;
mod photos;
mod resources;
