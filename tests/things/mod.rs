//! Locations, resources and the catalogue of assets, through their pages and their actions.

mod access;
mod assets;
mod catalogue;
mod catalogue_fields;
mod catalogue_races;
mod found;
mod holidays;
mod hours;
mod labels;
mod list;
mod locations;
mod photos;
mod resources;
mod scan;
mod why;
