"""The answers in the order of the road: ask, wait, meet, thank, stay in touch, the other side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.etiquette.entries import Entry
from bot.model.text import N_


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the road: topics, or smaller chapters where there is too much for one list.

    `heading` stands above the questions of a part, where its title would not say enough.
    """

    id: str
    title: str
    topics: tuple[str, ...] = ()
    parts: "tuple[Chapter, ...]" = ()
    heading: str = ""


ROAD = (
    Chapter(
        "ask",
        N_("Ask"),
        parts=(
            Chapter("whom", N_("Whom to ask"), ("why_ask", "who_to_contact", "contacting_alumni",
                "managers_and_recruiters", "nerves_and_awkwardness"),
                heading=N_("Ask: whom to ask")),
            Chapter("reach", N_("How to reach them"), ("finding_contact_details", "which_channel",
                "linkedin_connect", "social_media_contact", "introductions", "using_a_name"),
                heading=N_("Ask: how to reach them")),
            Chapter("write", N_("What to write"), ("opener_terms", "first_message_wording",
                "personal_hook", "intro_and_greeting", "subject_line", "message_length"),
                heading=N_("Ask: what to write")),
            Chapter("job", N_("Jobs, résumés, referrals"), ("asking_for_a_job",
                "attaching_resume", "asking_for_referral", "mentor_ask"),
                heading=N_("Ask: jobs, résumés, referrals")),
        ),
    ),
    Chapter("wait", N_("Wait"), ("no_reply", "over_persistence", "being_declined")),
    Chapter(
        "meet",
        N_("Meet"),
        parts=(
            Chapter("plan", N_("Time and place"), ("meeting_length", "scheduling",
                "where_to_meet", "virtual_or_phone", "who_pays", "small_kindness"),
                heading=N_("Meet: time and place")),
            Chapter("talk", N_("The talk itself"), ("preparation", "questions_to_ask",
                "what_to_wear", "lateness_and_cancelling", "running_the_conversation"),
                heading=N_("Meet: the talk itself")),
        ),
    ),
    Chapter("thank", N_("Thank"), ("thank_you_timing", "thank_you_content", "thank_you_channel")),
    Chapter("touch", N_("Stay in touch"), ("closing_the_loop", "staying_in_touch")),
    Chapter("other", N_("The other side"), ("giving_back", "declining_requests")),
)  # fmt: skip


def chapter(identifier: str) -> Chapter | None:
    """A chapter, or a part of one, by its id."""
    return next((each for each in _all(ROAD) if each.id == identifier), None)


def above(part: Chapter) -> Chapter | None:
    """The chapter that this is a part of."""
    return next((each for each in ROAD if part in each.parts), None)


def covered() -> frozenset[str]:
    """Every topic that can be come upon by looking around."""
    return frozenset(topic for each in _all(ROAD) for topic in each.topics)


def entries_of(part: Chapter, entries: Sequence[Entry]) -> list[Entry]:
    """The answers of a chapter, in the order of its topics."""
    return [entry for topic in part.topics for entry in entries if entry.topic == topic]


def _all(chapters: Iterable[Chapter]) -> Iterable[Chapter]:
    for each in chapters:
        yield each
        yield from each.parts
