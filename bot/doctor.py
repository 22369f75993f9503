"""Examines what an operator has set up, and says in plain words what is missing.

Nothing is changed: an absent database is reported, not created.
"""

import re
from collections.abc import AsyncIterator

from bot.chores import keeping
from bot.coaching.review import Reviewer
from bot.coaching.rulebook import ContentError
from bot.config import Settings
from bot.conversation.languages import SOURCE, UnreadableError, languages, read_words
from bot.etiquette.answer_files import shipped_entries
from bot.etiquette.entries import BrokenAnswerError
from bot.language.encoder import Encoder, ModelUnusableError
from bot.model.checks import Check
from bot.model.keeping import Keeping

_SHAPES = {
    "discord_token": (
        r"[\w-]{20,}\.[\w-]{4,}\.[\w-]{20,}",
        "has three parts with dots between: Developer Portal, your application, Bot, Reset Token",
    ),
    "slack_bot_token": (
        r"xoxb-[\w-]{4,}",
        "begins with xoxb-: api.slack.com/apps, your app, OAuth & Permissions",
    ),
    "slack_app_token": (
        r"xapp-[\w-]{4,}",
        "begins with xapp-: api.slack.com/apps, your app, Basic Information, App-Level Tokens",
    ),
    "slack_client_id": (
        r"\d+\.\d+",
        "is two numbers with a dot between: api.slack.com/apps, your app, Basic Information",
    ),
    "slack_client_secret": (
        r"[0-9a-f]{32}",
        "32 hexadecimal digits: api.slack.com/apps, your app, Basic Information",
    ),
    "slack_signing_secret": (
        r"[0-9a-f]{32}",
        "32 hexadecimal digits: api.slack.com/apps, your app, Basic Information",
    ),
}


async def examine(settings: Settings) -> AsyncIterator[Check]:
    """Every check, the quick ones first."""
    yield _content()
    yield _languages()
    yield _model()
    for check in _tokens(settings):
        yield check
    yield await _database(settings)
    yield Check("Data", well=True, words=kept_words(keeping(settings)))
    if settings.discord_token:
        from cogs.on_discord import doctor as on_discord

        count, url = settings.discord_shard_count, settings.discord_api_url
        for check in await on_discord.examine(settings.discord_token, url, count):
            yield check
    if settings.slack_client_id and settings.slack_client_secret:
        for check in await _many(settings, settings.slack_client_id, settings.slack_client_secret):
            yield check
    elif settings.slack_bot_token:
        from cogs.on_slack import doctor as on_slack

        for check in await on_slack.examine(
            settings.slack_bot_token, settings.slack_app_token, settings.slack_api_url
        ):
            yield check


async def _many(settings: Settings, client_id: str, client_secret: str) -> list[Check]:
    """The Slack app for many workspaces, and how many have it."""
    from bot.model.ports import StoreUnavailableError
    from cogs.on_slack.doctor import examine_many
    from storage.examination import Condition, condition
    from storage.installations import installed

    workspaces = None
    try:
        if await condition(settings.database_url) is Condition.READY:
            workspaces = await installed(settings.database_url, client_id)
    except (StoreUnavailableError, ValueError):
        pass  # told as the database's own trouble
    return await examine_many(client_id, client_secret, workspaces, settings.slack_api_url)


def _content() -> Check:
    try:
        rules, answers = Reviewer.load().rulebook.faults, shipped_entries()
    except (BrokenAnswerError, ContentError) as error:
        return Check("Content", well=False, words=str(error), mend="Mend that file.")
    words = f"{len(rules)} rules and {len(answers)} answers are in order"
    return Check("Content", well=True, words=words)


def _languages() -> Check:
    spoken = sorted(languages())
    try:
        for language in spoken:
            read_words(language)
    except UnreadableError as error:
        mend = "Get its folder in bot/content/locale anew; until then its speakers read English."
        return Check("Languages", well=False, words=str(error), mend=mend)
    words = f"the bot speaks {' and '.join(spoken)}, and coaches messages in {SOURCE}"
    return Check("Languages", well=True, words=words)


