//! What a label shows.

use serde::Deserialize;

/// Of what labels are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Assets.
    Assets,
    /// Items of stock.
    Stock,
    /// Locations.
    Locations,
    /// Resources.
    Resources,
}

impl Which {
    /// The first word of its addresses.
    pub fn name(self) -> &'static str {
        match self {
            Which::Assets => "assets",
            Which::Stock => "stock",
            Which::Locations => "locations",
            Which::Resources => "resources",
        }
    }

    /// The lines that may stand below the title, with what they are called; the first are those of a new label.
    pub fn lines(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Which::Assets => &[
                ("name", "Name"),
                ("model", "Model"),
                ("serial", "Serial"),
                ("category", "Category"),
                ("home", "Default location"),
                ("organisation", "Organisation"),
            ],
            Which::Stock => &[
                ("sku", "Number"),
                ("category", "Category"),
                ("unit", "Unit"),
                ("supplier", "Supplier"),
                ("organisation", "Organisation"),
            ],
            Which::Locations => &[("above", "Where it stands"), ("organisation", "Organisation")],
            Which::Resources => &[("location", "Location"), ("kind", "Kind"), ("organisation", "Organisation")],
        }
    }

    /// The lines of whoever has not chosen any.
    pub fn usual_lines(self) -> &'static [&'static str] {
        match self {
            Which::Assets => &["name", "serial", "organisation"],
            Which::Stock => &["sku", "unit", "organisation"],
            Which::Locations => &["above", "organisation"],
            Which::Resources => &["location", "organisation"],
        }
    }
}

/// What machines read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Codes {
    /// A QR code with the address.
    #[default]
    Qr,
    /// A Code 128 with what is short: a tag, an item's number, the code of a place or resource.
    Bars,
    /// Both.
    Both,
    /// Nothing.
    None,
}

impl Codes {
    /// The one of this name.
    pub fn parse(name: &str) -> Codes {
        match name {
            "bars" => Codes::Bars,
            "both" => Codes::Both,
            "none" => Codes::None,
            _ => Codes::Qr,
        }
    }

    /// As addresses say it.
    pub fn name(self) -> &'static str {
        match self {
            Codes::Qr => "qr",
            Codes::Bars => "bars",
            Codes::Both => "both",
            Codes::None => "none",
        }
    }
}

/// What one label shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The large line: a tag, a name.
    pub title: String,
    /// The others, by the names of [`Which::lines`]; empty ones are left out when it is drawn.
    pub lines: Vec<(&'static str, String)>,
    /// What the QR code says: an address.
    pub address: String,
    /// What the bars say; none where there is nothing short to say.
    pub tag: Option<String>,
}
