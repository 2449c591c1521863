//! Who may do what where, computed as Discord's documentation says: roles first, then the channel's overwrites for
//! everyone, for roles, for the member.

use serenity::all::Permissions;

use super::id::Id;
use super::model::{Channel, Guild, Target};

/// What `user` may do in `channel`; nothing at all without the permission to see it.
pub fn in_channel(guild: &Guild, channel: &Channel, user: Id) -> Permissions {
    let Some(member) = guild.member(user) else { return Permissions::empty() };
    let mut held = in_guild(guild, user);
    if held.contains(Permissions::ADMINISTRATOR) {
        return held;
    }
    let mut overwrite = |applies: &dyn Fn(Target) -> bool| {
        let matching = || channel.overwrites.iter().filter(|overwrite| applies(overwrite.target));
        let deny = matching().fold(Permissions::empty(), |all, overwrite| all | overwrite.deny);
        let allow = matching().fold(Permissions::empty(), |all, overwrite| all | overwrite.allow);
        held = (held - deny) | allow;
    };
    overwrite(&|target| target == Target::Role(guild.id));
    overwrite(&|target| matches!(target, Target::Role(role) if member.roles.contains(&role)));
    overwrite(&|target| target == Target::Member(user));
    if held.contains(Permissions::VIEW_CHANNEL) { held } else { Permissions::empty() }
}

/// What `user` may do in the guild, before any channel's overwrites.
pub fn in_guild(guild: &Guild, user: Id) -> Permissions {
    let Some(member) = guild.member(user) else { return Permissions::empty() };
    let held = guild
        .roles
        .iter()
        .filter(|role| role.id == guild.id || member.roles.contains(&role.id))
        .fold(Permissions::empty(), |all, role| all | role.permissions);
    if guild.owner == user || held.contains(Permissions::ADMINISTRATOR) { Permissions::all() } else { held }
}
