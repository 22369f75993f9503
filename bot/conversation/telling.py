"""A meeting as a member told it, taken apart. Pure."""

import re
from dataclasses import replace

from bot.conversation.errand_forms import TIME_LIMIT
from bot.conversation.people import tidied, tidy
from bot.model.errands import LogMeeting
from bot.networking.met import read_meeting
from bot.networking.when import Side

_STRETCH = re.compile(
    r" (?:(?:back )?in \d{4}|the other (?:day|week|month)|(?:last|this|next) (?:week|month|year)"
    r"|recently|(?:(?:a|an|some|a few|\w+) )?(?:weeks?|months?|years?) ago)\b.*",
    re.IGNORECASE,
)


def told_in(request: LogMeeting) -> tuple[LogMeeting, Side]:
    """The pieces of what was told, and on which side of now it is expected."""
    if not request.story:
        return replace(request, who=tidy(request.who), when=tidied(request.when, TIME_LIMIT)), (
            Side.PAST
        )
    story = read_meeting(request.story) or read_meeting(f"met {request.story}")
    if story is None:
        return LogMeeting(), Side.PAST
    pieces = (story.who, story.when, story.about, story.introducer)
    told = LogMeeting(*(piece.text if piece else "" for piece in pieces))
    stretch = None if told.when else _STRETCH.search(told.who)
    if stretch:  # "Kim the other day": a time that names no day, but no part of the name
        told = replace(told, who=told.who[: stretch.start()], when=stretch[0].strip())
    told = replace(told, who=tidy(told.who), when=tidied(told.when, TIME_LIMIT))
    return told, Side.FUTURE if story.ahead else Side.PAST
