//! The record on paper: text, things, signature and hash, as PDF. The same record is the same bytes.

use super::model::PAD;
use super::record::Record;
use crate::labels::Ink;
use chrono::DateTime;
use chrono_tz::Tz;
use kernel::time::{clock_text, day_text, wall, zone_abbreviation};
use kernel::{Error, Result};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use platform::ui::assets::LABEL_FONT;

/// Points of a millimetre.
const POINTS: f32 = 72.0 / 25.4;
/// A4 (ISO 216).
const PAPER: (f32, f32) = (210.0, 297.0);
/// White around the page (mm).
const MARGIN: f32 = 20.0;
/// Letters of the page (mm of font size), and of its title.
const LETTERS: f32 = 3.6;
const TITLE: f32 = 6.5;
const SMALL: f32 = 2.8;
/// A line's height by its font size.
const LINE: f32 = 1.4;
/// How wide a drawn signature is (mm).
const DRAWN: f32 = 90.0;
/// How thick its lines are (mm).
const PEN: f32 = 0.5;

/// What stands on a page, from its top.
enum Piece {
    Words(f32, f32, f32, String),
    Drawing(f32, f32),
}

/// Pages as they are filled.
struct Pages<'a> {
    ink: Ink<'a>,
    pages: Vec<Vec<Piece>>,
    y: f32,
}

