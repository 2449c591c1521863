//! What an answer promises, on a small corpus and with evidence made by hand:
//!
//! * a question known word for word is answered by its passage, whatever the scores say;
//! * a question of a kind that cannot be answered is not, and says where to turn;
//! * words of the question are marked in the passage, neighbours as one, and the sentence that answers is known;
//! * no passage repeats an earlier one.

use super::*;
use crate::corpus::{OUT_OF_SCOPE, Passage};
use crate::language::Language;

/// Splits at spaces, without stemming.
struct Plain;

impl Words for Plain {
    fn language(&self) -> Language {
        Language::En
    }

    fn words(&self, text: &str) -> Vec<Word> {
        let mut at = 0;
        let mut words = Vec::new();
        for part in text.split_inclusive(' ') {
            let word = part.trim_end();
            words.push(Word { term: word.to_lowercase(), place: at..at + word.len() });
            at += part.len();
        }
        words
    }
}

fn passage(heading: &str, topic: &str, asked_as: &[&str]) -> Passage {
    Passage {
        id: heading.to_lowercase(),
        document: "d".to_owned(),
        topic: topic.to_owned(),
        language: Language::En,
        heading: heading.to_owned(),
        text: match heading {
            "Contracts" => "Some begin today. Most short contracts end",
            "Pay" => "Money comes every month",
            _ => "Ask a baker",
        }
        .to_owned(),
        asked_as: asked_as.iter().map(|line| (*line).to_owned()).collect(),
        sources: Vec::new(),
    }
}

fn corpus() -> Corpus {
    let passages = vec![
        passage("Contracts", "careers", &["how long are contracts", "short contracts"]),
        passage("Pay", "careers", &["how much do they pay"]),
        passage("Elsewhere", OUT_OF_SCOPE, &["how do i bake bread"]),
    ];
    Corpus { passages, ..Corpus::default() }
}

/// Evidence in which each passage has the given score by words and by letters.
fn evidence(question: &str, scores: [f32; 3]) -> Candidates {
    let hit = |(passage, score): (usize, &f32)| Hit { words: *score, letters: *score, ..Hit::none(passage) };
    let corpus = corpus();
    let texts_of = |passage: &Passage| format!("{} {} {}", passage.heading, passage.asked_as.join(" "), passage.text);
    let word = |word: &str| QuestionWord {
        term: word.to_owned(),
        terms: vec![word.to_owned()],
        is_guess: false,
        meant: None,
        weight: 2.0,
        passages: (0..3)
            .filter(|at| Plain.words(&texts_of(&corpus.passages[*at])).iter().any(|other| other.term == word))
            .collect(),
    };
    let asked = folded_words(question);
    let is_known = |passage: &Passage| passage.asked_as.iter().any(|line| folded_words(line) == asked);
    Candidates {
        hits: scores.iter().enumerate().map(hit).collect(),
        words: question.split(' ').map(word).collect(),
        known: corpus.passages.iter().position(is_known),
        judge: Judge::BY_WORDS,
    }
}

fn ask(question: &str, scores: [f32; 3]) -> Answer {
    let candidates = evidence(question, scores);
    answer(&Question::parse(question).unwrap(), &candidates, &corpus(), &Plain, 3)
}

#[test]
fn a_question_known_word_for_word_is_answered_by_its_passage() {
    let answer = ask("How much do they PAY?", [9.0, 3.0, 8.0]);
    assert_eq!((answer.outcome, answer.confidence), (Outcome::Answered, 1.0));
    assert_eq!(answer.passages[0].passage, 1);
}

#[test]
fn a_question_known_as_unanswerable_says_where_to_turn() {
    let answer = ask("how do I bake bread", [9.0, 8.0, 3.0]);
    assert_eq!((answer.outcome, answer.redirect), (Outcome::Unknown, Some(2)));
}

#[test]
fn what_cannot_be_answered_is_never_among_the_passages() {
    let answer = ask("contracts and bread", [5.0, 1.0, 9.0]);
    let passages: Vec<usize> = answer.passages.iter().map(|ranked| ranked.passage).collect();
    assert_eq!(passages, [0, 1]);
}

