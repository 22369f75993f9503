"""A community's own answers: checked on entry, so that nothing broken is kept."""

from bot.etiquette.entries import TOPICS, Entry

LONGEST_TITLE = 100
LONGEST_QUESTION = 200
MOST_QUESTIONS = 20
SHORTEST_ANSWER, LONGEST_ANSWER = 20, 1500


def check_community_answer(
    title: str, answer: str, questions: tuple[str, ...] = (), topic: str | None = None
) -> dict[str, str]:
    """What is wrong, by field, in words for the manager who typed it; empty if nothing is.

    Lengths are in characters. Nothing typed is changed, so a refused form can be shown again.
    """
    faults: dict[str, str] = {}
    if not title.strip():
        faults["title"] = "Give it the question people ask."
    elif len(title) > LONGEST_TITLE:
        faults["title"] = (
            f"Keep the question under {LONGEST_TITLE} characters; it has {len(title)}."
        )
    size = len(answer.strip())
    if size < SHORTEST_ANSWER:
        faults["answer"] = "That's too short to help anybody. Write a sentence or two."
    elif size > LONGEST_ANSWER:
        faults["answer"] = f"Keep it under {LONGEST_ANSWER} characters; it has {size}."
    if len(questions) > MOST_QUESTIONS:
        faults["questions"] = f"{MOST_QUESTIONS} ways to ask are plenty; you gave {len(questions)}."
    elif any(len(question) > LONGEST_QUESTION for question in questions):
        faults["questions"] = f"Each way to ask stays under {LONGEST_QUESTION} characters."
    if topic is not None and topic not in TOPICS:
        faults["topic"] = "That isn't one of my topics. Leave it empty if none fits."
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
        raise ValueError(f"{field}: {fault}")
    return Entry(
        id=f"community:{identifier}",
        title=title.strip(),
        questions=tuple(question.strip() for question in questions if question.strip()),
        text=answer.strip(),
        topic=topic,
        sources=("This community",),
        community=True,
    )
