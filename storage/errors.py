"""What can go wrong between us and a database, told apart once for every store."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from bot.model.ports import StoreUnavailableError

# Both engines answer "not now" under many names. These say nothing against the statement itself.
_SQLITE_NOT_NOW = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)
# Classes of SQLSTATE: connection, aborted or read-only transaction, login, no such database,
# rollback, resources, not in this state (a lock not available), operator, system, internal.
_POSTGRES_NOT_NOW = frozenset({"08", "25", "28", "3D", "40", "53", "55", "57", "58", "XX"})


class UnusableError(Exception):
    """The database cannot be used as things are set, and the message says what to do about it.

    Nothing was changed, and trying again cannot help.
    """


class SchemaTooNewError(UnusableError):
    """The database was made by a newer Good Ask than this one. Nothing was changed."""


class KeysError(UnusableError):
    """The keys that are set are not those that the database was encrypted with."""


@contextmanager
def unavailable_means_so() -> Iterator[None]:
    """Turn every way in which a database can be away or busy into `StoreUnavailableError`.

    What is wrong with a statement (syntax, a broken constraint) passes through: it is a fault of
    ours, and trying again will not mend it.
    """
    try:
        yield
    except (exc.TimeoutError, OSError) as error:  # OSError: refused, reset, and every timeout
        reason = str(error) or "no answer in time"
        raise StoreUnavailableError(f"The database is out of reach: {reason}") from error
    except exc.DBAPIError as error:
        if not _is_unavailable(error):
            raise
        raise StoreUnavailableError(f"The database cannot do this now: {error.orig}") from error


def _is_unavailable(error: exc.DBAPIError) -> bool:
    if isinstance(error, exc.IntegrityError):
        return False
    if error.connection_invalidated or error.statement is None:  # None: connecting, committing
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_NOT_NOW
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state[:2] in _POSTGRES_NOT_NOW
    return isinstance(error, exc.OperationalError)
