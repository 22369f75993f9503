"""Hold the manifest and every kind of card to the schemas that Slack publishes.

Usage: `uv run python .ci/check_slack.py FOLDER`, where FOLDER has Slack's manifest schema
(`manifest.schema.*.json`) and a JSON Schema of Block Kit (`slack-types.*.json`). Exit 1 and one
line a fault if something does not hold.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

from bot.app import IN_MEMORY, SystemClock, compose
from bot.coaching.review import Reviewer
from bot.conversation.catalogue import ACTIONS, COMMANDS, FORMS
from bot.conversation.languages import languages, localised
from bot.conversation.unfit import unknown
from bot.model.managing import KeepQuestions, SaveOwnAnswer
from bot.model.messages import (
    AskEtiquette,
    Button,
    Choices,
    Discard,
    Finding,
    Form,
    Reply,
    Request,
    ReviewDraft,
    Say,
)
from bot.model.people import Caller, CommunityRef, MemberRef, Place, Platform
from cogs.on_slack.forms import home_of, view_of
from cogs.on_slack.manifest import manifest
from cogs.on_slack.places import LATE, READING, TAKEN
from cogs.on_slack.render import pages
from storage.opening import open_storage

_DRAFT = (
    "Hello! My name is Priya and I want to move into game audio. Could I get coffee with you and "
    "pick your brain some day? My CV is attached, please pass it on if your studio is hiring."
)
_SENDABLE = (
    "Hi Dana,\n\nYour talk on foley for small teams made me record my demo again. I'm Priya, a "
    "second-year student of sound design. Would you have 15 minutes for two questions about a "
    "first game credit? If it's a bad time, no problem at all.\n\nThank you,\nPriya"
)
_REMARKS = ("help", "hi", "banana", "who pays for the coffee?", "met Dana today at 3", "done", "")
_PLAN = {
    "name": "Dana",
    "work": "talk on foley for small teams",
    "me": "a second-year student of sound design in Lyon",
    "first": "Which sounds do you record first?",
}
_OWN = {"title": "Where is the dinner?", "answer": "At *Rosa's*, <!channel>. " * 60}
_ADDRESS = "https://bot.example.org"
_ROUNDS = 4  # of pressing every button that was shown, but for Discard


async def _replies(language: str) -> list[Reply]:
    """Every kind of reply that the conversation gives in a language, by talking to it."""
    own = (LATE, READING, TAKEN, unknown())
    clock, found = SystemClock(), [localised(reply, language) for reply in own]
    team = CommunityRef(Platform.SLACK, "T1")
    member = MemberRef(Platform.SLACK, "U1", "T1")
    me = Caller(member, Place.DIRECT, team, language, manager=True)
    async with open_storage(IN_MEMORY, clock) as storage:
        conversation = compose(Reviewer.load(), storage, clock)
        asked: list[Request] = [command.request() for command in COMMANDS]
        asked += [Say(text) for text in (*_REMARKS, _DRAFT, _SENDABLE, "word " * 9_000)]
        asked += [form.build(_PLAN, None) for form in FORMS.values()]
        asked += [SaveOwnAnswer(_OWN), AskEtiquette("who pays??"), KeepQuestions()]
        asked += [ReviewDraft(_DRAFT), ReviewDraft(_SENDABLE), ReviewDraft("x" * 50_000)]
        for _ in range(_ROUNDS):
            new = [await conversation.handle(me, request) for request in asked]
            found += new
            pressed = {button.request for reply in new for button in _buttons(reply)}
            asked = sorted((each for each in pressed if not isinstance(each, Discard)), key=repr)
    seen = {type(button.request) for reply in found for button in _buttons(reply)}
    if missing := {each.__name__ for each in set(ACTIONS.values()) - seen}:
        print(f"buttons that no reply of this check shows: {', '.join(sorted(missing))}")  # noqa: T201
    return found + [Reply((Form(name),), language=language) for name in FORMS]


def _buttons(reply: Reply) -> Iterator[Button]:
    for part in reply.parts:
        if isinstance(part, Choices):
            yield from part.buttons
        elif isinstance(part, Finding) and part.dismiss:
            yield part.dismiss


def _validator(schema: dict[str, Any], definition: str | None = None) -> Validator:
    if definition:
        schema = {**schema, "$ref": f"#/definitions/{definition}"}
    validator = validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


def _faults(folder: Path, replies: list[Reply]) -> Iterator[str]:
    (app,) = (json.loads(file.read_text("utf-8")) for file in folder.glob("manifest.schema.*"))
    (kit,) = (json.loads(file.read_text("utf-8")) for file in folder.glob("slack-types.*"))
    checks: list[tuple[str, Validator, Any]] = [
        ("manifest", _validator(app), manifest()),
        ("manifest over HTTP", _validator(app), manifest({}, _ADDRESS)),
        ("manifest for many", _validator(app), manifest({}, _ADDRESS, many=True)),
        ("manifest for organisations", _validator(app), manifest({}, _ADDRESS, org=True)),
    ]
    block, modal, home = (_validator(kit, name) for name in ("KnownBlock", "ModalView", "HomeView"))
    for number, reply in enumerate(replies):
        checks.append((f"modal {number}", modal, view_of(reply)))
        checks.append((f"home {number}", home, home_of(reply)))
        checks += [
            (f"message {number}", block, each) for page in pages(reply.parts) for each in page
        ]
    for name, validator, value in checks:
        for error in validator.iter_errors(value):
            yield f"{name}: {error.json_path}: {error.message[:300]}"


def main() -> int:
    """Print the faults; 1 if there are any."""
    if len(sys.argv) != 2:
        print(__doc__)  # noqa: T201
        return 2
    replies = [reply for each in sorted(languages()) for reply in asyncio.run(_replies(each))]
    faults = list(_faults(Path(sys.argv[1]), replies))
    print("\n".join(faults) or f"Slack's schemas hold for the manifest and {len(replies)} replies")  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
