//! What to do first, while something of it is missing.

use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{card, steps as checklist};

/// A step, and whether it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A place to stand things in.
    Location(bool),
    /// Something to book.
    Resource(bool),
    /// A guest who found the public page.
    Page(bool),
    /// Somebody else of the house.
    Colleague(bool),
    /// A mail server.
    Mail(bool),
}

impl Step {
    fn is_done(self) -> bool {
        let (Step::Location(done) | Step::Resource(done) | Step::Page(done) | Step::Colleague(done) | Step::Mail(done)) =
            self;
        done
    }

    fn line(self, org: &Org) -> (String, String, bool) {
        let (label, href) = match self {
            Step::Location(_) => ("Add a location", org.path("/locations")),
            Step::Resource(_) => ("Add something to book", org.path("/resources")),
            Step::Page(_) => ("Share the public page: the first guest books there", org.public_path("")),
            Step::Colleague(_) => ("Invite somebody to the team", org.path("/people")),
            Step::Mail(_) => ("Set up mail, so that confirmations leave", org.path("/messages")),
        };
        (label.to_owned(), href, self.is_done())
    }
}

/// The card; nothing once all is done.
pub fn steps(org: &Org, steps: &[Step]) -> Markup {
    let done = steps.iter().filter(|step| step.is_done()).count();
    let lines: Vec<_> = steps.iter().map(|step| step.line(org)).collect();
    html! {
        @if done < steps.len() {
            (card("First steps", html! { span .muted.small { (done) " of " (steps.len()) " done" } }, checklist(&lines)))
        }
    }
}
