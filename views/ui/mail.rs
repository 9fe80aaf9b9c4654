//! The look of letters: one list of parts becomes a page for those who see pages and a text for those who read text.
//!
//! Mail programs know tables and inline styles and little else, so this is the one place that writes them. Colours are
//! chosen to stay legible when a program turns the page dark.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A part of a letter, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// Label and value, one pair a line.
    Facts(Vec<(String, String)>),
    /// Lines of figures.
    Table(Table),
    /// The one thing to do.
    Button {
        /// What it says.
        label: String,
        /// Where it leads.
        url: String,
    },
    /// A paragraph in small print.
    Small(String),
    /// A sentence in small print that ends with a link.
    SmallLink {
        /// What stands before the link.
        text: String,
        /// What the link says.
        label: String,
        /// Where it leads.
        url: String,
    },
}

/// The widest column of a table in the text (letters).
const COLUMN_MAX: usize = 60;

/// Lines of figures below their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What the columns are called, and whether they hold figures.
    pub heads: Vec<(String, bool)>,
    /// Their cells.
    pub lines: Vec<Vec<String>>,
    /// Below them, set apart.
    pub totals: Vec<Vec<String>>,
}

impl Table {
    /// Columns as wide as their widest cell, figures at their end.
    fn text(&self) -> String {
        let all = || self.lines.iter().chain(&self.totals);
        let width = |nth: usize, head: &str| {
            let cells = all().filter_map(|line| line.get(nth)).map(|cell| cell.chars().count());
            cells.max().unwrap_or(0).max(head.chars().count()).min(COLUMN_MAX)
        };
        let widths: Vec<usize> = self.heads.iter().enumerate().map(|(nth, (head, _))| width(nth, head)).collect();
        let row = |cells: Vec<&str>| {
            let padded = cells.into_iter().zip(&widths).zip(&self.heads).map(|((cell, &width), (_, is_figure))| {
                if *is_figure { format!("{cell:>width$}") } else { format!("{cell:width$}") }
            });
            format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
        };
        let line = |cells: &Vec<String>| row(cells.iter().map(String::as_str).collect());
        let rule = "-".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
        let mut text = row(self.heads.iter().map(|(head, _)| head.as_str()).collect());
        text.push_str(&format!("{rule}\n"));
        self.lines.iter().for_each(|cells| text.push_str(&line(cells)));
        if !self.totals.is_empty() {
            text.push_str(&format!("{rule}\n"));
            self.totals.iter().for_each(|cells| text.push_str(&line(cells)));
        }
        text
    }
}

/// The letter as a page, in the sender's name and colour (`#rrggbb`).
pub fn page(sender: &str, colour: &str, heading: &str, parts: &[Part]) -> String {
    let body = "margin:0;padding:0;background:#f6f7f9;";
    let font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#14161b;";
    let head = format!(
        "background:{colour};padding:20px 24px;border-radius:12px 12px 0 0;font-size:15px;font-weight:600;color:{};",
        ink_on(colour)
    );
    let cell = "background:#ffffff;padding:24px;border-radius:0 0 12px 12px;font-size:15px;line-height:1.5;";
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light";
                title { (heading) }
            }
            body style=(body) {
                table role="presentation" width="100%" cellpadding="0" cellspacing="0" style=(format!("{body}{font}table-layout:fixed;")) { tr { td align="center" style="padding:24px 12px;" {
                    table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;table-layout:fixed;" {
                        tr { td style=(head) { (sender) } }
                        tr { td style=(cell) {
                            h1 style="margin:0 0 16px;font-size:20px;line-height:1.3;" { (heading) }
                            @for part in parts { (part_page(part, colour)) }
                        } }
                    }
                } } }
            }
        }
    };
    document.into_string()
}

fn part_page(part: &Part, colour: &str) -> Markup {
    match part {
        Part::Text(text) => html! { p style="margin:0 0 16px;" { (lines(text)) } },
        Part::Facts(pairs) => html! {
            table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px;font-size:15px;" {
                @for (label, value) in pairs {
                    tr {
                        td style="padding:4px 16px 4px 0;color:#4b5260;vertical-align:top;white-space:nowrap;" { (label) }
                        td style="padding:4px 0;font-weight:600;" { (lines(value)) }
                    }
                }
            }
        },
        Part::Table(table) => figures(table),
        Part::Button { label, url } => html! {
            p style="margin:8px 0 20px;" {
                a href=(url) style=(format!(
                    "display:inline-block;background:{colour};color:{};padding:12px 20px;border-radius:8px;text-decoration:none;font-weight:600;",
                    ink_on(colour)
                )) { (label) }
            }
        },
        Part::Small(text) => html! { p style="margin:0 0 8px;font-size:13px;color:#4b5260;" { (lines(text)) } },
        Part::SmallLink { text, label, url } => html! {
            p style="margin:0 0 8px;font-size:13px;color:#4b5260;" { (lines(text)) " " a href=(url) style="color:#4b5260;" { (label) } "." }
        },
    }
}

