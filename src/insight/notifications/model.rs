//! Kinds of news, and what people choose for them.

use super::hours::Hours;
use kernel::Problems;
use kernel::time::{parse_minutes, parse_zone};
use platform::context::AnyRole;
use platform::{Perm, Role};
use serde::Deserialize;
use std::collections::HashMap;

/// A kind of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// Somebody booked, or took a cancelled booking up again.
    BookingMade,
    /// A booking is at another time or place, or is called something else.
    BookingMoved,
    /// A booking was given back.
    BookingCancelled,
    /// Somebody else booked, moved or cancelled for them.
    OwnBooking,
    /// Somebody accepted an invitation.
    InvitationAccepted,
    /// A colleague's role was given, changed or ended.
    RoleChanged,
    /// Their own role was.
    OwnRole,
    /// A letter to a guest or to anybody else did not arrive, or may not have.
    MessageFailed,
    /// The warranty or the life of an asset, or a date of it, comes to its end.
    AssetDue,
    /// There is too little of something in stock.
    StockLow,
    /// Work has to be done.
    WorkRaised,
    /// Work was not done in time.
    WorkLate,
    /// Work was given to them, or theirs was not done in time.
    OwnWork,
    /// A report that they have mailed is not mailed any more.
    ReportPaused,
}

impl Kind {
    /// All of them, in the order they are offered.
    pub const ALL: [Kind; 14] = [
        Kind::BookingMade,
        Kind::BookingMoved,
        Kind::BookingCancelled,
        Kind::OwnBooking,
        Kind::InvitationAccepted,
        Kind::RoleChanged,
        Kind::OwnRole,
        Kind::MessageFailed,
        Kind::AssetDue,
        Kind::StockLow,
        Kind::WorkRaised,
        Kind::WorkLate,
        Kind::OwnWork,
        Kind::ReportPaused,
    ];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Kind::BookingMade => "booking_made",
            Kind::BookingMoved => "booking_moved",
            Kind::BookingCancelled => "booking_cancelled",
            Kind::OwnBooking => "own_booking",
            Kind::InvitationAccepted => "invitation_accepted",
            Kind::RoleChanged => "role_changed",
            Kind::OwnRole => "own_role",
            Kind::MessageFailed => "message_failed",
            Kind::AssetDue => "asset_due",
            Kind::StockLow => "stock_low",
            Kind::WorkRaised => "work_raised",
            Kind::WorkLate => "work_late",
            Kind::OwnWork => "own_work",
            Kind::ReportPaused => "report_paused",
        }
    }

    /// The kind stored by this name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What is needed to be told of it; none: it is about oneself.
    pub fn perm(self) -> Option<Perm> {
        match self {
            Kind::BookingMade | Kind::BookingMoved | Kind::BookingCancelled => Some(Perm::BookingsRead),
            Kind::InvitationAccepted | Kind::RoleChanged => Some(Perm::PeopleManage),
            Kind::MessageFailed => Some(Perm::MessagesRead),
            // Those who keep the things, and not all who may look at them.
            Kind::AssetDue | Kind::StockLow | Kind::WorkRaised | Kind::WorkLate => Some(Perm::AssetsManage),
            Kind::OwnBooking | Kind::OwnRole | Kind::OwnWork | Kind::ReportPaused => None,
        }
    }

    /// What somebody with these roles hears who has not chosen.
    pub fn usual(self, roles: &[&AnyRole]) -> Choice {
        // A role that the organisation has made is taken by what it may do.
        let one_of = |those: &[Role], perm: Perm| {
            roles.iter().any(|role| match role {
                AnyRole::BuiltIn(role) => those.contains(role),
                AnyRole::Own(own) => own.perms.has(perm),
            })
        };
        let (runs_it, runs_the_day) = (
            one_of(&[Role::Owner, Role::Admin], Perm::OrgManage),
            one_of(&[Role::Owner, Role::Admin, Role::Manager, Role::BookingManager], Perm::BookingsManage),
        );
        let keeps = roles.iter().any(|role| role.may(Perm::AssetsManage));
        let answers = one_of(&[Role::Support], Perm::BookingsManage);
        match self {
            // A letter for each booking goes to those whose work they are.
            Kind::BookingMade | Kind::BookingMoved | Kind::BookingCancelled => Choice {
                in_app: runs_the_day || answers,
                mail: if runs_the_day { Mail::AtOnce } else { Mail::None },
                chat: false,
            },
            // The letter to the guest goes to them in any case.
            Kind::OwnBooking => Choice { in_app: true, mail: Mail::None, chat: false },
            Kind::InvitationAccepted | Kind::RoleChanged => Choice { in_app: runs_it, mail: Mail::None, chat: false },
            Kind::OwnRole | Kind::OwnWork | Kind::ReportPaused => {
                Choice { in_app: true, mail: Mail::AtOnce, chat: false }
            }
            // One letter a day, when there is something new.
            Kind::AssetDue | Kind::StockLow | Kind::WorkLate => {
                Choice { in_app: keeps, mail: if keeps { Mail::Digest } else { Mail::None }, chat: false }
            }
            Kind::WorkRaised => Choice { in_app: keeps, mail: Mail::None, chat: false },
            Kind::MessageFailed => Choice {
                in_app: runs_the_day || answers,
                mail: if runs_it { Mail::Digest } else { Mail::None },
                chat: false,
            },
        }
    }
}

/// Whether something is told by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Mail {
    /// Not at all.
    None,
    /// A letter for each.
    AtOnce,
    /// With the others of the day.
    Digest,
}

impl Mail {
    /// In the order they are offered.
    pub const ALL: [Mail; 3] = [Mail::None, Mail::AtOnce, Mail::Digest];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Mail::None => "none",
            Mail::AtOnce => "at_once",
            Mail::Digest => "digest",
        }
    }
}

