//! Lists as files that are written as they are read: however long a list is, a file of it costs the memory of some hundred
//! rows, and no reader of the database waits for whoever downloads it slowly.

use super::answer::download_as;
use super::fault::Answer;
use axum::body::Body;
use futures::future::BoxFuture;
use futures::stream::{once, try_unfold};
use futures::{StreamExt, future};
use kernel::sheet::{Paper, Workbook, lines};
use kernel::text::slug;
use kernel::{Error, Result};

/// Rows of a workbook: it is put together before it leaves, and nobody scrolls through more.
pub const BOOK_MAX: usize = 100_000;
/// Rows that are read at once.
pub const TURN: i64 = 500;

/// Some rows of a list in its order, and where the next ones begin; none behind the last.
pub struct Turn<E> {
    rows: Vec<Vec<String>>,
    next: Option<E>,
}

impl<E> Turn<E> {
    /// Of rows as they were read, at most [`TURN`] of them: their cells, and the edge that the next ones stand behind.
    pub fn of<T>(read: &[T], cells: impl Fn(&T) -> Vec<String>, edge: impl Fn(&T) -> E) -> Turn<E> {
        let is_full = read.len() as i64 >= TURN;
        Turn { rows: read.iter().map(cells).collect(), next: read.last().filter(|_| is_full).map(edge) }
    }
}

/// What reads the rows behind an edge, each time with a statement of its own; none: the first ones.
pub type Reading<E> = BoxFuture<'static, Result<Turn<E>>>;

/// A list as a file, named as its sheet: CSV of any length, or a workbook of at most [`BOOK_MAX`] rows. What is wrong with the first rows is told
/// by a page; when later ones of a CSV file cannot be read the download breaks off, so that nobody takes half a list for a
/// whole one.
///
/// # Errors
/// Those of the first rows, and of all rows of a workbook; a problem at `format` when it would be too long.
pub async fn file_as_read<E: Send + 'static>(
    paper: Paper,
    name: &'static str,
    heads: Vec<String>,
    read: impl FnMut(Option<E>) -> Reading<E> + Send + 'static,
) -> Answer {
    match paper {
        Paper::Csv => text_as_read(name, heads, read).await,
        Paper::Xlsx => book_as_read(name, heads, read).await,
    }
}

async fn book_as_read<E>(
    name: &'static str,
    heads: Vec<String>,
    mut read: impl FnMut(Option<E>) -> Reading<E>,
) -> Answer {
    let (mut book, mut count, mut edge) = (Workbook::new(name, &heads)?, 0, None);
    loop {
        let turn = read(edge).await?;
        count += turn.rows.len();
        if count > BOOK_MAX {
            let sentence = "More than 100,000 rows fit: too many for XLSX. Narrow the list, or take CSV.";
            return Err(Error::invalid("format", sentence).into());
        }
        for row in turn.rows {
            book.row(row)?;
        }
        match turn.next {
            None => break,
            next => edge = next,
        }
    }
    let bytes = tokio::task::spawn_blocking(move || book.finish()).await.map_err(Error::broken)??;
    Ok(download_as(&format!("{}.xlsx", slug(name)), Paper::Xlsx.mime(), Body::from(bytes)))
}

async fn text_as_read<E: Send + 'static>(
    name: &'static str,
    heads: Vec<String>,
    mut read: impl FnMut(Option<E>) -> Reading<E> + Send + 'static,
) -> Answer {
    let first = read(None).await?;
    let mut begun = "\u{feff}".as_bytes().to_vec();
    begun.extend(lines([heads].into_iter().chain(first.rows))?);
    let rest = try_unfold((read, first.next), move |(mut read, next)| async move {
        let Some(edge) = next else { return Ok(None) };
        let turn = read(Some(edge)).await.and_then(|turn| Ok((lines(turn.rows)?, turn.next)));
        match turn {
            Ok((bytes, next)) => Ok(Some((bytes, (read, next)))),
            Err(error) => {
                tracing::error!(%error, name, "a list could not be read to its end: its file breaks off");
                Err(std::io::Error::other("the list could not be read to its end"))
            }
        }
    });
    let body = Body::from_stream(once(future::ready(Ok(begun))).chain(rest));
    Ok(download_as(&format!("{}.csv", slug(name)), Paper::Csv.mime(), body))
}
