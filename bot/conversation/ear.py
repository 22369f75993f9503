"""An ear for whoever wrote a draft: words of help, if it reads like a cry for it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

from bot.conversation.etiquette import Etiquette
from bot.conversation.routing import is_to_somebody
from bot.etiquette.distress import DANGER, read_distress
from bot.etiquette.wording import clean
from bot.model.messages import Paragraph, Part
from bot.model.people import Caller
from bot.model.text import line

Ear: TypeAlias = Callable[[Caller, str], Awaitable[tuple[Part, ...]]]
"""What to say to whoever wrote a text before anything is said of the text; mostly nothing."""


def heard_in_answers(answers: Iterable[str]) -> tuple[Part, ...]:
    """Words of help if an answer to a form tells of distress plainly; danger before despair.

    By its words only: "a hospice nurse" and "how do you cope when a patient dies?" are about work.
    """
    heard = [said for answer in answers if (said := read_distress(clean(answer)))]
    if not heard:
        return ()
    return (Paragraph(line(DANGER if DANGER in heard else heard[0])),)


def listening(etiquette: Etiquette) -> Ear:
    """Hear danger in any draft; in words to nobody in particular also despair, told plainly or not.

    Sad words in a message to somebody are that message's business.
    """

    async def hear(who: Caller, text: str) -> tuple[Part, ...]:
        to_somebody = is_to_somebody(text)
        # On a thread: the longest draft takes some twenty milliseconds.
        plainly = await asyncio.to_thread(lambda: read_distress(clean(text)))
        if plainly is not None and (plainly == DANGER or not to_somebody):
            return (Paragraph(line(plainly)),)
        if to_somebody:
            return ()
        cry = await etiquette.cry(who, text)
        return cry.parts if cry else ()

    return hear
