"""What Discord accepts: messages of Components V2 and modals. Anything else is a ValueError."""

import re
from collections.abc import Callable, Iterable

import discord

from tests.wire.discord_server.records import Json, walk

EPHEMERAL, SUPPRESS_EMBEDS, COMPONENTS_V2 = 1 << 6, 1 << 2, 1 << 15
_TEXT_TOTAL, _COMPONENTS, _ID = 4_000, 40, 100

_MENTION = re.compile(
    r"(?i)@everyone|@here|<@[!&]?\d+>|<#\d+>|</[-\w ]{1,98}:\d+>"
    r"|<t:-?\d+(?::\w)?>|<a?:\w+:\d+>|<id:\w+>"
)
_MESSAGE_KEYS = frozenset(
    {"components", "flags", "allowed_mentions", "nonce", "enforce_nonce", "tts", "attachments"}
)


def units(text: object) -> int:
    """Length in UTF-16, the strictest way to count."""
    _must(isinstance(text, str), "text is no text")
    return len(str(text).encode("utf-16-le", "surrogatepass")) // 2


def check_message(payload: Json) -> None:
    """A whole message of Components V2, by itself on a page."""
    nothing = {key for key in ("content", "embeds") if not payload.get(key)}
    unknown = set(payload) - _MESSAGE_KEYS - nothing
    _must(not unknown, f"keys {sorted(unknown)} do not go with Components V2")
    flags = int(payload.get("flags", 0))
    _must(bool(flags & COMPONENTS_V2), "the flag for Components V2 is not set")
    allowed = EPHEMERAL | SUPPRESS_EMBEDS | COMPONENTS_V2
    _must(not flags & ~allowed, f"flags {flags} cannot be set by a bot")
    mentions = payload.get("allowed_mentions")
    _must(mentions is not None and mentions.get("parse") == [], "mentions are not switched off")
    _must(not set(mentions or ()) & {"users", "roles"}, "somebody may be mentioned")
    _must(not payload.get("tts"), "it would be read aloud")
    check_layout(payload.get("components"))


def check_layout(components: object) -> None:
    """The components of a message."""
    _must(isinstance(components, list) and bool(components), "there are no components")
    assert isinstance(components, list)
    for component in components:
        _component(component, top=True)
    everything = list(walk(components))
    _must(len(everything) <= _COMPONENTS, f"{len(everything)} components")
    texts = [item["content"] for item in everything if item["type"] == 10]
    _must(sum(map(units, texts)) <= _TEXT_TOTAL, "too much text")
    for text in texts:
        mention = _MENTION.search(text)
        _must(mention is None, f"a mention is left: {mention and mention.group()!r}")
    _unique(item["custom_id"] for item in everything if "custom_id" in item)


def _component(component: Json, *, top: bool = False) -> None:
    check = _CHECKS.get(component.get("type", 0))
    _must(check is not None, f"component {component.get('type')} is not known here")
    assert check is not None
    _must(component["type"] != 2 or not top, "a button outside a row")
    _must(component["type"] != 17 or top, "a container inside something")
    check(component)


def _row(row: Json) -> None:
    _keys(row, {"components"})
    _must(1 <= len(row["components"]) <= 5, f"{len(row['components'])} components in a row")
    for button in row["components"]:
        _must(button.get("type") == 2, "only buttons here")
        _component(button)


def _button(button: Json) -> None:
    _keys(button, {"style", "label", "custom_id", "disabled"})
    _must(button.get("style") in {1, 2, 3, 4}, "a button without a style")
    _must(1 <= units(button.get("label")) <= 80, "a button's label")
    _must("\n" not in button["label"], "a label of several lines")
    _custom_id(button)


def _text(text: Json) -> None:
    _keys(text, {"content"})
    _must(1 <= units(text.get("content")) <= _TEXT_TOTAL, "the length of a text")
    _must(bool(text["content"].strip()), "a text of nothing")


def _separator(separator: Json) -> None:
    _keys(separator, {"divider", "spacing"})
    _must(separator.get("spacing", 1) in {1, 2}, "a separator's spacing")


def _container(container: Json) -> None:
    _keys(container, {"components", "accent_color", "spoiler"})
    _must(bool(container.get("components")), "an empty container")
    for component in container["components"]:
        _component(component)


def _section(section: Json) -> None:
    _keys(section, {"components", "accessory"})
    _must(1 <= len(section["components"]) <= 3, "how many texts a section has")
    for text in section["components"]:
        _must(text.get("type") == 10, "only texts in a section")
        _component(text)
    _must(section.get("accessory", {}).get("type") == 2, "a section without its button")
    _button(section["accessory"])


_CHECKS: dict[int, Callable[[Json], None]] = {
    1: _row,
    2: _button,
    9: _section,
    10: _text,
    14: _separator,
    17: _container,
}