def _model() -> Check:
    try:
        Encoder().encode("")
    except ModelUnusableError as error:
        words = f"cannot be used, so that fewer questions are understood ({error})"
        return Check("Sentence model", well=False, words=words, mend="Run `uv sync` again.")
    return Check("Sentence model", well=True, words="is the one that was examined, and works")


def _tokens(settings: Settings) -> list[Check]:
    checks = []
    for name, (shape, looks) in _SHAPES.items():
        value = getattr(settings, name)
        if value is not None and not re.fullmatch(shape, value):
            words = f"{name.upper()} does not look like one"
            checks.append(Check("Settings", well=False, words=words, mend=f"It {looks}."))
    if not settings.serves_something:
        mend = "Set DISCORD_TOKEN, or SLACK_BOT_TOKEN with SLACK_APP_TOKEN (see .env.example)."
        checks.append(Check("Settings", well=False, words="no platform has a token", mend=mend))
    if settings.slack_bot_token and not (settings.slack_app_token or settings.slack_signing_secret):
        words = "Slack needs SLACK_APP_TOKEN or SLACK_SIGNING_SECRET beside SLACK_BOT_TOKEN"
        mend = "SLACK_APP_TOKEN is the simpler one: nothing has to be open to the internet."
        checks.append(Check("Settings", well=False, words=words, mend=mend))
    secrets = ("slack_client_secret", "slack_signing_secret")
    missing = [name.upper() for name in secrets if not getattr(settings, name)]
    if settings.slack_client_id and missing:
        words = f"many workspaces on Slack need {' and '.join(missing)} beside SLACK_CLIENT_ID"
        mend = "api.slack.com/apps, your app, Basic Information, App Credentials."
        checks.append(Check("Settings", well=False, words=words, mend=mend))
    if settings.discord_shard_count and settings.discord_shards is None:
        served = "DISCORD_SHARD_IDS is not set: this process serves every shard"
        checks.append(Check("Settings", well=True, words=served))
    return checks or [Check("Settings", well=True, words="are complete and look right")]


async def _database(settings: Settings) -> Check:
    from bot.model.ports import StoreUnavailableError
    from storage.examination import Condition, condition, keys_refused

    url, refused = settings.database_url, None
    try:
        found = await condition(url)
        if found is Condition.READY:
            refused = await keys_refused(url, settings.encryption_keys)
    except ValueError as error:
        return Check("Database", well=False, words=str(error), mend="Mend DATABASE_URL.")
    except StoreUnavailableError as error:
        return Check("Database", well=False, words=f"does not answer: {error}", mend=_REACH)
    if refused is not None:
        words = f"is there, and will not be opened: {refused}"
        return Check("Database", well=False, words=words.rstrip("."))
    words, mend = {
        Condition.READY: ("is there and up to date", ""),
        Condition.ABSENT: ("is not there yet; the first start makes it", ""),
        Condition.BEHIND: ("is of an older version; the next start brings it up to date", ""),
        Condition.AHEAD: ("was made by a newer Good Ask", "Install that version, or a backup."),
    }[found]
    return Check("Database", well=not mend, words=words, mend=mend)


def kept_words(kept: Keeping) -> str:
    """How long what is kept, and how, for the operator."""
    people, reminders = kept.people_months, kept.reminder_days
    spans = [
        f"drafts stay {kept.draft_hours} hours",
        "people and meetings " + (f"{people} months since contact" if people else _THEIRS),
        "reminders " + (f"{reminders} days after they are done with" if reminders else _THEIRS),
    ]
    how = "encrypted" if kept.encrypted else "in the open (ENCRYPTION_KEYS is not set)"
    return f"{'; '.join(spans)}. Names, notes and drafts lie {how}"


_THEIRS = "until their member deletes them"
_REACH = "Check that DATABASE_URL is right and that the server runs and lets this user in."
