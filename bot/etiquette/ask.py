"""One question in, one result out: answer, suggestions, a kind no, or a person to turn to.

Nothing asked is kept or logged. Synchronous: callers on an event loop put it on a thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import re2

from bot.etiquette import replies
from bot.etiquette.distress import (
    CALM,
    LOW,
    Likeness,
    is_figure_of_speech,
    read_distress,
)
from bot.etiquette.entries import Entry
from bot.etiquette.following import Before, leans_back
from bot.etiquette.language import is_foreign
from bot.etiquette.limits import Limit
from bot.etiquette.result import Outcome, Reason, Result
from bot.etiquette.search import DISTRESS, Ranking, Search, query
from bot.etiquette.shelf import Shelf
from bot.etiquette.wording import clean
from bot.language.encoder import Encoder

LONGEST_QUESTION = 1500
_MOST_PARTS = 4
_SUGGESTIONS = 3
_LONG_TALE = 30
# Below this no answer is given anyway.
_LIKELY_ANSWER = 0.40
# Less likeness than this to what people in distress say is chance.
_ALIKE = 0.20


class Thresholds(NamedTuple):
    """Scores from which to speak; measured by `benchmarks/etiquette.py`.

    `lead`: how far ahead of the nearest limit. `clear`: how far ahead of another topic's answer.
    """

    answer: float
    clear: float
    answer_lead: float
    suggest: float
    suggest_lead: float


WITH_MODEL = Thresholds(0.40, 0.03, 0.03, 0.30, 0.02)
WITHOUT_MODEL = Thresholds(0.34, 0.05, 0.06, 0.24, 0.01)
# A community's answer comes first unless a shipped one fits this much better.
_COMMUNITY_MARGIN = 0.15
# How much a follow-up leans towards the subject before it.
_SAME_TOPIC, _NEXT_STEP = 0.08, 0.04

_SENTENCE = re2.compile(r"[^.?!\n]+[.?!]*")


@dataclass(frozen=True, slots=True)
class CommunityAnswers:
    """A community's own answers on their shelf, see `Search.community_shelf`."""

    entries: tuple[Entry, ...]
    shelf: Shelf


class _Found(NamedTuple):
    entries: Sequence[Entry]
    scores: Sequence[float]
    limit: Limit
    limit_score: float
    distress: Likeness


class Etiquette:
    """Answers questions. Cheap to make; the answers and the model load on the first question."""

    def __init__(self, encoder: Encoder | None) -> None:
        """`encoder` None works without the model: it knows less, and says so more often."""
        self.search = Search(encoder)

    def ask(
        self,
        question: str,
        before: Before | None = None,
        community: CommunityAnswers | None = None,
    ) -> Result:
        """The result for any text at all; never raises for what was typed."""
        text = clean(question)
        reply = read_distress(text)
        if reply is not None:
            return Result(Outcome.HELP, reply, 1.0, reason=Reason.DISTRESS)
        refused = _unreadable(text)
        if refused is not None:
            return refused
        parts, several = _parts(text)
        found = [self._find(part, community) for part in parts]
        figure = is_figure_of_speech(text)
        if not figure and any(
            _troubled(each, part == text) for each, part in zip(found, parts, strict=True)
        ):
            return Result(Outcome.HELP, LOW, 1.0, reason=Reason.DISTRESS)
        best = max(found, key=lambda each: each.scores[0] - max(0.0, each.limit_score - 0.3))
        if before is not None and leans_back(text):
            best = self._follow(text, best, before, community)
        return self._decide(best, several)

    def warm(self) -> None:
        """Load everything now, so that the first question does not wait for it. Slow."""
        self.ask("who pays?")

    def entry(self, identifier: str) -> Entry | None:
        """A shipped answer by its id, for related links and for browsing."""
        return next((entry for entry in self.search.entries if entry.id == identifier), None)

    def _find(self, text: str, community: CommunityAnswers | None) -> _Found:
        asked = query(self.search, text)
        ranking = self.search.rank(asked)
        pairs = list(zip(ranking.entries, map(float, ranking.scores), strict=True))
        if community is not None and community.entries:
            own = community.shelf.scores(asked)
            pairs = _own_first(pairs, community.entries, own.tolist(), self._thresholds)
        return _found(ranking, pairs)

    def _follow(
        self, text: str, alone: _Found, before: Before, community: CommunityAnswers | None
    ) -> _Found:
        """Read a follow-up together with what came before it."""
        joined = f"{clean(before.question)[:300]} {text}" if before.question else text
        found = self._find(joined, community)
        scores = dict(zip((entry.id for entry in alone.entries), alone.scores, strict=True))
        next_steps = {
            other
            for entry in alone.entries
            if entry.topic == before.topic and before.topic
            for other in entry.related
        }
        pairs = []
        for entry, joint in zip(found.entries, found.scores, strict=True):
            score = max(scores[entry.id], (scores[entry.id] + joint) / 2)
            if before.topic and entry.topic == before.topic:
                score += _SAME_TOPIC
            elif entry.id in next_steps:
                score += _NEXT_STEP
            pairs.append((entry, score))
        pairs.sort(key=lambda pair: -pair[1])
        limit = min((alone, found), key=lambda each: each.limit_score)
        return _Found(
            [entry for entry, _ in pairs],
            [min(score, 1.0) for _, score in pairs],
            limit.limit,
            limit.limit_score,
            CALM,
        )

    @property
    def _thresholds(self) -> Thresholds:
        return WITH_MODEL if self.search.has_model else WITHOUT_MODEL

    def _decide(self, found: _Found, several: bool) -> Result:
        at, top = self._thresholds, found.scores[0]
        lead = top - found.limit_score
        if top >= at.answer and lead >= at.answer_lead and _clearness(found) >= at.clear:
            return self._answer(found, several)
        if top >= at.suggest and lead >= at.suggest_lead:
            return _suggest(found, at.suggest, several)
        # What sounded like distress and was found to be none gets no word of help for it.
        elsewhere = found.limit.reply and found.limit.subject != DISTRESS
        if elsewhere and found.limit_score >= at.suggest:
            limit = found.limit
            return Result(
                Outcome.DECLINE,
                limit.reply,
                found.limit_score,
                reason=Reason.LIMIT,
                limit=limit.subject,
            )
        return Result(Outcome.DECLINE, replies.UNKNOWN, 1 - top, reason=Reason.UNKNOWN)

    def _answer(self, found: _Found, several: bool) -> Result:
        entry = found.entries[0]
        related = tuple(other for each in entry.related if (other := self.entry(each)) is not None)
        text = f"{replies.SEVERAL}\n\n{entry.text}" if several else entry.text
        return Result(
            Outcome.ANSWER,
            text,
            found.scores[0],
            entry=entry,
            related=related,
            topics=_topics(found),
            several=several,
        )


