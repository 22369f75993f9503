"""What the bot does, in a few lines."""

from collections.abc import Mapping

from bot.conversation.conversation import Handler
from bot.model.hub import ShowPeople, ShowPrivacy, ShowReminders, ShowSettings
from bot.model.managing import ManageAnswers, ShowSetup
from bot.model.messages import (
    Browse,
    Button,
    Choices,
    Emphasis,
    GetHelp,
    Paragraph,
    Reply,
    Request,
    StartBuilding,
    StartFresh,
)
from bot.model.people import Caller
from bot.model.text import N_, line

_LINES = (
    N_("**I help you ask professionals for their time, so that they're glad you did.**"),
    N_(
        "Paste the message you'd like to send: a first request, a follow-up or a thank-you, in "
        "English, the one language I coach. I show you at most three things to mend, and why. "
        "Change it, paste it again, and I'll tell you what got fixed and when it's ready."
    ),
    N_(
        "In a community, `/coach` does the same in private. What you write and what I say is "
        "for your eyes only. I keep a draft for a little while (*Privacy* says how long), so that "
        "a closed window loses nothing; *Discard* deletes it at once."
    ),
    N_(
        "Ask me how it's done, too: *who pays?*, *is a week too soon to follow up?* `/etiquette` "
        "answers with a source, or says honestly that I don't know."
    ),
    N_(
        "Tell me who you met (`/met`, or “met Dana today at 3” in a direct message) and I remind "
        "you to thank them that same day. Tell me who you wrote to (`/sent`) and I nudge you once."
    ),
)


class Help:
    """Needs nothing."""

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The request for help."""
        return {GetHelp: self.help}

    async def help(self, who: Caller, request: GetHelp) -> Reply:  # noqa: ARG002
        """What I do, and how to use me; for managers also the community's own answers."""
        return help_reply(manager=who.manager and who.community is not None)


def help_reply(*, manager: bool = False) -> Reply:
    """The few lines, and the way in."""
    start = Button("Paste a draft", StartFresh(), Emphasis.PRIMARY)
    build = Button("Build one with me", StartBuilding())
    browse = Button("Ask about etiquette", Browse())
    hub = (
        Button("People", ShowPeople()),
        Button("Reminders", ShowReminders()),
        Button("Settings", ShowSettings()),
        Button("Privacy", ShowPrivacy()),
    )
    own = Button("This community's answers", ManageAnswers())
    setup = Button("Set this community up", ShowSetup())
    lines = (Paragraph(line(text)) for text in _LINES)
    return Reply(
        (*lines, Choices((start, build, browse, *hub, *((own, setup) if manager else ()))))
    )
