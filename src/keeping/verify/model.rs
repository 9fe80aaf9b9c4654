//! The rules, and what a look at them found.

use uuid::Uuid;

/// A rule of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// At no instant are more units promised than there are.
    UnitsPromised,
    /// A block contains its booking.
    Blocks,
    /// Every organisation has an owner.
    Owners,
    /// Versions count from one, sequences from none.
    Versions,
    /// Messages are in a state that fits their times.
    Messages,
    /// Jobs are in a state that fits their lease.
    Jobs,
    /// The path of a place is that of its parent and itself.
    Places,
    /// A logo is a picture of its organisation.
    Logos,
    /// A message about a booking is about one that there is.
    MessageSubjects,
    /// Addresses that people are found by are in lower case.
    Addresses,
    /// What is on hand of stock is the sum of its ledger, and not below nothing.
    Stock,
    /// A file has the bytes that its size and its hash say.
    Files,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 12] = [
        Rule::UnitsPromised,
        Rule::Blocks,
        Rule::Owners,
        Rule::Versions,
        Rule::Messages,
        Rule::Jobs,
        Rule::Places,
        Rule::Logos,
        Rule::MessageSubjects,
        Rule::Addresses,
        Rule::Stock,
        Rule::Files,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Rule::UnitsPromised => "units promised",
            Rule::Blocks => "blocks of bookings",
            Rule::Owners => "owners",
            Rule::Versions => "versions",
            Rule::Messages => "states of messages",
            Rule::Jobs => "states of jobs",
            Rule::Places => "tree of places",
            Rule::Logos => "logos",
            Rule::MessageSubjects => "subjects of messages",
            Rule::Addresses => "addresses",
            Rule::Stock => "ledger of stock",
            Rule::Files => "files",
        }
    }

    /// What is wrong with a row that breaks it.
    pub fn broken(self) -> &'static str {
        match self {
            Rule::UnitsPromised => "more units are promised than the resource has, at the start of booking",
            Rule::Blocks => "the block does not contain the span of booking",
            Rule::Owners => "nobody owns organisation",
            Rule::Versions => "the version or sequence cannot be, of row",
            Rule::Messages => "the state does not fit the times of message",
            Rule::Jobs => "the state does not fit the lease of job",
            Rule::Places => "the path does not lead to place",
            Rule::Logos => "the logo is no file of organisation",
            Rule::MessageSubjects => "there is no booking for message",
            Rule::Addresses => "the address is not in lower case, of person",
            Rule::Stock => "what is on hand is not the sum of the entries, of item",
            Rule::Files => "the bytes are not those that were stored, of file",
        }
    }
}

/// Something that was looked at.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What.
    pub what: String,
    /// How much of it, where that says something.
    pub note: String,
    /// What is wrong with it; nothing: it holds.
    pub wrong: Vec<String>,
}

/// All that was looked at.
#[derive(Debug, Clone, Default)]
pub struct Report(pub Vec<Finding>);

impl Report {
    /// Does everything hold?
    pub fn holds(&self) -> bool {
        self.0.iter().all(|finding| finding.wrong.is_empty())
    }

    /// The report as lines for a terminal.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for Finding { what, note, wrong } in &self.0 {
            let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
            let mark = if wrong.is_empty() { "holds " } else { "BROKEN" };
            lines.push(format!("{mark}  {what}{note}"));
            lines.extend(wrong.iter().map(|wrong| format!("        {wrong}")));
        }
        lines
    }
}

/// One sentence for each row that breaks a rule.
pub(super) fn sentences(rule: Rule, rows: &[Uuid]) -> Vec<String> {
    rows.iter().map(|id| format!("{} {id}", rule.broken())).collect()
}
