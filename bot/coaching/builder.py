"""Build one with me: three openings from what a member really knows. Pure.

The member's own words are joined by a few plain sentences (`openings.toml`); nothing about the
other person is added. Each result is reviewed, and only what passes every rule is offered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from string import Formatter

import msgspec

from bot.coaching.review import Band, Finding, Reviewer
from bot.coaching.rulebook import CONTENT, decode_file
from bot.model.records import Channel, Kind

_THANKS = {Channel.LINKEDIN_NOTE: "Thank you! {signature}"}
_LETTER_THANKS = "Thank you for your time,\n{signature}"
_ALREADY_SAID = {
    "work": ("your ", "her ", "his ", "their ", "the "),
    "link": ("we both ", "you both ", "we ", "both "),
    "me": ("i'm ", "i’m ", "i am ", "im "),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the member knows. All texts are theirs; empty where they have nothing to say.

    `work` completes "because of your …", `link` completes "we both …", `me` completes "I'm …".
    """

    name: str
    work: str
    me: str
    first: str
    second: str = ""
    link: str = ""
    referrer: str = ""
    minutes: str = "15"
    channel: Channel = Channel.UNKNOWN
    kindness: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """One opening, written out and ready to send."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Unready:
    """Nothing could be offered: what the coach still finds in the best attempt."""

    findings: tuple[Finding, ...]


class _Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    say: str
    spare: bool = False


class _Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    title: str
    sentences: tuple[_Sentence, ...]


class _Openings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    opening: tuple[_Opening, ...]


class Builder:
    """Composes and reviews. Stateless after loading."""

    def __init__(self, reviewer: Reviewer, openings: tuple[_Opening, ...]) -> None:
        self._reviewer = reviewer
        self._openings = openings

    @classmethod
    def load(cls, reviewer: Reviewer, content: Path = CONTENT) -> "Builder":
        """Read `openings.toml`. Raises ContentError."""
        openings: _Openings = decode_file(content / "openings.toml", _Openings)
        return cls(reviewer, openings.opening)

    def build(self, plan: Plan) -> tuple[Built, ...] | Unready:
        """Up to three openings that pass every rule and fit the channel, or why there is none."""
        plan = tidied(plan)
        built, left = [], []
        for opening in self._openings:
            for text in _shorter_and_shorter(opening, plan):
                review = self._reviewer.review(text, Kind.REQUEST, plan.channel)
                if review.band is Band.READY:
                    built.append(Built(opening.id, opening.title, text))
                    break
                left.append(review.findings)
        return tuple(built) if built else Unready(min(left, key=len, default=()))


def tidied(plan: Plan) -> Plan:
    """The member's words without the parts that our sentences already say."""
    values = {
        field.name: " ".join(getattr(plan, field.name).split())
        for field in fields(plan)
        if field.name != "channel"
    }
    for name, openings in _ALREADY_SAID.items():
        values[name] = _without(values[name].rstrip(".!,; "), openings)
    for name in ("first", "second"):
        values[name] = _as_question(values[name])
    if values["kindness"]:
        values["kindness"] = _as_sentence(values["kindness"])
    return replace(plan, **values)  # type: ignore[arg-type]  # all but the channel are texts


def _without(text: str, openings: tuple[str, ...]) -> str:
    for opening in openings:
        if text.lower().startswith(opening):
            return text[len(opening) :]
    return text


def _as_question(text: str) -> str:
    text = text.rstrip(" .!")
    if not text:
        return ""
    return text[:1].upper() + text[1:] + ("" if text.endswith("?") else "?")


def _as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _shorter_and_shorter(opening: _Opening, plan: Plan) -> Iterator[str]:
    """The whole message, then without its spare sentences one by one, the last first."""
    values = {field.name: str(getattr(plan, field.name)) for field in fields(plan)}
    values["count"] = "two questions" if plan.second else "one question"
    said = [sentence for sentence in opening.sentences if _is_whole(sentence.say, values)]
    while True:
        yield _laid_out(said, values, plan.channel)
        spare = [sentence for sentence in said if sentence.spare]
        if not spare:
            return
        said.remove(spare[-1])
        if spare[-1].say == "{second}":
            values["count"] = "one question"


def _is_whole(say: str, values: dict[str, str]) -> bool:
    return all(values[name] for _, name, _, _ in Formatter().parse(say) if name)


def _laid_out(said: list[_Sentence], values: dict[str, str], channel: Channel) -> str:
    body = " ".join(sentence.say.format(**values) for sentence in said)
    closing = _THANKS.get(channel, _LETTER_THANKS).format(**values).strip().rstrip(",")
    gap = " " if channel is Channel.LINKEDIN_NOTE else "\n\n"
    return f"Hi {values['name']},{gap}{body}{gap}{closing}"
