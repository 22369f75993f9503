"""An answer, and what answers are about."""

from dataclasses import dataclass
from pathlib import Path

ANSWERS = Path(__file__).parents[1] / "content" / "answers"
TOPICS = frozenset(
    [
        "why_ask",
        "who_to_contact",
        "finding_contact_details",
        "which_channel",
        "first_message_wording",
        "opener_terms",
        "personal_hook",
        "subject_line",
        "message_length",
        "intro_and_greeting",
        "asking_for_a_job",
        "attaching_resume",
        "asking_for_referral",
        "using_a_name",
        "introductions",
        "contacting_alumni",
        "linkedin_connect",
        "managers_and_recruiters",
        "social_media_contact",
        "meeting_length",
        "scheduling",
        "where_to_meet",
        "virtual_or_phone",
        "who_pays",
        "small_kindness",
        "preparation",
        "questions_to_ask",
        "what_to_wear",
        "lateness_and_cancelling",
        "running_the_conversation",
        "no_reply",
        "over_persistence",
        "thank_you_timing",
        "thank_you_content",
        "thank_you_channel",
        "closing_the_loop",
        "staying_in_touch",
        "mentor_ask",
        "giving_back",
        "being_declined",
        "declining_requests",
        "nerves_and_awkwardness",
    ]
)


class BrokenAnswerError(Exception):
    """An answer file that cannot be used: which file, which key, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file, self.key, self.reason = file, key, reason


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer. `text` is light Markdown whose first sentence, in bold, is the whole answer.

    `topic` is None only for a community's answer that names none; `community` marks those.
    """

    id: str
    title: str
    questions: tuple[str, ...]
    text: str
    topic: str | None = None
    sources: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    community: bool = False

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Every way to ask for it, the title first."""
        return (self.title, *self.questions)

    @property
    def words(self) -> str:
        """The answer without its marks, on one line."""
        return " ".join(self.text.replace("*", "").replace(">", " ").split())
