"""What members type, in the form in which Slack passes it on."""

import html
import re

from tests.wire.slack_server.world import Json, View


def filled(view: View, values: dict[str, str]) -> Json:
    """The state of a modal's fields: what is typed now, was typed, or was filled in.

    `values` by action id. AssertionError where Slack would not let the member submit.
    """
    state: Json = {}
    for block in (each for each in view.shown["blocks"] if each["type"] == "input"):
        element, place = block["element"], (block["block_id"], block["element"]["action_id"])
        chosen = element.get("initial_option", {}).get("value")
        before = view.typed.get(place, element.get("initial_value", chosen))
        value = values.pop(place[1], before) or None
        if value is None:
            assert block.get("optional"), f"{place[1]} must be filled in"
        else:
            view.typed[place] = value
        state[place[0]] = {place[1]: _typed_in(element, value)}
    assert not values, f"there are no fields {sorted(values)}"
    return state


def _typed_in(element: Json, value: str | None) -> Json:
    if element["type"] == "plain_text_input":
        assert len(value or "") <= element.get("max_length", 3_000), "too long for the field"
        return {"type": "plain_text_input", "value": value}
    options = [each for each in element["options"] if each["value"] == value]
    assert options or value is None, f"{value} is none of the options"
    return {"type": "static_select", "selected_option": options[0] if options else None}


def as_slack_writes(text: str) -> str:
    """A message's text as Slack passes it on: escaped, addresses turned into links."""
    text = html.escape(text, quote=False)
    text = re.sub(r"\b[\w.+-]+@[\w-]+\.[\w.]*\w", r"<mailto:\g<0>|\g<0>>", text)
    text = re.sub(r"(?<![|:/\w])https?://[^\s<>|]+", r"<\g<0>>", text)
    return re.sub(r"(?<![@/\w:|.<-])(?:www\.)[\w-]+\.\w{2,}", r"<http://\g<0>|\g<0>>", text)
