"""What plain text in a direct message is taken for."""

import pytest

from bot.conversation.routing import Intent, intent_of
from tests.support import reviewer

TEXTS = {
    Intent.DRAFT: [
        "Hi Maria, I saw your talk on night shifts. Would you have 15 minutes for a question?",
        "hey sam loved your sourdough post, im a baker too. could i ask u 2 things about starters?",
        "Hi, are you hiring?",
        "Dear Dr. Okafor,\n\nI am a nurse in Leeds.\n\nCould we talk?\n\nBest,\nJo",
        "Thank you for your time today, the part about tenders stayed with me.\n\nBest, Kai",
        "Subject: Two questions about bridges\n\nHello Tom, may I ask you two questions?",
        "Hi [Name], I noticed your work at [Company] and would love to connect.",
        "Would you be free for a call next week about your work on solar roofs?",
        "I just wanted to follow up on my email from last week about the museum job",
        "Good morning Chef, I'm a line cook in Porto and your octopus made me write this note.",
    ],
    Intent.QUESTION: [
        "who pays for the coffee??",
        "is a week too soon to follow up?",
        "he said yes and then ghosted me, what now?",
        "should i wear a suit",
        "What do I write in the subject line?",
        "how long should my message be",
        "can i ask her for a referral?",
        "is it weird to message someone i met once?",
        "so how do i say no politely",
        "do i have to say thank you if the call was bad?",
    ],
    Intent.MET: [
        "met Dana today at 3",
        "just met Dana Reyes, today at 3pm, we talked about agencies",
        "I spoke with Tom yesterday",
        "had a call with Priya this morning",
        "meeting Lee tomorrow at 10",
        "talked to Mr. Osei at noon",
    ],
    Intent.DONE: ["done", "Done!", "sent it", "I thanked her", "i sent it.", "erledigt"],
    Intent.BUILD: ["build one with me", "help me write a message", "Write one for me please"],
    Intent.HELP: [
        "help",
        "Hilfe",
        "/help",
        "what can you do?",
        "how does this work",
        "?",
        "who are you",
    ],
    Intent.GREETING: [
        *("hi", "hi\n", "Hello!", "hey there", "good morning", "hi, how are you?"),
        *("Hallo", "guten Tag!"),
    ],
    Intent.THANKS: [
        "thanks",
        "thank you so much!",
        "ok thanks",
        "ty that helped",
        "hmm interesting",
        "danke",
    ],
    Intent.NOTHING: ["banana", "", "   ", "🎉🎉🎉", "...", "asdf", "\x00\u200b"],
    Intent.LOW: [
        "80 messages, 2 replies. i can't do this anymore",
        "i feel hopeless",
        "no reason to go on",
    ],
}


@pytest.mark.parametrize(
    ("intent", "text"), [(intent, text) for intent, texts in TEXTS.items() for text in texts]
)
def test_intent(intent: Intent, text: str) -> None:
    assert intent_of(text, reviewer().review(text)) is intent
