"""Block Kit as Slack checks it: structure, limits, and nothing that could ping anybody."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_CHARACTERS = 13_000  # undocumented; of the blocks' JSON
VIEW_BYTES = 250_000

_BLOCKS = {
    "actions": {"elements"},
    "context": {"elements"},
    "divider": set[str](),
    "header": {"text"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "rich_text": {"elements"},
    "section": {"text", "fields", "accessory", "expand"},
}
_RICH = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
_STYLES = {"bold", "italic", "strike", "code"}
_MARKUP = ("<!", "<@", "<#", "<http", "<mailto")


def units(text: str) -> int:
    """Length in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def faults_of_message(blocks: object, text: object) -> list[str]:
    """Why Slack would refuse a message, or what could ping in it; empty if all is well."""
    found = list(_blocks(blocks, MESSAGE_BLOCKS, inputs=False))
    if len(json.dumps(blocks, ensure_ascii=False)) > MESSAGE_CHARACTERS:
        found.append("msg_blocks_too_long")
    if not isinstance(text, str) or not text.strip():
        found.append("no text for notifications")
    elif any(mark in text for mark in _MARKUP):
        found.append("markup in the notification text")
    return found


def faults_of_view(view: object) -> list[str]:
    """Why Slack would refuse a view."""
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        return ["no view"]
    modal = view["type"] == "modal"
    found = list(_blocks(view.get("blocks"), VIEW_BLOCKS, inputs=True))
    allowed = {"type", "blocks", "callback_id", "private_metadata", "external_id"}
    if modal:
        allowed |= {"title", "submit", "close", "clear_on_close", "notify_on_close"}
        found += _text(view.get("title"), 24, "title")
        for name in ("submit", "close"):
            found += _text(view[name], 24, name) if name in view else ()
        asks = any(block.get("type") == "input" for block in view.get("blocks", ()))
        if asks and "submit" not in view:
            found.append("input blocks without a submit button")
    found += _keys(view, allowed, {"type", "blocks"}, "view")
    found += _string(view, "callback_id", 255) + _string(view, "private_metadata", 3_000)
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        found.append("view_too_large")
    return found


def _blocks(blocks: object, most: int, *, inputs: bool) -> Iterator[str]:
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= most:
        yield f"needs 1 to {most} blocks"
        return
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) < len(ids):
        yield "block ids are not unique"
    for number, block in enumerate(blocks):
        kind = block.get("type")
        if kind not in _BLOCKS or (kind == "input" and not inputs):
            yield f"block {number}: {kind} is not allowed here"
            continue
        for fault in (
            *_keys(block, {"type", "block_id", *_BLOCKS[kind]}, {"type"}, kind),
            *_string(block, "block_id", 255),
            *_CHECKS[kind](block),
            *_by_the_sdk(block),
        ):
            yield f"block {number}: {fault}"


def _by_the_sdk(block: Mapping[str, Any]) -> list[str]:
    parsed = Block.parse(dict(block))
    if parsed is None:
        return ["the SDK does not know it"]
    try:
        parsed.validate_json()
    except SlackObjectFormationError as error:
        return [str(error)]
    return []


def _actions(block: Mapping[str, Any]) -> list[str]:
    elements = block.get("elements") or []
    found = [] if 1 <= len(elements) <= 25 else ["needs 1 to 25 elements"]
    ids = [element.get("action_id") for element in elements]
    if len(set(ids)) < len(ids):
        found.append("action ids are not unique")
    for element in elements:
        found += _button(element)
    return found


def _button(element: Mapping[str, Any]) -> list[str]:
    if element.get("type") != "button":
        return [f"{element.get('type')} among the buttons"]
    allowed = {"type", "action_id", "text", "value", "style", "confirm", "url"}
    found = _keys(element, allowed, {"type", "action_id", "text"}, "button")
    found += _text(element.get("text"), 75, "button") + _string(element, "action_id", 255)
    if element.get("style") not in {None, "primary", "danger"}:
        found.append("unknown style")
    return found + _string(element, "value", 2_000)


def _context(block: Mapping[str, Any]) -> list[str]:
    elements = block.get("elements") or []
    found = [] if 1 <= len(elements) <= 10 else ["needs 1 to 10 elements"]
    for element in elements:
        found += _text(element, 3_000, "context", markup=True)
    return found


def _header(block: Mapping[str, Any]) -> list[str]:
    return _text(block.get("text"), 150, "header")


