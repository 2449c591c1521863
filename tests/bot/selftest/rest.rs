//! The REST API as serenity and the bot's own client see it.

use std::time::{Duration, Instant};

use iom_bot::discord::rest::{Rest, RestError};
use secrecy::SecretString;
use serde_json::{Value, json};
use serenity::all::{
    ChannelId, CreateAllowedMentions, CreateMessage, GetMessages, GuildId, LightMethod, Nonce, Route, UserId,
};

use super::client::http;
use crate::standin::Standin;
use crate::standin::faults::{Fault, next};
use crate::standin::id::Id;
use crate::standin::limits::{Limits, Scope};
use crate::standin::state::TOKEN;

/// The bot's own client.
pub fn rest(discord: &Standin) -> Rest {
    rest_with(discord, TOKEN, Duration::from_secs(30))
}

pub fn rest_with(discord: &Standin, token: &str, timeout: Duration) -> Rest {
    Rest::new(discord.address(), &SecretString::from(token.to_owned()), timeout).unwrap()
}

/// Posts a body to a channel.
pub async fn post(rest: &Rest, channel: Id, body: Value) -> Result<Value, RestError> {
    let route = Route::ChannelMessages { channel_id: ChannelId::new(channel.0) };
    rest.fetch(LightMethod::Post, route, Some(&body)).await
}

pub fn text(content: &str) -> Value {
    json!({"content": content, "allowed_mentions": {"parse": []}})
}

