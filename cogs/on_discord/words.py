"""What only Discord needs said."""

from bot.model.messages import Button, Choices, Emphasis, Paragraph, Reply, Request, StartFresh
from bot.model.text import line

_PASTE = Choices((Button("Paste a draft", StartFresh()),))


def _said(text: str) -> Reply:
    return Reply((Paragraph(line(text)), _PASTE))


NOT_PLAIN_TEXT = _said(
    "I can't open that one: I read plain text and nothing else. Paste the words of your message, "
    "or send them as a .txt file."
)
SEVERAL_FILES = _said("Two drafts at once is one too many for me. Send them one by one.")
FILE_TOO_BIG = _said(
    "That file is far too big for a message. Paste just what you'd send; most good ones are under "
    "150 words."
)
NOT_UTF8 = _said(
    "That file isn't plain UTF-8 text, so I'd be guessing at half the letters. Paste the words "
    "instead."
)
NOT_FETCHED = _said(
    "Discord wouldn't hand me that file just now. Send it again, or paste the words instead."
)
NOT_SHOWN = _said(
    "**I had an answer, and Discord wouldn't show it.** That's between the two of us. A draft you "
    "gave me is safe: `/coach` brings it back."
)


def hello(server: str) -> Reply:
    """To the owner of a server that the bot was added to, once."""
    said = (
        line(
            "**Hi! Somebody just added me to {server}, and it's yours**, so here's who moved in. "
            "I'm Good Ask: I help your members write to professionals so that they get an answer, "
            "and I remind them to say thanks.",
            server=server,
        ),
        line(
            "Type `/coach` in any channel to meet me; what I say there, only you see. Where I may "
            "be used is up to you: Server Settings, Integrations. `/goodask` has the rest."
        ),
        line(
            "I read no channels and post in none. Remove me, and what belongs to your server goes "
            "with me. And this is the only message you get from me that you didn't ask for."
        ),
    )
    return Reply(tuple(map(Paragraph, said)))


def form_waits(request: Request) -> Reply:
    """A form that could not be opened by itself; pressing the button opens it."""
    button = Button("Open the form", request, Emphasis.PRIMARY)
    return Reply((Paragraph(line("Your form is ready.")), Choices((button,))))
