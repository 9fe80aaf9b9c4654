//! A page of a list that is read from a row on: what stands behind it, or before it.

use uuid::Uuid;

/// The rows that a page lies between, by their ids: behind the first, else before the second, else at the beginning.
pub type Edges = (Option<Uuid>, Option<Uuid>);

/// Is such a page read from its end?
pub fn is_backwards((after, before): Edges) -> bool {
    before.is_some() && after.is_none()
}

/// A page, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysetPage<T> {
    /// What is on it.
    pub rows: Vec<T>,
    /// Is there something before the first of them?
    pub has_previous: bool,
    /// Is there something after the last of them?
    pub has_next: bool,
}

impl<T> KeysetPage<T> {
    /// Cut out of rows as they were read, one more than the size, which tells whether there is another page.
    pub fn cut(mut rows: Vec<T>, size: usize, edges: Edges) -> KeysetPage<T> {
        let is_more = rows.len() > size;
        rows.truncate(size);
        if is_backwards(edges) {
            rows.reverse();
            return KeysetPage { rows, has_previous: is_more, has_next: true };
        }
        KeysetPage { rows, has_previous: edges.0.is_some(), has_next: is_more }
    }

    /// All that there is.
    pub fn whole(rows: Vec<T>) -> KeysetPage<T> {
        KeysetPage { rows, has_previous: false, has_next: false }
    }

    /// The row before which the page before it ends.
    pub fn previous(&self) -> Option<&T> {
        self.rows.first().filter(|_| self.has_previous)
    }

    /// The row behind which the next page begins.
    pub fn next(&self) -> Option<&T> {
        self.rows.last().filter(|_| self.has_next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_that_is_too_many_tells_of_another_page_on_its_side() {
        let edge = Some(Uuid::nil());
        let cut = |rows: &[u8], edges| {
            let page = KeysetPage::cut(rows.to_vec(), 2, edges);
            (page.previous().copied(), page.rows.clone(), page.next().copied())
        };
        assert_eq!(cut(&[1, 2, 3], (None, None)), (None, vec![1, 2], Some(2)));
        assert_eq!(cut(&[4, 5], (edge, None)), (Some(4), vec![4, 5], None));
        assert_eq!(cut(&[3, 2, 1], (None, edge)), (Some(2), vec![2, 3], Some(3)));
        assert_eq!(cut(&[2, 1], (None, edge)), (None, vec![1, 2], Some(2)));
        assert_eq!(cut(&[], (edge, edge)), (None, vec![], None), "behind counts before before");
    }
}
