"""What every surface does with an event: take it once, note the visit, have it answered."""

import logging
from dataclasses import replace

from bot.conversation.conversation import Conversation
from bot.conversation.languages import SOURCE, localised
from bot.conversation.pace import Pace, Verdict
from bot.model import tracing
from bot.model.messages import Paragraph, Reply, Request
from bot.model.observing import Observe, ignore
from bot.model.people import Caller
from bot.model.ports import InboundClaims, MemberStore, StoreUnavailableError
from bot.model.text import line

_log = logging.getLogger(__name__)


class Inbound:
    """The door that surfaces knock on. `observe` is for what happens to them outside of it."""

    def __init__(
        self,
        conversation: Conversation,
        claims: InboundClaims,
        members: MemberStore,
        observe: Observe = ignore,
        pace: Pace | None = None,
    ) -> None:
        self.observe = observe
        self._pace = pace or Pace()
        self._conversation = conversation
        self._claims = claims
        self._members = members

    async def receive(self, who: Caller, request: Request, event: str) -> Reply | None:
        """The reply; None if the event was taken before (platforms redeliver) or is of a flood.

        `event` is the platform's id of the event with the platform's name before it. With the
        store away the event is answered all the same: a double answer beats none.
        """
        with tracing.traced():
            _log.debug("%s on %s", type(request).__name__, who.member.platform)
            verdict = self._pace.judge(who.member)
            if verdict is Verdict.TOO_FAST:
                return await self.in_words_of(who, _SLOWER)
            if verdict is not Verdict.WELCOME:
                return None
            try:
                if not await self._claims.claim(event):
                    return None
                await self._members.seen(who.member, who.community, who.locale)
            except StoreUnavailableError:
                pass
            who = replace(who, locale=await self._locale(who))
            return await self._conversation.handle(who, request)

    async def in_words_of(self, who: Caller, reply: Reply) -> Reply:
        """What a surface has to say by itself, in the caller's language; no other is changed."""
        if reply.language is not None:
            return reply
        return localised(reply, await self._locale(who))

    async def _locale(self, who: Caller) -> str:
        """The caller's; where the platform does not say, the last one that it said."""
        if who.locale:
            return who.locale
        try:
            return await self._members.locale(who.member) or SOURCE
        except StoreUnavailableError:
            return SOURCE


_SLOWER = Reply(
    (
        Paragraph(
            line(
                "**Whoa, one at a time.** That was more than I can take in at once, so the last "
                "bit went past me. Give me half a minute and send it again; what came before is "
                "safe."
            )
        ),
    )
)
