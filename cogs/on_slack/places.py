"""Where a reply is shown: a modal, the direct message, for one pair of eyes in a channel, Home."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import TypeAlias

from bot.conversation.catalogue import FORMS
from bot.conversation.languages import localised, words_of
from bot.model.managing import AddOwnAnswer, EditOwnAnswer, StartImport
from bot.model.messages import (
    Button,
    ChangePlan,
    Choices,
    ContinueBuilding,
    Form,
    Paragraph,
    PlainText,
    Reply,
    Request,
    Revise,
    StartAsking,
    StartBuilding,
    StartCoaching,
    StartFresh,
)
from bot.model.text import line, plain
from cogs.on_slack.calls import Calls
from cogs.on_slack.forms import home_of, view_of
from cogs.on_slack.render import Block, fallback, pages
from cogs.on_slack.trouble import Trouble

Coming: TypeAlias = "asyncio.Task[Reply | None]"
Tell: TypeAlias = Callable[[Reply], Awaitable[object]]

_RESPONSES = 5  # times that Slack takes an answer at one address


def _said(text: str) -> Reply:
    return Reply(
        (Paragraph(line(text)), Choices((Button("Open my draft", StartCoaching()),))),
    )


READING = Reply((Paragraph(line("Reading it. One second.")),))
LATE = _said(
    "**Slack shut the window before I got there.** It gives me three seconds, and that was not "
    "enough. Try again; if you gave me a draft, it's safe."
)
TAKEN = _said("**I've got that one already.** Your draft is safe.")


@dataclass(frozen=True, slots=True)
class Places:
    """Puts replies where members see them. None of it raises when Slack says no.

    `patience`: seconds to wait for a reply before a modal opens without it, to be filled later.
    `names`: what the catalogue's commands turned out to be called in this workspace. `locale` says
    what the member's is, as far as it is known by then.
    """

    calls: Calls
    patience: float
    names: dict[str, str] = field(default_factory=dict)
    locale: Callable[[], str] = str

    def view(self, reply: Reply) -> Block:
        """The reply as a modal."""
        return view_of(self._told(reply), self.names)

    async def soon(self, coming: Coming) -> bool:
        """Whether the reply is there before patience runs out."""
        await asyncio.wait({coming}, timeout=self.patience)
        return coming.done()

    async def open_modal(self, trigger: str, coming: Coming, tell: Tell) -> None:
        """Open a modal with the reply. A trigger lives three seconds; too late is told.

        Where the reply takes long the modal opens first and is filled when the reply comes.
        """
        if await self.soon(coming):
            reply = await coming
            opened = await self.calls.open_view(trigger, self.view(reply)) if reply else ""
        else:
            opened = await self.calls.open_view(trigger, self.view(READING))
            reply = await coming or TAKEN
            if not isinstance(opened, Trouble):
                await self.calls.update_view(opened, self.view(reply))
        if isinstance(opened, Trouble) and opened is not Trouble.REFUSED:
            await tell(LATE)

    async def update_modal(self, view_id: str, reply: Reply, trigger: str | None = None) -> None:
        """Show the reply in the modal that is open; closed meanwhile, nobody is waiting.

        Words to copy have no way on from them, so they are laid over it, if there is a `trigger`.
        """
        view = self.view(reply)
        to_copy = any(isinstance(part, PlainText) for part in reply.parts)
        if not (trigger and to_copy) or await self.calls.push_view(trigger, view):
            await self.calls.update_view(view_id, view)

    async def post(self, channel: str, reply: Reply, thread: str | None = None) -> None:
        """A message in a direct message; `channel` may be a member's id."""
        reply = self._told(reply)
        for page in self._pages(reply):
            await self.calls.post(channel, fallback(reply), page, thread)

    async def update_message(self, channel: str, message: str, reply: Reply) -> None:
        """The reply in place of a message of ours; deleted meanwhile, below it."""
        reply = self._told(reply)
        first, *more = self._pages(reply)
        failed = await self.calls.update_message(channel, message, fallback(reply), first)
        for page in [first, *more] if failed is Trouble.GONE else more:
            await self.calls.post(channel, fallback(reply), page)

    async def respond(self, url: str, reply: Reply, *, replace: bool = False) -> None:
        """The reply for one pair of eyes where a command or a button was used."""
        reply = self._told(reply)
        for page in self._pages(reply)[:_RESPONSES]:
            await self.calls.respond(url, fallback(reply), page, replace=replace)

    async def publish_home(self, user: str, reply: Reply) -> None:
        """The reply as a member's Home tab."""
        await self.calls.publish(user, home_of(reply, self.names))

    def _told(self, reply: Reply) -> Reply:
        return localised(reply, self.locale())

    def _pages(self, reply: Reply) -> list[list[Block]]:
        """Blocks of its messages; a form cannot be in one, so a button opens it."""
        language = words_of(reply)
        forms = [part for part in reply.parts if isinstance(part, Form)]
        openers = (Choices((_opener(form, language),)) for form in forms)
        return pages([*reply.parts, *openers], self.names, language)


def _opener(form: Form, language: NullTranslations) -> Button:
    """The button that asks for a form again, now with a click that may open a window."""
    start, again = _OPENERS.get(form.name, (StartCoaching, None))
    request = again(form.target) if again and form.target else start()
    return Button(plain(FORMS[form.name].title, language), request)


_OPENERS: dict[str, tuple[type[Request], Callable[[str], Request] | None]] = {
    "ask": (StartAsking, None),
    "own": (AddOwnAnswer, EditOwnAnswer),
    "own_import": (StartImport, None),
    "coach": (StartFresh, Revise),
    "build": (StartBuilding, ChangePlan),
    "build_rest": (StartBuilding, ContinueBuilding),
}
