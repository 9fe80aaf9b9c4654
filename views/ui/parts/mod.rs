//! The parts that pages are made of, one function each, in files by family.

mod badge;
mod button;
mod card;
mod choose;
mod copy;
mod facts;
mod feed;
mod header;
mod message;
mod overlay;
mod public;
mod table;

pub use badge::{avatar, badge, count_badge, tag, tags};
pub use button::{button, button_link, danger_button, icon_link, primary_button, primary_link};
pub use card::{card, card_flush, card_form, kpi, kpi_row, two_columns};
pub use choose::{FilterChip, Segment, chips, filter_more, filter_row, filter_search, filter_select, pager, seg, tabs};
pub use copy::copy_field;
pub use facts::facts;
pub use feed::{FeedItem, feed};
pub use header::{back_link, page_header, page_header_with, section};
pub use message::{empty, no_results, notice, steps, switched_off};
pub use overlay::{MenuItem, confirm_form, dialog, dialog_button, menu};
pub use public::{
    DayChoice, SlotChoice, Way, client_nav, day_strip, first_button, hero_meta, lengths, links_or_buttons,
    resource_card, shown_otherwise, slot_tiles, summary_bar,
};
pub use table::{Column, cell, cell_main, cell_num, cell_status, table};
