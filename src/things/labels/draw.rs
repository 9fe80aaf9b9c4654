//! The file: pages of labels as PDF, to the millimetre.

use super::form::Wish;
use super::layout::{Ink, Piece, laid_out};
use super::model::Label;
use kernel::{Error, Result};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use platform::ui::assets::LABEL_FONT;

/// Points of a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// All labels on their sheets. It takes its time: not for a thread that others wait for.
///
/// # Errors
/// Only where the font or the writer is broken.
pub fn pdf(labels: &[Label], wish: &Wish) -> Result<Vec<u8>> {
    let broken = |what: &str| Error::broken(format!("labels cannot be drawn: {what}"));
    let font = Font::new(LABEL_FONT.to_vec().into(), 0).ok_or_else(|| broken("the font"))?;
    let ink = Ink::of(LABEL_FONT).ok_or_else(|| broken("the font"))?;
    let (sheet, skipped) = (&wish.sheet, wish.start - 1);
    let settings =
        PageSettings::from_wh(sheet.paper.0 * POINTS, sheet.paper.1 * POINTS).ok_or_else(|| broken("the paper"))?;
    let mut document = Document::new();
    for number in 0..(skipped + labels.len()).div_ceil(sheet.count()).max(1) {
        let mut page = document.start_page_with(settings.clone());
        let mut surface = page.surface();
        surface.set_fill(Some(Fill {
            paint: rgb::Color::black().into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }));
        for place in 0..sheet.count() {
            let label = (number * sheet.count() + place).checked_sub(skipped).and_then(|at| labels.get(at));
            let Some(label) = label else { continue };
            let (x, y) = sheet.corner(place);
            let at = (x + wish.offset.0, y + wish.offset.1);
            for piece in laid_out(label, wish.codes, &wish.lines, sheet.label, &ink) {
                draw(&mut surface, &piece, at, &font);
            }
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| broken(&format!("{error:?}")))
}

fn draw(surface: &mut Surface<'_>, piece: &Piece, (left, top): (f32, f32), font: &Font) {
    match piece {
        Piece::Words(x, y, size, words) => {
            let from = Point::from_xy((left + x) * POINTS, (top + y) * POINTS);
            surface.draw_text(from, font.clone(), size * POINTS, words, false, TextDirection::Auto);
        }
        Piece::Boxes(boxes) => {
            let mut path = PathBuilder::new();
            for (x, y, width, height) in boxes {
                let (x, y) = ((left + x) * POINTS, (top + y) * POINTS);
                if let Some(rect) = Rect::from_xywh(x, y, width * POINTS, height * POINTS) {
                    path.push_rect(rect);
                }
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}
