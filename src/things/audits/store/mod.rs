//! All SQL of audits.

mod audits;
mod lines;
mod people;

pub use audits::{Expected, asking, by_id, close, freeze, hold, insert, list, open_ones, share, update};
pub use lines::{
    Fresh, Sighting, add_code, add_seen, drop_codes, drop_line, end_rest, line, line_of, lines, progress,
    progress_of_each, settle, write_decision, write_seen, write_words,
};
pub use people::{
    Said, answered, answers_of, ask_all, asked_by_id, asked_for, count_answers, cut_answers, keep_answer, move_asked,
    move_some_asked, note_answered, orgs_that_ask, to_remind, unanswered, write_reminded,
};
