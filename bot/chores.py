"""What a process that serves or delivers does beside: deleting what was kept long enough."""

from collections.abc import Awaitable, Callable

from bot.config import Settings
from bot.model.keeping import Keeping
from storage.opening import Storage


def keeping(settings: Settings) -> Keeping:
    """How long things are kept, as it is set."""
    return Keeping(
        settings.keep_drafts_hours,
        settings.keep_people_months,
        settings.keep_done_reminders_days,
        encrypted=bool(settings.encryption_keys),
    )


def chores(storage: Storage, kept: Keeping) -> dict[str, Callable[[], Awaitable[int]]]:
    """What is done again and again, by what the log calls it; each says how many it did.

    All of them work in small transactions, and several processes may do them at once.
    """
    found: dict[str, Callable[[], Awaitable[int]]] = {
        "expired drafts deleted": storage.drafts.purge,
        "old claims deleted": storage.claims.purge,
        "old questions deleted": storage.missed.purge,
        "communities left and deleted": storage.residences.purge,
        "months' counts deleted": storage.use.purge,
    }
    people, reminders, retention = kept.people, kept.reminders, storage.retention
    if people is not None:
        found["idle people deleted"] = lambda: retention.purge_people(people)
    if reminders is not None:
        found["reminders done with deleted"] = lambda: retention.purge_reminders(reminders)
    return found
