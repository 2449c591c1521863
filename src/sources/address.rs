//! Which addresses may be fetched: public ones. A feed's address, a redirect or a name server could otherwise point the
//! bot at the inside of the operator's network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Why an address is not fetched.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Neither http nor https.
    #[error("the address is neither http nor https")]
    Scheme,
    /// An address inside a network.
    #[error("the address is private ({0}); fetch.allow_private permits it")]
    Private(String),
}

/// Checks what can be checked before a name is resolved: scheme and literal addresses.
///
/// # Errors
///
/// See [`Refusal`].
pub fn check(url: &Url, allow_private: bool) -> Result<(), Refusal> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme);
    }
    let literal = match url.host() {
        Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
        Some(Host::Domain(_)) => None,
        None => return Err(Refusal::Scheme),
    };
    match literal {
        Some(ip) if !allow_private && !is_public(ip) => Err(Refusal::Private(ip.to_string())),
        _ => Ok(()),
    }
}

/// Resolves names as the system does and keeps public addresses only. As the connection is made to what comes out of
/// here, a name that resolves differently the next time gains nothing.
#[derive(Clone, Copy, Debug)]
pub struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let name = name.as_str();
            let all: Vec<SocketAddr> = tokio::net::lookup_host((name, 0)).await?.collect();
            let public: Vec<SocketAddr> = all.iter().copied().filter(|address| is_public(address.ip())).collect();
            if public.is_empty() && !all.is_empty() {
                return Err(Refusal::Private(name.to_owned()).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is on the public internet, by IANA's registries of special-purpose addresses.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

const fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240 // reserved and broadcast
        || (a == 100 && b & 0b1100_0000 == 64) // carrier-grade NAT, 100.64.0.0/10
        || (a == 192 && b == 0 && c == 0) // protocol assignments, 192.0.0.0/24
        || (a == 192 && b == 88 && c == 99) // 6to4 relays
        || (a == 198 && b & 0b1111_1110 == 18); // benchmarks, 198.18.0.0/15
    !special
}

/// Global unicast is 2000::/3; within it, ranges that lead to an IPv4 address are judged by that one.
const fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, .., g, h] = ip.segments();
    if let Some(mapped) = ip.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    match a {
        0x64 if b == 0xff9b && c == 0 && d == 0 => is_public_v4(v4(g, h)), // NAT64
        0x2002 => is_public_v4(v4(b, c)),                                  // 6to4
        0x2001 if b < 0x200 || b == 0xdb8 => false,                        // Teredo, ORCHID, documentation
        0x3fff if b < 0x1000 => false,                                     // documentation
        _ => a & 0xe000 == 0x2000,
    }
}

const fn v4(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_a_network_are_not_public() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.19.0.1",
            "192.0.0.8",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001::1",
            "2001:db8::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        for ip in [
            "1.1.1.1",
            "9.9.9.9",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "64:ff9b::101:101",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn a_literal_address_is_checked_in_every_spelling() {
        for url in
            ["http://127.1/", "http://0x7f.0.0.1/", "http://2130706433/", "http://[::1]/", "http://[::ffff:10.0.0.1]/"]
        {
            assert!(matches!(check(&Url::parse(url).unwrap(), false), Err(Refusal::Private(_))), "{url}");
            assert_eq!(check(&Url::parse(url).unwrap(), true), Ok(()), "{url}");
        }
    }

    #[test]
    fn only_the_web_is_fetched() {
        for url in ["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/"] {
            assert_eq!(check(&Url::parse(url).unwrap(), true), Err(Refusal::Scheme), "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused() {
        let error = PublicNames.resolve("localhost".parse().unwrap()).await.err().unwrap();
        assert!(error.downcast_ref::<Refusal>().is_some(), "{error}");
    }
}