/// A table that scrolls by itself where a program lets it: figures at the end, totals in bold.
fn figures(table: &Table) -> Markup {
    let side =
        |nth: usize| if table.heads.get(nth).is_some_and(|(_, is_figure)| *is_figure) { "right" } else { "left" };
    // A figure, and a code such as MO-0008, stays on its line.
    let style = |nth: usize, text: &str, more: &str| {
        let wrap = if side(nth) == "right" || !text.contains(' ') { "white-space:nowrap;" } else { "" };
        format!(
            "padding:6px 8px;border-bottom:1px solid #e3e6ea;text-align:{};vertical-align:top;{wrap}{more}",
            side(nth)
        )
    };
    html! {
        div style="overflow-x:auto;margin:0 0 16px;" {
            table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-size:13px;" {
                tr { @for (nth, (head, _)) in table.heads.iter().enumerate() {
                    th scope="col" style=(style(nth, head, "color:#4b5260;font-weight:600;")) { (head) }
                } }
                @for line in &table.lines {
                    tr { @for (nth, cell) in line.iter().enumerate() { td style=(style(nth, cell, "")) { (cell) } } }
                }
                @for line in &table.totals {
                    tr { @for (nth, cell) in line.iter().enumerate() { td style=(style(nth, cell, "font-weight:600;")) { (cell) } } }
                }
            }
        }
    }
}

/// Escaped text with its line breaks.
fn lines(text: &str) -> Markup {
    html! {
        @for (index, line) in text.lines().enumerate() {
            @if index > 0 { (PreEscaped("<br>")) }
            (line)
        }
    }
}

/// The letter as text.
pub fn text(sender: &str, heading: &str, parts: &[Part]) -> String {
    let mut text = format!("{heading}\n\n");
    for part in parts {
        match part {
            Part::Text(paragraph) | Part::Small(paragraph) => text.push_str(&format!("{paragraph}\n\n")),
            Part::Facts(pairs) => {
                let width = pairs.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0) + 1;
                for (label, value) in pairs {
                    text.push_str(&format!("{:width$} {value}\n", format!("{label}:")));
                }
                text.push('\n');
            }
            Part::Table(table) => text.push_str(&format!("{}\n", table.text())),
            Part::Button { label, url } => text.push_str(&format!("{label}:\n{url}\n\n")),
            Part::SmallLink { text: before, label, url } => text.push_str(&format!("{before}\n{label}:\n{url}\n\n")),
        }
    }
    text.push_str(&format!("-- \n{sender}\n"));
    text
}

/// Black or white, whichever is easier to read on this colour (WCAG 2.2 relative luminance).
pub fn ink_on(colour: &str) -> &'static str {
    let channel = |at: usize| {
        let value = colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    let (on_white, on_black) = (1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05);
    if on_white >= on_black { "#ffffff" } else { "#000000" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_is_text_in_the_page() {
        let page = page("Harbour <House>", "#0f766e", "Booked", &[Part::Text("<b>hi</b>\nthere".into())]);
        assert!(page.contains("Harbour &lt;House&gt;") && page.contains("&lt;b&gt;hi&lt;/b&gt;<br>there"));
    }

    #[test]
    fn the_text_holds_everything_the_page_holds() {
        let parts = [
            Part::Facts(vec![("When".into(), "Mon".into()), ("Where to".into(), "Aurora".into())]),
            Part::Button { label: "Manage".into(), url: "https://h.example/x".into() },
        ];
        let text = text("Harbour House", "Booked", &parts);
        assert_eq!(
            text,
            "Booked\n\nWhen:     Mon\nWhere to: Aurora\n\nManage:\nhttps://h.example/x\n\n-- \nHarbour House\n"
        );
    }

    #[test]
    fn figures_stand_below_each_other_in_the_text_and_are_text_in_the_page() {
        let cells = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let table = Part::Table(Table {
            heads: vec![("Category".into(), false), ("Cost".into(), true)],
            lines: vec![cells(["<b>", "€1,200.00"]), cells(["Lamps", "€50.00"])],
            totals: vec![cells(["All", "€1,250.00"])],
        });
        let written = text("Harbour House", "Report", std::slice::from_ref(&table));
        let rows: Vec<&str> = written.lines().skip(2).take(6).collect();
        let rule = "-------------------";
        let expected =
            ["Category       Cost", rule, "<b>       €1,200.00", "Lamps        €50.00", rule, "All       €1,250.00"];
        assert_eq!(rows, expected);
        assert!(page("Harbour House", "#0f766e", "Report", &[table]).contains("&lt;b&gt;</td>"));
    }

    #[test]
    fn letters_on_a_brand_are_legible() {
        assert_eq!([ink_on("#facc15"), ink_on("#111827"), ink_on("#0f766e")], ["#000000", "#ffffff", "#ffffff"]);
    }
}
