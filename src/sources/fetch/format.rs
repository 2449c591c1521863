//! What is asked for, and whether it is what came.

/// What may come back, and how it is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// JSON of an interface.
    Json,
    /// RSS, Atom or a JSON feed. Many servers say `text/xml` or `text/plain`; none that means a feed says HTML.
    Feed,
}

impl Format {
    pub(super) const fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Feed => {
                "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, \
                 application/json;q=0.8"
            }
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Feed => "a feed",
        }
    }

    pub(super) fn accepts(self, content_type: &str) -> bool {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let json = essence == "application/json" || essence.ends_with("+json");
        match self {
            Self::Json => json,
            Self::Feed => {
                let xml = essence.ends_with("/xml") || essence.ends_with("+xml") && essence != "application/xhtml+xml";
                json || xml || matches!(essence.as_str(), "" | "text/plain" | "application/octet-stream")
            }
        }
    }
}
