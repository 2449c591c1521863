//! Cuts a long text into pieces that can be read in a chat.

use crate::corpus::sentences;

/// The longest piece, in words.
const LONGEST: usize = 120;

/// The shortest piece that stands alone, in words.
const SHORTEST: usize = 40;

/// The most places in a piece, so that many lines without words do not take long.
const MOST_PLACES: usize = 2 * LONGEST;

/// What each piece costs, so that there are no more than need be.
const PIECE: f32 = 1.0;

/// What a short piece costs, as much as a cut within a sentence, and each word that it lacks.
const SHORT: (f32, f32) = (WITHIN, 0.5);

/// What it costs to cut within a sentence.
const WITHIN: f32 = 40.0;

/// What it costs to tell a list from the words that open it.
const COLON: f32 = 4.0;

/// A place where a text may be cut.
struct Place {
    /// In bytes.
    at: usize,
    /// How many words stand before it.
    words: usize,
    /// What it costs to cut here.
    price: f32,
}

/// A text in pieces of 40 to 120 words, cut at the ends of paragraphs, else at those of lines, else at those of sentences:
/// the cuts that cost least together. A text that is short enough stays whole.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let places = places(text);
    // The cheapest way to cut everything up to each place: its price, and the place of the cut before.
    let mut best: Vec<(f32, usize)> = vec![(0.0, 0)];
    for (end, place) in places.iter().enumerate().skip(1) {
        let price = if end + 1 == places.len() { 0.0 } else { place.price };
        let mut cheapest = (f32::INFINITY, end - 1);
        for start in (0..end).rev() {
            let words = place.words - places[start].words;
            if (words > LONGEST || end - start > MOST_PLACES) && start + 1 < end {
                break;
            }
            let missing = SHORTEST.saturating_sub(words);
            let short = if missing > 0 { SHORT.0 + SHORT.1 * missing as f32 } else { 0.0 };
            let total = best[start].0 + PIECE + short + price;
            if total < cheapest.0 {
                cheapest = (total, start);
            }
        }
        best.push(cheapest);
    }
    let mut cuts = Vec::new();
    let mut end = places.len() - 1;
    while end > 0 {
        let start = best[end].1;
        cuts.push(text[places[start].at..places[end].at].trim());
        end = start;
    }
    cuts.reverse();
    cuts.retain(|piece| piece.contains(char::is_alphanumeric));
    cuts
}

/// The places where a text may be cut, from its beginning to its end: before each sentence, and, in one that is too long,
/// before each word.
fn places(text: &str) -> Vec<Place> {
    let mut places = vec![Place { at: 0, words: 0, price: 0.0 }];
    let mut words = 0;
    for sentence in sentences(text) {
        let before = text[..sentence.start].strip_suffix("- ").unwrap_or(&text[..sentence.start]);
        if !before.is_empty() {
            places.push(Place { at: before.len(), words, price: price(before) });
        }
        let in_it = count(&text[sentence.clone()]);
        if in_it > LONGEST {
            let spaces = text[sentence.clone()].match_indices(' ').map(|(at, _)| sentence.start + at);
            for (number, at) in spaces.enumerate() {
                places.push(Place { at, words: words + (number + 1).min(in_it), price: WITHIN });
            }
        }
        words += in_it;
    }
    places.push(Place { at: text.len(), words, price: 0.0 });
    places
}

/// What it costs to cut after a text.
fn price(before: &str) -> f32 {
    let gap = &before[before.trim_end().len()..];
    let colon = if before.trim_end().ends_with(':') { COLON } else { 0.0 };
    colon
        + match gap.matches('\n').count() {
            0 => 5.0,
            1 => 3.0,
            _ => 0.0,
        }
}

fn count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}