impl Pages<'_> {
    /// Room for so much on this page, or a new one.
    fn room(&mut self, height: f32) {
        if self.y + height > PAPER.1 - MARGIN {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn put(&mut self, piece: Piece) {
        if let Some(page) = self.pages.last_mut() {
            page.push(piece);
        }
    }

    fn gap(&mut self, height: f32) {
        self.y += height;
    }

    /// A paragraph, broken into lines that fit, so far in.
    fn words(&mut self, size: f32, indent: f32, words: &str) {
        let width = PAPER.0 - 2.0 * MARGIN - indent;
        for paragraph in words.split('\n') {
            for line in broken(&self.ink, paragraph, size, width) {
                self.room(size * LINE);
                self.y += size * LINE;
                let piece = Piece::Words(MARGIN + indent, self.y, size, line);
                self.put(piece);
            }
        }
    }
}

/// A paragraph in lines; a word that is too long is broken too.
fn broken(ink: &Ink<'_>, paragraph: &str, size: f32, width: f32) -> Vec<String> {
    let fits = |line: &str| ink.width(line) * size <= width;
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in paragraph.split(' ') {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            if !line.is_empty() && !fits(&format!("{line}{letter}")) {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

/// The file. It takes its time: not for a thread that others wait for.
///
/// # Errors
/// Only where the font or the writer is broken.
pub fn pdf(record: &Record, sha256: &str, zone: Tz) -> Result<Vec<u8>> {
    let broken = |what: &str| Error::broken(format!("an acceptance cannot be drawn: {what}"));
    let font = Font::new(LABEL_FONT.to_vec().into(), 0).ok_or_else(|| broken("the font"))?;
    let ink = Ink::of(LABEL_FONT).ok_or_else(|| broken("the font"))?;
    let mut pages = Pages { ink, pages: vec![Vec::new()], y: MARGIN };
    fill(&mut pages, record, sha256, zone);
    let settings = PageSettings::from_wh(PAPER.0 * POINTS, PAPER.1 * POINTS).ok_or_else(|| broken("the paper"))?;
    let (count, mut document) = (pages.pages.len(), Document::new());
    for (number, pieces) in (1..).zip(&pages.pages) {
        let mut page = document.start_page_with(settings.clone());
        let mut surface = page.surface();
        for piece in pieces {
            match piece {
                Piece::Words(x, y, size, words) => write(&mut surface, &font, (*x, *y), *size, words),
                Piece::Drawing(x, y) => draw(&mut surface, (*x, *y), record),
            }
        }
        let foot = format!("{} · {number}/{count}", record.acceptance);
        write(&mut surface, &font, (MARGIN, PAPER.1 - MARGIN / 2.0), SMALL, &foot);
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| broken(&format!("{error:?}")))
}

fn fill(pages: &mut Pages<'_>, record: &Record, sha256: &str, zone: Tz) {
    let when = |at: &str| match DateTime::parse_from_rfc3339(at) {
        Ok(at) => {
            let at = at.to_utc();
            let (day, clock) = (day_text(wall(zone, at).date()), clock_text(zone, at));
            format!("{day}, {clock} {}", zone_abbreviation(zone, at))
        }
        Err(_) => at.to_owned(),
    };
    let signature = &record.signature;
    pages.words(TITLE, 0.0, "Acceptance");
    pages.words(LETTERS, 0.0, &record.organisation);
    pages.gap(LETTERS);
    let (name, email) = &record.person;
    pages.words(LETTERS, 0.0, &format!("Handed to: {name} <{email}>"));
    let by = if record.handed.0.is_empty() { String::new() } else { format!(" by {}", record.handed.0) };
    pages.words(LETTERS, 0.0, &format!("Handed over{by}, {}", when(&record.handed.1)));
    for (received, head) in [(true, "Received"), (false, "Not received")] {
        let mut items = record.items.iter().filter(|item| item.received == received).peekable();
        if items.peek().is_none() {
            continue;
        }
        pages.gap(LETTERS);
        pages.words(LETTERS * 1.2, 0.0, head);
        for item in items {
            let more = [("", &item.model), ("serial ", &item.serial), ("", &item.reason)];
            let more =
                more.iter().filter(|(_, words)| !words.is_empty()).map(|(label, words)| format!(", {label}{words}"));
            pages.words(LETTERS, 4.0, &format!("{} {}{}", item.tag, item.name, more.collect::<String>()));
        }
    }
    pages.gap(LETTERS);
    pages.words(LETTERS, 0.0, &record.text);
    pages.gap(LETTERS);
    if signature.strokes.is_empty() {
        pages.words(TITLE, 0.0, &signature.name);
    } else {
        let height = DRAWN * PAD.1 as f32 / PAD.0 as f32;
        pages.room(height + LETTERS * LINE);
        let piece = Piece::Drawing(MARGIN, pages.y);
        pages.put(piece);
        pages.gap(height);
        pages.words(LETTERS, 0.0, &signature.name);
    }
    let how = if signature.strokes.is_empty() { "Signed by typing the name" } else { "Signed by drawing" };
    pages.words(LETTERS, 0.0, &format!("{how}, {}", when(&signature.at)));
    let place = match &signature.before {
        Some(before) => format!("On the screen of {before}"),
        None => "By the link in a letter to the address above".to_owned(),
    };
    pages.words(SMALL, 0.0, &format!("{place}. Network address {}. {}", signature.address, signature.agent));
    pages.gap(SMALL);
    pages.words(SMALL, 0.0, &format!("SHA-256 of the record: {sha256}"));
}

fn write(surface: &mut Surface<'_>, font: &Font, (x, y): (f32, f32), size: f32, words: &str) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill {
        paint: rgb::Color::black().into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
    let from = Point::from_xy(x * POINTS, y * POINTS);
    surface.draw_text(from, font.clone(), size * POINTS, words, false, TextDirection::Auto);
}

/// The lines of the signature, with this upper left corner.
fn draw(surface: &mut Surface<'_>, (left, top): (f32, f32), record: &Record) {
    let scale = DRAWN / PAD.0 as f32;
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb::Color::black().into(),
        width: PEN * POINTS,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }));
    let at = |&(x, y): &(i64, i64)| ((left + x as f32 * scale) * POINTS, (top + y as f32 * scale) * POINTS);
    for stroke in &record.signature.strokes {
        if let Some(path) = line(stroke.iter().map(at)) {
            surface.draw_path(&path);
        }
    }
}

/// Points as a line; a single one as a dot.
fn line(mut points: impl Iterator<Item = (f32, f32)>) -> Option<Path> {
    let (x, y) = points.next()?;
    let mut path = PathBuilder::new();
    path.move_to(x, y);
    path.line_to(x + 0.01, y);
    for (x, y) in points {
        path.line_to(x, y);
    }
    path.finish()
}
