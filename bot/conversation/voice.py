"""The community's own answers as members meet them, and the questions that were missed.

Where the store is away, members get the shipped answers as if there were no others.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.etiquette.ask import CommunityAnswers, Etiquette
from bot.etiquette.community import community_entry
from bot.etiquette.entries import Entry
from bot.etiquette.search import community_texts
from bot.etiquette.traces import everyday_words, without_traces
from bot.etiquette.vectors import digest, pack, vectors_from_bytes
from bot.language.encoder import Floats
from bot.model.community import AnswerStore, Miss, MissedQuestionStore, OwnAnswer
from bot.model.people import Caller, CommunityRef
from bot.model.ports import MemberStore, StoreUnavailableError

_MOST_SHELVES = 50  # communities whose shelf is kept ready


@dataclass(frozen=True, slots=True)
class Stores:
    """What of the store a community's voice needs."""

    answers: AnswerStore
    missed: MissedQuestionStore
    members: MemberStore


def entry_of(answer: OwnAnswer) -> Entry:
    """A community's answer as one of the answers. ValueError if it could not have been kept."""
    return community_entry(answer.id, answer.title, answer.text, answer.questions, answer.topic)


class Voice:
    """Needs the shipped answers, whose model reads the community's too, and the stores."""

    def __init__(self, answers: Etiquette, stores: Stores) -> None:
        self._answers = answers
        self._stores = stores
        self._shelves: OrderedDict[CommunityRef, tuple[int, CommunityAnswers]] = OrderedDict()
        self._everyday: frozenset[str] | None = None

    async def shelf(self, who: Caller) -> CommunityAnswers | None:
        """The live answers of the caller's community, ready to be searched."""
        try:
            community = await self._community(who)
            return None if community is None else await self._ready(community)
        except StoreUnavailableError:
            return None

    async def entry(self, who: Caller, answer_id: str) -> Entry | None:
        """A live answer of the caller's own community; another's is not there."""
        try:
            community = await self._community(who)
            found = community and await self._stores.answers.get(community, answer_id)
        except StoreUnavailableError:
            return None
        return entry_of(found) if found and not found.retired else None

    async def missed(self, who: Caller, question: str, miss: Miss) -> None:
        """Keep a question that was missed, if the community wishes it and it names nobody."""
        try:
            community = await self._community(who)
            if community is None or not await self._stores.missed.is_wanted(community):
                return
            words = await asyncio.to_thread(self._harmless, question)
            if words is not None:
                await self._stores.missed.note(community, words, miss)
        except StoreUnavailableError:
            return

    def read(self, answer: OwnAnswer) -> OwnAnswer:
        """The answer with its vectors, as far as there is a model. Slow: for a thread."""
        texts = community_texts([entry_of(answer)])
        rows = [self._answers.search.vector(text) for text in texts]
        found = [row for row in rows if row is not None]
        if len(found) < len(rows):
            return replace(answer, stamp="", vectors=b"")
        return replace(answer, stamp=_stamp(texts), vectors=pack(np.stack(found)).tobytes())

    async def _community(self, who: Caller) -> CommunityRef | None:
        """Where they are; in a direct message, where they were last."""
        return who.community or await self._stores.members.last_community(who.member)

    async def _ready(self, community: CommunityRef) -> CommunityAnswers | None:
        revision = await self._stores.answers.revision(community)
        if not revision:
            return None
        known = self._shelves.get(community)
        if known is None or known[0] != revision:
            known = revision, await self._made(community)
            self._shelves[community] = known
        self._shelves.move_to_end(community)
        while len(self._shelves) > _MOST_SHELVES:
            self._shelves.popitem(last=False)
        return known[1]

    async def _made(self, community: CommunityRef) -> CommunityAnswers:
        """The shelf; what was read by another model, or not at all, is read again and kept."""
        kept = [each for each in await self._stores.answers.all(community) if not each.retired]
        fresh = await asyncio.to_thread(lambda: [self._current(answer) for answer in kept])
        for before, after in zip(kept, fresh, strict=True):
            if after is not before:
                await self._stores.answers.keep_vectors(after)
        return await asyncio.to_thread(self._shelved, fresh)

    def _current(self, answer: OwnAnswer) -> OwnAnswer:
        texts = community_texts([entry_of(answer)])
        if answer.stamp == _stamp(texts) and _rows(answer, len(texts)) is not None:
            return answer
        again = self.read(answer)
        return answer if again == answer else again

    def _shelved(self, answers: Sequence[OwnAnswer]) -> CommunityAnswers:
        entries = tuple(map(entry_of, answers))
        found = [
            _rows(answer, len(community_texts([entry])))
            for answer, entry in zip(answers, entries, strict=True)
        ]
        vectors = [rows for rows in found if rows is not None]
        whole = None
        if vectors and len(vectors) == len(entries):
            # A shelf wants all ways to ask first, then all answers.
            whole = np.concatenate(
                [*(rows[:-1] for rows in vectors), *(rows[-1:] for rows in vectors)]
            )
        return CommunityAnswers(entries, self._answers.search.community_shelf(entries, whole))

    def _harmless(self, question: str) -> str | None:
        if self._everyday is None:
            self._everyday = everyday_words(self._answers.search.entries)
        return without_traces(question, self._everyday)


def _stamp(texts: Sequence[str]) -> str:
    """Names the model and the words as it read them."""
    return str(digest("\n".join(texts)))


def _rows(answer: OwnAnswer, count: int) -> Floats | None:
    """The vectors that were kept; None if they are not whole."""
    try:
        rows = vectors_from_bytes(answer.vectors)
    except ValueError:
        return None
    return rows if len(rows) == count else None
