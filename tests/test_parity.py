"""What the catalogue declares is answered, offered everywhere, and named in the README."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.conversation.catalogue import ACTIONS, COMMANDS, FORMS, OPEN_FORMS, SHORTCUTS, Command
from bot.conversation.forms import FormSpec
from bot.model.messages import Choices, Form, Request, ReviewDraft, Revise, Say
from bot.model.people import Caller, MemberRef, Place, Platform
from bot.model.text import plain
from cogs.on_discord.commands import payloads
from cogs.on_slack.manifest import manifest
from tests.support import conversing, dialogue

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def declared() -> set[type[Request]]:
    """Every request that a member can make through something in the catalogue."""
    return {
        Say,
        *ACTIONS.values(),
        *(type(command.request()) for command in COMMANDS),
        *(type(shortcut.request("text")) for shortcut in SHORTCUTS),
        *(type(form.build({}, None)) for form in FORMS.values()),
    }


async def test_the_registry_answers_exactly_what_the_catalogue_declares() -> None:
    async with conversing() as conversation:
        assert conversation.understands == declared()


def test_actions_that_open_forms_are_actions() -> None:
    assert set(ACTIONS.values()) >= OPEN_FORMS
    assert ReviewDraft not in OPEN_FORMS


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
async def test_the_console_takes_every_command(command: Command) -> None:
    screen = await dialogue(f"/{command.name}")
    assert "you are looking for" not in screen
    assert len(screen.splitlines()) > 4


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_the_readme_names_every_command(command: Command) -> None:
    assert f"`/{command.name}`" in README


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: str(form.name))
def test_forms_fit_both_platforms(form: FormSpec) -> None:
    """Discord: 45 characters of title and label, 5 rows; Slack: 24 of title and submit."""
    assert len(form.title) <= 24
    assert len(form.submit) <= 24
    assert len(form.fields) <= 5 or form.in_steps in FORMS
    assert all(len(field.label) <= 45 for field in form.fields)
    assert all(len(field.hint) <= 100 for field in form.fields)
    assert all(field.limit <= 3000 for field in form.fields)
    assert all(len(option.label) <= 75 for field in form.fields for option in field.options)


def test_slack_s_manifest_offers_what_the_catalogue_declares() -> None:
    features = manifest()["features"]
    commands = [command for command in COMMANDS if Platform.SLACK in command.places]
    shortcuts = [shortcut for shortcut in SHORTCUTS if Platform.SLACK in shortcut.places]
    assert [one["command"] for one in features["slash_commands"]] == [
        f"/{command.name}" for command in commands
    ]
    assert [one["name"] for one in features["shortcuts"]] == [one.name for one in shortcuts]


def test_discord_offers_what_the_catalogue_declares() -> None:
    offered = {command["name"] for command in payloads()}
    assert offered == {
        entry.name for entry in (*COMMANDS, *SHORTCUTS) if Platform.DISCORD in entry.places
    }


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_discord_s_commands_have_the_options_that_the_catalogue_declares(command: Command) -> None:
    (offered,) = (one["options"] for one in payloads() if one["name"] == command.name)
    declared = command.options()
    assert [option["name"] for option in offered] == [field.name for field in declared]
    assert [option["description"] for option in offered] == [
        plain(field.label) for field in declared
    ]
    assert not any(option["required"] for option in offered), "alone it opens the form"
    assert all(re.fullmatch(r"[a-z0-9_-]{1,32}", field.name) for field in declared)
    if command.form is None:
        return
    typed = {field.name: f"some {field.name}" for field in declared}
    assert command.filled(typed) == command.form.build(typed, None)
    assert command.filled(dict.fromkeys(typed, " ")) == command.request()


def test_the_readme_shows_how_options_are_typed() -> None:
    met = next(command for command in COMMANDS if command.name == "met")
    (shown,) = re.findall(r"`/met (who:[^`]+)`", README)
    assert set(re.findall(r"(\w+):", shown)) <= {field.name for field in met.options()}


@pytest.mark.parametrize("setting", ["install-discord.md", "install-slack.md", "reminders.md"])
def test_the_readme_leads_to_the_installation(setting: str) -> None:
    assert f"docs/{setting}" in README
    assert (Path(__file__).parent.parent / "docs" / setting).exists()


def test_ci_runs_the_readme_s_own_test_command() -> None:
    ci = (Path(__file__).parent.parent / ".ci" / "run").read_text("utf-8")
    assert "```sh\nuv run pytest\n```" in README
    assert "\nuv run pytest\n" in ci


async def test_an_action_that_answers_with_a_form_is_declared_to_do_so() -> None:
    """Surfaces acknowledge all other buttons at once, and then no form can be opened."""
    async with conversing() as conversation:
        who = Caller(MemberRef(Platform.DISCORD, "1"), Place.COMMUNITY)
        text = "Hi Ana, could I pick your brain about welding? Thanks, Jo"
        card = await conversation.handle(who, ReviewDraft(text))
        form = next(b.request for p in card.parts if isinstance(p, Choices) for b in p.buttons)
        assert isinstance(form, Revise)
        for type_ in ACTIONS.values():
            values = {field.name: form.draft for field in fields(type_) if field.name == "draft"}
            others = {field.name: "x" for field in fields(type_) if field.name != "draft"}
            reply = await conversation.handle(who, type_(**values, **others))
            if any(isinstance(part, Form) for part in reply.parts):
                assert type_ in OPEN_FORMS, type_.__name__
