//! `/iom alerts`: which channels get new vacancies.

use serenity::all::{ChannelId, ChannelType, CommandOptionType, CreateCommandOption, GuildId};

use super::{Commands, Failure, subcommand};
use crate::discord::invocation::Invocation;
use crate::discord::permissions::Fitness;
use crate::discord::rest::RestError;
use crate::discord::send;
use crate::replies::trouble::Trouble;
use crate::replies::{Reply, alerts};
use crate::store::subscriptions::NewSubscription;

/// The most channels of one server that get vacancies.
const MOST: u32 = 25;

/// What to do, in which server, for whom.
pub(super) struct Alerts {
    action: Action,
    guild: u64,
    user: u64,
}

enum Action {
    Add(u64),
    List,
    Remove(u64),
    Test(u64),
}

pub(super) fn definition() -> CreateCommandOption {
    let of_channel = |name, description, channel| {
        let channel = CreateCommandOption::new(CommandOptionType::Channel, "channel", channel)
            .required(true)
            .channel_types(vec![ChannelType::Text, ChannelType::News]);
        subcommand(name, description).add_sub_option(channel)
    };
    CreateCommandOption::new(CommandOptionType::SubCommandGroup, "alerts", "New IOM vacancies in a channel")
        .add_sub_option(of_channel("add", "Post each new IOM vacancy in a channel, once", "Where to post"))
        .add_sub_option(subcommand("list", "Show which channels of this server get vacancies"))
        .add_sub_option(of_channel("remove", "Post no more vacancies in a channel", "Which channel"))
        .add_sub_option(of_channel("test", "Post a test message in a channel", "Where to post"))
}

pub(super) fn parse(action: &str, invocation: &Invocation) -> Result<Alerts, Failure> {
    let guild = invocation.guild.ok_or(Trouble::OnlyInServers)?;
    // Who may use the command is the server's affair; who may change alerts is checked here, whatever it says.
    if !invocation.manages_channels {
        return Err(Trouble::NotYours.into());
    }
    let channel = || invocation.channel_option("channel").ok_or(Trouble::NoSuchChannel);
    let action = match action {
        "add" => Action::Add(channel()?),
        "list" => Action::List,
        "remove" => Action::Remove(channel()?),
        "test" => Action::Test(channel()?),
        _ => return Err(Trouble::UnknownCommand.into()),
    };
    Ok(Alerts { action, guild, user: invocation.user })
}

pub(super) async fn run(bot: &Commands, alerts: Alerts) -> Result<Reply, Failure> {
    let guild = alerts.guild;
    match alerts.action {
        Action::Add(channel) => add(bot, guild, channel, alerts.user).await,
        Action::List => {
            let subscriptions = bot.store.subscriptions(guild).await?;
            Ok(alerts::list(&subscriptions.iter().map(|subscription| subscription.channel_id).collect::<Vec<_>>()))
        }
        Action::Remove(channel) => {
            if bot.store.remove_subscription(guild, channel).await? {
                Ok(alerts::removed(channel))
            } else {
                Err(Trouble::NotSubscribed(channel).into())
            }
        }
        Action::Test(channel) => test(bot, guild, channel).await,
    }
}

async fn add(bot: &Commands, guild: u64, channel: u64, user: u64) -> Result<Reply, Failure> {
    check(bot, guild, channel).await?;
    if bot.store.count_subscriptions(guild).await? >= u64::from(MOST) {
        return Err(Trouble::TooMany(MOST).into());
    }
    let now = jiff::Timestamp::now().as_second();
    let new = NewSubscription { guild_id: guild, channel_id: channel, created_by: user, now };
    let is_new = bot.store.add_subscription(&new).await?;
    Ok(if is_new { alerts::added(channel) } else { alerts::already(channel) })
}

async fn test(bot: &Commands, guild: u64, channel: u64) -> Result<Reply, Failure> {
    check(bot, guild, channel).await?;
    let nonce = format!("test-{:016x}", fastrand::u64(..));
    let sent = send::send(&bot.rest, ChannelId::new(channel), &alerts::test(&bot.answers.careers_url), &nonce).await;
    match sent {
        Ok(_) => Ok(alerts::tested(channel)),
        Err(RestError::Refused { status: 403, .. }) => Err(Trouble::Refused(channel).into()),
        Err(error) => Err(anyhow::Error::new(error).context("posting a test message").into()),
    }
}

/// Makes sure that the bot can post in the channel, and that it is this server's.
async fn check(bot: &Commands, guild: u64, channel: u64) -> Result<(), Failure> {
    let fitness = bot.rest.fitness(GuildId::new(guild), ChannelId::new(channel), bot.me).await;
    match fitness.map_err(|error| anyhow::Error::new(error).context("looking at a channel's permissions"))? {
        Fitness::Fit => Ok(()),
        Fitness::Lacks(permissions) => Err(Trouble::Lacks { channel, permissions }.into()),
        Fitness::NoChannel => Err(Trouble::NoSuchChannel.into()),
    }
}
