//! Where everything stands on a label: pieces in millimetres from its upper left corner.

use super::model::{Codes, Label};
use barcoders::sym::code128::Code128;
use qrcode::{Color, EcLevel, QrCode};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// White around the pieces, as a part of the label's shorter side.
const PADDING: f32 = 1.0 / 16.0;
/// Never less than what a cutter is off (mm), never more than looks well.
const PADDING_RANGE: (f32, f32) = (1.0, 3.0);
/// White around a QR code, in its modules (ISO/IEC 18004).
const QR_QUIET: f32 = 4.0;
/// White beside bars, in their modules (ISO/IEC 15417).
const BARS_QUIET: f32 = 10.0;
/// The part of a label's height that bars take.
const BARS_HEIGHT: f32 = 0.28;
/// The widest module of bars (mm): a short tag need not fill a wide label.
const BARS_MODULE_MAX: f32 = 0.5;
/// The part of a label's width that a QR code may take where words stand beside it.
const QR_WIDTH: f32 = 0.5;
/// The largest and the smallest letters (mm of font size).
const LETTERS: (f32, f32) = (7.0, 1.6);
/// A line's height by its font size.
const LINE: f32 = 1.2;
/// How far a line's letters reach down from its top, by its font size.
const ASCENT: f32 = 0.93;
/// A line of words is this much smaller than the title.
const BELOW_TITLE: f32 = 0.62;
/// What is too long ends so.
const CUT: &str = "…";
/// Where there is no glyph to measure: about a letter.
const SOME_WIDTH: f32 = 0.6;

/// Something to be drawn, in millimetres from the label's upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A line of letters: left end of its baseline, font size, words.
    Words(f32, f32, f32, String),
    /// Black rectangles that belong together: left, top, width, height.
    Boxes(Vec<(f32, f32, f32, f32)>),
}

/// The font and how wide its letters are.
pub struct Ink<'a>(FontRef<'a>);

impl<'a> Ink<'a> {
    /// Of a font's file; none where it is none.
    pub fn of(font: &'a [u8]) -> Option<Ink<'a>> {
        FontRef::new(font).ok().map(Ink)
    }

    /// How wide a line is at a font size of 1.
    pub(crate) fn width(&self, words: &str) -> f32 {
        let (letters, widths) = (self.0.charmap(), self.0.glyph_metrics(Size::new(1.0), LocationRef::default()));
        let wide = |letter| letters.map(letter).and_then(|glyph| widths.advance_width(glyph)).unwrap_or(SOME_WIDTH);
        words.chars().map(wide).sum()
    }

    /// As much of a line as fits.
    fn cut(&self, words: &str, size: f32, room: f32) -> String {
        if self.width(words) * size <= room {
            return words.to_owned();
        }
        let mut kept: String = words.to_owned();
        while !kept.is_empty() && (self.width(&kept) + self.width(CUT)) * size > room {
            kept.pop();
        }
        format!("{}{CUT}", kept.trim_end())
    }
}

/// A label of this size in its pieces, with these lines.
pub fn laid_out(
    label: &Label,
    codes: Codes,
    lines: &[String],
    (width, height): (f32, f32),
    ink: &Ink<'_>,
) -> Vec<Piece> {
    let pad = (width.min(height) * PADDING).clamp(PADDING_RANGE.0, PADDING_RANGE.1);
    let (left, top, right) = (pad, pad, width - pad);
    let mut bottom = height - pad;
    let mut pieces = Vec::new();
    if matches!(codes, Codes::Bars | Codes::Both)
        && let Some(bars) = label.tag.as_deref().and_then(bars)
    {
        let tall = height * BARS_HEIGHT;
        pieces.push(Piece::Boxes(bar_boxes(&bars, (left, bottom - tall, right - left, tall))));
        bottom -= tall + pad / 2.0;
    }
    let mut from = left;
    if matches!(codes, Codes::Qr | Codes::Both)
        && let Some(code) = qr(&label.address)
    {
        let modules = code.width() as f32;
        let side = (bottom - top).min((right - left) * QR_WIDTH);
        // The label's own margin is a part of the white around it.
        let module = side / modules;
        let quiet = (QR_QUIET * module - pad).max(0.0);
        let side = side - quiet;
        pieces.push(Piece::Boxes(qr_boxes(&code, (left + quiet, top + quiet / 2.0), (side - quiet / 2.0) / modules)));
        from = left + side + QR_QUIET * module;
    }
    pieces.extend(words(label, lines, (from, top, right, bottom), ink));
    pieces
}

/// Title and lines in their box, from its top; the letters as large as they fit.
fn words(label: &Label, lines: &[String], edges: (f32, f32, f32, f32), ink: &Ink<'_>) -> Vec<Piece> {
    let (left, top, right, bottom) = edges;
    let room = right - left;
    let said: Vec<&str> = label
        .lines
        .iter()
        .filter(|(name, text)| lines.iter().any(|wanted| wanted == name) && !text.is_empty())
        .map(|(_, text)| text.as_str())
        .collect();
    let tall = LINE * (1.0 + said.len() as f32 * BELOW_TITLE);
    let by_height = (bottom - top) / tall;
    let by_width = room / ink.width(&label.title).max(1.0);
    let size = by_height.min(by_width).clamp(LETTERS.1, LETTERS.0);
    let mut pieces = Vec::new();
    let mut y = top;
    for (at, line) in std::iter::once(label.title.as_str()).chain(said).enumerate() {
        let size = if at == 0 { size } else { (size * BELOW_TITLE).max(LETTERS.1) };
        // What has no room is left out, the last lines first.
        if y + size > bottom + 0.01 {
            break;
        }
        pieces.push(Piece::Words(left, y + size * ASCENT, size, ink.cut(line, size, room)));
        y += size * LINE;
    }
    pieces
}

/// The code of an address: with enough repetition for a scratched label, where that fits.
fn qr(address: &str) -> Option<QrCode> {
    QrCode::with_error_correction_level(address, EcLevel::M).ok()
}

/// The dark modules: a box for each run of them in a row.
fn qr_boxes(code: &QrCode, (left, top): (f32, f32), module: f32) -> Vec<(f32, f32, f32, f32)> {
    let colours = code.to_colors();
    let mut boxes = Vec::new();
    for (y, row) in colours.chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                boxes.push((left + x as f32 * module, top + y as f32 * module, run.len() as f32 * module, module));
            }
            x += run.len();
        }
    }
    boxes
}