/// By which ways a person hears of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Under the bell.
    pub in_app: bool,
    /// By mail.
    pub mail: Mail,
    /// In the organisation's chat room.
    pub chat: bool,
}

impl Choice {
    /// Not at all.
    pub fn is_off(self) -> bool {
        !self.in_app && self.mail == Mail::None && !self.chat
    }
}

/// The form of all choices, as it was sent: `booking_made.in_app`, `booking_made.mail`, and the hours.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct ChoicesForm(pub HashMap<String, String>);

/// The log's question, as it stands in an address. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LogQuery {
    /// `in_app`, `mail` or `chat`.
    pub way: String,
    /// An outcome, as of outgoing mail.
    pub status: String,
    /// `own`, or everybody's where the viewer may see that.
    pub whose: String,
    /// A kind of news, or of letter.
    pub kind: String,
    /// Part of a name or an address.
    pub text: String,
    /// Older than this line.
    pub before: String,
    /// `csv`: a file of all pages.
    pub format: String,
}

/// What a person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// For each kind they were shown.
    pub choices: Vec<(Kind, Choice)>,
    /// And when.
    pub hours: Hours,
}

impl ChoicesForm {
    /// What was typed under this name.
    pub fn typed(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    /// The choices for these kinds as they were sent; what cannot be read is off.
    pub fn choices(&self, kinds: &[Kind]) -> Vec<(Kind, Choice)> {
        let choice = |kind: Kind| {
            let mail = self.typed(&format!("{}.mail", kind.name()));
            Choice {
                in_app: !self.typed(&format!("{}.in_app", kind.name())).is_empty(),
                mail: Mail::ALL.into_iter().find(|one| one.name() == mail).unwrap_or(Mail::None),
                chat: !self.typed(&format!("{}.chat", kind.name())).is_empty(),
            }
        };
        kinds.iter().map(|kind| (*kind, choice(*kind))).collect()
    }

    /// Reads it, for the kinds the person was shown; all problems at once.
    pub fn parse(&self, kinds: &[Kind]) -> Result<Chosen, Problems> {
        let mut problems = Problems::new();
        let zone = match self.typed("zone") {
            "" => Some(None),
            name => parse_zone(name).map(Some),
        };
        if zone.is_none() {
            problems.add("zone", "Choose a zone of the list.");
        }
        let mut time = |field: &'static str, message: &str| match (self.typed(field), parse_minutes(self.typed(field)))
        {
            ("", _) => None,
            (_, Some(minutes)) if minutes < 1_440 => Some(minutes),
            _ => {
                problems.add(field, message);
                None
            }
        };
        let message = "Enter a time of day, such as 22:00.";
        let (from, until) = (time("quiet_from", message), time("quiet_until", message));
        let digest_at = time("digest_at", message);
        if digest_at.is_none() && problems.at("digest_at").is_none() {
            problems.add("digest_at", message);
        }
        let quiet = match (from, until) {
            (None, None) => None,
            (Some(from), Some(until)) if from != until => Some((from, until)),
            (Some(_), Some(_)) => {
                problems.add("quiet_until", "Quiet hours that end when they begin would never end.");
                None
            }
            (Some(_), None) => {
                problems.add("quiet_until", "When do they end?");
                None
            }
            (None, Some(_)) => {
                problems.add("quiet_from", "When do they begin?");
                None
            }
        };
        match (zone, digest_at) {
            (Some(zone), Some(digest_at)) if problems.is_empty() => {
                Ok(Chosen { choices: self.choices(kinds), hours: Hours { zone, quiet, digest_at } })
            }
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> ChoicesForm {
        ChoicesForm(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(kind));
        }
        assert_eq!(Kind::parse("rumour"), None);
    }

    #[test]
    fn a_letter_for_each_booking_goes_to_those_whose_work_they_are() {
        let mail = |role| Kind::BookingMade.usual(&[&AnyRole::from(role)]).mail;
        assert_eq!([Role::Owner, Role::Manager].map(mail), [Mail::AtOnce; 2]);
        assert_eq!([Role::Support, Role::Viewer, Role::Member].map(mail), [Mail::None; 3]);
        assert!(Kind::BookingMade.usual(&[&Role::Viewer.into()]).is_off());
        assert_eq!(Kind::BookingMade.usual(&[&Role::Viewer.into(), &Role::Manager.into()]).mail, Mail::AtOnce);
    }

    #[test]
    fn a_form_is_read_for_the_kinds_that_were_shown() {
        let sent = form(&[("booking_made.mail", "digest"), ("own_role.in_app", "on"), ("digest_at", "07:30")]);
        let chosen = sent.parse(&[Kind::OwnRole]).unwrap();
        assert_eq!(chosen.choices, [(Kind::OwnRole, Choice { in_app: true, mail: Mail::None, chat: false })]);
        assert_eq!(chosen.hours, Hours { zone: None, quiet: None, digest_at: 450 });
    }

    #[test]
    fn hours_that_make_no_sense_are_told_at_their_fields() {
        for (fields, field) in [
            (vec![("digest_at", "25:00")], "digest_at"),
            (vec![], "digest_at"),
            (vec![("digest_at", "08:00"), ("quiet_from", "22:00")], "quiet_until"),
            (vec![("digest_at", "08:00"), ("quiet_until", "06:00")], "quiet_from"),
            (vec![("digest_at", "08:00"), ("quiet_from", "22:00"), ("quiet_until", "22:00")], "quiet_until"),
            (vec![("digest_at", "08:00"), ("zone", "Mars/Olympus")], "zone"),
        ] {
            assert!(form(&fields).parse(&[]).unwrap_err().at(field).is_some(), "{fields:?}");
        }
    }
}
