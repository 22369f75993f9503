"""Which coaching rules hold in a community, for its managers: look, switch off, switch on."""

from collections.abc import Mapping

from bot.coaching.rulebook import Rulebook
from bot.conversation.conversation import Handler
from bot.conversation.languages import language_of, words_in
from bot.conversation.managers import for_managers
from bot.model.community import RuleSwitches
from bot.model.managing import ShowRules, SwitchRule
from bot.model.messages import Button, Choices, Emphasis, Paragraph, Reply, Request
from bot.model.people import Caller, CommunityRef
from bot.model.text import N_, Line, line, listed, plain, sentence

_A_PAGE = 9  # buttons, so that the one that turns the page is the tenth


class CommunityRules:
    """Needs the rulebook and the switches."""

    def __init__(self, rulebook: Rulebook, switches: RuleSwitches) -> None:
        self._faults = rulebook.faults
        self._switches = switches

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The list and its switches."""
        return {ShowRules: for_managers(self.show), SwitchRule: for_managers(self.switch)}

    async def show(self, community: CommunityRef, who: Caller, request: ShowRules) -> Reply:
        """A page of rules, each a button that turns it round."""
        off = await self._switches.off(community) & self._faults.keys()
        language = words_in(language_of(who.locale))
        names = {id_: plain(fault.fixed, language) for id_, fault in self._faults.items()}
        ids = sorted(names, key=lambda id_: (id_ not in off, names[id_]))
        pages = -(-len(ids) // _A_PAGE)
        page = (int(request.page) - 1) % pages if request.page.isdecimal() else 0
        shown = ids[page * _A_PAGE : (page + 1) * _A_PAGE]
        switches = [self._button(id_, off) for id_ in shown]
        turn = Button("More rules", ShowRules(str((page + 1) % pages + 1)))
        return Reply((Paragraph(self._standing(off)), Choices((*switches, turn))))

    async def switch(self, community: CommunityRef, who: Caller, request: SwitchRule) -> Reply:
        """Turn one rule round, and show the page again. A rule we don't have is left alone."""
        if request.rule in self._faults:
            off = await self._switches.off(community)
            await self._switches.switch(community, request.rule, on=request.rule in off)
        return await self.show(community, who, ShowRules())

    def _button(self, id_: str, off: frozenset[str]) -> Button:
        name = line(self._faults[id_].fixed)
        if id_ in off:
            return Button(line("Switch on: {name}", name=name), SwitchRule(id_), Emphasis.PRIMARY)
        return Button(line("Switch off: {name}", name=name), SwitchRule(id_))

    def _standing(self, off: frozenset[str]) -> Line:
        if not off:
            return line(_ALL_ON)
        names = listed([line(self._faults[id_].fixed) for id_ in sorted(off)])
        return line(_SOME_OFF, names=sentence(names))


_ALL_ON = N_(
    "**Every coaching rule is on here.** Switch one off if it doesn't fit your community; it then "
    "holds for members in direct messages too, as long as this is the community they used last."
)
_SOME_OFF = N_("**Off in this community:** {names}. The rest is on.")
