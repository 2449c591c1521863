//! A classifier as bytes: a checksum, then features with their numbers as JSON, then the weights.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Classifier;
use crate::answers::checked;

/// All but the weights, the features in the order of their rows.
#[derive(Deserialize, Serialize)]
struct Head {
    features: Vec<String>,
    telling: Vec<f32>,
    scales: Vec<f32>,
    classes: usize,
}

impl Classifier {
    /// The classifier as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut features: Vec<(&String, &u32)> = self.rows.iter().collect();
        features.sort_unstable_by_key(|(_, row)| **row);
        let head = Head {
            features: features.into_iter().map(|(feature, _)| feature.clone()).collect(),
            telling: self.telling.clone(),
            scales: self.scales.clone(),
            classes: self.classes,
        };
        // Strings and finite numbers always serialise; if they did not, the checksum's owner would find no features.
        let head = serde_json::to_vec(&head).unwrap_or_default();
        let mut body = (head.len() as u64).to_le_bytes().to_vec();
        body.extend(head);
        body.extend(self.weights.iter().map(|weight| weight.cast_unsigned()));
        checked::checked(&body)
    }

    /// The classifier in `bytes`; `None` when they are damaged.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = checked::body(bytes)?.split_first_chunk::<8>()?;
        let (head, weights) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        let head: Head = serde_json::from_slice(head).ok()?;
        let rows = head.features.len();
        let fits = head.telling.len() == rows && head.scales.len() == rows && weights.len() == rows * head.classes;
        fits.then(|| Self {
            rows: head.features.into_iter().zip(0..).collect::<HashMap<_, _>>(),
            telling: head.telling,
            scales: head.scales,
            weights: weights.iter().map(|weight| weight.cast_signed()).collect(),
            classes: head.classes,
        })
    }
}
