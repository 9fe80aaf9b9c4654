//! What a page knows about its surroundings: the organisation, the person, the way around, and news for them.

use crate::ui::icons::Icon;
use std::borrow::Cow;

/// Light or dark, as the person chose it. The choice is rendered by the server, so a page never flashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// What the device prefers.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The three choices in the order they are offered, with their form value and their name.
    pub const CHOICES: [(Theme, &'static str, &'static str); 3] =
        [(Theme::System, "system", "System"), (Theme::Light, "light", "Light"), (Theme::Dark, "dark", "Dark")];

    /// The value of `data-theme` on the root element; absent when the device decides.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }
}

/// How something stands, told by colour and always by words too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to say about it.
    Neutral,
    /// Done, free, confirmed.
    Ok,
    /// Worth knowing.
    Info,
    /// Needs attention soon.
    Warn,
    /// Refused, failed, overdue.
    Bad,
}

impl Tone {
    /// The class that colours a part.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Ok => "ok",
            Tone::Info => "info",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        }
    }
}

/// The organisation whose page this is.
#[derive(Clone, Debug)]
pub struct Brand {
    /// Its name, shown beside its mark.
    pub name: String,
    /// Its slug in addresses.
    pub slug: String,
    /// The stylesheet that sets `--brand` and `--brand-on` and nothing else.
    pub theme_path: String,
    /// The address of its logo; its initial stands in where it has none.
    pub logo: Option<String>,
}

/// The signed-in user.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name they gave.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
}

impl Person {
    /// One or two capitals for the avatar: of the first and last word of the name, or of the address where it is empty.
    pub fn initials(&self) -> String {
        let source = if self.name.trim().is_empty() { &self.email } else { &self.name };
        initials(source)
    }
}

/// The first letters of the first and last word of a name, as capitals.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// A line of the sidebar.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// What is there.
    pub label: Cow<'static, str>,
    /// Its address.
    pub href: String,
    /// Its pictogram.
    pub icon: Icon,
    /// Whether this page belongs to it.
    pub current: bool,
    /// How many wait there, if it counts.
    pub count: Option<i64>,
}

/// A titled group of the sidebar.
#[derive(Clone, Debug)]
pub struct NavGroup {
    /// Its title.
    pub label: &'static str,
    /// Its lines.
    pub items: Vec<NavItem>,
}

/// News about what the person just did, shown once as a toast.
#[derive(Clone, Debug)]
pub struct Flash {
    /// One sentence.
    pub text: String,
    /// How it went.
    pub tone: Tone,
    /// The way back, where there is one.
    pub undo: Option<Undo>,
}

/// The request that takes back what was just done.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The address to POST to.
    pub action: String,
    /// The fields to send, by name.
    pub fields: Vec<(String, String)>,
}

/// A sentence above every page.
#[derive(Clone, Debug)]
pub struct Banner {
    /// The sentence.
    pub text: String,
    /// Where more is said or done about it: address and label.
    pub link: Option<(&'static str, &'static str)>,
}

impl Banner {
    /// A sentence alone.
    pub fn of(text: &str) -> Banner {
        Banner { text: text.to_owned(), link: None }
    }
}

/// The bell of the top bar.
#[derive(Clone, Debug)]
pub struct Bell {
    /// Where the news are read; the bell itself is drawn anew from below it.
    pub href: String,
    /// How many are unread.
    pub unread: i64,
}

/// Everything around a page's own content.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// Light or dark.
    pub theme: Theme,
    /// The organisation; absent on the installation's own pages.
    pub brand: Option<Brand>,
    /// The signed-in user; absent on public pages.
    pub person: Option<Person>,
    /// The sidebar.
    pub nav: Vec<NavGroup>,
    /// The person's other organisations: name and address.
    pub orgs: Vec<(String, String)>,
    /// News about what they just did.
    pub flash: Option<Flash>,
    /// A standing sentence above every page, such as that this is a demonstration or that no mail leaves.
    pub banner: Option<Banner>,
    /// News for them; absent where there are none to be had.
    pub bell: Option<Bell>,
    /// The address of the event stream that keeps the page current.
    pub live: Option<String>,
}

impl Chrome {
    /// Chrome with nothing in it: no organisation, nobody signed in, the device's theme.
    pub fn empty() -> Chrome {
        Chrome {
            theme: Theme::System,
            brand: None,
            person: None,
            nav: Vec::new(),
            orgs: Vec::new(),
            flash: None,
            banner: None,
            bell: None,
            live: None,
        }
    }

    /// The name in the page's title and beside the mark.
    pub fn house_name(&self) -> &str {
        self.brand.as_ref().map_or(PRODUCT, |brand| brand.name.as_str())
    }

    /// The sidebar's current line.
    pub(crate) fn current(&self) -> Option<(&NavGroup, &NavItem)> {
        self.nav.iter().find_map(|group| group.items.iter().find(|item| item.current).map(|item| (group, item)))
    }
}

/// The product's name, shown where no organisation is.
pub const PRODUCT: &str = "Steward";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        let person = |name: &str| Person { name: name.into(), email: "ada@harbour.example".into() };
        assert_eq!(person("Ada Maria Lovelace").initials(), "AL");
        assert_eq!(person("Ada").initials(), "A");
        assert_eq!(person("  ").initials(), "A");
        assert_eq!(person("élise ßen").initials(), "ÉSS");
    }
}
