//! Vectors of texts.

/// The length of a vector.
pub const DIMENSIONS: usize = 384;

/// A vector of a text, of length 1.
pub type Vector = [f32; DIMENSIONS];

/// A vector with 8 bits a number, the largest of them 127.
pub type Small = [i8; DIMENSIONS];

/// The vector in the same direction, of length 1; zero stays zero.
#[must_use]
pub fn normalized(mut vector: Vector) -> Vector {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
    vector
}

/// A vector with 8 bits a number.
#[must_use]
pub fn small(vector: &Vector) -> Small {
    let largest = vector.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    if largest == 0.0 {
        return [0; DIMENSIONS];
    }
    // Within -127 to 127 by the division, so that the cast loses nothing but the fraction.
    vector.map(|value| (value / largest * 127.0).round() as i8)
}

/// A vector from its 8 bits, of length 1.
#[must_use]
pub fn whole(small: &Small) -> Vector {
    normalized(small.map(f32::from))
}

/// The product of two vectors of 8 bits.
pub(super) fn product(a: &Small, b: &Small) -> i32 {
    // At most 384 × 127², far below what 32 bits hold.
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}

/// The length of a vector of 8 bits.
pub(super) fn length(small: &Small) -> f32 {
    (product(small, small) as f32).sqrt()
}
