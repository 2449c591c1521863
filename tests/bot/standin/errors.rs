//! The refusals of Discord's REST API, each with its status and code.

use serde_json::{Value, json};

/// An answer other than success.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: u64,
    pub message: &'static str,
    /// What is wrong with a body, by its place.
    pub errors: Option<Value>,
}

const fn refusal(status: u16, code: u64, message: &'static str) -> Refusal {
    Refusal { status, code, message, errors: None }
}

pub const UNAUTHORIZED: Refusal = refusal(401, 0, "401: Unauthorized");
pub const NO_ROUTE: Refusal = refusal(404, 0, "404: Not Found");
pub const UNKNOWN_APPLICATION: Refusal = refusal(404, 10002, "Unknown Application");
pub const UNKNOWN_CHANNEL: Refusal = refusal(404, 10003, "Unknown Channel");
pub const UNKNOWN_GUILD: Refusal = refusal(404, 10004, "Unknown Guild");
pub const UNKNOWN_MEMBER: Refusal = refusal(404, 10007, "Unknown Member");
pub const UNKNOWN_MESSAGE: Refusal = refusal(404, 10008, "Unknown Message");
pub const UNKNOWN_WEBHOOK: Refusal = refusal(404, 10015, "Unknown Webhook");
pub const UNKNOWN_INTERACTION: Refusal = refusal(404, 10062, "Unknown interaction");
pub const ALREADY_ACKNOWLEDGED: Refusal = refusal(400, 40060, "Interaction has already been acknowledged.");
pub const MISSING_ACCESS: Refusal = refusal(403, 50001, "Missing Access");
pub const EMPTY_MESSAGE: Refusal = refusal(400, 50006, "Cannot send an empty message");
pub const MISSING_PERMISSIONS: Refusal = refusal(403, 50013, "Missing Permissions");
pub const INVALID_TOKEN: Refusal = refusal(401, 50027, "Invalid Webhook Token");
pub const NOT_JSON: Refusal = refusal(400, 50109, "The request body contains invalid JSON.");

/// The refusal of a body whose parts break rules; `errors` says which.
pub fn invalid_form(errors: Value) -> Refusal {
    Refusal { errors: Some(errors), ..refusal(400, 50035, "Invalid Form Body") }
}

impl Refusal {
    pub fn body(&self) -> Value {
        let mut body = json!({"message": self.message, "code": self.code});
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }
}
