"""What every surface does with an event: take it once, note the visit, have it answered."""

import logging

from bot.conversation.conversation import Conversation
from bot.model import tracing
from bot.model.messages import Reply, Request
from bot.model.observing import Observe, ignore
from bot.model.people import Caller
from bot.model.ports import InboundClaims, MemberStore, StoreUnavailableError

_log = logging.getLogger(__name__)


class Inbound:
    """The door that surfaces knock on. `observe` is for what happens to them outside of it."""

    def __init__(
        self,
        conversation: Conversation,
        claims: InboundClaims,
        members: MemberStore,
        observe: Observe = ignore,
    ) -> None:
        self.observe = observe
        self._conversation = conversation
        self._claims = claims
        self._members = members

    async def receive(self, who: Caller, request: Request, event: str) -> Reply | None:
        """The reply, or None if the event was taken before (platforms redeliver).

        `event` is the platform's id of the event with the platform's name before it. With the
        store away the event is answered all the same: a double answer beats none.
        """
        with tracing.traced():
            _log.debug("%s on %s", type(request).__name__, who.member.platform)
            try:
                if not await self._claims.claim(event):
                    return None
                await self._members.seen(who.member, who.community)
            except StoreUnavailableError:
                pass
            return await self._conversation.handle(who, request)
