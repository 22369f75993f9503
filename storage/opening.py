"""The one way in: every store of a database, from its URL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.model.ports import Clock, DraftStore, InboundClaims, MemberStore
from storage.claims import Claims
from storage.database import WAIT, open_database
from storage.drafts import Drafts
from storage.members import Members


@dataclass(frozen=True, slots=True)
class Storage:
    """The stores of one open database."""

    drafts: DraftStore
    members: MemberStore
    claims: InboundClaims


@asynccontextmanager
async def open_storage(url: str, clock: Clock, wait: float = WAIT) -> AsyncIterator[Storage]:
    """Open the database at `url`, bring its schema up to date, and close it at the end.

    `url`: `sqlite:///file`, `sqlite://` (in memory, gone at the end) or `postgresql://…`. `wait`:
    seconds that any call waits for a lock, a connection or an answer before it raises
    `StoreUnavailableError`; that call has changed nothing and can be repeated.
    Opening raises ValueError (bad URL), `SchemaTooNewError` (made by a newer version) or
    `StoreUnavailableError`. End whatever uses the stores before leaving the block.
    """
    async with open_database(url, wait) as database:
        yield Storage(
            drafts=Drafts(database, clock),
            members=Members(database),
            claims=Claims(database, clock),
        )
