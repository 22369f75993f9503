"""What must hold of every better version, and drafts to hold it on."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from bot.coaching.better import Better, Improver
from bot.coaching.pieces import split
from bot.coaching.review import Band, Reviewer
from bot.model.records import Channel, Kind

DRAFTS = Path(__file__).parent.parent.parent / "benchmarks" / "data" / "drafts.jsonl"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BLANK = re.compile(r"\[[^\[\]\n]*\]")
_SEAMS = {
    "doubled spaces": re.compile(r"\S  +\S"),
    "a space before a stop": re.compile(r"\w [.,;!?](?=\s|$)"),
    "an orphaned conjunction": re.compile(r"\b(?:and|or|but|because|in case)[.!?](?:\s|$)"),
    "two stops": re.compile(r"(?<!\.)\.\.(?!\.)|,\.|,,|;\."),
}


def drafts(path: Path = DRAFTS) -> list[tuple[str, Kind, Channel]]:
    """Labelled messages (our own, unless told otherwise), with their kind and channel."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(row["text"], Kind(row["kind"]), _channel(row)) for row in rows]


def _channel(row: dict[str, object]) -> Channel:
    if row["channel"] == "linkedin":
        return Channel.LINKEDIN_NOTE if row.get("linkedin_note") else Channel.LINKEDIN_MESSAGE
    return Channel(str(row["channel"]))


def mutated(count: int, seed: int = 7, path: Path = DRAFTS) -> Iterator[tuple[str, Kind, Channel]]:
    """Drafts with sentences dropped, repeated, borrowed and respelt."""
    dice = random.Random(seed)  # noqa: S311 - a fixed seed: a failure can be repeated
    originals = drafts(path)
    for _ in range(count):
        text, kind, channel = dice.choice(originals)
        pieces = [piece.gap + piece.text for piece in split(text)]
        other = [piece.gap + piece.text for piece in split(dice.choice(originals)[0])]
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(pieces) + 1)
            match dice.randrange(4):
                case 0 if len(pieces) > 2:
                    pieces.pop(at - 1)
                case 1:
                    pieces.insert(at, dice.choice(other))
                case 2:
                    pieces[at - 1 : at] = [piece.lower() for piece in pieces[at - 1 : at]]
                case _:
                    pieces[at - 1 : at] = [p.replace(",", "") for p in pieces[at - 1 : at]]
        yield "".join(pieces).strip(), kind, channel


def wrong_with(
    better: Better, text: str, kind: Kind, channel: Channel, reviewer: Reviewer, improver: Improver
) -> list[str]:
    """Every promise that a better version of `text` does not keep."""
    wrong = []
    review = reviewer.review(better.text, kind, channel)
    if review.band is not Band.READY:
        wrong.append(f"not ready: {[finding.rule.id for finding in review.findings]}")
    if improver.improve(better.text, kind, channel) is not None:
        wrong.append("improving it again changes something")
    if channel is Channel.LINKEDIN_NOTE and len(better.text) > 300:
        wrong.append(f"{len(better.text)} characters in a note")
    invented = _words(_BLANK.sub(" ", better.text)) - _words(text) - _ours(reviewer)
    if invented:
        wrong.append(f"invented: {sorted(invented)}")
    for name, seam in _SEAMS.items():
        if seam.search(better.text) and not seam.search(text):
            wrong.append(name)
    wrong += [f"blank {blank} is not there" for blank in better.blanks if blank not in better.text]
    return wrong


def _words(text: str) -> set[str]:
    return {word.lower().replace("’", "'") for word in _WORD.findall(text)}


def _ours(reviewer: Reviewer) -> set[str]:
    """The words of the sentences that rules may put in; none is a name, a number or a place."""
    said = "Subject"
    for rule in reviewer.rulebook.faults.values():
        if rule.mend:
            said += f" {rule.mend.add or ''} {rule.mend.brief or ''} "
            said += " ".join(swap.put for swap in rule.mend.swap)
    return _words(_BLANK.sub(" ", said))
