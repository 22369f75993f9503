"""What to say when there is no message to coach."""

from bot.coaching.kinds import LooksLike
from bot.conversation.phrasing import capitalised
from bot.model.messages import (
    Button,
    Choices,
    Paragraph,
    Reply,
    StartBuilding,
    StartCoaching,
    StartFresh,
)
from bot.model.text import N_, Line, line

_PASTE = Button("Paste a draft", StartFresh())
_BUILD = Button("Build one with me", StartBuilding())
_BOTH = Choices((_PASTE, _BUILD))

_WORDS = {
    LooksLike.NOTHING: N_(
        "I looked for words in that and found none. Paste the message you'd like to send, "
        "even a messy one, and I'll tell you what to mend."
    ),
    LooksLike.OTHER_LANGUAGE: N_(
        "That doesn't look like English, and English is all I coach so far. I'd rather say so "
        "than guess. If you'll send it in English, paste that version."
    ),
    LooksLike.SEVERAL_DRAFTS: N_(
        "That's more than one message in one go. Paste them one at a time and each gets a "
        "proper read."
    ),
    LooksLike.RESUME: N_(
        "That reads like a résumé. Keep it for the day somebody asks for it. I'm for the step "
        "before: the short message that gets you fifteen minutes with a person. Write that one, "
        "three lines will do, and paste it."
    ),
    LooksLike.COVER_LETTER: N_(
        "That reads like a cover letter: it applies for a job. I'm for the other kind of "
        "message, where you ask someone for fifteen minutes and learn something. Want to write "
        "that one to somebody on the team?"
    ),
}
_EMPTY = N_(
    "**No draft yet? Let's build one.** A few short questions about them and about you, and you "
    "get three ways to begin."
)
_SNIPPET = N_(
    "I coach messages to people you'd like to talk to. Paste one, even a messy one. "
    "“{word}” is short, I'll give it that."
)


def reply_to(looks_like: LooksLike | None, text: str) -> Reply:
    """A kind word about a text that is no message, and the way on."""
    if not text.strip():
        return Reply((Paragraph(line(_EMPTY)), Choices((_BUILD, _PASTE))))
    return Reply((Paragraph(_said(looks_like, text)), _BOTH))


def too_big(length: int) -> Reply:
    """A text beyond anything that is a message."""
    said = line(
        "That's {length} characters, which is a small book. Paste just the message you'd send; "
        "most good ones are under 150 words.",
        length=length,
    )
    return Reply((Paragraph(said), _BOTH))


def gone() -> Reply:
    """A draft that has expired, was discarded, or was never theirs; which of these is not said."""
    said = line(
        "**That draft isn't here any more.** I don't keep them long, and only for the person who "
        "wrote them. Start your own with `/coach`."
    )
    return Reply((Paragraph(said), _BOTH))


def unknown() -> Reply:
    """A button or form that is not of our making, or of a version long gone."""
    said = line(
        "**I don't know that button any more.** Your draft is safe: `/coach` brings it back."
    )
    return Reply((Paragraph(said), Choices((Button("Open my draft", StartCoaching()),))))


def _said(looks_like: LooksLike | None, text: str) -> Line:
    word = capitalised(" ".join(text.split()))
    if looks_like in _WORDS:
        return line(_WORDS[looks_like])
    return line(_SNIPPET, word=word[:40])
