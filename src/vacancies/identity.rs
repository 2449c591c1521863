//! What makes a vacancy the same at the next poll.
//!
//! A key outlives titles, dates and links: it is stored for years, so how it is made must never change.

use sha2::{Digest as _, Sha256};
use url::Url;

/// The longest id of an Oracle vacancy, in digits. Ids have five digits today and grow.
const ORACLE_DIGITS: usize = 12;

/// The key of a vacancy on an Oracle site; `None` unless the id is 1 to 12 ASCII digits, because the id also becomes
/// part of addresses.
#[must_use]
pub fn oracle_key(id: &str) -> Option<String> {
    is_oracle_id(id).then(|| format!("oracle:{id}"))
}

/// Whether `id` may stand in an address.
#[must_use]
pub fn is_oracle_id(id: &str) -> bool {
    (1..=ORACLE_DIGITS).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// The key of a feed's item: a hash of the id that the feed gives (`guid`, `id`), else of its link. `None` where the
/// item has neither: there is then no telling whether it was seen before, and posting it at every poll is worse than
/// not posting it.
///
/// The first 128 bits of SHA-256 keep keys short whatever publishers put in. Title and dates stay out: an edited title
/// is the same vacancy.
#[must_use]
pub fn feed_key(id: Option<&str>, link: Option<&Url>) -> Option<String> {
    let id = id.map(str::trim).filter(|id| !id.is_empty());
    let stable = match id {
        Some(id) => Url::parse(id).ok().filter(is_web).map_or_else(|| id.to_owned(), |url| plain_link(&url).into()),
        None => plain_link(link.filter(|link| is_web(link))?).into(),
    };
    let hash = Sha256::digest(stable.as_bytes());
    let short = crate::hex::hex(&hash[..16]);
    Some(format!("feed:{short}"))
}

/// The link without what changes from visit to visit and does not choose the page: `utm_*` parameters and the fragment.
#[must_use]
pub fn plain_link(link: &Url) -> Url {
    let mut plain = link.clone();
    plain.set_fragment(None);
    let kept: Vec<&str> = link
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.to_ascii_lowercase().starts_with("utm_"))
        .collect();
    plain.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    plain
}

/// The id of the vacancy that a link to an Oracle candidate site leads to (`…/sites/CX_1001/job/70411`).
#[must_use]
pub fn oracle_id_of(link: &Url) -> Option<&str> {
    let mut parts = link.path().trim_end_matches('/').rsplit('/');
    let (id, job, _site, sites) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    (is_oracle_id(id) && job == "job" && sites == "sites").then_some(id)
}

/// Whether a link may be shown to people: other schemes run scripts or open programs.
#[must_use]
pub fn is_web(link: &Url) -> bool {
    matches!(link.scheme(), "http" | "https") && link.has_host()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn an_oracle_id_is_digits_only() {
        assert_eq!(oracle_key("70411").as_deref(), Some("oracle:70411"));
        for id in ["", "7041a", "70411/../x", "1234567890123", "٣٤", " 70411"] {
            assert_eq!(oracle_key(id), None, "{id:?}");
        }
    }

    #[test]
    fn an_item_without_id_and_link_has_no_key() {
        assert_eq!(feed_key(None, None), None);
        assert_eq!(feed_key(Some("  "), None), None);
        assert_eq!(feed_key(None, Some(&url("javascript:alert(1)"))), None);
    }

    #[test]
    fn the_key_of_an_item_is_written_in_stone() {
        assert_eq!(
            feed_key(Some("tag:example.org,2026:vacancy/7"), None).as_deref(),
            Some("feed:4ee36b9c03eead8adfdbdef32fc9db70")
        );
    }

    #[test]
    fn tracking_parameters_do_not_make_another_item() {
        let plain = feed_key(None, Some(&url("https://example.org/job/7?lang=en")));
        assert_eq!(
            feed_key(None, Some(&url("https://example.org/job/7?utm_source=a&lang=en&UTM_medium=b#apply"))),
            plain
        );
        assert_eq!(feed_key(Some("https://example.org/job/7?lang=en&utm_campaign=c"), None), plain);
        assert_ne!(feed_key(None, Some(&url("https://example.org/job/8?lang=en"))), plain);
    }

    #[test]
    fn a_link_to_the_portal_gives_the_number_of_its_vacancy() {
        let portal = "https://portal.example.org/hcmUI/CandidateExperience/en/sites/CX_1001";
        assert_eq!(oracle_id_of(&url(&format!("{portal}/job/70411/?utm_medium=x"))), Some("70411"));
        assert_eq!(oracle_id_of(&url(&format!("{portal}/jobs"))), None);
        assert_eq!(oracle_id_of(&url("https://example.org/job/70411")), None);
    }

    #[test]
    fn a_link_keeps_what_chooses_its_page() {
        assert_eq!(
            plain_link(&url("https://example.org/job?id=7&utm_source=x")).as_str(),
            "https://example.org/job?id=7"
        );
        assert_eq!(plain_link(&url("https://example.org/job?utm_source=x#y")).as_str(), "https://example.org/job");
    }
}
