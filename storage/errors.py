"""What can go wrong between us and a database, told apart once for every store."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    OperationalError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeoutError,
)

from bot.model.ports import StoreUnavailableError

# PostgreSQL answers "not now" under many names; these classes of SQLSTATE are the ones that say
# nothing against the statement itself: connection, read-only or aborted transaction, login,
# no such database, rollback, resources, lock not available, operator, system, internal.
_NOT_OUR_FAULT = frozenset({"08", "25", "28", "3D", "40", "53", "55", "57", "58", "XX"})

# A damaged file is a plain DatabaseError in Python, not an OperationalError.
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class SchemaTooNewError(Exception):
    """The database was made by a newer Good Ask than this one. Nothing was changed."""


@contextmanager
def unavailable_means_so() -> Iterator[None]:
    """Turn every way in which a database can be away or busy into `StoreUnavailableError`.

    What is wrong with a statement (syntax, a broken constraint) passes through: it is a fault of
    ours, and trying again will not mend it.
    """
    try:
        yield
    except (PoolTimeoutError, OSError) as error:  # OSError: refused, reset, and every timeout
        raise StoreUnavailableError("The database did not answer in time.") from error
    except DBAPIError as error:
        if not _is_unavailable(error):
            raise
        raise StoreUnavailableError("The database could not do this now.") from error


def _is_unavailable(error: DBAPIError) -> bool:
    if isinstance(error, IntegrityError):
        return False
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return True
    if error.statement is None:  # while connecting, beginning or committing
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _DAMAGED
    return str(getattr(error.orig, "sqlstate", None) or "")[:2] in _NOT_OUR_FAULT
