//! Lists by instant and id, the newest first, read page by page; the page stands in the address.

use chrono::{DateTime, Utc};
use kernel::time;
use uuid::Uuid;

/// Where a page of the list begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFrom {
    /// With the newest.
    Newest,
    /// With what is just older than this.
    Before(Spot),
    /// With what is just newer than this, backwards.
    After(Spot),
}

/// A place in the list: lists are ordered by instant, then id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// When the message there was queued.
    pub at: DateTime<Utc>,
    /// Its id.
    pub id: Uuid,
}

impl Spot {
    /// How it stands in an address.
    pub fn value(&self) -> String {
        format!("{}_{}", time::rfc3339(self.at), self.id)
    }

    /// Reads it.
    pub fn parse(text: &str) -> Option<Spot> {
        let (at, id) = text.split_once('_')?;
        let at = DateTime::parse_from_rfc3339(at).ok()?.to_utc();
        Some(Spot { at, id: id.parse().ok()? })
    }
}

impl PageFrom {
    /// Reads the two values of an address; what cannot be read asks for the newest.
    pub fn read(before: &str, after: &str) -> PageFrom {
        match (Spot::parse(before), Spot::parse(after)) {
            (Some(spot), _) => PageFrom::Before(spot),
            (None, Some(spot)) => PageFrom::After(spot),
            (None, None) => PageFrom::Newest,
        }
    }
}

/// A page of a list and its neighbours.
pub struct Listed<T> {
    /// The rows, the newest first.
    pub rows: Vec<T>,
    /// Where the page with newer ones ends.
    pub newer: Option<Spot>,
    /// Where the page with older ones begins.
    pub older: Option<Spot>,
}

impl<T> Listed<T> {
    /// Of rows as they were read: in the order of the way they were read, and one more than a page holds where there is
    /// another page.
    pub fn cut(mut rows: Vec<T>, from: PageFrom, page: i64, spot: impl Fn(&T) -> Spot) -> Listed<T> {
        let more = rows.len() as i64 > page;
        if more {
            rows.pop(); // the one too many stands at the end of the way
        }
        let backwards = matches!(from, PageFrom::After(_));
        if backwards {
            rows.reverse();
        }
        let newer = match from {
            PageFrom::Newest => None,
            PageFrom::Before(_) => rows.first().map(&spot),
            PageFrom::After(_) => rows.first().map(&spot).filter(|_| more),
        };
        let older = if more || backwards { rows.last().map(&spot) } else { None };
        Listed { rows, newer, older }
    }
}

/// The address that asks for these values, beginning at a page: `("before", spot)`. What is empty is left out.
pub fn address(path: &str, asked: &[(&str, &str)], page: Option<(&str, Spot)>) -> String {
    let spot = page.map(|(name, spot)| (name, spot.value()));
    let all = asked.iter().copied().chain(spot.as_ref().map(|(name, value)| (*name, value.as_str())));
    let mut address = path.to_owned();
    for (nth, (name, value)) in all.filter(|(_, value)| !value.is_empty()).enumerate() {
        address.push(if nth == 0 { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        encode(&mut address, value);
    }
    address
}

/// Percent-encodes a value of an address (RFC 3986; unreserved characters stay).
fn encode(address: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => address.push(byte.into()),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_survives_its_address() {
        let spot = Spot { at: "2026-11-20T09:00:00.123456Z".parse().unwrap(), id: Uuid::from_u128(7) };
        assert_eq!(Spot::parse(&spot.value()), Some(spot));
        for wrong in ["", "_", "2026-11-20_x", "x_00000000-0000-0000-0000-000000000007"] {
            assert_eq!(Spot::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_page_knows_its_neighbours_both_ways() {
        let spot = |n: &u128| Spot { at: DateTime::UNIX_EPOCH, id: Uuid::from_u128(*n) };
        let cut = |rows: &[u128], from| Listed::cut(rows.to_vec(), from, 2, spot);
        let newest = cut(&[9, 8, 7], PageFrom::Newest);
        assert_eq!((newest.rows.as_slice(), newest.newer, newest.older), (&[9, 8][..], None, Some(spot(&8))));
        let last = cut(&[7], PageFrom::Before(spot(&8)));
        assert_eq!((last.newer, last.older), (Some(spot(&7)), None));
        let back = cut(&[8, 9], PageFrom::After(spot(&7)));
        assert_eq!((back.rows.as_slice(), back.newer, back.older), (&[9, 8][..], None, Some(spot(&8))));
    }
}
