"""What is said when there is no answer to give."""

from bot.model.text import N_

NOT_SURE = N_("I don't have a good answer to that one. Closest I know:")
UNKNOWN = N_(
    "I don't know that one. What I do know: how to ask someone for career advice, meet them, thank "
    "them and stay in touch. Ask me anything on that road."
)
EMPTY = N_(
    "Ask me in your own words, typos welcome. For instance: *is a week too soon to follow up?*"
)
TOO_LONG = N_(
    "That's more than I can answer well in one go. Give me the question in a sentence or two. "
    "And if it's a message you want to send, paste it with `/coach` and I'll read all of it."
)
LANGUAGE = N_(
    "I only understand English so far, sorry, in questions as in drafts. Simple English is fine, "
    "mistakes welcome."
)
SEVERAL = N_(
    "One at a time, so that each gets a proper answer. Here's the one I know best; ask on!"
)
