"""How a community is set up, for its managers: what is on, usual hours, the month in numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from bot.conversation.conversation import Handler
from bot.conversation.managers import for_managers
from bot.conversation.settings import hour_of
from bot.conversation.timewords import month_name
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
from bot.model.text import N_, Line, joined, line, listed, verbatim

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
            said = line(_FEW, month=month_name(today.month))
            return Reply((Paragraph(said), Choices((_BACK,))))
        title = line("**{month} so far:**", month=month_name(today.month))
        small = (Paragraph(line(_SMALL)),) if len(shown) < len(told) else ()
        return Reply((Paragraph(title), *map(Paragraph, shown), *small, Choices((_BACK,))))


def _counted(deed: Deed, count: Count | None) -> Line | None:
    if count is None or count.people < FEWEST:
        return None
    return line(_DONE[deed], times=count.times, people=count.people)


def _page(setup: Setup) -> Reply:
    quiet, switches = setup.quiet, [_switch(each, setup) for each in Section]
    template = _WEEKENDS_FREE if quiet.free_weekends else _WEEKENDS_TOO
    hours = line(template, hours=_hours(quiet.wakes, quiet.rests))
    whose = joined(hours, line(_WHOSE))
    standing = Paragraph(_standing(setup))
    return Reply((standing, Paragraph(whose), Choices((*switches, *_MORE))))


def _standing(setup: Setup) -> Line:
    on = [line(_NAMES[each]) for each in Section if each not in setup.off]
    off = [line(_NAMES[each]) for each in Section if each in setup.off]
    said = line("**On here:** {parts}.", parts=listed(on)) if on else line(_NOTHING)
    if not off:
        return said
    return joined(said, line(_REST_OFF, parts=listed(off)))


def _hours(wakes: time, rests: time) -> Line:
    if wakes == rests:
        return line("any hour")
    first, last = verbatim(f"{wakes:%H:%M}"), verbatim(f"{rests:%H:%M}")
    return line("{wakes} to {rests}", wakes=first, rests=last)


def _switch(section: Section, setup: Setup) -> Button:
    request, name = SwitchSection(section), line(_NAMES[section])
    if section in setup.off:
        return Button(line("Switch on: {name}", name=name), request, Emphasis.PRIMARY)
    return Button(line("Switch off: {name}", name=name), request)


_NAMES = {
    Section.COACHING: N_("coaching"),
    Section.ETIQUETTE: N_("etiquette"),
    Section.REMINDERS: N_("reminders"),
}
_DONE = {
    Deed.COACHED: N_("{times} drafts coached, by {people} people."),
    Deed.ASKED: N_("{times} questions answered, by {people} people."),
    Deed.SENT: N_("{times} messages sent, by {people} people."),
    Deed.MET: N_("{times} meetings noted down, by {people} people."),
}
_MORE = (
    Button("Usual hours", EditQuiet()),
    Button("Coaching rules here", ShowRules()),
    Button("This community's answers", ManageAnswers()),
    Button("Questions asked in vain", ShowMissedQuestions()),
    Button("This month in numbers", ShowUse()),
)
_BACK = Button("Back", ShowSetup())

_NOTHING = N_("**Nothing is on here.**")
_REST_OFF = N_("**Off:** {parts}; in a direct message it all works.")
_WEEKENDS_FREE = N_("**Usual hours:** {hours}, weekends free.")
_WEEKENDS_TOO = N_("**Usual hours:** {hours}, weekends like any other day.")
_WHOSE = N_("They hold for members who have set none of their own.")
_NO_HOUR = N_("I couldn't read those hours. Try *8:00* and *22:00*.")
_FEW = N_(
    "**{month} so far: too few people to count.** I show a number once it is about five people or "
    "more, so that it tells on nobody."
)
_SMALL = N_("*What fewer than five people did isn't shown, so that it tells on nobody.*")
