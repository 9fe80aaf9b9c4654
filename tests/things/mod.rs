//! Locations, resources and the catalogue of assets, through their pages and their actions.

mod acceptance;
mod access;
mod alerts;
pub mod assets;
mod audits;
mod audits_mail;
mod bulk;
mod catalogue;
mod catalogue_fields;
mod catalogue_races;
mod depreciation;
mod found;
mod holidays;
mod hours;
mod imports;
mod kits;
mod labels;
mod list;
mod lists;
mod locations;
mod photos;
mod plans;
mod resources;
mod scan;
mod stock;
mod why;
mod work;
