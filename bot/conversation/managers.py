"""What every request of a manager has in common: who may, and a form that is never lost."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

from bot.conversation.held import Held
from bot.model.managing import ManageAnswers, ReopenForm
from bot.model.messages import (
    Browse,
    Button,
    Choices,
    Emphasis,
    Form,
    Paragraph,
    PlainText,
    Reply,
    Request,
)
from bot.model.people import Caller, CommunityRef
from bot.model.text import N_, Line, line

Asked = TypeVar("Asked", bound=Request)
Own: TypeAlias = Callable[[CommunityRef, Caller, Asked], Awaitable[Reply]]


def for_managers(handle: "Own[Asked]") -> Callable[[Caller, Asked], Awaitable[Reply]]:
    """A handler for those who run the community they are in, and a kind no for others.

    The community is the one that the platform vouches for, never one from a button's id.
    """

    @functools.wraps(handle)
    async def guarded(who: Caller, request: Any) -> Reply:  # noqa: ANN401 - whichever it handles
        if who.community is None or not who.manager:
            return Reply((Paragraph(line(_NOT_YOURS)), Choices((Button("Look around", Browse()),))))
        return await handle(who.community, who, request)

    return guarded


def refused(held: Held, who: Caller, form: Form, faults: list[Line], typed: str) -> Reply:
    """Why a form is not taken, what was typed, and the way back into it."""
    again = Button("Open it again", ReopenForm(held.keep(who.member, form)), Emphasis.PRIMARY)
    said = (Paragraph(line(_NOT_KEPT)), *map(Paragraph, faults))
    return Reply((*said, PlainText(typed), Choices((again, BACK))))


BACK = Button("Back", ManageAnswers())

_NOT_YOURS = N_(
    "**That's for whoever runs this community.** On Discord you need *Manage Server*, and you ask "
    "me in the server itself; on Slack, whoever installed me names the managers."
)
_NOT_KEPT = N_("**Not kept yet,** and nothing of what you typed is lost:")
