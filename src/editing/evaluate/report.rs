//! What comes out of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Judged;

/// Counts over some questions.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Figures {
    /// Questions that the corpus answers.
    pub answerable: usize,
    /// Of these: answered, and the first passage is right.
    pub right_first: usize,
    /// Of these: answered, and one of the first three passages is right.
    pub among_three: usize,
    /// Of these: not answered.
    pub refused_wrongly: usize,
    /// Questions that the corpus does not answer.
    pub unanswerable: usize,
    /// Of these: not answered.
    pub refused_rightly: usize,
}

impl Figures {
    /// The figures of these questions.
    pub fn of<'a>(questions: impl IntoIterator<Item = &'a Judged>) -> Self {
        let mut figures = Self::default();
        for judged in questions {
            let refused = usize::from(judged.is_refused());
            if judged.answerable {
                figures.answerable += 1;
                figures.right_first += usize::from(judged.grade() == 3);
                figures.among_three += usize::from(judged.grade() >= 2);
                figures.refused_wrongly += refused;
            } else {
                figures.unanswerable += 1;
                figures.refused_rightly += refused;
            }
        }
        figures
    }
}

/// A run, as it is saved and compared.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Report {
    /// Over all questions.
    pub all: Figures,
    /// By kind of question.
    pub by_kind: BTreeMap<String, Figures>,
    /// By language of the question.
    pub by_language: BTreeMap<String, Figures>,
    /// Each question, in the order of the file.
    pub questions: Vec<Judged>,
}

impl Report {
    /// The figures of these questions.
    #[must_use]
    pub fn new(questions: Vec<Judged>) -> Self {
        Self {
            all: Figures::of(&questions),
            by_kind: grouped(&questions, |judged| &judged.kind),
            by_language: grouped(&questions, |judged| &judged.lang),
            questions,
        }
    }

    /// What went wrong, worst first:
    ///
    /// 1. answered wrongly, before right at the second or third place, before refused wrongly;
    /// 2. of wrong answers the surest first, of refusals the least sure;
    /// 3. the id.
    #[must_use]
    pub fn misses(&self) -> Vec<&Judged> {
        let is_miss = |judged: &&Judged| judged.grade() < if judged.answerable { 3 } else { 1 };
        let mut misses: Vec<&Judged> = self.questions.iter().filter(is_miss).collect();
        let sureness = |judged: &Judged| if judged.is_refused() { judged.confidence } else { -judged.confidence };
        misses.sort_by(|a, b| {
            let kind = (a.is_refused(), a.grade()).cmp(&(b.is_refused(), b.grade()));
            kind.then(sureness(a).total_cmp(&sureness(b))).then_with(|| a.id.cmp(&b.id))
        });
        misses
    }
}

fn grouped(questions: &[Judged], by: fn(&Judged) -> &String) -> BTreeMap<String, Figures> {
    let mut groups: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
    for judged in questions {
        groups.entry(by(judged).clone()).or_default().push(judged);
    }
    groups.into_iter().map(|(name, questions)| (name, Figures::of(questions))).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::answers::Outcome;
    use crate::language::Language;

    /// A question: `right` at a place, or not; `answered` with a confidence above one half.
    pub fn judged(id: &str, answerable: bool, rank: Option<usize>, confidence: f32) -> Judged {
        Judged {
            id: id.to_owned(),
            question: format!("question {id}"),
            lang: if answerable { "en" } else { "fr" }.to_owned(),
            kind: "plain".to_owned(),
            answerable,
            reader: Language::En,
            outcome: if confidence > 0.5 { Outcome::Answered } else { Outcome::Unsure },
            confidence,
            rank,
            first: None,
        }
    }

    fn run() -> Report {
        Report::new(vec![
            judged("first", true, Some(1), 0.9),
            judged("third", true, Some(3), 0.9),
            judged("wrong", true, None, 0.8),
            judged("refused", true, None, 0.3),
            judged("answered", false, None, 0.9),
            judged("kept", false, None, 0.1),
        ])
    }

    #[test]
    fn figures_count_answers_and_refusals_apart() {
        let report = run();
        let figures = Figures {
            answerable: 4,
            right_first: 1,
            among_three: 2,
            refused_wrongly: 1,
            unanswerable: 2,
            refused_rightly: 1,
        };
        assert_eq!(report.all, figures);
        assert_eq!((report.by_language["en"].answerable, report.by_language["fr"].answerable), (4, 0));
    }

    #[test]
    fn the_worst_miss_is_a_wrong_answer_given_with_confidence() {
        let report = run();
        let misses: Vec<&str> = report.misses().into_iter().map(|judged| judged.id.as_str()).collect();
        assert_eq!(misses, ["answered", "wrong", "third", "refused"]);
    }

    #[test]
    fn a_saved_run_reads_back_the_same() {
        let saved = serde_json::to_string(&run()).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&saved).unwrap(), run());
    }
}
