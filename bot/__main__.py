"""The `goodask` command line. Each command imports what it needs when it runs."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.database import commands as database
from bot.model.records import Channel, Kind
from bot.operating import commands as operating

if TYPE_CHECKING:
    from bot.config import Settings

app = typer.Typer(
    help="Good Ask coaches messages to professionals until they are ready to send.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help in plain text, so that no command has to load rich for it
    context_settings={"max_content_width": 100},
)
app.add_typer(operating)
app.add_typer(database, name="db")


class Format(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


class Part(StrEnum):
    """A part of the bot that can run by itself."""

    DELIVERY = "delivery"


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"goodask {version('goodask')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before any command."""


@app.command()
def chat() -> None:
    """Talk with Good Ask in the terminal: paste a draft, be coached. Nothing is kept."""
    import asyncio

    from rich.console import Console

    from bot.app import chat as talk

    asyncio.run(talk(Console(highlight=False)))


@app.command()
def review(
    file: Annotated[
        Path | None, typer.Argument(help="A draft; left out or `-`: standard input.")
    ] = None,
    kind: Annotated[Kind | None, typer.Option(help="What it is; left out: found out.")] = None,
    channel: Annotated[Channel | None, typer.Option(help="How it will travel.")] = None,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="One JSON message a line, in and out.")
    ] = False,
) -> None:
    """Review a draft, or with --jsonl many. Exit 2 if something could not be read."""
    from bot.coaching.review import Reviewer
    from bot.machine import ReviewMachine, lines

    received = _read(file)
    reviewer = Reviewer.load(check=jsonl)
    if jsonl:
        readable = True
        for answer, was_read in lines(received.splitlines(), ReviewMachine(reviewer).line):
            typer.echo(answer)
            readable = readable and was_read
        raise typer.Exit(0 if readable else 2)
    text = received.decode("utf-8", "replace")
    if format is Format.JSON:
        import json

        typer.echo(json.dumps(ReviewMachine(reviewer).review(text, kind, channel), indent=2))
        return
    from bot.conversation.card import review_card
    from bot.conversation.languages import localised
    from bot.conversation.unfit import reply_to
    from bot.model.messages import Reply
    from cogs.on_console.here import machine_locale
    from cogs.on_console.plain import print_page

    found = reviewer.review(text, kind, channel)
    if found.kind is Kind.OTHER:
        reply = reply_to(found.looks_like, text)
    else:
        reply = Reply(review_card(found, reviewer.rulebook, everything=True))
    print_page(localised(reply, machine_locale()))


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question; left out: standard input.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TEXT,  # noqa: A002
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="One JSON question a line, in and out.")
    ] = False,
) -> None:
    """Ask about etiquette, or with --jsonl many things. Exit 2 if a line could not be read."""
    from bot.etiquette.ask import Etiquette
    from bot.language.encoder import Encoder

    answers = Etiquette(Encoder())
    if jsonl:
        from bot.etiquette.machine import answer_lines

        readable = True
        lines = (raw.decode("utf-8", "surrogateescape") for raw in sys.stdin.buffer)
        for written in answer_lines(lines, answers.ask):
            typer.echo(written.line)
            readable = readable and written.ok
        raise typer.Exit(0 if readable else 2)
    result = answers.ask(_read(None).decode("utf-8", "replace") if question is None else question)
    if format is Format.JSON:
        import json

        from bot.etiquette.machine import result_fields

        fields = result_fields(None, result)
        del fields["id"]
        typer.echo(json.dumps(fields, indent=2))
        return
    from bot.conversation.answers import result_page
    from bot.conversation.languages import localised
    from cogs.on_console.here import machine_locale
    from cogs.on_console.plain import print_page

    print_page(localised(result_page(result), machine_locale()))


@app.command()
def run(
    only: Annotated[Part | None, typer.Option(help="Hear nobody, only send what is due.")] = None,
) -> None:
    """Serve Discord, Slack or both, whichever has a token. SIGTERM ends it in good order."""
    import asyncio

    from bot.app import deliver
    from bot.app import run as serve
    from bot.config import environment, read_settings
    from bot.logs import configure
    from bot.model.ports import StoreUnavailableError
    from storage.errors import UnusableError

    settings = read_settings(environment(os.environ, Path.cwd()))
    configure(settings.log_level, settings.log_format)
    if not settings.serves_something:
        typer.echo(_NOTHING_TO_SERVE, err=True)
        raise typer.Exit(2)
    try:
        served = asyncio.run(serve(settings) if only is None else deliver(settings))
    except (StoreUnavailableError, UnusableError) as error:
        typer.echo(f"I can't start: {error}", err=True)
        raise typer.Exit(3) from None
    raise typer.Exit(0 if served else 2)


@app.command()
def doctor() -> None:
    """Examine settings, content, database and what the platforms say. Exit 1 if something lacks."""
    import asyncio

    from bot.config import environment, read_settings
    from bot.doctor import examine

    async def report(settings: "Settings") -> bool:
        all_well = True
        async for check in examine(settings):
            typer.echo(f"{'ok  ' if check.well else 'LOOK'} {check.subject}: {check.words}.")
            if check.mend:
                typer.echo(f"       {check.mend}")
            all_well = all_well and check.well
        return all_well

    settings = read_settings(environment(os.environ, Path.cwd()))
    raise typer.Exit(0 if asyncio.run(report(settings)) else 1)


@app.command()
def slack_manifest(
    url: Annotated[
        str | None, typer.Option(help="HTTP instead of Socket Mode: the bot's public address.")
    ] = None,
    many: Annotated[
        bool, typer.Option("--many", help="For many workspaces, each installing it: needs --url.")
    ] = False,
    org: Annotated[
        bool, typer.Option("--org", help="As --many, and for whole organisations too.")
    ] = False,
    rename: Annotated[
        list[str] | None, typer.Option(help="Another name for a command: coach=askcoach.")
    ] = None,
) -> None:
    """Print the Slack app's manifest: paste it at api.slack.com/apps, Create New App."""
    import json

    from cogs.on_slack.manifest import manifest

    names = dict(pair.partition("=")[::2] for pair in rename or ())
    try:
        typer.echo(json.dumps(manifest(names, url, many=many, org=org), indent=2))
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


_NOTHING_TO_SERVE = (
    "No platform to serve: set DISCORD_TOKEN for Discord, or SLACK_BOT_TOKEN with SLACK_APP_TOKEN "
    "or SLACK_SIGNING_SECRET for Slack (for many workspaces SLACK_CLIENT_ID), in the environment "
    "or in a .env file (see .env.example). "
    "To try me without any account: goodask chat"
)


def _read(file: Path | None) -> bytes:
    if file is None or str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        typer.echo(f"I can't read {file}: {error.strerror}.", err=True)
        raise typer.Exit(2) from None


def main() -> None:
    """Run the command line. A broken content file or setting is told in one line, exit 3."""
    # Read when numpy is loaded. Threads for its small products cost 80 ms here and gain nothing.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except Exception as error:
        if not isinstance(error, _told_plainly()):
            raise
        typer.echo(f"I can't start: {error}", err=True)
        raise SystemExit(3) from None


def _told_plainly() -> tuple[type[Exception], ...]:
    """What is wrong with content or settings. Imported when it happens, not before each command."""
    from bot.coaching.patterns import PatternError
    from bot.coaching.rulebook import ContentError
    from bot.config import SettingsError
    from bot.etiquette.entries import BrokenAnswerError

    return BrokenAnswerError, ContentError, PatternError, SettingsError


if __name__ == "__main__":
    main()
