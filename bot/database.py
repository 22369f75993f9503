"""`goodask db`: back up, restore, migrate, check and encrypt the database."""

import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bot.config import Settings
    from storage.database import Database
    from storage.files import Examined
    from storage.resealing import Changed

T = TypeVar("T")

commands = typer.Typer(
    help="Back up, restore, migrate, check and encrypt the database.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"max_content_width": 100},
)


@commands.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(help="A new file; left out: goodask-DATE-TIME.sqlite3.")
    ] = None,
) -> None:
    """Copy the database to a file while the bot runs, and look the copy over.

    Exit 2 for PostgreSQL, which has its own tools: they are named. Exit 3 if there is no backup.
    """
    from storage.files import back_up, path_of

    with _told():
        source = path_of(_settings().database_url)
        if source is None:
            _leave_to_postgres(_PG_BACKUP)
        target = file or Path(f"goodask-{datetime.now(UTC):%Y%m%d-%H%M%S}.sqlite3")
        found = back_up(source, target)
    typer.echo(f"{target} is a backup, opened and found sound: {_said(found)}.")
    if found.rows.get("encryption_keys"):
        typer.echo("Names, notes and drafts in it are encrypted: keep the keys, and elsewhere.")
    else:
        typer.echo("It holds what members wrote, in the open: keep it where only you can read it.")


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Though there is a database; it is kept aside.")
    ] = False,
) -> None:
    """Put a backup where the database is to be. Stop the bot first.

    Exit 2 for PostgreSQL, which has its own tools: they are named. Exit 3 if nothing was changed.
    """
    from storage.files import examine, path_of, put_back
    from storage.schema import REVISION

    with _told():
        target = path_of(_settings().database_url)
        if target is None:
            _leave_to_postgres(_PG_RESTORE)
        kept = put_back(file, target, datetime.now(UTC), replace=replace)
        found = examine(target)
    typer.echo(f"{target} is {file} now: {_said(found)}.")
    if kept is not None:
        typer.echo(f"What was there before is kept as {kept}.")
    if found.revision < REVISION:
        typer.echo(f"The next start, or goodask db migrate, brings it to revision {REVISION}.")
    typer.echo(
        "Reminders that fell due since the backup are looked for before they are sent again."
    )


@commands.command()
def migrate() -> None:
    """Bring the tables up to date, as every start does; safe to repeat and to interrupt.

    Exit 3 if that cannot be, and then nothing was changed.
    """
    from storage.schema import REVISION

    with _told():
        before = _run(_with_database(_settings(), _prepare))
    if before == REVISION:
        typer.echo(f"Nothing to do: the database is at revision {REVISION}, the newest.")
    elif before is None:
        typer.echo(f"There were no tables; now it is at revision {REVISION}.")
    else:
        typer.echo(f"From revision {before} to {REVISION}.")


@commands.command()
def check() -> None:
    """Look the database over: sound, up to date, readable? Exit 1 if something is not.

    Changes nothing. Exit 3 if the database is not there.
    """
    from storage.files import FileError, path_of

    async def report(database: "Database") -> bool:
        from storage.checking import look_over

        all_well = True
        async for one in look_over(database, datetime.now(UTC)):
            typer.echo(f"{'ok  ' if one.well else 'LOOK'} {one.subject}: {one.words}.")
            if one.mend:
                typer.echo(f"       {one.mend}")
            all_well = all_well and one.well
        return all_well

    with _told():
        settings = _settings()
        path = path_of(settings.database_url)
        if path is not None and not path.is_file():
            raise FileError(f"{path} is not there; the first start makes it.")
        all_well = _run(_with_database(settings, report))
    raise typer.Exit(0 if all_well else 1)


@commands.command()
def new_key() -> None:
    """Print a new key for ENCRYPTION_KEYS. It is nowhere else: keep a copy."""
    from storage.keys import new_key as made

    typer.echo(made())


@commands.command()
def encrypt() -> None:
    """Encrypt names, notes and drafts with the key in ENCRYPTION_KEYS. Stop the bot first.

    Killed on the way it loses nothing; run it again. Exit 1 if a value cannot be read.
    """
    from storage.resealing import encrypt as work

    changed = _reseal(work)
    typer.echo(f"Names, notes and drafts are encrypted, {changed.rows} rows of them.")
    _scrub()
    typer.echo("Older backups still hold them in the open: make a new one, then delete those.")


