"""How a review is put into words: the band, three findings, what is good, what was fixed."""

from collections.abc import Iterable, Sequence

from bot.coaching.review import Band, Finding, Review, Strength
from bot.coaching.rulebook import Rulebook
from bot.conversation.phrasing import counted, number
from bot.model import messages
from bot.model.messages import Button, Dismiss, Paragraph, Part
from bot.model.records import Kind
from bot.model.text import N_, Line, joined, line, listed, plural, sentence

SHOWN = 3  # findings on a card; more than three things at once is a lecture
_PRAISED = 3
_QUOTED = 160  # characters of a quotation; enough to find the place again


def review_card(
    review: Review,
    rulebook: Rulebook,
    *,
    draft: str | None = None,
    before: Sequence[str] = (),
    everything: bool = False,
) -> tuple[Part, ...]:
    """The parts of a card. `before` names the faults of the last review of this `draft`."""
    findings = distinct(review)
    shown = findings if everything else findings[:SHOWN]
    parts: list[Part] = [Paragraph(_verdict(review, len(shown), rulebook, before))]
    parts += [_finding(number_, finding, draft) for number_, finding in enumerate(shown, 1)]
    good = _praise(review.strengths, rulebook)
    if good and review.band is not Band.READY:
        parts.append(Paragraph(line("Already good: {good}.", good=listed(good))))
    if review.kind in _READ_AS:
        parts.append(Paragraph(line(_READ_AS[review.kind])))
    return tuple(parts)


def distinct(review: Review) -> tuple[Finding, ...]:
    """The findings without a second heavy one on the very same words: one reason is enough."""
    seen: set[tuple[int | None, int | None]] = set()
    kept = []
    for finding in review.findings:
        words = (finding.start, finding.end)
        if finding.start is None or words not in seen:
            kept.append(finding)
        if finding.rule.weight == "high":
            seen.add(words)
    return tuple(kept)


def _verdict(review: Review, shown: int, rulebook: Rulebook, before: Sequence[str]) -> Line:
    ready = review.band is Band.READY
    said = [*_ready(review, shown, rulebook)] if ready else [_headline(review, shown)]
    fixed = _fixed(review, rulebook, before)
    if fixed:
        said.append(line("Fixed: {fixed}.", fixed=listed(fixed)))
    return joined(*said)


def _ready(review: Review, shown: int, rulebook: Rulebook) -> Iterable[Line]:
    slots = any(finding.rule.id == "unfilled_slot" for finding in review.findings)
    yield line("**Ready, once the blanks are filled.**") if slots else line("**Ready. Send it.**")
    good = _praise(review.strengths, rulebook)
    if good:
        yield line("{good}.", good=sentence(listed(good)))
    if review.findings:
        count = sentence(number(shown))
        yield plural("One small thing first:", "{count} small things first:", shown, count=count)


def _headline(review: Review, shown: int) -> Line:
    heavy = sum(finding.rule.weight != "low" for finding in distinct(review))
    count, light = number(heavy), max(0, shown - heavy)
    if review.band is not Band.CLOSE and shown < heavy:
        return line("**Needs work. Start with these {count}.**", count=number(shown))
    if light:
        things = counted(heavy, "one thing", "{count} things")
        small = counted(light, "one small one", "{count} small ones")
        return line(_WITH_SMALL[review.band], things=things, small=small)
    if review.band is Band.CLOSE:
        return plural(
            "**Close: one thing left.**", "**Close: {count} things left.**", heavy, count=count
        )
    return plural(
        "**Needs work: one thing, then you have a good message.**",
        "**Needs work: {count} things, then you have a good message.**",
        heavy,
        count=count,
    )


def _fixed(review: Review, rulebook: Rulebook, before: Sequence[str]) -> list[Line]:
    still = {finding.rule.id for finding in review.findings}
    faults = rulebook.faults
    return [line(faults[id_].fixed) for id_ in before if id_ in faults and id_ not in still]


def _finding(position: int, finding: Finding, draft: str | None) -> messages.Finding:
    rule = finding.rule
    advice = line(rule.advice)
    if finding.quote is None and rule.place:
        place = line("It would go {place}.", place=line(rule.place))
        advice = joined(advice, place)
    dismiss = Button("Not this one", Dismiss(draft, rule.id)) if draft else None
    quote = _shortened(finding.quote)
    return messages.Finding(position, quote, line(rule.why), advice, dismiss)


def _shortened(quote: str | None) -> str | None:
    if quote is None:
        return None
    words = " ".join(quote.split())
    return words if len(words) <= _QUOTED else words[: _QUOTED - 1].rstrip() + "…"


def _praise(strengths: Iterable[Strength], rulebook: Rulebook) -> list[Line]:
    return [line(rulebook.virtues[strength.rule].praise) for strength in strengths][:_PRAISED]


_WITH_SMALL = {
    Band.CLOSE: N_("**Close: {things} and {small} left.**"),
    Band.NEEDS_WORK: N_("**Needs work: {things} and {small}, then you have a good message.**"),
}
_READ_AS = {
    Kind.FOLLOWUP: N_("*I read this as a follow-up.*"),
    Kind.THANKYOU: N_("*I read this as a thank-you.*"),
}
