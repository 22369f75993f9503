"""JSON as Discord writes it."""

from tests.wire.discord_server.records import Guild, Interaction, Json, Message, Person, Place

MANAGE_GUILD, SEND_MESSAGES = 1 << 5, 1 << 11
_WHEN = "2026-11-23T20:00:00.000000+00:00"


def user(person: Person, *, bot: bool = False) -> Json:
    return {
        "id": person.id,
        "username": person.name.lower(),
        "global_name": person.name,
        "discriminator": "0",
        "avatar": None,
        "bot": bot,
        "public_flags": 0,
    }


def channel(place: Place) -> Json:
    if place.guild is None:
        return {
            "id": place.channel,
            "type": 1 if place.with_bot else 3,
            "last_message_id": None,
        } | (
            {"recipients": []}
            if place.with_bot
            else {"recipients": [], "name": "", "owner_id": "1"}
        )
    return {
        "id": place.channel,
        "type": 0,
        "name": "general",
        "guild_id": place.guild.id,
        "position": 0,
        "parent_id": None,
        "permissions": str(SEND_MESSAGES),
    }


def member(person: Person, *, manager: bool) -> Json:
    return {
        "user": user(person),
        "roles": [],
        "joined_at": _WHEN,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": str(SEND_MESSAGES | (MANAGE_GUILD if manager else 0)),
    }


def message(shown: Message, bot: Person) -> Json:
    return {
        "id": shown.id,
        "type": 20 if shown.viewer else 0,
        "channel_id": shown.place.channel,
        "author": user(bot, bot=True),
        "content": "",
        "timestamp": _WHEN,
        "edited_timestamp": _WHEN if shown.edits else None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "flags": shown.flags,
        "components": shown.components,
        "nonce": shown.nonce,
    }


def written(id_: str, author: Person, place: Place, text: str, attachments: list[Json]) -> Json:
    """A message that somebody else wrote."""
    return {
        "id": id_,
        "type": 0,
        "channel_id": place.channel,
        "author": user(author),
        "content": text,
        "timestamp": _WHEN,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": attachments,
        "embeds": [],
        "pinned": False,
        "flags": 0,
        "components": [],
    }


def interaction(asked: Interaction, application: str, data: Json, message_: Json | None) -> Json:
    place, person = asked.place, asked.person
    payload: Json = {
        "id": asked.id,
        "application_id": application,
        "type": asked.type,
        "token": asked.token,
        "version": 1,
        "data": data,
        "channel": channel(place),
        "channel_id": place.channel,
        "locale": person.locale,
        "app_permissions": str(SEND_MESSAGES),
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        "context": place.context,
        "authorizing_integration_owners": _owners(place, person),
    }
    if message_ is not None:
        payload["message"] = message_
    if place.guild is None:
        return payload | {"user": user(person)}
    return payload | {
        "guild_id": place.guild.id,
        "guild": {"id": place.guild.id, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member(person, manager=person.manager),
    }


def _owners(place: Place, person: Person) -> Json:
    guild = place.guild
    if guild is not None and guild.installed:
        return {"0": guild.id}
    return {"0": "0", "1": person.id} if place.with_bot and guild is None else {"1": person.id}


def ready(bot: Person, guilds: list[Guild], session: str, url: str, shard: list[int]) -> Json:
    return {
        "v": 10,
        "user": user(bot, bot=True) | {"verified": True, "mfa_enabled": False, "flags": 0},
        "guilds": [
            {"id": guild.id, "unavailable": True}
            for guild in guilds
            if guild.installed and guild.shard(shard[1]) == shard[0]
        ],
        "session_id": session,
        "resume_gateway_url": url,
        "shard": shard,
        "application": {"id": bot.id, "flags": 0},
    }


def guild_create(guild: Guild, bot: Person) -> Json:
    """A server as the gateway tells of it: whole."""
    return {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner.id,
        "joined_at": guild.since,
        "large": False,
        "unavailable": False,
        "member_count": 2,
        "members": [member(bot, manager=False), member(guild.owner, manager=True)],
        "channels": [channel(Place(guild.channel, guild))],
        "roles": [],
        "threads": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "emojis": [],
        "stickers": [],
        "features": [],
        "preferred_locale": "en-US",
    }


def application(bot: Person) -> Json:
    return {
        "id": bot.id,
        "name": bot.name,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "team": None,
        "owner": user(bot),
    }
