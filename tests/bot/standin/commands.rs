//! The global commands of the application: registered as a whole, and looked up when a person uses one.

use serde_json::{Value, json};

use super::check;
use super::errors;
use super::rest::{Call, Done, Outcome};
use super::state::State;

pub fn list(state: &State, app: &str) -> Outcome {
    ours(state, app)?;
    Ok(Done::with(Value::Array(state.commands.clone())))
}

/// Puts these commands in the place of all that are registered; a command keeps the id of its name.
pub fn overwrite(state: &mut State, call: &Call, app: &str) -> Outcome {
    ours(state, app)?;
    check::accept(state, call, check::commands::check(&call.body))?;
    let mut registered = Vec::new();
    for command in call.body.as_array().into_iter().flatten() {
        let known = state.commands.iter().find(|known| known["name"] == command["name"]);
        let id = known.map_or_else(|| json!(state.ids.next()), |known| known["id"].clone());
        let mut whole = json!({
            "type": 1, "description": "", "default_member_permissions": null, "nsfw": false, "version": "1",
            "options": [], "integration_types": [0], "contexts": null,
        });
        let all = whole.as_object_mut().expect("an object");
        all.extend(command.as_object().cloned().unwrap_or_default());
        all.extend([("id".to_owned(), id), ("application_id".to_owned(), json!(state.application))]);
        registered.push(whole);
    }
    state.commands = registered;
    list(state, app)
}

fn ours(state: &State, app: &str) -> Result<(), errors::Refusal> {
    if app == state.application.to_string() { Ok(()) } else { Err(errors::UNKNOWN_APPLICATION) }
}
