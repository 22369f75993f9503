"""How answers, suggestions and a kind no are put on a card."""

from collections.abc import Iterable, Sequence

from bot.etiquette import replies
from bot.etiquette.entries import Entry
from bot.etiquette.result import Outcome, Reason, Result
from bot.model.messages import (
    Browse,
    Button,
    Choices,
    Emphasis,
    Helpful,
    NotHelpful,
    Paragraph,
    Part,
    Quote,
    Reply,
    ShowAnswer,
    StartAsking,
)
from bot.model.text import N_, Line, joined, line

COMMUNITY = "community:"
_OWN = "own_"
_RELATED = 3
NO_TITLE = {"Common practice": N_("common practice")}
"""Sources that are no titles and take no capital."""

_SETTINGS = "settings"  # what is said of it can be done in the hub


def answer_key(entry: Entry) -> str:
    """What a button calls an answer; a community's can't be taken for a shipped one."""
    return entry.id.replace(COMMUNITY, _OWN)


def own_answer(key: str) -> str | None:
    """The id of a community's answer; None for the key of a shipped one."""
    return key.removeprefix(_OWN) if key.startswith(_OWN) else None


def result_reply(result: Result) -> Reply:
    """Whatever came of a question, in words and buttons."""
    if result.outcome is Outcome.ANSWER and result.entry is not None:
        return answer_reply(result.entry, result.related, several=result.several)
    if result.outcome is Outcome.SUGGEST:
        return _suggested(result.suggestions)
    if result.outcome is Outcome.HELP:
        return Reply((Paragraph(line(result.text)),))
    if result.limit == _SETTINGS:
        return Reply((Paragraph(line(result.text)), Choices(_settings())))
    ways = {Reason.UNKNOWN: (BROWSE, ASK), Reason.LIMIT: (), Reason.TOO_LONG: (ASK,)}
    buttons = ways.get(result.reason or Reason.UNKNOWN, (ASK, BROWSE))
    return Reply((Paragraph(line(result.text)), *_choices(buttons)))


def result_page(result: Result) -> Reply:
    """The same where nobody can press anything: what is related stands in a line."""
    reply = result_reply(result)
    if not result.related:
        return reply
    related = line("Related: {titles}", titles=titles(result.related[:_RELATED]))
    return Reply((*reply.parts, Paragraph(related)))


def answer_reply(entry: Entry, related: Sequence[Entry], *, several: bool = False) -> Reply:
    """An answer with its source, where to go on, and whether it helped."""
    key = answer_key(entry)
    buttons = (
        *title_buttons(related[:_RELATED]),
        Button("Helpful", Helpful(key)),
        Button("Not helpful", NotHelpful(key)),
    )
    first = (Paragraph(line(replies.SEVERAL)),) if several else ()
    return Reply((*first, *answer_parts(entry), Choices(buttons)))


def answer_parts(entry: Entry) -> Iterable[Part]:
    """The answer itself and where it comes from."""
    if entry.community:
        yield Paragraph(line("**From your community:** {title}", title=entry.title))
        yield Quote(entry.text)
        return
    yield from text_parts(entry.text)
    sources = joined(*(line(NO_TITLE.get(each, each)) for each in entry.sources), by="; ")
    yield Paragraph(line("*Source: {sources}.*", sources=sources))


def text_parts(text: str) -> Iterable[Part]:
    """Our own text: paragraphs in light markup, and words to use after `>`."""
    for block in text.split("\n\n"):
        lines = block.strip().split("\n")
        if all(each.startswith(">") for each in lines):
            yield Quote("\n".join(each.removeprefix(">").strip() for each in lines))
        elif block.strip():
            yield Paragraph(line(" ".join(each.strip() for each in lines)))


def title_buttons(entries: Iterable[Entry]) -> tuple[Button, ...]:
    """A button an answer, called by what it answers."""
    return tuple(Button(_title(entry), ShowAnswer(answer_key(entry))) for entry in entries)


def titles(entries: Iterable[Entry]) -> Line:
    """The questions in a row."""
    return joined(*(line("*{title}*", title=_title(entry)) for entry in entries), by=" · ")


def on_page(said: Line, page: int, pages: int) -> Line:
    """The words above a list, and which page of it this is, if there are several."""
    if pages < 2:
        return said
    at = line("Page {page} of {pages}.", page=page, pages=pages)
    return joined(said, at)


def _title(entry: Entry) -> Line:
    """What it answers, without a full stop. A manager's words stay marked as theirs."""
    return line("{title}", title=heading(entry)) if entry.community else line(heading(entry))


def heading(entry: Entry) -> str:
    """An answer's title as it stands on a button or in a row."""
    return entry.title.removesuffix(".")


def _suggested(entries: Sequence[Entry]) -> Reply:
    said = Paragraph(joined(line(replies.NOT_SURE), titles(entries)))
    return Reply((said, Choices((*title_buttons(entries), BROWSE))))


def _settings() -> tuple[Button, ...]:
    # Imported where it is needed: a question in the terminal shall not wait for the hub.
    from bot.model.hub import ShowPrivacy, ShowSettings

    return Button("Settings", ShowSettings()), Button("Privacy", ShowPrivacy())


def _choices(buttons: tuple[Button, ...]) -> tuple[Choices, ...]:
    return (Choices(buttons),) if buttons else ()


ASK = Button("Ask a question", StartAsking(), Emphasis.PRIMARY)
BROWSE = Button("Look around", Browse())
