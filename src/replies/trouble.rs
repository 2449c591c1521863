//! What an asker may read when something did not work: a closed list, each with the next thing to do.

use super::Reply;
use crate::answers::QuestionError;

/// Something that the asker can do something about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Trouble {
    /// The text is no question.
    Question(QuestionError),
    /// There is no office of this name; these are some that there are.
    NoSuchOffice(Vec<String>),
    /// The corpus has no offices.
    NoOffices,
    /// Used in a direct message, but it is about a server's channels.
    OnlyInServers,
    /// The user lacks Manage Channels.
    NotYours,
    /// The channel is none to post in.
    NoSuchChannel,
    /// The bot lacks permissions in the channel.
    Lacks {
        /// The id of the channel.
        channel: u64,
        /// The permissions, by the names that Discord's settings show.
        permissions: Vec<&'static str>,
    },
    /// Discord does not let the bot post in this channel.
    Refused(u64),
    /// The channel is not subscribed.
    NotSubscribed(u64),
    /// The server has as many subscriptions as it may have.
    TooMany(u32),
    /// A command that this version does not know.
    UnknownCommand,
}

impl Trouble {
    /// What to tell the asker.
    #[must_use]
    pub fn reply(&self) -> Reply {
        Reply { private: true, text: self.words(), ..Reply::default() }
    }

    fn words(&self) -> String {
        match self {
            Self::Question(wrong) => wrong.to_string(),
            Self::NoSuchOffice(offices) => format!(
                "I don't know that office. I know: {}. Pick one from the list that opens while you type.",
                offices.join(", ")
            ),
            Self::NoOffices => {
                "I have no contact details here. Please look at <https://www.iom.int/contact-us>.".to_owned()
            }
            Self::OnlyInServers => "Alerts go to the channels of a server: please use this command there.".to_owned(),
            Self::NotYours => "Alerts can be changed by people with the permission Manage Channels. Please ask an \
                               admin of this server."
                .to_owned(),
            Self::NoSuchChannel => {
                "I can post in text and announcement channels of this server. Please choose one of those.".to_owned()
            }
            Self::Lacks { channel, permissions } => format!(
                "I may not post in <#{channel}> yet. Please open its settings, go to Permissions, add me and switch \
                 on: {}. Then use the command again.",
                permissions.join(", ")
            ),
            Self::Refused(channel) => format!(
                "Discord does not let me post in <#{channel}>. Please look at its settings, under Permissions, and \
                 try again."
            ),
            Self::NotSubscribed(channel) => {
                format!("<#{channel}> gets no vacancies. `/iom alerts list` shows which channels do.")
            }
            Self::TooMany(most) => format!(
                "This server has {most} channels with alerts, which is the most. Please remove one first: \
                 `/iom alerts remove`."
            ),
            Self::UnknownCommand => {
                "I don't know this command any more. Please restart Discord to see the current ones, or use \
                 `/iom help`."
                    .to_owned()
            }
        }
    }
}

/// What to tell an asker when the fault is ours; the log has the rest under the same reference.
#[must_use]
pub fn our_fault(reference: &str) -> Reply {
    Reply {
        private: true,
        text: format!(
            "Something went wrong on my side. Please try again in a minute. If it stays, tell the people who run this \
             bot the reference {reference}."
        ),
        ..Reply::default()
    }
}
