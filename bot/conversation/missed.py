"""What members ask in vain, for managers who wish to know: off until somebody switches it on."""

from collections.abc import Mapping, Sequence
from gettext import NullTranslations

from bot.conversation.conversation import Handler
from bot.conversation.languages import language_of, words_in
from bot.conversation.managers import BACK, for_managers
from bot.model.community import Miss, MissedQuestion, MissedQuestionStore
from bot.model.managing import (
    AddOwnAnswer,
    ClearMissedQuestions,
    KeepQuestions,
    ShowMissedQuestions,
    StopKeepingQuestions,
)
from bot.model.messages import Button, Choices, Emphasis, Paragraph, PlainText, Reply, Request
from bot.model.people import Caller, CommunityRef
from bot.model.text import N_, Line, joined, line, plain

_SHOWN = 40


class MissedQuestions:
    """Needs the store."""

    def __init__(self, store: MissedQuestionStore) -> None:
        self._store = store

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The list and its switch."""
        return {
            ShowMissedQuestions: for_managers(self.show),
            KeepQuestions: for_managers(self.keep),
            StopKeepingQuestions: for_managers(self.stop),
            ClearMissedQuestions: for_managers(self.clear),
        }

    async def show(
        self, community: CommunityRef, who: Caller, _request: ShowMissedQuestions
    ) -> Reply:
        """What was kept, or what keeping would mean."""
        if not await self._store.is_wanted(community):
            switch = Button("Keep them from now on", KeepQuestions(), Emphasis.PRIMARY)
            return Reply((Paragraph(_ruled(_OFF)), Choices((switch, BACK))))
        found = await self._store.all(community)
        stop = Button("Stop and delete", StopKeepingQuestions(), Emphasis.DANGER)
        if not found:
            return Reply((Paragraph(_ruled(_NOTHING)), Choices((stop, BACK))))
        clear = Button("Clear the list", ClearMissedQuestions())
        add = Button("Add an answer", AddOwnAnswer(), Emphasis.PRIMARY)
        listed = PlainText(_listed(found[:_SHOWN], words_in(language_of(who.locale))))
        return Reply((Paragraph(_ruled(_LISTED)), listed, Choices((add, clear, stop, BACK))))

    async def keep(self, community: CommunityRef, who: Caller, _request: KeepQuestions) -> Reply:
        """Switch it on."""
        await self._store.want(community, wanted=True)
        return await self.show(community, who, ShowMissedQuestions())

    async def stop(
        self, community: CommunityRef, _who: Caller, _request: StopKeepingQuestions
    ) -> Reply:
        """Switch it off and delete."""
        await self._store.want(community, wanted=False)
        return Reply((Paragraph(line(_STOPPED)), Choices((BACK,))))

    async def clear(
        self, community: CommunityRef, who: Caller, _request: ClearMissedQuestions
    ) -> Reply:
        """Delete and go on."""
        await self._store.clear(community)
        return await self.show(community, who, ShowMissedQuestions())


def _ruled(said: str) -> Line:
    return joined(line(said), line(_RULE))


def _listed(found: Sequence[MissedQuestion], language: NullTranslations) -> str:
    marks = {miss: plain(mark, language) for miss, mark in _MARKS.items()}
    return "\n".join(f"{each.count} × {each.words} ({marks[each.miss]})" for each in found)


_MARKS = {Miss.UNANSWERED: N_("no answer"), Miss.UNHELPFUL: N_("not helpful")}
_RULE = N_(
    "Never who asked, nor when beyond the day. Only everyday words; names, numbers and rare words "
    "leave a gap (…), a question that is mostly gaps isn't kept, nor one by somebody in distress. "
    "After 90 days without being asked it goes."
)
_OFF = N_("**I keep no questions here.** If you like, I'll list those I couldn't answer.")
_NOTHING = N_("**I keep questions that I couldn't answer,** and there are none yet.")
_LISTED = N_("**What members asked in vain,** the most frequent first.")
_STOPPED = N_("**Switched off,** and what I had is deleted.")
