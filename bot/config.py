"""Settings from the environment; nothing is read at import."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

DEFAULT_DATABASE = "sqlite:///goodask.sqlite3"

_KEYS = r"(?:[\w-]{43}=(?:\s*,\s*[\w-]{43}=)*)?"


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says what it should be."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename="upper"):
    """What an operator may set. A platform without its token is not started."""

    discord_token: str | None = None
    slack_bot_token: str | None = None
    slack_app_token: str | None = None
    slack_signing_secret: str | None = None
    slack_client_id: str | None = None
    slack_client_secret: str | None = None
    slack_managers: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = 3000
    health_host: str = "127.0.0.1"
    health_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] | None = None
    database_url: str = DEFAULT_DATABASE
    encryption_keys: str = ""
    keep_drafts_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 24
    keep_people_months: Annotated[int, msgspec.Meta(ge=1, le=1200)] | None = None
    keep_done_reminders_days: Annotated[int, msgspec.Meta(ge=7, le=36500)] | None = None
    discord_dms_per_second: Annotated[float, msgspec.Meta(ge=0.1, le=50)] = 10
    discord_shard_count: Annotated[int, msgspec.Meta(ge=1)] | None = None
    discord_shard_ids: str = ""
    discord_api_url: str | None = None
    slack_api_url: str | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @property
    def managers_on_slack(self) -> frozenset[str]:
        """Members who may change what belongs to the community; `T…:U…` names the workspace."""
        return frozenset(name.strip() for name in self.slack_managers.split(",") if name.strip())

    @property
    def serves_something(self) -> bool:
        """Whether any platform is set up."""
        return bool(self.discord_token or self.slack_bot_token or self.slack_client_id)

    @property
    def discord_shards(self) -> tuple[int, ...] | None:
        """The shards of Discord that this process serves; None: all of them.

        SettingsError if that cannot be.
        """
        if not self.discord_shard_ids:
            return None
        ranges = [each.strip() for each in self.discord_shard_ids.split(",")]
        if not all(re.fullmatch(r"\d{1,5}(?:-\d{1,5})?", each) for each in ranges):
            raise SettingsError("DISCORD_SHARD_IDS: must be numbers or ranges such as 0-3")
        found: set[int] = set()
        for each in ranges:
            first, _, last = each.partition("-")
            shards = range(int(first), int(last or first) + 1)
            if not shards:
                raise SettingsError(f"DISCORD_SHARD_IDS: {each} must go from low to high")
            found |= set(shards)
        if max(found) >= (self.discord_shard_count or 0):
            raise SettingsError(
                "DISCORD_SHARD_IDS: must lie below DISCORD_SHARD_COUNT, which counts all shards "
                "of all processes"
            )
        return tuple(sorted(found))

    def __repr__(self) -> str:
        """Without the values: some are secrets."""
        return "Settings(…)"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from an environment; an empty value counts as not set. Raises SettingsError."""
    known = {field.encode_name for field in msgspec.structs.fields(Settings)}
    given = {
        name: value.strip()
        for name, value in environment.items()
        if name in known and value.strip()
    }
    url = given.get("DATABASE_URL", DEFAULT_DATABASE)
    if not url.startswith(("sqlite:", "sqlite+", "postgres:", "postgresql:", "postgresql+")):
        raise SettingsError("DATABASE_URL: must begin with sqlite:// or postgresql://")
    settings = _converted(given)
    if settings.slack_client_id and settings.slack_bot_token:
        raise SettingsError(
            "SLACK_CLIENT_ID: serves many workspaces, and SLACK_BOT_TOKEN one; set one of the two"
        )
    where = "T[A-Z0-9]+:" if settings.slack_client_id else ""
    if not all(re.fullmatch(f"{where}[UW][A-Z0-9]+", name) for name in settings.managers_on_slack):
        like = "T012AB3CD:U045EF6GH" if where else "U012AB3CD"
        raise SettingsError(f"SLACK_MANAGERS: must be member ids such as {like}, with commas")
    if not re.fullmatch(_KEYS, settings.encryption_keys):
        raise SettingsError("ENCRYPTION_KEYS: must be keys from `goodask db new-key`, with commas")
    _ = settings.discord_shards  # complains now if it must
    return settings


def _converted(given: Mapping[str, str]) -> Settings:
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at ")
        name = where.strip("`").removeprefix("$.")
        raise SettingsError(f"{name}: {reason}") from None


def environment(process: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The process's environment over what a `.env` file in the folder says."""
    from dotenv import dotenv_values

    written = dotenv_values(folder / ".env", interpolate=False)
    return {name: value for name, value in written.items() if value is not None} | dict(process)
