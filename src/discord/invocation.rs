//! A slash command as somebody used it, without Discord's types.

use serenity::all::{CommandDataOption, CommandDataOptionValue, CommandInteraction, InteractionContext, Permissions};

use crate::language::Language;

/// A slash command with its options.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Invocation {
    /// Subcommand group and subcommand, for example `["alerts", "add"]`.
    pub path: Vec<String>,
    /// The options that were given, by name.
    pub options: Vec<(String, Given)>,
    /// The option that is being typed, while completions are asked for.
    pub focused: Option<String>,
    /// Who used it.
    pub user: u64,
    /// The server it was used in; none in a direct message.
    pub guild: Option<u64>,
    /// The channel it was used in.
    pub channel: u64,
    /// Whether the user has Manage Channels there.
    pub manages_channels: bool,
    /// The user's locale, for example `en-GB`.
    pub locale: String,
}

/// The value of an option.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Given {
    /// Words.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// The id of a channel.
    Channel(u64),
}

impl Invocation {
    /// The invocation in an interaction, be it a command or a request for completions.
    #[must_use]
    pub fn of(interaction: &CommandInteraction) -> Self {
        let mut path = Vec::new();
        let mut options = &interaction.data.options;
        while let Some(CommandDataOption {
            name,
            value: CommandDataOptionValue::SubCommand(inner) | CommandDataOptionValue::SubCommandGroup(inner),
            ..
        }) = options.first()
        {
            path.push(name.clone());
            options = inner;
        }
        let member = interaction.member.as_ref().and_then(|member| member.permissions).unwrap_or_default();
        let in_guild = interaction.context.is_none_or(|context| context == InteractionContext::Guild);
        Self {
            path,
            options: options.iter().filter_map(|option| Some((option.name.clone(), given(&option.value)?))).collect(),
            focused: options.iter().find_map(|option| match &option.value {
                CommandDataOptionValue::Autocomplete { .. } => Some(option.name.clone()),
                _ => None,
            }),
            user: interaction.user.id.get(),
            guild: interaction.guild_id.filter(|_| in_guild).map(serenity::all::GuildId::get),
            channel: interaction.channel_id.get(),
            manages_channels: member.intersects(Permissions::MANAGE_CHANNELS | Permissions::ADMINISTRATOR),
            locale: interaction.locale.clone(),
        }
    }

    /// The user's language, or English where we do not speak it.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::of_locale(&self.locale).unwrap_or_default()
    }

    /// The words given for an option.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Given::Text(text) => Some(text),
            Given::Flag(_) | Given::Channel(_) => None,
        }
    }

    /// Whether an option was given as yes.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == Some(&Given::Flag(true))
    }

    /// The channel given for an option.
    #[must_use]
    pub fn channel_option(&self, name: &str) -> Option<u64> {
        match self.get(name)? {
            Given::Channel(id) => Some(*id),
            Given::Text(_) | Given::Flag(_) => None,
        }
    }

    fn get(&self, name: &str) -> Option<&Given> {
        self.options.iter().find(|(given, _)| given == name).map(|(_, value)| value)
    }
}

fn given(value: &CommandDataOptionValue) -> Option<Given> {
    match value {
        CommandDataOptionValue::String(text) => Some(Given::Text(text.clone())),
        CommandDataOptionValue::Autocomplete { value, .. } => Some(Given::Text(value.clone())),
        CommandDataOptionValue::Boolean(flag) => Some(Given::Flag(*flag)),
        CommandDataOptionValue::Channel(id) => Some(Given::Channel(id.get())),
        _ => None,
    }
}