/// Discord's code of a refusal.
pub fn code(outcome: Result<Value, RestError>) -> u64 {
    match outcome {
        Err(RestError::Refused { code, .. }) => code,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn everything_that_can_be_read_has_the_shape_that_serenity_reads() {
    let discord = Standin::start().await;
    let (http, home) = (http(&discord), discord.home);
    assert_eq!(http.get_current_user().await.unwrap().name, "iom-bot");
    assert_eq!(http.get_current_application_info().await.unwrap().name, "iom-bot");
    assert_eq!(http.get_bot_gateway().await.unwrap().session_start_limit.max_concurrency, 1);
    let guild = http.get_guild(GuildId::new(home.guild.0)).await.unwrap();
    assert_eq!(guild.owner_id.get(), home.owner.0);
    assert_eq!(guild.roles.len(), 3);
    assert_eq!(http.get_channels(guild.id).await.unwrap().len(), 2);
    let member = http.get_member(guild.id, UserId::new(home.member.0)).await.unwrap();
    assert_eq!(member.user.name, "miguel");
    let channel = http.get_channel(ChannelId::new(home.news.0)).await.unwrap();
    assert!(channel.guild().is_some_and(|channel| channel.kind == serenity::all::ChannelType::News));
    assert!(http.get_global_commands().await.unwrap().is_empty());
    discord.check();
}

#[tokio::test]
async fn a_message_is_posted_read_changed_and_deleted() {
    let discord = Standin::start().await;
    let (http, general) = (http(&discord), ChannelId::new(discord.home.general.0));
    let nobody = CreateAllowedMentions::new;
    let first =
        general.send_message(&http, CreateMessage::new().content("one").allowed_mentions(nobody())).await.unwrap();
    general.send_message(&http, CreateMessage::new().content("two").allowed_mentions(nobody())).await.unwrap();
    let newer = general.messages(&http, GetMessages::new().after(first.id)).await.unwrap();
    assert_eq!(newer.iter().map(|message| message.content.as_str()).collect::<Vec<_>>(), ["two"]);
    let edit = json!({"content": "three", "allowed_mentions": {"parse": []}});
    http.edit_message(general, first.id, &edit, Vec::new()).await.unwrap();
    let all = general.messages(&http, GetMessages::new()).await.unwrap();
    assert_eq!(all.iter().map(|message| message.content.as_str()).collect::<Vec<_>>(), ["two", "three"]);
    http.delete_message(general, newer[0].id, None).await.unwrap();
    let shown = discord.messages(discord.home.general);
    assert_eq!(shown.iter().map(|message| message.content.as_str()).collect::<Vec<_>>(), ["three"]);
    discord.check();
}

#[tokio::test]
#[should_panic(expected = "a message that the test did not read")]
async fn an_unread_message_fails_the_test() {
    let discord = Standin::start().await;
    post(&rest(&discord), discord.home.general, text("surprise")).await.unwrap();
    discord.check();
}

#[tokio::test]
async fn a_nonce_gives_the_same_message_until_it_is_forgotten() {
    let discord = Standin::start().await;
    let (http, general) = (http(&discord), ChannelId::new(discord.home.general.0));
    let message = CreateMessage::new()
        .content("once")
        .allowed_mentions(CreateAllowedMentions::new())
        .nonce(Nonce::String("delivery-1".to_owned()))
        .enforce_nonce(true);
    let first = general.send_message(&http, message.clone()).await.unwrap();
    let again = general.send_message(&http, message.clone()).await.unwrap();
    assert_eq!(first.id, again.id);
    discord.forget_nonces();
    let later = general.send_message(&http, message).await.unwrap();
    assert_ne!(first.id, later.id);
    assert_eq!(discord.messages(discord.home.general).len(), 2);
    discord.check();
}

#[tokio::test]
async fn another_token_is_unauthorized() {
    let discord = Standin::start().await;
    let stranger = rest_with(&discord, "another", Duration::from_secs(30));
    let outcome = post(&stranger, discord.home.general, text("hello")).await;
    assert!(matches!(outcome, Err(RestError::Refused { status: 401, .. })), "{outcome:?}");
    discord.check();
}

#[tokio::test]
#[should_panic(expected = "the stand-in has no such route")]
async fn an_unknown_route_fails_the_test() {
    let discord = Standin::start().await;
    let http = http(&discord);
    http.get_user(UserId::new(1)).await.unwrap_err();
    discord.check();
}

#[tokio::test]
async fn an_answer_tells_the_standing_of_its_bucket() {
    let discord = Standin::start().await;
    discord.limit_buckets(5, Duration::from_secs(5));
    let answer = reqwest::Client::new()
        .post(format!("{}/api/v10/channels/{}/messages", discord.address(), discord.home.general))
        .header("authorization", format!("Bot {TOKEN}"))
        .header("user-agent", "DiscordBot (https://example.org, 1)")
        .body(text("hello").to_string())
        .send()
        .await
        .unwrap();
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-ratelimit-limit"), "5");
    assert_eq!(header("x-ratelimit-remaining"), "4");
    assert_eq!(header("x-ratelimit-bucket"), "bucket-of-POST-channels-messages");
    let after: f64 = header("x-ratelimit-reset-after").parse().unwrap();
    assert!((0.0..=5.0).contains(&after), "{after}");
    assert_eq!(discord.next_message(discord.home.general).await.content, "hello");
    discord.check();
}

#[tokio::test]
async fn a_client_that_follows_the_headers_meets_no_429() {
    let discord = Standin::start().await;
    discord.limit_buckets(2, Duration::from_millis(300));
    let rest = rest(&discord);
    for number in 0..5 {
        post(&rest, discord.home.general, text(&number.to_string())).await.unwrap();
    }
    assert_eq!(discord.messages(discord.home.general).len(), 5);
    assert_eq!(discord.too_many(Scope::User), 0);
    discord.check();
}

#[tokio::test]
async fn too_many_requests_in_a_bucket_are_refused() {
    let discord = Standin::start().await;
    discord.limit_buckets(1, Duration::from_secs(60));
    // serenity without its limiter sends at once.
    let (http, general) = (http(&discord), ChannelId::new(discord.home.general.0));
    let message = CreateMessage::new().content("hello").allowed_mentions(CreateAllowedMentions::new());
    general.send_message(&http, message.clone()).await.unwrap();
    let refused = general.send_message(&http, message).await.unwrap_err();
    assert!(format!("{refused:?}").contains("429"), "{refused:?}");
    assert_eq!(discord.too_many(Scope::User), 1);
    assert_eq!(discord.messages(discord.home.general).len(), 1);
    discord.check();
}

#[tokio::test]
async fn a_long_global_429_goes_back_to_the_caller() {
    let discord = Standin::start().await;
    discord.fault(next("POST", "/messages"), Fault::TooMany(Scope::Global, 60.0));
    let outcome = post(&rest(&discord), discord.home.general, text("hello")).await;
    let waits = matches!(outcome, Err(RestError::Limited { after }) if after == Duration::from_secs(60));
    assert!(waits, "{outcome:?}");
    assert_eq!(discord.too_many(Scope::Global), 1);
    discord.check();
}

#[test]
fn more_than_fifty_requests_a_second_are_too_many() {
    let (mut limits, start) = (Limits::default(), Instant::now());
    let mut count = |route, after| limits.count(route, "", start + Duration::from_millis(after)).map_err(|no| no.scope);
    assert!((0..50).all(|number| count("others", number * 10).is_ok()));
    assert_eq!(count("guilds", 999).unwrap_err(), Scope::Global);
    assert!(count("interactions", 999).is_ok(), "answers to interactions are outside the limit");
    assert!(count("guilds", 1_000).is_ok());
}
