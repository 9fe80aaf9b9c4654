//! Which addresses are public: everything else is somebody's inside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 that is not for calls across the internet: network and length of its prefix (IANA's special-purpose registry,
/// RFC 6890 and its successors), and one address that is public by number and a cloud's inside by use.
const CLOSED_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),        // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),    // shared by carriers, and by clouds for metadata
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // loopback
    (Ipv4Addr::new(168, 63, 129, 16), 32), // Azure's wire server
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local, and metadata
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved, and broadcast
];

/// IPv6 within the global unicast space that is not for calls, or that carries another address inside.
const CLOSED_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, Teredo among them
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4: an IPv4 address inside
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Is this an address of the internet that anybody could call?
///
/// Of IPv6 only global unicast (`2000::/3`) is: mapped, compatible and translated IPv4, unique local, link-local and
/// multicast addresses all stand outside of it.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !CLOSED_V4.iter().any(|(net, length)| within_v4(address, *net, *length)),
        IpAddr::V6(address) => {
            within_v6(address, Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
                && !CLOSED_V6.iter().any(|(net, length)| within_v6(address, *net, *length))
                && !is_isatap(address)
        }
    }
}

/// Does the address lie in the network of this prefix?
pub(super) fn within(address: IpAddr, net: IpAddr, length: u32) -> bool {
    match (address, net) {
        (IpAddr::V4(address), IpAddr::V4(net)) => within_v4(address, net, length),
        (IpAddr::V6(address), IpAddr::V6(net)) => within_v6(address, net, length),
        _ => false,
    }
}

fn within_v4(address: Ipv4Addr, net: Ipv4Addr, length: u32) -> bool {
    let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
    u32::from(address) & mask == u32::from(net) & mask
}

fn within_v6(address: Ipv6Addr, net: Ipv6Addr, length: u32) -> bool {
    let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
    u128::from(address) & mask == u128::from(net) & mask
}

/// An interface id that carries an IPv4 address (RFC 5214).
fn is_isatap(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    segments[4] & 0xfcff == 0 && segments[5] == 0x5efe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        let inside = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.2.3",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2a01:4f8::5efe:7f00:1",
            "2a01:4f8::200:5efe:a00:1",
        ];
        for text in inside {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        let outside = [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.167.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a01:4f8::1",
        ];
        for text in outside {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_prefix_of_any_length_is_compared_as_such() {
        let within = |address: &str, net: &str, length| within(address.parse().unwrap(), net.parse().unwrap(), length);
        assert!(within("9.9.9.9", "1.2.3.4", 0) && within("10.1.2.3", "10.1.2.3", 32));
        assert!(!within("10.1.2.4", "10.1.2.3", 32) && !within("10.1.2.4", "::", 0));
        assert!(within("fd00::9", "fd00::", 64) && !within("fd01::9", "fd00::", 64));
    }
}
