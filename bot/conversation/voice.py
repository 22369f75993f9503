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
from bot.etiquette.vectors import digest, vector_bytes, vectors_from_bytes
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
        self._reading: set[asyncio.Task[None]] = set()

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
        rows = self._answers.search.vectors(texts)
        if rows is None:
            return replace(answer, stamp="", vectors=b"")
        return replace(answer, stamp=_stamp(texts), vectors=vector_bytes(rows))

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
        """The shelf; what was read by another model, or not at all, is read again meanwhile."""
        kept = [each for each in await self._stores.answers.all(community) if not each.retired]
        made, stale = await asyncio.to_thread(self._shelved, kept)
        if stale:
            task = asyncio.create_task(self._read_again(community, stale))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        return made

    async def _read_again(self, community: CommunityRef, stale: Sequence[OwnAnswer]) -> None:
        """Reading takes a while; until it is done the shelf compares words alone."""
        try:
            for answer in stale:
                await self._stores.answers.keep_vectors(await asyncio.to_thread(self.read, answer))
        except StoreUnavailableError:
            pass
        self._shelves.pop(community, None)

    def _shelved(self, answers: Sequence[OwnAnswer]) -> tuple[CommunityAnswers, list[OwnAnswer]]:
        """The shelf, and the answers whose vectors are not those of this model and these words."""
        entries = tuple(map(entry_of, answers))
        found = [_rows(answer, entry) for answer, entry in zip(answers, entries, strict=True)]
        whole, search = None, self._answers.search
        rows = [each for each in found if each is not None]
        if rows and len(rows) == len(entries):
            # A shelf wants all ways to ask first, then all answers.
            whole = np.concatenate([*(each[:-1] for each in rows), *(each[-1:] for each in rows)])
        stale = [answer for answer, each in zip(answers, found, strict=True) if each is None]
        made = CommunityAnswers(entries, search.community_shelf(entries, whole))
        return made, stale if search.has_model else []

    def _harmless(self, question: str) -> str | None:
        if self._everyday is None:
            self._everyday = everyday_words(self._answers.search.entries)
        return without_traces(question, self._everyday)


def _stamp(texts: Sequence[str]) -> str:
    """Names the model and the words as it read them."""
    return str(digest("\n".join(texts)))


def _rows(answer: OwnAnswer, entry: Entry) -> Floats | None:
    """The vectors that were kept, if they are of this model and these words, and whole."""
    texts = community_texts([entry])
    if answer.stamp != _stamp(texts):
        return None
    try:
        rows = vectors_from_bytes(answer.vectors)
    except ValueError:
        return None
    return rows if len(rows) == len(texts) else None