@commands.command()
def rotate() -> None:
    """Encrypt anew with the first key in ENCRYPTION_KEYS what lies under older ones.

    The bot may run, with the same keys. Exit 1 if a value cannot be read; older keys stay then.
    """
    from storage.resealing import rotate as work

    changed = _reseal(work)
    typer.echo(f"All of it lies under the first key now; {changed.rows} rows were changed.")
    _scrub()
    typer.echo("Leave the older keys out of ENCRYPTION_KEYS; backups of before still need them.")


@commands.command()
def decrypt() -> None:
    """Let names, notes and drafts lie open again. Stop the bot first.

    Killed on the way it loses nothing; run it again. Exit 1 if a value cannot be read.
    """
    from storage.resealing import decrypt as work

    changed = _reseal(work)
    typer.echo(f"Nothing is encrypted any more; {changed.rows} rows were changed.")
    typer.echo("Now unset ENCRYPTION_KEYS. Backups of before still need the key.")


def _reseal(work: "Callable[[Database], Awaitable[Changed]]") -> "Changed":
    async def prepared(database: "Database") -> "Changed":
        await database.prepare()
        return await work(database)

    with _told():
        changed = _run(_with_database(_settings(), prepared))
    if changed.unreadable:
        typer.echo(f"{changed.rows} rows were changed, but these cannot be read:", err=True)
        for row in changed.unreadable:
            typer.echo(f"  {row}", err=True)
        typer.echo("Nothing was lost; goodask db check says more.", err=True)
        raise typer.Exit(1)
    return changed


def _scrub() -> None:
    """Write the tables anew: what was changed is still in the file otherwise."""
    from storage.scrubbing import scrubbed

    with _told():
        if not _run(scrubbed(_settings().database_url)):
            typer.echo(
                "What was there before is still in the file, since somebody has it open: stop "
                "the bot, then goodask db rotate.",
                err=True,
            )


def _run(work: Coroutine[Any, Any, T]) -> T:
    import asyncio

    return asyncio.run(work)


async def _prepare(database: "Database") -> str | None:
    return await database.prepare()


async def _with_database(settings: "Settings", work: "Callable[[Database], Awaitable[T]]") -> T:
    from storage.database import Database

    database = Database(settings.database_url, _WAIT, keys=settings.encryption_keys)
    try:
        return await work(database)
    finally:
        await database.close()


def _settings() -> "Settings":
    from bot.config import environment, read_settings

    return read_settings(environment(os.environ, Path.cwd()))


@contextmanager
def _told() -> Iterator[None]:
    """Tell what an operator can mend in one line, and exit with 3."""
    from bot.model.ports import StoreUnavailableError
    from storage.errors import UnusableError
    from storage.files import FileError

    try:
        yield
    except (FileError, StoreUnavailableError, UnusableError, ValueError) as error:
        typer.echo(f"I can't: {error}", err=True)
        raise typer.Exit(3) from None


def _leave_to_postgres(words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(2)


def _said(found: "Examined") -> str:
    """What is in a database, in numbers."""
    named = {"contacts": "people", "meetings": "meetings", "reminders": "reminders"}
    counts = [f"{word} {found.rows.get(table, 0)}" for table, word in named.items()]
    return f"revision {found.revision}; {', '.join(counts)}; rows in all {sum(found.rows.values())}"


_WAIT = 60.0
"""Seconds to wait for a lock or an answer: nobody sits at the other end."""

_PG_BACKUP = """PostgreSQL makes its own backups, while the bot runs:

  pg_dump --format=custom --no-owner --file=goodask.dump "$DATABASE_URL"

(pg_dump wants the address to begin with postgresql://.) docs/data.md has the rest."""

_PG_RESTORE = """PostgreSQL brings back its own backups. Stop the bot, then:

  pg_restore --clean --if-exists --no-owner --single-transaction \\
    --dbname="$DATABASE_URL" goodask.dump

and look it over: goodask db check. docs/data.md has the rest."""
