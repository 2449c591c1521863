//! * A question near to the lines of a passage is likeliest for it.
//! * Training is the same every time, and survives being written and read.
//! * Damaged bytes are no classifier.

use super::*;
use crate::answers::Word;
use crate::language::Language;

/// Splits at spaces, without stemming.
struct Plain;

impl Words for Plain {
    fn language(&self) -> Language {
        Language::En
    }

    fn words(&self, text: &str) -> Vec<Word> {
        text.split(' ').map(|word| Word { term: word.to_lowercase(), place: 0..0 }).collect()
    }
}

const LINES: [(&str, usize); 6] = [
    ("how long is a contract", 0),
    ("short contract", 0),
    ("is the contract fixed", 0),
    ("what is the pay", 1),
    ("pay and salary", 1),
    ("salary of a driver", 1),
];

fn trained() -> Classifier {
    Classifier::train(LINES.into_iter(), 2, &Plain).unwrap()
}

#[test]
fn a_question_is_likeliest_for_the_passage_with_the_nearest_lines() {
    let probabilities = trained().probabilities("my contrct is short", &Plain);
    assert!(probabilities[0] > 0.6, "{probabilities:?}");
    let probabilities = trained().probabilities("salary please", &Plain);
    assert!(probabilities[1] > 0.6, "{probabilities:?}");
}

#[test]
fn probabilities_are_one_together_also_for_words_never_seen() {
    for question in ["zzz", "", "pay contract"] {
        let sum: f32 = trained().probabilities(question, &Plain).iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "{question}: {sum}");
    }
}

#[test]
fn training_is_the_same_every_time_and_survives_writing() {
    assert_eq!(trained(), trained());
    assert_eq!(Classifier::from_bytes(&trained().to_bytes()), Some(trained()));
}

#[test]
fn damaged_bytes_are_no_classifier() {
    let mut bytes = trained().to_bytes();
    assert_eq!(Classifier::from_bytes(&bytes[..bytes.len() - 1]), None);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    assert_eq!(Classifier::from_bytes(&bytes), None);
    assert_eq!(Classifier::from_bytes(&[]), None);
}

#[test]
fn there_is_nothing_to_learn_from_one_passage_or_from_lines_without_a_common_word() {
    assert!(Classifier::train(LINES[..3].iter().copied(), 1, &Plain).is_none());
    assert!(Classifier::train([("ab", 0), ("cd", 1)].into_iter(), 2, &Plain).is_none());
}

#[test]
fn what_a_lead_is_worth_does_not_depend_on_vanishing_probabilities() {
    assert!(score_lead(0.9, 0.0).is_finite());
    assert!(score_lead(0.0, 0.9) < 0.0);
    assert_eq!(score_lead(0.3, 0.3), 0.0);
}
