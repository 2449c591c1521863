//! A question, checked once.

use std::fmt;

/// The longest question, in code points.
pub const LONGEST_QUESTION: usize = 500;

/// What somebody asks: one line, not empty, at most [`LONGEST_QUESTION`] code points.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Question(String);

/// Why a text is not a question.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum QuestionError {
    /// There is no letter or digit in it.
    Empty,
    /// It has this many code points, more than [`LONGEST_QUESTION`].
    TooLong(usize),
}

impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "Please ask a question in words, for example: short-term contracts."),
            Self::TooLong(length) => write!(
                f,
                "Your question has {length} characters; I can read up to {LONGEST_QUESTION}. Please ask in one or two \
                 sentences."
            ),
        }
    }
}

impl Question {
    /// The question in `text`, with white space and control characters made single spaces.
    ///
    /// # Errors
    ///
    /// When there is nothing to look for in it, or too much.
    pub fn parse(text: &str) -> Result<Self, QuestionError> {
        let words: Vec<&str> =
            text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
        let line = words.join(" ");
        let length = line.chars().count();
        if length > LONGEST_QUESTION {
            return Err(QuestionError::TooLong(length));
        }
        if !line.chars().any(char::is_alphanumeric) {
            return Err(QuestionError::Empty);
        }
        Ok(Self(line))
    }

    /// The question as one line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_one_line() {
        let question = Question::parse("  who\n\tleads \u{0} iom ");
        assert_eq!(question.as_ref().map(Question::as_str), Ok("who leads iom"));
    }

    #[test]
    fn a_question_without_letters_or_digits_is_empty() {
        assert_eq!(Question::parse(" ?! … 🙂"), Err(QuestionError::Empty));
    }

    #[test]
    fn the_limit_counts_characters_and_not_bytes() {
        assert!(Question::parse(&"é".repeat(LONGEST_QUESTION)).is_ok());
        assert_eq!(Question::parse(&"é".repeat(LONGEST_QUESTION + 1)), Err(QuestionError::TooLong(501)));
    }
}
