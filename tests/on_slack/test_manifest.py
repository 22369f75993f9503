"""The manifest says what the catalogue says, no more, in the form that Slack takes."""

import re

import pytest

from bot.conversation.catalogue import COMMANDS, SHORTCUTS
from cogs.on_slack.manifest import NEEDED, SCOPES, callback_id, command_called, manifest


def test_it_offers_what_the_catalogue_declares() -> None:
    features = manifest()["features"]
    commands = {each["command"]: each["description"] for each in features["slash_commands"]}
    assert commands == {f"/{each.name}": each.summary for each in COMMANDS}
    shortcuts = {each["name"]: each["callback_id"] for each in features["shortcuts"]}
    assert shortcuts == {each.name: callback_id(each) for each in SHORTCUTS}
    assert {each["type"] for each in features["shortcuts"]} == {"message"}


def test_it_asks_for_the_least() -> None:
    app = manifest()
    assert app["oauth_config"]["scopes"] == {"bot": list(SCOPES)}
    assert set(NEEDED) == {"chat:write", "commands", "im:history", "im:write"}
    assert set(SCOPES) - set(NEEDED) == {"users:read"}
    events = app["settings"]["event_subscriptions"]["bot_events"]
    assert events == ["app_home_opened", "message.im"]
    assert app["settings"]["token_rotation_enabled"] is False
    assert app["features"]["app_home"]["messages_tab_read_only_enabled"] is False


def test_it_fits_slacks_limits() -> None:
    app = manifest()
    about = app["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4_000
    assert re.fullmatch("#[0-9a-f]{6}", about["background_color"])
    for command in app["features"]["slash_commands"]:
        assert 2 <= len(command["command"]) <= 32
        assert command["should_escape"] is False
    for shortcut in app["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


def test_socket_mode_has_no_address() -> None:
    app = manifest()
    assert app["settings"]["socket_mode_enabled"] is True
    assert "url" not in str(app)


@pytest.mark.parametrize(
    "given",
    ["https://bot.example.org", "https://bot.example.org/", "https://bot.example.org/slack/events"],
)
def test_http_has_one_address_everywhere(given: str) -> None:
    app = manifest(request_url=given)
    url = "https://bot.example.org/slack/events"
    assert app["settings"]["socket_mode_enabled"] is False
    assert app["settings"]["event_subscriptions"]["request_url"] == url
    assert app["settings"]["interactivity"]["request_url"] == url
    assert {each["url"] for each in app["features"]["slash_commands"]} == {url}


def test_commands_are_called_as_asked() -> None:
    commands = manifest({"coach": "askcoach"})["features"]["slash_commands"]
    assert [each["command"] for each in commands] == [
        "/askcoach",
        "/etiquette",
        "/met",
        "/sent",
        "/goodask",
    ]


@pytest.mark.parametrize(
    "names",
    [
        {"unknown": "x"},
        {"coach": "Coach"},
        {"coach": "a b"},
        {"coach": "coach" + "x" * 32},
        {"coach": ""},
        {"coach": "draft-help"},
        {"coach": "goodask"},
        {"coach": "goodask-coach"},
    ],
)
def test_names_that_cannot_be(names: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="command"):
        manifest(names)


def test_a_renamed_command_is_known_by_the_name_inside() -> None:
    for command in COMMANDS:
        for called in (command.name, f"ask{command.name}", f"{command.name}-2"):
            assert command_called(called) is command
    assert command_called("something-else") is None


@pytest.mark.parametrize("url", ["bot.example.org", "ftp://x", "https://"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        manifest(request_url=url)


def test_many_workspaces_install_it_themselves_and_say_when_they_leave() -> None:
    app = manifest(request_url="https://bot.example.org/", many=True)
    assert app["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]
    assert app["settings"]["token_rotation_enabled"] is True
    assert app["settings"]["org_deploy_enabled"] is False
    assert app["settings"]["socket_mode_enabled"] is False
    events = app["settings"]["event_subscriptions"]["bot_events"]
    assert {"app_uninstalled", "tokens_revoked", "message.im"} <= set(events)
    assert app["oauth_config"]["scopes"] == manifest()["oauth_config"]["scopes"]


def test_organisations_only_where_they_are_asked_for() -> None:
    app = manifest(request_url="https://bot.example.org", org=True)
    assert app["settings"]["org_deploy_enabled"] is True
    assert app["settings"]["token_rotation_enabled"] is True
    assert app["oauth_config"]["redirect_urls"]


@pytest.mark.parametrize("how", ["many", "org"])
def test_many_workspaces_need_an_address(how: str) -> None:
    with pytest.raises(ValueError, match="--url"):
        manifest(many=how == "many", org=how == "org")


def test_one_workspace_is_asked_for_nothing_that_many_need() -> None:
    for app in (manifest(), manifest(request_url="https://bot.example.org")):
        assert "redirect_urls" not in app["oauth_config"]
        assert app["settings"]["token_rotation_enabled"] is False
        assert "app_uninstalled" not in app["settings"]["event_subscriptions"]["bot_events"]