#[test]
fn a_question_that_nothing_matches_is_unknown() {
    let candidates = Candidates { hits: Vec::new(), words: Vec::new(), known: None, judge: Judge::BY_WORDS };
    let answer = answer(&Question::parse("zzz").unwrap(), &candidates, &corpus(), &Plain, 3);
    assert_eq!((answer.outcome, answer.passages.len(), answer.redirect), (Outcome::Unknown, 0, None));
}

#[test]
fn matching_words_are_marked_and_neighbours_are_one_mark() {
    let answer = ask("short contracts", [9.0, 1.0, 1.0]);
    assert_eq!(answer.passages[0].highlights, [(23, 38)]);
}

#[test]
fn the_sentence_that_covers_most_of_the_question_is_known() {
    let answer = ask("short contracts end", [9.0, 1.0, 1.0]);
    assert_eq!(answer.passages[0].sentence, Some((18, 42)));
    assert_eq!(ask("something else", [9.0, 1.0, 1.0]).passages[0].sentence, None);
}

#[test]
fn a_passage_that_repeats_an_earlier_one_gives_its_place_to_the_next() {
    let mut corpus = corpus();
    let again = Passage { id: "again".to_owned(), ..corpus.passages[0].clone() };
    corpus.passages.insert(1, again);
    let candidates = evidence("contracts", [9.0, 8.0, 7.0]);
    let answer = answer(&Question::parse("contracts").unwrap(), &candidates, &corpus, &Plain, 2);
    let passages: Vec<usize> = answer.passages.iter().map(|ranked| ranked.passage).collect();
    assert_eq!(passages, [0, 2]);
}

#[test]
fn no_more_passages_are_given_than_asked_for() {
    let candidates = evidence("contracts", [3.0, 2.0, 1.0]);
    let answer = answer(&Question::parse("contracts").unwrap(), &candidates, &corpus(), &Plain, 1);
    assert_eq!(answer.passages.len(), 1);
}

fn why(question: &str, scores: [f32; 3]) -> Explanation {
    let candidates = evidence(question, scores);
    explain(&Question::parse(question).unwrap(), &candidates, &corpus(), &Plain, 3)
}

#[test]
fn an_explanation_carries_the_very_answer_that_it_explains() {
    let explanation = why("short jobs", [9.0, 3.0, 8.0]);
    assert_eq!(explanation.answer, ask("short jobs", [9.0, 3.0, 8.0]));
    let explained: Vec<usize> = explanation.candidates.iter().map(|candidate| candidate.passage).collect();
    assert_eq!(explained, [0, 1]);
    assert_eq!(explanation.out_of_scope.map(|group| group.passage), Some(2));
}

#[test]
fn the_signals_of_a_candidate_add_up_to_its_score() {
    for candidate in why("short jobs", [9.0, 3.0, 8.0]).candidates {
        let sum: f32 = candidate.signals.iter().map(|signal| signal.weight * signal.share).sum();
        assert!((sum - candidate.score).abs() < 1e-6, "{candidate:?}");
    }
}

#[test]
fn the_parts_of_a_confidence_add_up_to_it() {
    let confidence = why("short jobs", [9.0, 3.0, 8.0]).confidence;
    let log_odds: f32 = confidence.bias + confidence.parts.iter().map(|part| part.weight * part.value).sum::<f32>();
    assert!((confidence.value - 1.0 / (1.0 + (-log_odds).exp())).abs() < 1e-6, "{confidence:?}");
    assert!(!confidence.parts.is_empty());
}

#[test]
fn an_explanation_says_where_each_word_of_the_question_stands() {
    let words = &why("short jobs", [9.0, 3.0, 8.0]).candidates[0].words;
    let found: Vec<_> = words.iter().map(|word| (word.word.as_str(), word.heading, word.lines, word.text)).collect();
    assert_eq!(found, [("jobs", false, 0, false), ("short", false, 1, true)]);
}

#[test]
fn the_line_nearest_to_the_question_comes_first() {
    let lines = &why("short contracts please", [9.0, 3.0, 8.0]).candidates[0].lines;
    assert_eq!(lines[0].line, "short contracts");
    assert!(lines[0].nearness > lines[1].nearness);
}
