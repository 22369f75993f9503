"""What state a database is in, without changing it."""

from enum import Enum
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.database import WAIT, Database, revision
from storage.encryption import admit
from storage.errors import KeysError
from storage.schema import REVISION


class Condition(Enum):
    """How a database stands to this version of the code."""

    ABSENT = "absent"
    BEHIND = "behind"
    READY = "ready"
    AHEAD = "ahead"


async def condition(url: str, wait: float = WAIT) -> Condition:
    """Look at the database at `url`. Raises ValueError (bad URL), `StoreUnavailableError`."""
    database = Database(url, wait)
    try:
        if database.backend == "sqlite" and not _file_exists(url):
            return Condition.ABSENT
        async with database.reading() as connection:
            found = await connection.run_sync(revision)
    finally:
        await database.close()
    if found is None:
        return Condition.ABSENT
    if found == REVISION:
        return Condition.READY
    return Condition.AHEAD if found > REVISION else Condition.BEHIND


async def keys_refused(url: str, keys: str, wait: float = WAIT) -> str | None:
    """Why a database that is READY would not be opened with these keys; None if it would."""
    database = None
    try:
        database = Database(url, wait, keys=keys)
        async with database.reading() as connection:
            await admit(connection, database.vault)
    except KeysError as error:
        return str(error)
    finally:
        if database is not None:
            await database.close()
    return None


def _file_exists(url: str) -> bool:
    """Opening a SQLite file that is not there would make it."""
    name = make_url(url).database
    return bool(name) and Path(str(name)).exists()
