"""A conversation in the terminal: what is typed goes in, the reply is shown."""

from collections.abc import Awaitable
from functools import partial
from typing import Protocol

from rich.console import Console
from rich.text import Text

from bot.conversation.catalogue import COMMANDS, FORMS
from bot.conversation.conversation import Conversation
from bot.conversation.forms import Field
from bot.conversation.languages import language_of, words_in
from bot.model.messages import Button, Choices, Finding, Form, Part, Reply, Request, Say
from bot.model.people import Caller
from bot.model.text import N_, line, plain
from cogs.on_console.here import ME
from cogs.on_console.render import WIDTH, show

_WELCOME = N_(
    "Good Ask. Paste a message you'd like to send to somebody whose advice you want, and press "
    "Enter. Alt+Enter makes a new line; “help” helps; “quit” leaves."
)
_BYE = N_("Good luck out there.")
_UNCHANGED = N_("All right, nothing changed.")
_YOU = N_("you")
_NOT_THIS = N_("not {number}")
_QUIT = {"quit", "exit", "bye", ":q"}
_REMEMBERED = 24  # buttons that can still be pressed by typing
_SHORTEST = 3  # letters of a button's label that press it
_COMMANDS = {f"/{command.name}": command for command in COMMANDS}


class Reader(Protocol):
    """Where the member's words come from."""

    def read(self, prompt: str, prefilled: str = "") -> Awaitable[str | None]:
        """One message, possibly of several lines; None when there are no more."""
        ...


class Chat:
    """Keeps nothing but the buttons shown last, the newest first."""

    def __init__(
        self, conversation: Conversation, reader: Reader, console: Console, who: Caller = ME
    ) -> None:
        self._conversation = conversation
        self._who = who
        self._reader = reader
        self._console = console
        self._say = partial(plain, language=words_in(language_of(who.locale)))
        self._buttons: tuple[Button, ...] = ()

    async def run(self) -> None:
        """Talk until the input ends or the member leaves."""
        self._console.print(Text(self._say(_WELCOME)), width=min(self._console.width, WIDTH))
        while (text := await self._reader.read(f"{self._say(_YOU)} › ")) is not None:
            if text.strip().lower() in _QUIT:
                break
            if text.strip():
                await self._answer(self._meant(text))
        self._console.print(Text(f"\n{self._say(_BYE)}"))

    def show(self, reply: Reply) -> None:
        """Show a reply, or a message that came by itself; its buttons can be typed from then on."""
        show(self._console, reply)
        self._console.print()
        shown = [button for part in reply.parts for button in self._pressable(part)]
        self._buttons = (*shown, *self._buttons)[:_REMEMBERED]

    async def _answer(self, request: Request) -> None:
        reply = await self._conversation.handle(self._who, request)
        self.show(reply)
        for part in reply.parts:
            if isinstance(part, Form):
                await self._ask(part)

    async def _ask(self, form: Form) -> None:
        """Ask a form's first field, and all of them if it is meant to be asked step by step."""
        spec = FORMS[form.name]
        values = dict(form.values)
        for field in spec.fields if spec.stepwise else spec.fields[:1]:
            known = values.get(field.name, "")
            answer = await self._reader.read(self._question(field), known)
            if answer is None or ((known or field.required) and not answer.strip()):
                self._console.print(Text(self._say(_UNCHANGED)))
                return
            values[field.name] = self._chosen(field, answer)
        await self._answer(spec.build(values, form.target))

    def _meant(self, text: str) -> Request:
        """The command or button that was typed, or the words themselves."""
        typed = text.strip().lower()
        command = _COMMANDS.get(typed.partition(" ")[0])
        if command is not None:
            words = text.strip().partition(" ")[2].strip()
            return command.with_text(words) if words and command.with_text else command.request()
        if len(typed) < _SHORTEST:
            return Say(text)
        pressed = (b.request for b in self._buttons if plain(b.label).lower().startswith(typed))
        return next(pressed, Say(text))

    def _pressable(self, part: Part) -> tuple[Button, ...]:
        """What can be typed after this part: its buttons' labels, or "not 2" for a finding."""
        if isinstance(part, Finding) and part.dismiss:
            label = self._say(line(_NOT_THIS, number=part.number))
            return (Button(label, part.dismiss.request),)
        return part.buttons if isinstance(part, Choices) else ()

    def _question(self, field: Field) -> str:
        options = " · ".join(self._say(option.label) for option in field.options)
        return f"{self._say(field.label)}{f' [{options}]' if options else ''} › "

    def _chosen(self, field: Field, answer: str) -> str:
        """The answer, or the option it begins."""
        typed = answer.strip().lower()
        for option in field.options:
            label = self._say(option.label).lower()
            if typed and (label.startswith(typed) or option.value == typed):
                return option.value
        return "" if field.options else answer


async def answer_once(
    conversation: Conversation, text: str, console: Console, who: Caller = ME
) -> None:
    """Answer one text that was piped in; nobody is there to press a button."""
    show(console, await conversation.handle(who, Say(text)), choices=False)
