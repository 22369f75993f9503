"""A community's own answers: checked on entry, so that nothing broken is kept."""

from bot.etiquette.entries import TOPICS, Entry
from bot.model.text import Line, line, plain

LONGEST_TITLE = 100
LONGEST_QUESTION = 200
MOST_QUESTIONS = 20
SHORTEST_ANSWER, LONGEST_ANSWER = 20, 1500


def check_community_answer(
    title: str, answer: str, questions: tuple[str, ...] = (), topic: str | None = None
) -> dict[str, Line]:
    """What is wrong, by field, in words for the manager who typed it; empty if nothing is.

    Lengths are in characters. Nothing typed is changed, so a refused form can be shown again.
    """
    faults: dict[str, Line] = {}
    if not title.strip():
        faults["title"] = line("Give it the question people ask.")
    elif len(title) > LONGEST_TITLE:
        faults["title"] = line(
            "Keep the question under {most} characters; it has {size}.",
            most=LONGEST_TITLE,
            size=len(title),
        )
    size = len(answer.strip())
    if size < SHORTEST_ANSWER:
        faults["answer"] = line("That's too short to help anybody. Write a sentence or two.")
    elif size > LONGEST_ANSWER:
        faults["answer"] = line(
            "Keep it under {most} characters; it has {size}.", most=LONGEST_ANSWER, size=size
        )
    if len(questions) > MOST_QUESTIONS:
        faults["questions"] = line(
            "{most} ways to ask are plenty; you gave {count}.",
            most=MOST_QUESTIONS,
            count=len(questions),
        )
    elif any(len(question) > LONGEST_QUESTION for question in questions):
        faults["questions"] = line(
            "Each way to ask stays under {most} characters.", most=LONGEST_QUESTION
        )
    if topic is not None and topic not in TOPICS:
        faults["topic"] = line("That isn't one of my topics. Leave it empty if none fits.")
    return faults


def community_entry(
    identifier: str,
    title: str,
    answer: str,
    questions: tuple[str, ...] = (),
    topic: str | None = None,
) -> Entry:
    """An entry from checked fields. Raises ValueError with the first fault otherwise."""
    for field, fault in check_community_answer(title, answer, questions, topic).items():
        raise ValueError(f"{field}: {plain(fault)}")
    return Entry(
        id=f"community:{identifier}",
        title=title.strip(),
        questions=tuple(question.strip() for question in questions if question.strip()),
        text=answer.strip(),
        topic=topic,
        sources=("This community",),
        community=True,
    )