def _troubled(found: _Found, whole: bool) -> bool:
    """Distress in words that no pattern knows: plainly, or nearer to it than to any answer.

    A question torn out of a tale has to be plainer: alike words in it are chance.
    """
    heard, best = found.distress, found.scores[0]
    behind = found.limit.subject == DISTRESS and best < found.limit_score
    unsure = best < found.limit_score or best < _LIKELY_ANSWER
    alike = whole and behind and found.limit_score >= _ALIKE
    return heard.plain or alike or (heard.possible and unsure)


def _unreadable(text: str) -> Result | None:
    """A kind word for what cannot be a question."""
    if not any(character.isalnum() for character in text):
        return Result(Outcome.DECLINE, replies.EMPTY, 1.0, reason=Reason.EMPTY)
    if len(text) > LONGEST_QUESTION:
        return Result(Outcome.DECLINE, replies.TOO_LONG, 1.0, reason=Reason.TOO_LONG)
    if is_foreign(text):
        return Result(Outcome.DECLINE, replies.LANGUAGE, 1.0, reason=Reason.LANGUAGE)
    return None


def _parts(text: str) -> tuple[list[str], bool]:
    """The whole message and the questions in it; True if they are too many to answer at once."""
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text)]
    questions = [each for each in sentences if each.endswith("?") and len(each.split()) >= 3]
    if len(questions) >= _MOST_PARTS:
        return questions[:_MOST_PARTS], True
    whole = [text]
    # A short message is one thought: a question torn from its first sentence loses its subject.
    if len(text.split()) > _LONG_TALE:
        whole += [question for question in questions if question != text]
    return whole[:_MOST_PARTS], False


def _own_first(
    shipped: list[tuple[Entry, float]],
    own: Sequence[Entry],
    scores: Sequence[float],
    at: Thresholds,
) -> list[tuple[Entry, float]]:
    """The community's answers that pass the same threshold go before the shipped ones."""
    best = shipped[0][1] if shipped else 0.0
    mine = sorted(zip(own, scores, strict=True), key=lambda pair: -pair[1])
    first = [pair for pair in mine if pair[1] >= max(at.answer, best - _COMMUNITY_MARGIN)]
    rest = [pair for pair in mine if pair not in first]
    return first + sorted(shipped + rest, key=lambda pair: -pair[1])


def _found(ranking: Ranking, pairs: Sequence[tuple[Entry, float]]) -> _Found:
    return _Found(
        [entry for entry, _ in pairs],
        [score for _, score in pairs],
        ranking.limit,
        ranking.limit_score,
        ranking.distress,
    )


def _clearness(found: _Found) -> float:
    """How far the best is ahead of the best answer on anything else."""
    best = found.entries[0]
    if best.community:
        return 1.0
    others = (
        score
        for entry, score in zip(found.entries, found.scores, strict=True)
        if entry.topic != best.topic
    )
    return found.scores[0] - next(others, 0.0)


def _topics(found: _Found) -> tuple[str, ...]:
    """Distinct topics among the best ten, best first."""
    topics = dict.fromkeys(entry.topic for entry in found.entries[:10] if entry.topic)
    return tuple(topics)[:4]


def _suggest(found: _Found, at: float, several: bool) -> Result:
    chosen: list[Entry] = []
    for entry, score in zip(found.entries, found.scores, strict=True):
        if len(chosen) == _SUGGESTIONS or score < min(at, found.scores[0] - 0.1):
            break
        if all(entry.title != other.title for other in chosen):
            chosen.append(entry)
    titles = " · ".join(f"*{entry.title}*" for entry in chosen)
    return Result(
        Outcome.SUGGEST,
        f"{replies.NOT_SURE} {titles}",
        float(np.float32(found.scores[0])),
        suggestions=tuple(chosen),
        topics=_topics(found),
        reason=Reason.UNKNOWN,
        several=several,
    )