def check_modal(modal: Json) -> None:
    """A modal with labelled fields."""
    _must(set(modal) == {"custom_id", "title", "components"}, "a modal's keys")
    _custom_id(modal)
    _must(1 <= units(modal["title"]) <= 45, "a modal's title")
    _must(1 <= len(modal["components"]) <= 5, "how many rows a modal has")
    for label in modal["components"]:
        _must(label.get("type") == 18, "a field without its label")
        _keys(label, {"label", "description", "component"})
        _must(1 <= units(label["label"]) <= 45, "the length of a label")
        _must(units(label.get("description") or "") <= 100, "the length of a description")
        field = label["component"]
        _must(field.get("type") in {3, 4}, "a field that is neither text nor a select")
        (_text_input if field["type"] == 4 else _select)(field)
    _unique(label["component"]["custom_id"] for label in modal["components"])


def _text_input(field: Json) -> None:
    keys = {"custom_id", "style", "placeholder", "value", "required", "min_length", "max_length"}
    _keys(field, {*keys, "label"})
    _must(field.get("label") is None, "a label of its own besides the one around it")
    _custom_id(field)
    _must(field.get("style") in {1, 2}, "a text field's style")
    most = field.get("max_length", 4_000)
    _must(1 <= most <= 4_000, "a text field's limit")
    _must(units(field.get("placeholder") or "") <= 100, "a placeholder")
    _must(units(field.get("value") or "") <= most, "more is filled in than the field holds")


def _select(field: Json) -> None:
    keys = {
        "custom_id",
        "options",
        "placeholder",
        "min_values",
        "max_values",
        "required",
        "disabled",
    }
    _keys(field, keys)
    _custom_id(field)
    _must(not field.get("disabled"), "a disabled select in a modal")
    _must(units(field.get("placeholder") or "") <= 150, "a placeholder")
    options = field.get("options") or []
    _must(1 <= len(options) <= 25, "how many options there are")
    least, most = field.get("min_values", 1), field.get("max_values", 1)
    _must(0 <= least <= most <= len(options), "how many may be chosen")
    _must(least == 0 or field.get("required", True), "an optional select that must be used")
    _must(sum(bool(option.get("default")) for option in options) <= most, "too many are chosen")
    for option in options:
        _must(set(option) <= {"label", "value", "default", "description"}, "an option's keys")
        _must(1 <= units(option["label"]) <= 100, "an option's label")
        _must(1 <= units(option["value"]) <= 100, "an option's value")
    _unique(option["value"] for option in options)


_FIELD = {"name", "type", "description", "required", "max_length", "min_length"} | {
    "description_localizations"
}
_LOCALES = {str(locale.value) for locale in discord.Locale}


def check_command(command: Json) -> None:
    """One entry of the list of commands."""
    slash = command.get("type", 1) == 1
    name, description = command["name"], command.get("description", "")
    _must(command.get("type", 1) in {1, 2, 3}, "a command's type")
    _must(1 <= units(name) <= 32, "the length of a command's name")
    _must(not slash or re.fullmatch(r"[\w-]+", name) is not None, f"{name!r} is no command name")
    _must(not slash or name == name.lower(), "a command's name is in lower case")
    _must((1 <= units(description) <= 100) if slash else not description, "a description")
    _words_elsewhere(command, "name_localizations", 32)
    _words_elsewhere(command, "description_localizations", 100)
    _must(set(command.get("integration_types", [0])) <= {0, 1}, "integration types")
    _must(set(command.get("contexts", [0])) <= {0, 1, 2}, "contexts")
    _must(len(command.get("options", [])) <= 25, "how many fields a command has")
    for field in command.get("options", []):
        _must(field.get("type") == 3, "only fields for text are known here")
        _must(re.fullmatch(r"[a-z0-9_-]{1,32}", field["name"]) is not None, "a field's name")
        _must(1 <= units(field["description"]) <= 100, "a field's description")
        _words_elsewhere(field, "description_localizations", 100)
        _must(slash, "a menu entry has no fields")
        _must(1 <= field.get("max_length", 1) <= 6000, "how much may be typed into a field")
        _must(set(field) <= _FIELD, "a field's keys")
    _unique(field["name"] for field in command.get("options", []))


def _words_elsewhere(described: Json, key: str, limit: int) -> None:
    words = described.get(key) or {}
    _must(set(words) <= _LOCALES, f"{key} are for Discord's own languages")
    _must(all(1 <= units(each) <= limit for each in words.values()), f"the length of {key}")


def _custom_id(item: Json) -> None:
    _must(1 <= units(item.get("custom_id")) <= _ID, "the length of a custom id")


def _unique(values: Iterable[str]) -> None:
    found = list(values)
    _must(len(set(found)) == len(found), "two of the same id or value")


def _keys(item: Json, allowed: set[str]) -> None:
    unknown = set(item) - allowed - {"type", "id"}
    _must(not unknown, f"component {item.get('type')} does not take {sorted(unknown)}")


def _must(holds: bool, problem: str) -> None:
    if not holds:
        raise ValueError(problem)
