"""One workspace throws the bot out: its members' reminders wait, everybody else's go on."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.model.delivery import Delivered, Unreachable, Way
from bot.model.messages import Reply
from bot.model.people import CommunityRef, MemberRef, Platform
from storage import Storage
from tests.networking.post import Post, parts, running, state_of, until_states
from tests.storage.records import reminder
from tests.storage.support import Watch

GONE = CommunityRef(Platform.SLACK, "T1")
ANA, BEN, CLEO = (
    MemberRef(Platform.SLACK, user, team)
    for user, team in (("U1", "T1"), ("U2", "T1"), ("U1", "T2"))
)
KEEP = timedelta(days=30)


@dataclass
class Workspaces(Post):
    """A Slack of several workspaces, some of which have removed the app."""

    removed: set[str] = field(default_factory=set)

    async def send(self, member: MemberRef, reply: Reply, carrier: str) -> Delivered:
        if member.team in self.removed:
            self.sends += 1
            return Unreachable(Way.APP_REMOVED)
        return await super().send(member, reply, carrier)


async def test_only_the_rows_of_the_workspace_that_removed_the_app_stop(
    storage: Storage, watch: Watch
) -> None:
    post = Workspaces(removed={"T1"})
    due = reminder("ana", -1, member=ANA)
    later = reminder("ben", 60, member=BEN)
    others = [reminder(f"cleo{minute}", minute, member=CLEO) for minute in (-1, 60)]
    for one in (due, later, *others):
        await storage.reminders.add(one)
    async with running(replace(parts(storage, post, watch), platform=Platform.SLACK)) as delivery:
        await until_states(storage, sent=1, unreachable=1, scheduled=2)
        assert (await state_of(storage, due)).problem == Way.APP_REMOVED
        await storage.residences.left(GONE, KEEP)  # as whoever was told of it does
        await until_states(storage, sent=1, unreachable=2, scheduled=1)
        watch.pass_by(seconds=3600)
        delivery.wake()
        await until_states(storage, sent=2, unreachable=2)
        tried = post.sends
        assert post.delivered() == {"cleo-1": 1, "cleo60": 1}
        # Installed again: what waited comes, once, with a word that it is late.
        post.removed.clear()
        await storage.residences.came(GONE)
        delivery.wake()
        await until_states(storage, sent=4)
        assert post.delivered() == dict.fromkeys(("ana", "ben", "cleo-1", "cleo60"), 1)
        assert post.sends == tried + 2
