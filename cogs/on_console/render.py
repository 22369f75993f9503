"""Replies as terminal text. What people wrote can neither colour nor move the cursor."""

from collections.abc import Callable, Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.conversation.languages import SOURCE
from bot.model.messages import Choices, Finding, Form, Paragraph, Part, PlainText, Quote, Reply
from bot.model.text import Line, Style, plain, runs
from cogs.on_console.words import WIDTH, clean

_STYLES = {Style.PLAIN: "", Style.STRONG: "bold", Style.SOFT: "italic", Style.CODE: "cyan"}

__all__ = ["WIDTH", "clean", "render", "show", "styled"]


def render(reply: Reply, *, choices: bool = True) -> RenderableType:
    """The whole reply; without `choices` where nobody can press anything."""
    shown = reply.parts if choices else [p for p in reply.parts if not isinstance(p, Choices)]
    typed = _typed if reply.language in {None, SOURCE} else clean
    return Group(*(block for part in shown for block in _blocks(part, typed)))


def show(console: Console, reply: Reply, *, choices: bool = True) -> None:
    """Print a reply, no wider than is good to read; into a file without blanks at line ends."""
    with console.capture() as captured:
        console.print(render(reply, choices=choices), width=min(console.width, WIDTH))
    printed = captured.get()
    if not console.is_terminal:
        printed = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    console.file.write(printed)


def _blocks(part: Part, typed: Callable[[str], str]) -> Iterator[RenderableType]:
    if isinstance(part, Paragraph):
        yield Text()
        yield styled(part.text)
    elif isinstance(part, Finding):
        yield Text()
        yield _finding(part)
    elif isinstance(part, Quote):
        yield Text()
        yield Padding(Text(clean(part.text), style="green"), (0, 0, 0, 4))
    elif isinstance(part, PlainText):
        yield Text()
        yield Text(clean(part.text))
    elif isinstance(part, Choices):
        yield Text()
        labels = " · ".join(typed(plain(button.label)) for button in part.buttons)
        yield Text(f"  [{labels}]", style="cyan")
    elif isinstance(part, Form):
        return  # forms are asked, not shown


def _typed(label: str) -> str:
    """A verb to type, in small letters as English has them; "I" stays what it is."""
    label = clean(label)
    return label if label[:2] in {"I ", "I'"} else label[:1].lower() + label[1:]


def _finding(finding: Finding) -> Table:
    words = Text()
    if finding.quote is not None:
        words.append(f"“{clean(finding.quote)}”\n", style="italic yellow")
    words.append_text(styled(finding.why)).append(" ").append_text(styled(finding.advice))
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", width=3, no_wrap=True)
    table.add_column(ratio=1)
    table.add_row(Text(f"{finding.number}."), words)
    return table


def styled(text: Line) -> Text:
    """A line in the styles it was meant in."""
    words = Text()
    for run in runs(text):
        words.append(clean(run.text) if run.theirs else run.text, style=_STYLES[run.style])
    return words
