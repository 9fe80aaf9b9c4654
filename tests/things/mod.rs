//! Locations and resources, through their pages and their actions.

mod access;
mod assets;
mod holidays;
mod hours;
mod list;
mod locations;
mod photos;
mod resources;
mod why;
