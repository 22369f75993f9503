"""The composition root: the one module that knows everyone."""

import asyncio
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.chores import chores, keeping
from bot.coaching.better import Improver
from bot.coaching.builder import Builder
from bot.coaching.review import Reviewer
from bot.config import Settings
from bot.conversation.better import Betters
from bot.conversation.build import Building
from bot.conversation.coach import Coach
from bot.conversation.conversation import Conversation, Feature, in_turn
from bot.conversation.direct import DirectMessages
from bot.conversation.ear import listening
from bot.conversation.etiquette import Etiquette
from bot.conversation.held import Held
from bot.conversation.help import Help
from bot.conversation.house import HouseRules
from bot.conversation.house_rules import CommunityRules
from bot.conversation.inbound import Inbound
from bot.conversation.known import Known
from bot.conversation.languages import SOURCE, localised
from bot.conversation.meetings import Meetings
from bot.conversation.missed import MissedQuestions
from bot.conversation.notebook import Notebook
from bot.conversation.outreach import Outreach
from bot.conversation.own_answers import OwnAnswers
from bot.conversation.own_exchange import Exchange
from bot.conversation.people import People
from bot.conversation.privacy import Privacy
from bot.conversation.remarks import Remarks
from bot.conversation.reminders import Reminders
from bot.conversation.sections import Sections
from bot.conversation.settings import Settings as Preferences
from bot.conversation.setup import CommunitySetup
from bot.conversation.thanks import Thanks
from bot.conversation.undelivered import Undelivered
from bot.conversation.upcoming import Upcoming
from bot.conversation.voice import Stores, Voice
from bot.conversation.zone import Zones
from bot.delivering import Bell, Connect, Reminding, beside, pacing
from bot.etiquette.answer_files import shipped_entries
from bot.etiquette.ask import Etiquette as Answers
from bot.language.encoder import Encoder
from bot.logs import loop_trouble
from bot.model.delivery import Messenger
from bot.model.keeping import Keeping
from bot.model.messages import Reply
from bot.model.observing import Observe, ignore, reminders_of
from bot.model.people import Platform
from bot.model.ports import Clock, Surface
from bot.networking.cities import zones_by_city
from bot.networking.delivery import Parts
from bot.networking.dispatch import Compose, Due
from bot.networking.terms import Terms
from bot.platforms import connections, surfaces
from bot.serving import serve_all
from bot.warming import warming
from bot.watching import watching
from storage.opening import Storage, open_storage

if TYPE_CHECKING:
    from rich.console import Console

IN_MEMORY = "sqlite://"


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Shared:
    """What features share: which rules and parts are on where, and who was met when."""

    house: HouseRules
    sections: Sections
    notebook: Notebook

    @classmethod
    def over(cls, storage: Storage, clock: Clock) -> "Shared":
        """Over a storage."""
        house = HouseRules(storage.switches, storage.members)
        sections = Sections(storage.setups, storage.use, house, clock)
        kept = (storage.contacts, storage.meetings, storage.reminders, storage.habits)
        notebook = Notebook(*kept, storage.archive, clock, sections.usual)
        return cls(house, sections, notebook)


def compose(
    reviewer: Reviewer,
    storage: Storage,
    clock: Clock,
    answers: Answers | None = None,
    observe: Observe = ignore,
    kept: Keeping | None = None,
) -> Conversation:
    """The conversation with all its features. `answers` saves loading them once more."""
    shared = Shared.over(storage, clock)
    house, notebook, people = shared.house, shared.notebook, People(shared.notebook)
    answers = answers or Answers(Encoder())
    voice = Voice(answers, Stores(storage.answers, storage.missed, storage.members))
    etiquette = Etiquette(answers, voice, clock, observe)
    ear = listening(etiquette)
    coach = Coach(reviewer, storage.drafts, house, clock, people, observe, kept, ear)
    meetings = Meetings(notebook, people)
    thanks, zones = Thanks(notebook, meetings), Zones(notebook, meetings)
    outreach = Outreach(notebook, people, coach, storage.drafts, thanks)
    upcoming, privacy = Upcoming(notebook), Privacy(notebook, kept)
    reminded = (meetings, thanks, outreach, upcoming, zones)
    hub = (Reminders(notebook, thanks), Known(notebook), Preferences(notebook), privacy)
    pages = {type_: page for part in (*hub, upcoming) for type_, page in part.handlers().items()}
    remarks = Remarks(notebook, people, storage.drafts, reminded, pages)
    return Conversation(
        [
            coach,
            Betters(Improver(reviewer), coach, storage.drafts, house),
            Building(Builder.load(reviewer), coach, storage.drafts),
            etiquette,
            *_for_managers(storage, clock, voice, reviewer),
            Help(),
            *reminded,
            *hub,
            DirectMessages(coach, etiquette, remarks, reviewer, storage.drafts),
        ],
        in_turn(shared.sections.counted, Undelivered(notebook).added),
        zones.follow,
        shared.sections.refusal,
    )