def _section(block: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    if "text" not in block and "fields" not in block:
        found.append("needs text or fields")
    if "text" in block:
        found += _text(block["text"], 3_000, "section", markup=True)
    if "accessory" in block:
        found += _button(block["accessory"])
    for field in block.get("fields", ()):
        found += _text(field, 2_000, "field", markup=True)
    return found


def _input(block: Mapping[str, Any]) -> list[str]:
    found = _text(block.get("label"), 2_000, "label")
    element = block.get("element") or {}
    found += _string(element, "action_id", 255)
    if "placeholder" in element:
        found += _text(element["placeholder"], 150, "placeholder")
    if element.get("type") == "plain_text_input":
        return found + _plain_text_input(element)
    if element.get("type") == "static_select":
        return found + _static_select(element)
    return [*found, f"{element.get('type')} is no input we know"]


def _plain_text_input(element: Mapping[str, Any]) -> list[str]:
    allowed = {"type", "action_id", "placeholder", "initial_value", "multiline", "max_length"}
    found = _keys(element, allowed, {"type", "action_id"}, "plain_text_input")
    longest = element.get("max_length", 3_000)
    if not 1 <= longest <= 3_000:
        found.append("max_length must be 1 to 3000")
    value = element.get("initial_value")
    if value is not None and not 1 <= units(value) <= longest:
        found.append("initial_value does not fit")
    return found


def _static_select(element: Mapping[str, Any]) -> list[str]:
    allowed = {"type", "action_id", "placeholder", "options", "initial_option"}
    found = _keys(element, allowed, {"type", "action_id", "options"}, "static_select")
    options = element.get("options") or []
    if not 1 <= len(options) <= 100:
        found.append("needs 1 to 100 options")
    for option in options:
        found += _keys(option, {"text", "value", "description"}, {"text", "value"}, "option")
        found += _text(option.get("text"), 75, "option") + _string(option, "value", 75)
    if "initial_option" in element and element["initial_option"] not in options:
        found.append("initial_option is none of the options")
    return found


def _rich_text(block: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for part in block.get("elements") or [{}]:
        if part.get("type") not in _RICH or not part.get("elements"):
            found.append(f"bad rich text part {part.get('type')}")
        for element in part.get("elements", ()):
            found += _rich_element(element)
    return found


def _rich_element(element: Mapping[str, Any]) -> list[str]:
    if element.get("type") != "text":
        return [f"a {element.get('type')} came through"]  # a mention, a link, an emoji
    found = _keys(element, {"type", "text", "style"}, {"type", "text"}, "text")
    text = element.get("text")
    if not isinstance(text, str) or not 1 <= units(text) <= 3_000:
        found.append("rich text must be 1 to 3000 characters")
    if not set(element.get("style", ())) <= _STYLES:
        found.append("unknown style")
    return found


def _text(value: object, most: int, where: str, *, markup: bool = False) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: no text object"]
    kind, text = value.get("type"), value.get("text")
    if kind not in ({"plain_text", "mrkdwn"} if markup else {"plain_text"}):
        return [f"{where}: {kind} is not allowed"]
    extra = {"emoji"} if kind == "plain_text" else {"verbatim"}
    found = _keys(value, {"type", "text", *extra}, {"type", "text"}, where)
    if not isinstance(text, str) or not 1 <= units(text) <= most:
        found.append(f"{where}: needs 1 to {most} characters")
    elif kind == "mrkdwn" and any(mark in text for mark in _MARKUP):
        found.append(f"{where}: a mention or link came through")
    return found


def _keys(
    value: Mapping[str, Any], allowed: Iterable[str], needed: Iterable[str], where: str
) -> list[str]:
    extra, missing = set(value) - set(allowed), set(needed) - set(value)
    found = [f"{where}: unknown {name}" for name in sorted(extra)]
    return found + [f"{where}: no {name}" for name in sorted(missing)]


def _string(value: Mapping[str, Any], name: str, most: int) -> list[str]:
    if name not in value:
        return []
    text = value[name]
    fits = isinstance(text, str) and 1 <= units(text) <= most
    return [] if fits or (name == "private_metadata" and text == "") else [f"{name} does not fit"]


_CHECKS = {
    "actions": _actions,
    "context": _context,
    "divider": lambda _: [],
    "header": _header,
    "input": _input,
    "rich_text": _rich_text,
    "section": _section,
}
