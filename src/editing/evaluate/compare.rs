//! What changed since a saved run.

use std::collections::HashMap;

use serde::Serialize;

use super::{Figures, Judged};

/// Two runs over the questions that both have: an edited question is another one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The saved run.
    pub before: Figures,
    /// This run.
    pub now: Figures,
    /// How many questions only one of the runs has; they are left out.
    pub left_out: usize,
    /// Questions whose answer is better now.
    pub better: Vec<Change>,
    /// Questions whose answer is worse now.
    pub worse: Vec<Change>,
}

/// A question that is answered otherwise than before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The question's id.
    pub id: String,
    /// The question.
    pub question: String,
    /// How it was answered, in words.
    pub before: String,
    /// How it is answered now.
    pub now: String,
}

impl Comparison {
    /// The figures that dropped, by name: these must not.
    #[must_use]
    pub fn dropped(&self) -> Vec<&'static str> {
        let (before, now) = (&self.before, &self.now);
        let figures = [
            ("right first", before.right_first, now.right_first),
            ("among three", before.among_three, now.among_three),
            ("rightly refused", before.refused_rightly, now.refused_rightly),
        ];
        figures.into_iter().filter(|(_, before, now)| now < before).map(|(name, _, _)| name).collect()
    }
}

/// Compares two runs.
#[must_use]
pub fn compare(before: &[Judged], now: &[Judged]) -> Comparison {
    let mut saved: HashMap<_, &Judged> = before.iter().map(|judged| (key(judged), judged)).collect();
    let pairs: Vec<(&Judged, &Judged)> =
        now.iter().filter_map(|judged| Some((saved.remove(&key(judged))?, judged))).collect();
    let changes = |wanted: std::cmp::Ordering| -> Vec<Change> {
        let is_wanted = |(before, now): &&(&Judged, &Judged)| now.grade().cmp(&before.grade()) == wanted;
        pairs.iter().filter(is_wanted).map(|(before, now)| change(before, now)).collect()
    };
    Comparison {
        before: Figures::of(pairs.iter().map(|(before, _)| *before)),
        now: Figures::of(pairs.iter().map(|(_, now)| *now)),
        left_out: saved.len() + now.len() - pairs.len(),
        better: changes(std::cmp::Ordering::Greater),
        worse: changes(std::cmp::Ordering::Less),
    }
}

/// What makes a question the same in both runs.
fn key(judged: &Judged) -> (&str, &str, bool) {
    (&judged.id, &judged.question, judged.answerable)
}

fn change(before: &Judged, now: &Judged) -> Change {
    Change { id: now.id.clone(), question: now.question.clone(), before: before.in_words(), now: now.in_words() }
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::judged;
    use super::*;

    #[test]
    fn a_run_compared_with_itself_has_not_changed() {
        let run = [judged("a", true, Some(1), 0.9), judged("b", false, None, 0.9)];
        let comparison = compare(&run, &run);
        assert_eq!((comparison.better.len(), comparison.worse.len(), comparison.left_out), (0, 0, 0));
        assert_eq!(comparison.dropped(), Vec::<&str>::new());
    }

    #[test]
    fn each_figure_that_drops_is_named() {
        let before = [judged("a", true, Some(1), 0.9), judged("b", true, Some(2), 0.9), judged("c", false, None, 0.1)];
        let now = [judged("a", true, Some(2), 0.9), judged("b", true, None, 0.9), judged("c", false, None, 0.9)];
        let comparison = compare(&before, &now);
        assert_eq!(comparison.dropped(), ["right first", "among three", "rightly refused"]);
        let worse: Vec<_> =
            comparison.worse.iter().map(|change| (&*change.id, &*change.before, &*change.now)).collect();
        assert_eq!(worse, [("a", "right at 1", "right at 2"), ("b", "right at 2", "wrong"), ("c", "refused", "wrong")]);
    }

    #[test]
    fn a_question_that_changed_or_is_new_is_left_out() {
        let mut edited = judged("a", true, None, 0.9);
        edited.question = "another".to_owned();
        let comparison = compare(&[judged("a", true, Some(1), 0.9)], &[edited, judged("b", true, None, 0.9)]);
        assert_eq!((comparison.left_out, comparison.dropped().len(), comparison.now.answerable), (3, 0, 0));
    }
}
