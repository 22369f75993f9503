"""How a community is set up, for its managers: what is on, usual hours, the month in numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from bot.conversation.conversation import Handler
from bot.conversation.managers import for_managers
from bot.conversation.phrasing import listed
from bot.conversation.settings import hour_of
from bot.model.managing import (
    EditQuiet,
    ManageAnswers,
    SetQuiet,
    ShowMissedQuestions,
    ShowRules,
    ShowSetup,
    ShowUse,
    SwitchSection,
)
from bot.model.messages import Button, Choices, Emphasis, Form, Paragraph, Reply, Request
from bot.model.people import Caller, CommunityRef
from bot.model.ports import Clock
from bot.model.setup import Count, Deed, Quiet, Section, Setup, SetupStore, UseStore
from bot.model.text import line

FEWEST = 5
"""People that a number must be about before it is shown."""


class CommunitySetup:
    """Needs the setups, the counts and the clock."""

    def __init__(self, setups: SetupStore, use: UseStore, clock: Clock) -> None:
        self._setups = setups
        self._use = use
        self._clock = clock

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The page, its switches and its form, and the numbers."""
        return {
            ShowSetup: for_managers(self.show),
            SwitchSection: for_managers(self.switch),
            EditQuiet: for_managers(self.edit_quiet),
            SetQuiet: for_managers(self.set_quiet),
            ShowUse: for_managers(self.numbers),
        }

    async def show(self, community: CommunityRef, _who: Caller, _request: ShowSetup) -> Reply:
        """How it stands."""
        return _page(await self._setups.get(community))

    async def switch(self, community: CommunityRef, _who: Caller, request: SwitchSection) -> Reply:
        """Turn a part round, and show the page again. A part we don't have is left alone."""
        setup = await self._setups.get(community)
        if request.section in set(Section):
            setup = replace(setup, off=setup.off ^ {Section(request.section)})
            await self._setups.save(community, setup)
        return _page(setup)

    async def edit_quiet(self, community: CommunityRef, _who: Caller, _request: EditQuiet) -> Reply:
        """The form, with what holds now."""
        quiet = (await self._setups.get(community)).quiet
        known = {
            "wakes": f"{quiet.wakes:%H:%M}",
            "rests": f"{quiet.rests:%H:%M}",
            "weekends": "free" if quiet.free_weekends else "working",
        }
        return Reply((Form("quiet", None, known),))

    async def set_quiet(self, community: CommunityRef, _who: Caller, request: SetQuiet) -> Reply:
        """Other usual hours, for whoever has none of their own."""
        wakes = hour_of(request.wakes, morning=True)
        rests = hour_of(request.rests, morning=False)
        if wakes is None or rests is None:
            again = Button("Usual hours", EditQuiet())
            return Reply((Paragraph(line(_NO_HOUR)), Choices((again,))))
        setup = await self._setups.get(community)
        free = setup.quiet.free_weekends if not request.weekends else request.weekends == "free"
        setup = replace(setup, quiet=Quiet(wakes, rests, free))
        await self._setups.save(community, setup)
        return _page(setup)

    async def numbers(self, community: CommunityRef, _who: Caller, _request: ShowUse) -> Reply:
        """What the bot did here this month; nothing about fewer than five people."""
        today = self._clock.now().date()
        counts = await self._use.month(community, today)
        told = [_counted(deed, counts.get(deed)) for deed in Deed]
        shown = [each for each in told if each]
        if not shown:
            said = line(_FEW, month=line(f"{today:%B}"))
            return Reply((Paragraph(said), Choices((_BACK,))))
        title = line("**{month} so far:**", month=line(f"{today:%B}"))
        rows = (Paragraph(line(each)) for each in shown)
        small = (Paragraph(line(_SMALL)),) if len(shown) < len(told) else ()
        return Reply((Paragraph(title), *rows, *small, Choices((_BACK,))))


def _counted(deed: Deed, count: Count | None) -> str | None:
    if count is None or count.people < FEWEST:
        return None
    return f"{count.times} {_THINGS[deed]}, by {count.people} people."


def _page(setup: Setup) -> Reply:
    quiet = setup.quiet
    on = [_NAMES[each] for each in Section if each not in setup.off]
    off = [_NAMES[each] for each in Section if each in setup.off]
    standing = f"**On here:** {listed(on)}." if on else "**Nothing is on here.**"
    if off:
        standing += f" **Off:** {listed(off)}; in a direct message it all works."
    weekends = "weekends free" if quiet.free_weekends else "weekends like any other day"
    hours = f"**Usual hours:** {_hours(quiet.wakes, quiet.rests)}, {weekends}. {_WHOSE}"
    switches = [_switch(each, setup) for each in Section]
    return Reply((Paragraph(line(standing)), Paragraph(line(hours)), Choices((*switches, *_MORE))))


def _hours(wakes: time, rests: time) -> str:
    return "any hour" if wakes == rests else f"{wakes:%H:%M} to {rests:%H:%M}"


def _switch(section: Section, setup: Setup) -> Button:
    request = SwitchSection(section)
    if section in setup.off:
        return Button(f"Switch on: {_NAMES[section]}", request, Emphasis.PRIMARY)
    return Button(f"Switch off: {_NAMES[section]}", request)


_NAMES = {
    Section.COACHING: "coaching",
    Section.ETIQUETTE: "etiquette",
    Section.REMINDERS: "reminders",
}
_THINGS = {
    Deed.COACHED: "drafts coached",
    Deed.ASKED: "questions answered",
    Deed.SENT: "messages sent",
    Deed.MET: "meetings noted down",
}
_MORE = (
    Button("Usual hours", EditQuiet()),
    Button("Coaching rules here", ShowRules()),
    Button("This community's answers", ManageAnswers()),
    Button("Questions asked in vain", ShowMissedQuestions()),
    Button("This month in numbers", ShowUse()),
)
_BACK = Button("Back", ShowSetup())

_WHOSE = "They hold for members who have set none of their own."
_NO_HOUR = "I couldn't read those hours. Try *8:00* and *22:00*."
_FEW = (
    "**{month} so far: too few people to count.** I show a number once it is about five people or "
    "more, so that it tells on nobody."
)
_SMALL = "*What fewer than five people did isn't shown, so that it tells on nobody.*"
