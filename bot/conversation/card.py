"""How a review is put into words: the band, three findings, what is good, what was fixed."""

from collections.abc import Iterable, Sequence

from bot.coaching.review import Band, Finding, Review, Strength
from bot.coaching.rulebook import Rulebook
from bot.conversation.phrasing import capitalised, counted, listed, number
from bot.model import messages
from bot.model.messages import Button, Dismiss, Paragraph, Part
from bot.model.records import Kind
from bot.model.text import Line, line

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
        parts.append(Paragraph(line("Already good: {good}.", good=line(listed(good)))))
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
    fixed = _fixed(review, rulebook, before)
    headline = _headline(review, shown)
    if review.band is Band.READY:
        good = _praise(review.strengths, rulebook)
        if good:
            headline += f" {capitalised(listed(good))}."
        if review.findings:
            headline += f" {capitalised(counted(shown, 'small thing'))} first:"
    if fixed:
        return line(headline + " Fixed: {fixed}.", fixed=line(listed(fixed)))
    return line(headline)


def _headline(review: Review, shown: int) -> str:
    if review.band is Band.READY:
        slots = any(finding.rule.id == "unfilled_slot" for finding in review.findings)
        return "**Ready, once the blanks are filled.**" if slots else "**Ready. Send it.**"
    left = sum(finding.rule.weight != "low" for finding in distinct(review))
    small = max(0, shown - left)
    and_small = f" and {counted(small, 'small one')}" if small else ""
    if review.band is Band.CLOSE:
        return f"**Close: {counted(left, 'thing')}{and_small} left.**"
    if shown < left:
        return f"**Needs work. Start with these {number(shown)}.**"
    return f"**Needs work: {counted(left, 'thing')}{and_small}, then you have a good message.**"


def _fixed(review: Review, rulebook: Rulebook, before: Sequence[str]) -> list[str]:
    still = {finding.rule.id for finding in review.findings}
    faults = rulebook.faults
    return [faults[id_].fixed for id_ in before if id_ in faults and id_ not in still]


def _finding(position: int, finding: Finding, draft: str | None) -> messages.Finding:
    rule = finding.rule
    advice = rule.advice
    if finding.quote is None and rule.place:
        advice += f" It would go {rule.place}."
    dismiss = Button("Not this one", Dismiss(draft, rule.id)) if draft else None
    quote = _shortened(finding.quote)
    return messages.Finding(position, quote, line(rule.why), line(advice), dismiss)


def _shortened(quote: str | None) -> str | None:
    if quote is None:
        return None
    words = " ".join(quote.split())
    return words if len(words) <= _QUOTED else words[: _QUOTED - 1].rstrip() + "…"


def _praise(strengths: Iterable[Strength], rulebook: Rulebook) -> list[str]:
    return [rulebook.virtues[strength.rule].praise for strength in strengths][:_PRAISED]


_READ_AS = {
    Kind.FOLLOWUP: "*I read this as a follow-up.*",
    Kind.THANKYOU: "*I read this as a thank-you.*",
}
