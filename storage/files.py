"""A SQLite database as a file: examined, copied while it is in use, put in another's place.

Everything here waits for disks: call it from a thread or from a command line. `FileError` says in
one line what an operator can do.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.engine import Address
from storage.schema import REVISION

_BESIDE = ("-wal", "-shm", "-journal")
_PATIENCE = 5.0


class FileError(Exception):
    """A database file or a backup is not as it must be. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was opened and found sound: its revision, and how many rows each table has."""

    revision: str
    rows: Mapping[str, int]


def path_of(url: str) -> Path | None:
    """Where the file of a SQLite URL is; None for PostgreSQL.

    FileError for a database in memory, ValueError for a URL that is no good.
    """
    address = Address.of(url)
    if address.backend != "sqlite":
        return None
    if address.in_memory:
        raise FileError("DATABASE_URL names a database in memory, which nobody else can see.")
    name = str(make_url(url).database)
    return Path(name.removeprefix("file:"))


def examine(path: Path) -> Examined:
    """Open a database file without changing it, and look at all of it. FileError if it is bad."""
    if not path.is_file() or path.stat().st_size == 0:
        raise FileError(f"{path} is not there, or empty.")
    try:
        with closing(_opened(path, "ro")) as file:
            found = [row[0] for row in file.execute("PRAGMA integrity_check(1)")]
            if found != ["ok"]:
                raise FileError(f"{path} is damaged: {found[0]}")
            if file.execute("PRAGMA foreign_key_check").fetchone():
                raise FileError(f"{path} has rows that point nowhere.")
            revision = file.execute("SELECT version_num FROM alembic_version").fetchone()
            if revision is None:
                raise FileError(f"{path} holds no database of Good Ask.")
            return Examined(str(revision[0]), _rows(file))
    except sqlite3.Error as error:
        raise FileError(f"{path} cannot be read as a database of Good Ask: {error}") from error


def back_up(source: Path, target: Path) -> Examined:
    """Copy a database, which may be in use, to a new file; what was found in the copy.

    The copy is of one moment, holds nothing that was deleted, and was opened and looked at: a copy
    that is not sound, or has other rows than the database had at that moment, is not kept.
    """
    if not source.is_file():
        raise FileError(f"{source} is not there: nothing to back up.")
    if target.exists():
        raise FileError(f"{target} is there already; give another name.")
    with _new(target, ".partial") as partial:
        rows = _copy(source, partial)
        found = examine(partial)
        if found.rows != rows:
            raise FileError(f"The copy has other rows than {source}: I did not keep it.")
        _settle(partial)
        try:
            os.link(partial, target)
        except FileExistsError:
            raise FileError(f"{target} has just come to be; give another name.") from None
        _settle(target.parent)
    return found


def put_back(backup: Path, target: Path, now: datetime, *, replace: bool) -> Path | None:
    """Put a backup where the database is to be; where the old one is now, if there was one.

    FileError, with everything as it was, if the backup is not sound or too new, if there is a
    database and it is not to be replaced, or if somebody has that one open. At no moment is there
    no database. Reminders that were due since the backup are marked to be looked for before they
    are sent.
    """
    found = examine(backup)
    if found.revision > REVISION:
        raise FileError(f"{backup} was made by a newer Good Ask ({found.revision}): install that.")
    there = target.exists() and target.stat().st_size > 0
    if there and not replace:
        raise FileError(f"{target} is there already. With --replace I put it aside first.")
    with _new(target, ".restoring") as ready:
        rows = _copy(backup, ready)
        _doubt(ready, now)
        if examine(ready).rows != rows:
            raise FileError(f"The copy has other rows than {backup}: I did not use it.")
        _settle(ready)
        kept = _put_aside(target, now) if there else None
        if there:
            _belong(ready, target)
        ready.replace(target)
        _settle(target.parent)
    return kept


def scrub(path: Path) -> bool:
    """Write the file anew, without what was deleted or changed; False if somebody is in the way."""
    try:
        with closing(_opened(path, "rw")) as file:
            file.execute("VACUUM")
            (busy, _, _) = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not busy


@contextmanager
def _new(target: Path, ending: str) -> Iterator[Path]:
    """An empty file beside the target that only we may read, gone when the block ends."""
    path = target.with_name(target.name + ending)
    try:
        path.unlink(missing_ok=True)  # left by one that was killed
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise FileError(f"I can't write to {path.parent}: {error.strerror}.") from error
    try:
        yield path
    except sqlite3.Error as error:
        raise FileError(f"I can't write {path}: {error}") from error
    finally:
        path.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> Mapping[str, int]:
    """Copy one moment of a database into an empty file; how many rows each table had then."""
    with closing(_opened(source, "rw")) as live, closing(_opened(target, "rw")) as copy:
        live.execute("BEGIN")  # the counts and all pages are of the moment of the first reading
        rows = _rows(live)
        live.backup(copy)
        live.execute("COMMIT")
        copy.execute("PRAGMA journal_mode=DELETE")  # all in one file
        copy.execute("VACUUM")
    return rows


def _rows(file: sqlite3.Connection) -> Mapping[str, int]:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = [str(row[0]) for row in file.execute(tables)]
    count = 'SELECT count(*) FROM "{}"'
    return {name: int(file.execute(count.format(name)).fetchone()[0]) for name in names}


def _doubt(path: Path, now: datetime) -> None:
    """Mark what may have been sent since the copy was made: it is looked for before it is sent."""
    with closing(_opened(path, "rw")) as file:
        if "reminders" in _rows(file):
            due = f"{now:%Y-%m-%d %H:%M:%S.%f}"
            file.execute("UPDATE reminders SET unsure = 1 WHERE wake_at <= ?", (due,))


def _belong(path: Path, model: Path) -> None:
    """Give the file to whoever has the other one, as far as we may."""
    shutil.copymode(model, path)
    with suppress(PermissionError):
        shutil.chown(path, model.stat().st_uid, model.stat().st_gid)


def _put_aside(target: Path, now: datetime) -> Path:
    """Keep the database under another name as well. FileError if somebody has it open."""
    kept = target.with_name(f"{target.stem}.before-{now:%Y%m%dT%H%M%SZ}{target.suffix}")
    with suppress(sqlite3.DatabaseError), closing(_opened(target, "rw")) as old:
        try:
            old.execute("PRAGMA journal_mode=DELETE")  # nobody else may have it open for this
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise FileError(f"Somebody has {target} open: stop the bot first.") from error
    for ending in _BESIDE:  # still there only if the old one is damaged
        with suppress(FileNotFoundError):
            target.with_name(target.name + ending).rename(kept.with_name(kept.name + ending))
    try:
        os.link(target, kept)
    except OSError:  # a disk without hard links
        shutil.copy2(target, kept)
    return kept


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None)


def _settle(path: Path) -> None:
    """Wait until it is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
