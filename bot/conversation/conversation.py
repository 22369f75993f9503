"""One door: a caller and a request in, a reply out, whatever the platform."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeAlias

from bot.conversation.languages import localised
from bot.model import tracing
from bot.model.messages import Form, Paragraph, Part, Reply, Request
from bot.model.people import Caller
from bot.model.ports import StoreUnavailableError, TooManyError
from bot.model.text import N_, line, verbatim

Handler: TypeAlias = Callable[[Caller, Any], Awaitable[Reply]]
After: TypeAlias = Callable[[Caller, Reply], Awaitable[Reply]]
"""What is done with every reply before it goes out."""

Refuse: TypeAlias = Callable[[Caller, Request], Awaitable[Reply | None]]
"""What is not answered where it is asked, and what is said instead."""

Before: TypeAlias = Callable[[Caller], Awaitable[tuple[Part, ...]]]
"""What is done before a request is answered; what there is to say of it stands above the reply."""

_log = logging.getLogger(__name__)


class Feature(Protocol):
    """A part of the bot: the requests it answers, and how."""

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The handler of each request type that this feature owns."""
        ...


class Conversation:
    """The registry from request to handler, and the one place where failures become words."""

    def __init__(
        self,
        features: Iterable[Feature],
        after: After | None = None,
        before: Before | None = None,
        refuse: Refuse | None = None,
    ) -> None:
        self._refuse = refuse
        self._before = before
        self._after = after
        self._handlers: dict[type[Request], Handler] = {}
        for feature in features:
            for type_, handler in feature.handlers().items():
                if type_ in self._handlers:
                    raise ValueError(f"{type_.__name__} has two handlers")
                self._handlers[type_] = handler

    @property
    def understands(self) -> frozenset[type[Request]]:
        """The request types that have a handler."""
        return frozenset(self._handlers)

    async def handle(self, who: Caller, request: Request) -> Reply:
        """Answer a request. Never raises but for cancellation; failures are told kindly.

        The words are in the language of the caller's locale. What went wrong is logged by type and
        place under a reference, without any value: an error's message may hold what a member wrote.
        """
        return localised(await self._answered(who, request), who.locale)

    async def _answered(self, who: Caller, request: Request) -> Reply:
        try:
            refusal = await self._refuse(who, request) if self._refuse else None
            if refusal is not None:
                return refusal
            news = await self._before(who) if self._before else ()
            reply = _below(news, await self._handlers[type(request)](who, request))
            return await self._after(who, reply) if self._after else reply
        except StoreUnavailableError:
            _log.warning("store unavailable during %s", type(request).__name__)
            return Reply((Paragraph(line(_STORE_DOWN)),))
        except TooManyError:
            return Reply((Paragraph(line(_TOO_MANY)),))
        except Exception as error:  # noqa: BLE001 - the one door: a member must get an answer
            reference = tracing.current() or secrets.token_hex(4)
            asked, failed = type(request).__name__, tracing.at(error)
            _log.error("reference %s: %s failed: %s", reference, asked, failed)
            return Reply((Paragraph(line(_FAILED, reference=verbatim(reference))),))


def in_turn(*each: After) -> After:
    """Several things that are done with every reply, one after the other."""

    async def done(who: Caller, reply: Reply) -> Reply:
        for one in each:
            reply = await one(who, reply)
        return reply

    return done


def _below(news: tuple[Part, ...], reply: Reply) -> Reply:
    """The reply with the news above it; a form has no room for them."""
    if not news or any(isinstance(part, Form) for part in reply.parts):
        return reply
    return replace(reply, parts=(*news, *reply.parts))


_STORE_DOWN = N_(
    "**My notebook is stuck**, so I couldn't do that just now. Nothing of yours is lost. "
    "Try again in a minute."
)
_TOO_MANY = N_(
    "**That's more than I can keep for one person.** Nobody keeps up with 200 waiting reminders or "
    "2,000 people. Cancel a few in *Reminders* (`/goodask`), then try again."
)
_FAILED = N_(
    "**That broke, and it's my fault, not yours.** A draft you already gave me is safe; keep a "
    "copy of anything newer. Try again, and if it keeps happening, tell whoever runs me: "
    "reference `{reference}`."
)
