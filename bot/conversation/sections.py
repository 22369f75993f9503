"""What managers decided, as members meet it: parts that are off, usual hours, counts."""

from bot.conversation.house import HouseRules
from bot.model.errands import LogMeeting, LogSent, StartMeeting, StartSent
from bot.model.messages import (
    AskEtiquette,
    Browse,
    BrowseChapter,
    Paragraph,
    Reply,
    Request,
    ReviewDraft,
    StartAsking,
    StartBuilding,
    StartCoaching,
    StartFresh,
)
from bot.model.people import Caller, Place
from bot.model.ports import Clock, StoreUnavailableError
from bot.model.records import WEEKEND, Habits
from bot.model.setup import Section, Setup, SetupStore, UseStore
from bot.model.text import N_, line

# The ways into each part. What a member has begun can be ended, wherever they press the button.
_DOORS: dict[type[Request], Section] = {
    **dict.fromkeys((StartCoaching, StartFresh, ReviewDraft, StartBuilding), Section.COACHING),
    **dict.fromkeys((Browse, BrowseChapter, StartAsking, AskEtiquette), Section.ETIQUETTE),
    **dict.fromkeys((StartMeeting, LogMeeting, StartSent, LogSent), Section.REMINDERS),
}


class Sections:
    """Needs the setups, the counts, the clock, and who is at home where."""

    def __init__(self, setups: SetupStore, use: UseStore, house: HouseRules, clock: Clock) -> None:
        self._setups = setups
        self._use = use
        self._house = house
        self._clock = clock

    async def refusal(self, who: Caller, request: Request) -> Reply | None:
        """A kind no to what is off in the community where it is asked; a direct message is free."""
        section = _DOORS.get(type(request))
        # Slack names the community in a direct message too.
        if section is None or who.community is None or who.place is Place.DIRECT:
            return None
        setup = await self._of(who)
        return Reply((Paragraph(line(_OFF[section])),)) if section in setup.off else None

    async def usual(self, who: Caller) -> Habits:
        """The habits of whoever has said nothing yet."""
        quiet = (await self._of(who)).quiet
        free = WEEKEND if quiet.free_weekends else frozenset[int]()
        return Habits(wakes=quiet.wakes, rests=quiet.rests, days_off=free, usual=True)

    async def counted(self, who: Caller, reply: Reply) -> Reply:
        """The reply, its deed noted. A count that cannot be kept holds up nobody."""
        try:
            community = await self._house.community(who) if reply.deed else None
            if community and reply.deed:
                today = self._clock.now().date()
                await self._use.note(community, who.member, reply.deed, today)
        except StoreUnavailableError:
            pass
        return reply

    async def _of(self, who: Caller) -> Setup:
        try:
            community = await self._house.community(who)
            return await self._setups.get(community) if community else Setup()
        except StoreUnavailableError:
            return Setup()


_OFF = {
    Section.COACHING: N_(
        "**No coaching here.** Whoever runs this community has switched that off here. Write to me "
        "in a direct message: there I read any draft you like."
    ),
    Section.ETIQUETTE: N_(
        "**No etiquette questions here.** Whoever runs this community has switched that off here. "
        "Write to me in a direct message: there I answer them."
    ),
    Section.REMINDERS: N_(
        "**No reminders here.** Whoever runs this community has switched that off here. Write to "
        "me in a direct message: there “met Dana today at 3” is enough."
    ),
}
