"""The one way in: every store of a database, from its URL."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.model.community import AnswerStore, MissedQuestionStore, RuleSwitches
from bot.model.delivery import ReminderQueue, SendBudget
from bot.model.keeping import Retention
from bot.model.ports import (
    Archive,
    Clock,
    ContactStore,
    DraftStore,
    InboundClaims,
    MeetingStore,
    MemberSettings,
    MemberStore,
    ReminderStore,
)
from bot.model.residence import Residences
from bot.model.setup import SetupStore, UseStore
from storage.answers import Answers
from storage.archive import MemberArchive
from storage.budget import Budget
from storage.claims import Claims
from storage.communities import Communities
from storage.contacts import Contacts
from storage.database import WAIT, Database, open_database
from storage.drafts import Drafts
from storage.habits import MemberHabits
from storage.meetings import Meetings
from storage.members import Members
from storage.missed_questions import MissedQuestions
from storage.queue import Queue
from storage.reminders import Reminders
from storage.retention import Keeper
from storage.rule_switches import Switches
from storage.setups import Setups
from storage.use import Use

if TYPE_CHECKING:
    from storage.installations import SlackInstallations, SlackStates


@dataclass(frozen=True, slots=True)
class Storage:
    """The stores of one open database. `slack` gives those of the Slack app of a client id."""

    drafts: DraftStore
    members: MemberStore
    claims: InboundClaims
    contacts: ContactStore
    meetings: MeetingStore
    habits: MemberSettings
    reminders: ReminderStore
    queue: ReminderQueue
    budget: SendBudget
    archive: Archive
    answers: AnswerStore
    missed: MissedQuestionStore
    switches: RuleSwitches
    setups: SetupStore
    use: UseStore
    retention: Retention
    residences: Residences
    slack: "Callable[[str], tuple[SlackInstallations, SlackStates]]"


@asynccontextmanager
async def open_storage(
    url: str,
    clock: Clock,
    wait: float = WAIT,
    on_reminders: Callable[[], None] | None = None,
    keys: str = "",
) -> AsyncIterator[Storage]:
    """Open the database at `url`, bring its schema up to date, and close it at the end.

    `url`: `sqlite:///file`, `sqlite://` (in memory, gone at the end) or `postgresql://…`. `wait`:
    seconds that any call waits for a lock, a connection or an answer before it raises
    `StoreUnavailableError`; that call has changed nothing and can be repeated. `on_reminders` is
    called when a member's reminders have changed, perhaps to be due sooner. `keys` are those that
    names, notes and drafts are encrypted with (see `read_keys`), none if it is empty.
    Opening raises ValueError (bad URL), `SchemaTooNewError` (made by a newer version), `KeysError`
    (no keys, or others than the database's) or `StoreUnavailableError`. End whatever
    uses the stores before leaving the block.
    """
    async with open_database(url, wait, on_reminders, keys) as database:
        yield stores(database, clock)


def stores(database: Database, clock: Clock) -> Storage:
    """Every store of a database that is open."""
    return Storage(
        drafts=Drafts(database, clock),
        members=Members(database),
        claims=Claims(database, clock),
        contacts=Contacts(database),
        meetings=Meetings(database),
        habits=MemberHabits(database),
        reminders=Reminders(database, clock),
        queue=Queue(database, clock),
        budget=Budget(database, clock),
        archive=MemberArchive(database),
        answers=Answers(database),
        missed=MissedQuestions(database, clock),
        switches=Switches(database),
        setups=Setups(database),
        use=Use(database, clock),
        retention=Keeper(database, clock),
        residences=Communities(database, clock),
        slack=partial(_slack, database, clock),
    )


def _slack(
    database: Database, clock: Clock, client_id: str
) -> "tuple[SlackInstallations, SlackStates]":
    from storage.installations import SlackInstallations, SlackStates  # and slack_sdk with them

    return SlackInstallations(database, clock, client_id), SlackStates(database)
