//! Locations, resources and the catalogue of assets, through their pages and their actions.

mod access;
mod assets;
mod catalogue;
mod catalogue_fields;
mod catalogue_races;
mod holidays;
mod hours;
mod imports;
mod list;
mod lists;
mod locations;
mod photos;
mod resources;
mod why;
