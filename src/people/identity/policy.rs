//! The rules of signing in, as far as they need no database.

use chrono::{DateTime, Duration, Utc};
use kernel::crypto::Key;
use kernel::id::Ids;
use std::net::IpAddr;
use uuid::Uuid;

/// A device is known for this long after a sign-in (days).
pub const DEVICE_DAYS: i64 = 365;
/// What the key signs when it signs a known device.
const DEVICE_PURPOSE: &str = "known device";
/// Bytes of a known device's word: user, device, end.
const DEVICE_BYTES: usize = 16 + 16 + 8;

/// Where to go after signing in: a path of this house, or nothing.
pub fn local_path(wish: &str) -> Option<&str> {
    // `//host` and `/\host` are other hosts to a browser; a line break could end a header.
    let local = wish.starts_with('/') && !wish.starts_with("//") && !wish.contains('\\');
    (local && wish.bytes().all(|byte| byte.is_ascii_graphic())).then_some(wish)
}

/// The network an address belongs to: what one household or office has, so that nobody escapes a limit by counting up.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{:x}::/56", d & 0xff00)
        }
    }
}

/// A browser in which a user has signed in before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownDevice {
    /// The user who signed in.
    pub user: Uuid,
    /// Which browser.
    pub device: Uuid,
}

impl KnownDevice {
    /// The device of a user who just signed in: the one it was, or a new one.
    pub fn of(user: Uuid, before: Option<KnownDevice>, ids: &Ids, now: DateTime<Utc>) -> KnownDevice {
        before.filter(|known| known.user == user).unwrap_or_else(|| KnownDevice { user, device: ids.id(now) })
    }

    /// As a cookie's value, worth something until [`DEVICE_DAYS`] from now.
    pub fn seal(&self, key: &Key, now: DateTime<Utc>) -> String {
        let mut word = Vec::with_capacity(DEVICE_BYTES);
        word.extend_from_slice(self.user.as_bytes());
        word.extend_from_slice(self.device.as_bytes());
        word.extend_from_slice(&(now + Duration::days(DEVICE_DAYS)).timestamp().to_be_bytes());
        key.seal(DEVICE_PURPOSE, &word)
    }

    /// Reads a cookie's value; none if we did not seal it, or too long ago.
    pub fn open(key: &Key, word: &str, now: DateTime<Utc>) -> Option<KnownDevice> {
        let word: [u8; DEVICE_BYTES] = key.open(DEVICE_PURPOSE, word)?.try_into().ok()?;
        let (user, rest) = word.split_at(16);
        let (device, end) = rest.split_at(16);
        let until = i64::from_be_bytes(end.try_into().ok()?);
        let known = KnownDevice { user: Uuid::from_slice(user).ok()?, device: Uuid::from_slice(device).ok()? };
        (now.timestamp() < until).then_some(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_host() {
        for wish in ["/o/harbour-house", "/account?x=1", "/"] {
            assert_eq!(local_path(wish), Some(wish));
        }
        for wish in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "evil", "/a b"] {
            assert_eq!(local_path(wish), None, "{wish:?}");
        }
    }

    #[test]
    fn neighbours_share_a_network_and_strangers_do_not() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("203.0.113.7"), "203.0.113.0/24");
        assert_eq!(of("::ffff:203.0.113.9"), "203.0.113.0/24");
        assert_eq!(of("2001:db8:1:2ff:1::1"), of("2001:db8:1:200::9"));
        assert_ne!(of("2001:db8:1:2ff::1"), of("2001:db8:1:3ff::1"));
    }

    #[test]
    fn a_device_is_known_to_its_user_for_a_year() {
        let key = Key::from_text("0123456789abcdef0123456789abcdef").unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let known = KnownDevice { user: Uuid::from_u128(1), device: Uuid::from_u128(2) };
        let word = known.seal(&key, now);
        assert_eq!(KnownDevice::open(&key, &word, now + Duration::days(364)), Some(known));
        assert_eq!(KnownDevice::open(&key, &word, now + Duration::days(366)), None);
        assert_eq!(KnownDevice::open(&key, "forged", now), None);
        let again = KnownDevice::of(known.user, Some(known), &Ids::seeded(1), now);
        let other = KnownDevice::of(Uuid::from_u128(3), Some(known), &Ids::seeded(1), now);
        assert_eq!(again, known);
        assert_ne!(other.device, known.device);
    }
}
