//! Whether a feed's item is a vacancy of IOM, the UN migration agency.
//!
//! The letters alone say nothing: IOM is also the Isle of Man, whose jobs are published under these very letters, and
//! was the Institute of Medicine.

use url::Url;

/// The agency's name in its three official languages, folded.
const NAMES: [&str; 4] = [
    "international organization for migration",
    "international organisation for migration",
    "organisation internationale pour les migrations",
    "organización internacional para las migraciones",
];

/// What people write for the agency that could also be another body: neither proof nor disproof.
const SHORT_NAMES: [&str; 8] = [
    "iom",
    "oim",
    "un migration",
    "iom un migration",
    "iom - un migration",
    "oim onu migration",
    "unmigration",
    "iom/oim",
];

/// Others with the same letters, folded.
const OTHERS: [&str; 3] = ["isle of man", "institute of medicine", "isle-of-man"];

/// What an item says of who employs.
#[derive(Clone, Debug, Default)]
pub struct Claim<'a> {
    /// The organizations that it names (authors), as plain text.
    pub organizations: Vec<&'a str>,
    /// Its title, labels and text, and its channel's title, as plain text.
    pub texts: Vec<&'a str>,
    /// Where it leads.
    pub link: Option<&'a Url>,
}

/// Whether the item may be taken for a vacancy of the agency:
///
/// 1. Yes where it names the agency in full as its organization, or leads to one of the agency's own sites.
/// 2. No where it names another organization, even if the text mentions the agency: partners' jobs do.
/// 3. No where it speaks of another body with the same letters and never names the agency in full.
/// 4. Yes otherwise: the operator chose the feed, and most feeds name no organization.
#[must_use]
pub fn may_be_iom(claim: &Claim<'_>) -> bool {
    if claim.organizations.iter().any(|name| is_full_name(name)) || claim.link.is_some_and(is_own_site) {
        return true;
    }
    if claim.organizations.iter().any(|name| !is_short_name(name)) {
        return false;
    }
    let speaks_of_another = claim.texts.iter().any(|text| names_another(text))
        || claim.link.is_some_and(|link| names_another(link.as_str()));
    !speaks_of_another || claim.texts.iter().any(|text| is_full_name(text))
}

/// Whether a text names the agency in full.
#[must_use]
pub fn is_full_name(text: &str) -> bool {
    let text = text.to_lowercase();
    NAMES.iter().any(|name| text.contains(name))
}

fn is_short_name(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    name.is_empty() || SHORT_NAMES.contains(&name.as_str())
}

fn names_another(text: &str) -> bool {
    let text = text.to_lowercase();
    OTHERS.iter().any(|other| text.contains(other))
}

/// The agency's own web sites, and its site on the host where it recruits (one host per customer of Oracle's).
fn is_own_site(link: &Url) -> bool {
    link.host_str().is_some_and(|host| {
        host == "iom.int"
            || host.ends_with(".iom.int")
            || host.starts_with("fa-evlj-") && host.ends_with(".oraclecloud.com")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(organization: &str, text: &str, link: &str) -> bool {
        let link = Url::parse(link).unwrap();
        let organizations = if organization.is_empty() { vec![] } else { vec![organization] };
        may_be_iom(&Claim { organizations, texts: vec![text], link: Some(&link) })
    }

    #[test]
    fn the_full_name_is_enough() {
        assert!(judge("International Organization for Migration (IOM)", "Driver", "https://example.org/1"));
        assert!(judge("Organisation internationale pour les migrations", "Chauffeur", "https://example.org/1"));
    }

    #[test]
    fn a_link_to_the_agency_is_enough() {
        assert!(judge("Some Job Board", "Driver", "https://nigeria.iom.int/jobs/1"));
        assert!(!judge("Some Job Board", "Driver", "https://iom.int.example.org/jobs/1"));
    }

    #[test]
    fn the_isle_of_man_is_not_the_agency() {
        assert!(!judge("Isle of Man Transport", "IOM Bus Driver (Douglas)", "https://example.org/77"));
        assert!(!judge("IOM", "Bus Driver, Isle of Man", "https://example.org/77"));
        assert!(!judge("", "IOM Bus Driver", "https://example.org/isle-of-man/77"));
    }

    #[test]
    fn another_organization_is_refused_even_when_it_mentions_the_agency() {
        let text = "Works with the International Organization for Migration";
        assert!(!judge("Another Agency", text, "https://example.org/5"));
    }

    #[test]
    fn an_item_that_names_nobody_is_taken_as_the_operator_meant_it() {
        assert!(judge("", "Programme Officer", "https://example.org/5"));
        assert!(judge("IOM", "Programme Officer", "https://example.org/5"));
    }
}