/// The modules of a tag in Code 128; none for letters it does not have.
fn bars(tag: &str) -> Option<Vec<u8>> {
    if tag.is_empty() || !tag.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return None;
    }
    // Set B has every letter that can be typed.
    Code128::new(format!("\u{181}{tag}")).ok().map(|code| code.encode())
}

/// The bars in a box, in its middle with the white they need beside them.
fn bar_boxes(bars: &[u8], (left, top, width, height): (f32, f32, f32, f32)) -> Vec<(f32, f32, f32, f32)> {
    let modules = bars.len() as f32;
    let module = (width / (modules + 2.0 * BARS_QUIET)).min(BARS_MODULE_MAX);
    let left = left + (width - modules * module) / 2.0;
    let mut boxes = Vec::new();
    let mut x = 0;
    for run in bars.chunk_by(|one, other| one == other) {
        if run.first() == Some(&1) {
            boxes.push((left + x as f32 * module, top, run.len() as f32 * module, height));
        }
        x += run.len();
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(title: &str) -> Label {
        Label {
            title: title.to_owned(),
            lines: vec![("name", "A very long name of a thing that nobody would print".repeat(3))],
            address: "https://house.example/a/harbour-house/NB-00001".to_owned(),
            tag: Some(title.to_owned()),
        }
    }

    #[test]
    fn nothing_stands_outside_of_a_label_however_small_it_is() {
        let ink = Ink::of(platform::ui::assets::LABEL_FONT).unwrap();
        let lines = ["name".to_owned()];
        for size in [(63.5, 38.1), (25.0, 10.0), (57.0, 32.0), (12.0, 40.0), (100.0, 150.0)] {
            for codes in [Codes::Qr, Codes::Bars, Codes::Both, Codes::None] {
                for piece in laid_out(&label("NB-00001"), codes, &lines, size, &ink) {
                    match piece {
                        Piece::Boxes(boxes) => {
                            assert!(!boxes.is_empty());
                            for (x, y, w, h) in boxes {
                                assert!(
                                    x >= 0.99 && x + w <= size.0 - 0.99 && y >= 0.99 && y + h <= size.1 - 0.99,
                                    "{size:?} {codes:?}"
                                );
                            }
                        }
                        Piece::Words(x, y, letters, words) => {
                            assert!(x + ink.width(&words) * letters <= size.0, "{size:?} {codes:?} {words}");
                            assert!(y <= size.1, "{size:?} {codes:?} {words}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn bars_say_what_can_be_typed_and_nothing_else() {
        // Start B, the letters, the check symbol and the stop, of 11 modules each, and the stop's last bar of 2.
        assert_eq!(bars("NB-00001").map(|bars| bars.len()), Some((1 + 8 + 1 + 1) * 11 + 2));
        assert_eq!(bars("Größe"), None);
        assert_eq!(bars(""), None);
    }
}
