"""Settings: what is read, what is refused, and that the documentation names them all."""

import re
from pathlib import Path

import msgspec
import pytest

from bot.config import DEFAULT_DATABASE, Settings, SettingsError, environment, read_settings

ROOT = Path(__file__).parent.parent
NAMES = {field.encode_name for field in msgspec.structs.fields(Settings)}


def test_nothing_set_means_defaults() -> None:
    settings = read_settings({"PATH": "/bin", "DISCORD_TOKEN": "  "})
    assert settings.discord_token is None
    assert settings.database_url == DEFAULT_DATABASE
    assert settings.http_port == 3000


def test_values_are_taken_and_trimmed() -> None:
    settings = read_settings({"HTTP_PORT": "8080", "SLACK_BOT_TOKEN": " xoxb-1 "})
    assert (settings.http_port, settings.slack_bot_token) == (8080, "xoxb-1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PORT", "eighty"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("SLACK_MANAGERS", "@sam"),
        ("SLACK_MANAGERS", "U1 U2"),
        ("ENCRYPTION_KEYS", "a password"),
        ("ENCRYPTION_KEYS", "a2V5LWZvci10ZXN0cy1vbmx5LWRvLW5vdC11c2UtaXQ=;"),
        ("KEEP_DRAFTS_HOURS", "0"),
        ("KEEP_DRAFTS_HOURS", "721"),
        ("KEEP_PEOPLE_MONTHS", "for ever"),
        ("KEEP_DONE_REMINDERS_DAYS", "1"),
        ("DISCORD_SHARD_COUNT", "0"),
        ("DISCORD_SHARD_IDS", "0-3"),
    ],
)
def test_a_wrong_value_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


def test_managers_are_a_list() -> None:
    assert read_settings({"SLACK_MANAGERS": "U1, W2,,"}).managers_on_slack == {"U1", "W2"}
    assert read_settings({}).managers_on_slack == frozenset()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("0-3", (0, 1, 2, 3)), ("4", (4,)), ("7, 0-1", (0, 1, 7)), ("3-3", (3,)), ("", None)],
)
def test_shards_are_numbers_and_ranges(written: str, meant: tuple[int, ...] | None) -> None:
    settings = read_settings({"DISCORD_SHARD_COUNT": "8", "DISCORD_SHARD_IDS": written})
    assert settings.discord_shards == meant


@pytest.mark.parametrize(
    "written", ["8", "0-8", "3-1", "0,7-4", "a", "0-", "-1", "1,", "0 1", "9" * 40]
)
def test_shards_that_cannot_be(written: str) -> None:
    with pytest.raises(SettingsError, match="DISCORD_SHARD_IDS"):
        read_settings({"DISCORD_SHARD_COUNT": "8", "DISCORD_SHARD_IDS": written})


def test_one_workspace_or_many_but_not_both() -> None:
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN"):
        read_settings({"SLACK_CLIENT_ID": "1.2", "SLACK_BOT_TOKEN": "xoxb-1"})


def test_managers_of_many_workspaces_are_named_with_their_workspace() -> None:
    many = {"SLACK_CLIENT_ID": "1.2"}
    named = read_settings({**many, "SLACK_MANAGERS": "T1:U1, T2:W2"}).managers_on_slack
    assert named == {"T1:U1", "T2:W2"}
    with pytest.raises(SettingsError, match="T012AB3CD:U045EF6GH"):
        read_settings({**many, "SLACK_MANAGERS": "U1"})
    with pytest.raises(SettingsError, match="SLACK_MANAGERS"):
        read_settings({"SLACK_MANAGERS": "T1:U1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("DISCORD_TOKEN", "x"), ("SLACK_BOT_TOKEN", "x"), ("SLACK_CLIENT_ID", "1.2")],
)
def test_what_counts_as_set_up(name: str, value: str) -> None:
    assert read_settings({name: value}).serves_something
    assert not read_settings({}).serves_something


def test_settings_do_not_show_their_secrets() -> None:
    assert "xoxb" not in repr(read_settings({"SLACK_BOT_TOKEN": "xoxb-secret"}))


def test_the_process_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HTTP_PORT=1\nLOG_LEVEL=ERROR\nDISCORD_TOKEN='a$b'\n", "utf-8")
    merged = environment({"HTTP_PORT": "2"}, tmp_path)
    assert merged["HTTP_PORT"] == "2"
    assert merged["LOG_LEVEL"] == "ERROR"
    assert merged["DISCORD_TOKEN"] == "a$b"  # noqa: S105 - not a secret
    assert environment({}, tmp_path / "nowhere") == {}


def test_the_example_file_and_the_readme_name_every_setting() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == NAMES
    assert {name for name in NAMES if f"`{name}`" in readme} == NAMES


def test_the_example_file_is_itself_a_valid_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text("utf-8"), "utf-8")
    assert read_settings(environment({}, tmp_path)) == read_settings({})
