//! How the vacancy sources are, in words for people.

/// What is known of one source.
pub struct SourceState {
    /// Its name in the settings.
    pub name: String,
    /// When it was last read with success.
    pub read_at: Option<jiff::Timestamp>,
    /// Whether reading it fails at present.
    pub failing: bool,
}

impl SourceState {
    /// The state in one line of Markdown; times are in the reader's own time zone.
    #[must_use]
    pub fn line(&self) -> String {
        let read = self.read_at.map(|at| format!("<t:{}:R>", at.as_second()));
        match (self.failing, read) {
            (false, Some(read)) => format!("last read {read}"),
            (false, None) => "not read yet".to_owned(),
            (true, Some(read)) => format!("cannot be read at present; last read {read}"),
            (true, None) => "cannot be read at present".to_owned(),
        }
    }
}