def _for_managers(
    storage: Storage, clock: Clock, voice: Voice, reviewer: Reviewer
) -> Iterable[Feature]:
    """What those who run a community can do for it."""
    held = Held(clock)
    own = OwnAnswers(storage.answers, voice, held)
    return (
        own,
        Exchange(storage.answers, own, held),
        MissedQuestions(storage.missed),
        CommunityRules(reviewer.rulebook, storage.switches),
        CommunitySetup(storage.setups, storage.use, clock),
    )


def reminder_words(storage: Storage, clock: Clock) -> Compose:
    """What reminders say when they come, in the member's language."""
    notebook = Shared.over(storage, clock).notebook
    composed = Reminders(notebook, Thanks(notebook, Meetings(notebook, People(notebook)))).compose

    async def words(due: Due) -> Reply:
        reply = await composed(due)
        return localised(reply, await storage.members.locale(due.reminders[0].member) or SOURCE)

    return words


async def chat(console: "Console") -> None:
    """Talk in the terminal, or coach what is piped in. Nothing is kept afterwards.

    What is due while the talk lasts appears in it.
    """
    from cogs.on_console.chat import Chat, answer_once
    from cogs.on_console.here import at_this_machine
    from cogs.on_console.messenger import ConsoleMessenger

    shipped_entries()  # a broken one stops the start; they load for good with the first question
    clock, bell = SystemClock(), Bell()
    async with open_storage(IN_MEMORY, clock, on_reminders=bell.ring) as storage:
        conversation = compose(Reviewer.load(), storage, clock)
        if not sys.stdin.isatty():
            piped = sys.stdin.buffer.read().decode("utf-8", "replace")
            await answer_once(conversation, piped, console, at_this_machine())
            return
        from cogs.on_console.keyboard import Keyboard

        keyboard = Keyboard()
        me = at_this_machine()
        await storage.members.seen(me.member, None, me.locale)
        talk = Chat(conversation, keyboard, console, me)
        messenger = ConsoleMessenger(lambda reply: keyboard.above(partial(talk.show, reply)))
        queue, budget, words = storage.queue, storage.budget, reminder_words(storage, clock)
        pace = pacing()
        parts = Parts(Platform.CONSOLE, queue, budget, messenger, words, clock, pace)
        async with beside(parts, bell):
            await talk.run()


async def run(settings: Settings) -> bool:
    """Serve every platform that has a token until SIGTERM or SIGINT, and deliver its reminders.

    False if each refused the bot. Raises what `open_storage` raises, and BrokenAnswerError.
    """
    stop = told_to_stop()
    clock = SystemClock()
    shipped_entries()  # as in `chat`
    reviewer, answers, bell = Reviewer.load(), Answers(Encoder()), Bell()
    async with (
        open_storage(
            settings.database_url, clock, on_reminders=bell.ring, keys=settings.encryption_keys
        ) as storage,
        watching(settings, storage.queue, clock) as watch,
        warming(answers.warm, zones_by_city),
    ):
        words, observe = reminder_words(storage, clock), watch.observe
        sent = deliveries(settings, storage, clock, words, bell, observe=observe)
        kept = keeping(settings)
        conversation = compose(reviewer, storage, clock, answers, observe, kept)
        inbound = Inbound(conversation, storage.claims, storage.members, observe)
        served = surfaces(settings, inbound, storage)
        platforms = [{name: served[name], reminders_of(name): sent[name]} for name in served]
        watch.expect(name for platform in platforms for name in platform)
        return await serve_all(platforms, chores(storage, kept), stop, observe)


async def deliver(settings: Settings) -> bool:
    """Only deliver reminders, and hear nobody; several processes may. Otherwise as `run`."""
    stop, clock = told_to_stop(), SystemClock()
    async with (
        open_storage(settings.database_url, clock, keys=settings.encryption_keys) as storage,
        watching(settings, storage.queue, clock) as watch,
    ):
        words, observe = reminder_words(storage, clock), watch.observe
        sent = deliveries(settings, storage, clock, words, Bell(), observe=observe)
        platforms = [{reminders_of(name): sent[name]} for name in sent]
        watch.expect(name for platform in platforms for name in platform)
        return await serve_all(platforms, chores(storage, keeping(settings)), stop, observe)


def told_to_stop() -> asyncio.Event:
    """Set by SIGTERM or SIGINT. From here on the loop logs no values of its own accord."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(loop_trouble)
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_, stop.set)
    return stop


def deliveries(
    settings: Settings,
    storage: Storage,
    clock: Clock,
    words: Compose,
    bell: Bell,
    terms: Terms | None = None,
    observe: Observe = ignore,
) -> dict[str, Surface]:
    """The delivery of reminders on each platform that has a token; `words` says what is in them."""

    def on(platform: Platform, connect: Connect) -> Surface:
        def parts(messenger: Messenger) -> Parts:
            pace = pacing(settings.discord_dms_per_second)
            kept = (storage.queue, storage.budget)
            made = Parts(platform, *kept, messenger, words, clock, pace, terms or Terms())
            return replace(made, observe=observe)

        return Reminding(connect, parts, bell)

    return {
        platform.capitalize(): on(platform, connect)
        for platform, connect in connections(settings, storage)
    }
