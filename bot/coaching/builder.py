"""Build one with me: three openings from what a member really knows. Pure.

The member's own words are joined by a few plain sentences (`openings.toml`); nothing about the
other person is added. Each result is reviewed, and only what passes every rule is offered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import msgspec

from bot.coaching import telling
from bot.coaching.review import Band, Finding, Reviewer
from bot.coaching.rulebook import CONTENT, decode_file
from bot.model.records import Channel, Kind

_NOTE_THANKS = "Thank you! {signature}"
_CHAT_THANKS = "Thank you!\n{signature}"
_LETTER_THANKS = "Thank you for your time,\n{signature}"
_UNSIGNED = "Thank you for your time."


@dataclass(frozen=True, slots=True)
class Plan:
    """What the member knows. All texts are theirs; empty where they have nothing to say.

    `work` completes "because of your …", `link` completes "we both …", `me` completes "I'm …";
    whole sentences and bare words do as well.
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
    opens: bool = False


class _Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    title: str
    sentences: tuple[_Sentence, ...]
    otherwise: str = ""


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
        values = tidied(plan)
        alone = not (values["link"] or values["referrer"])
        built, left = [], []
        for opening in self._openings:
            for text in _shorter_and_shorter(opening, values, plan.channel):
                review = self._reviewer.review(text, Kind.REQUEST, plan.channel)
                if review.band is Band.READY:
                    title = opening.otherwise if alone and opening.otherwise else opening.title
                    built.append(Built(opening.id, title, text))
                    break
                left.append(review.findings)
        return tuple(built) if built else Unready(min(left, key=len, default=()))


def tidied(plan: Plan) -> dict[str, str]:
    """The member's words as our sentences need them, by the name that `openings.toml` uses."""
    work = telling.work(plan.work)
    first, second = telling.question(plan.first), telling.question(plan.second, also=True)
    if not first:
        first, second = telling.question(plan.second), ""
    return {
        "name": telling.name(plan.name),
        "work": work,
        "Work": work[:1].upper() + work[1:],
        "me": telling.me(plan.me),
        "first": first,
        "second": second,
        "also": telling.also(second),
        "link": telling.link(plan.link),
        "referrer": telling.referrer(plan.referrer),
        "minutes": telling.minutes(plan.minutes),
        "kindness": telling.sentence(plan.kindness),
        "signature": " ".join(plan.signature.split()),
        "count": "two questions" if second else "one question",
    }


def _shorter_and_shorter(
    opening: _Opening, plan: dict[str, str], channel: Channel
) -> Iterator[str]:
    """The whole message, then without its spare sentences one by one, the last first."""
    values = dict(plan)
    said = [sentence for sentence in opening.sentences if _is_whole(sentence.say, values)]
    while True:
        yield _laid_out(said, values, channel)
        spare = [sentence for sentence in said if sentence.spare]
        if not spare:
            return
        said.remove(spare[-1])
        if spare[-1].say == "{second}":
            values["count"] = "one question"


def _is_whole(say: str, values: dict[str, str]) -> bool:
    return all(values[name] for _, name, _, _ in Formatter().parse(say) if name)


def _laid_out(said: list[_Sentence], values: dict[str, str], channel: Channel) -> str:
    """A note is one line, a chat message one paragraph, a letter has several."""
    note, chat = channel is Channel.LINKEDIN_NOTE, channel is Channel.DM
    body = ""
    for sentence in said:
        gap = "\n\n" if sentence.opens and not note and not chat else " "
        body += (gap if body else "") + sentence.say.format(**values)
    thanks = _NOTE_THANKS if note else _CHAT_THANKS if chat else _LETTER_THANKS
    closing = thanks.format(**values).strip() if values["signature"] or note else _UNSIGNED
    gap = " " if note else "\n\n"
    greeting = f"Hi {values['name']}" + ("!" if note else ",")
    return f"{greeting}{gap}{body}{gap}{closing}"
