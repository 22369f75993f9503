"""People's words on their way in and out: as they were typed, and unable to do anything."""

import re
import unicodedata

_MARKUP = re.compile(r"<([^<>]+)>")
_KEPT = {"\n", "\t", "\u200d"}  # the last one joins emoji


def typed(text: str) -> str:
    """The text of a message as its author saw it: Slack's links, mentions and escapes undone.

    Slack names people by number only; a mention without a name becomes "@someone".
    """
    return _unescaped(_MARKUP.sub(lambda found: _seen(found[1]), text))


def typed_in_form(text: str) -> str:
    """The text of a form's field as typed.

    Slack does not say whether these are escaped. A text with a bare `<`, `>` or `&` cannot have
    been, so it is left alone.
    """
    bare = re.search(r"[<>]|&(?!(?:amp|lt|gt);)", text)
    return text if bare else _unescaped(text)


def clean(text: str) -> str:
    """The words without direction marks, invisible characters, escapes and half characters."""
    return "".join(map(_clean, text.replace("\r\n", "\n").replace("\r", "\n")))


def escaped(text: str) -> str:
    """Words that stay words where Slack reads markup (the three characters it asks for)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def size(text: str) -> int:
    """Length as Slack counts it at worst: in UTF-16 units, where most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, in at most `limit` UTF-16 units."""
    if size(text) <= limit:
        return text
    return cut(text, limit - 1)[0].rstrip() + "…"


def cut(text: str, limit: int) -> tuple[str, str]:
    """The text in two, the first part at most `limit` UTF-16 units, no character split."""
    if len(text) * 2 <= limit:
        return text, ""
    end = min(len(text), limit)
    while size(text[:end]) > limit:
        end -= max(1, (size(text[:end]) - limit) // 2)
    return text[:end], text[end:]


def _clean(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    category = unicodedata.category(character)
    return "\ufffd" if category == "Cs" else " " if category[0] == "Z" else ""


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _seen(markup: str) -> str:
    """What a reader sees for the inside of Slack's angle brackets."""
    target, _, label = markup.partition("|")
    if target.startswith("@"):
        return "@" + (label.removeprefix("@") or "someone")
    if target.startswith("#"):
        return "#" + (label.removeprefix("#") or "channel")
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0].replace("subteam", "group")
    return label or target.removeprefix("mailto:").removeprefix("tel:")
