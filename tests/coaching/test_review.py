"""The contract of a review, whatever the text."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.coaching.review import Band, Reviewer
from bot.model.records import Channel, Kind

REVIEWER = Reviewer.load()

ANY_TEXT = st.text(max_size=400) | st.text(
    alphabet=st.sampled_from("aA \n.?!,[]{}<>&;\"'é’—\u200b\u202e\x00\x1b\ud800👋Hi"), max_size=400
)


@given(ANY_TEXT, st.none() | st.sampled_from(Kind), st.none() | st.sampled_from(Channel))
@settings(max_examples=150, deadline=None)
@example("", None, None)
@example("\x00\ud800\u200b\u202e", None, None)
@example("\x1b[2J\x1b]0;title\x07Hi Ana, coffee?", Kind.REQUEST, None)
@example("<p>Hi Ana,</p><p>may I <b>pick your</b> brain?</p>", Kind.REQUEST, None)
def test_any_text_is_reviewed_and_quotes_are_its_own(
    text: str, kind: Kind | None, channel: Channel | None
) -> None:
    review = REVIEWER.review(text, kind, channel)
    assert review == REVIEWER.review(text, kind, channel)
    for finding in review.findings:
        if finding.start is None or finding.end is None:
            assert finding.quote is None
            assert finding.end is None
        else:
            assert 0 <= finding.start < finding.end <= len(text)
            assert finding.quote == text[finding.start : finding.end]
    for strength in review.strengths:
        if strength.start is not None and strength.end is not None:
            assert 0 <= strength.start < strength.end <= len(text)
    weights = [finding.rule.weight for finding in review.findings]
    if review.kind is not Kind.OTHER:
        assert (review.band is Band.READY) == (not {"high", "medium"} & set(weights))
        assert (review.band is Band.CLOSE) == (
            "high" not in weights and 1 <= weights.count("medium") <= 2
        )


def test_findings_come_heaviest_first() -> None:
    review = REVIEWER.review(
        "hi, got any jobs? my resume is attached. grab coffee tomorrow at 9? i expect an answer",
        Kind.REQUEST,
    )
    order = {"high": 0, "medium": 1, "low": 2}
    weights = [order[finding.rule.weight] for finding in review.findings]
    assert weights == sorted(weights)
    assert len(weights) > 3


def test_what_is_switched_off_is_not_found() -> None:
    text = "Hi Ana, could I pick your brain about welding?"
    found = {finding.rule.id for finding in REVIEWER.review(text).findings}
    assert "overused_term" in found
    off = frozenset({"overused_term"})
    left = {f.rule.id for f in REVIEWER.review(text, switched_off=off).findings}
    assert left == found - off


def test_a_quote_spans_the_tags_and_accents_it_was_typed_with() -> None:
    text = "<p>Hi Ana,</p><p>I’ve attached my <b>résumé</b>. Could we talk for 15 minutes?</p>"
    quotes = {f.rule.id: f.quote for f in REVIEWER.review(text, Kind.REQUEST).findings}
    assert "résumé" in (quotes["pushes_resume"] or "")


def test_nothing_in_a_quoted_mail_is_a_finding() -> None:
    text = (
        "Hi Ana,\n\nYour note on tram brakes answered my first question. Would you have 15 minutes "
        "for the second, about noise? I train apprentices in Graz and can fit around you.\n\n"
        "Thank you,\nJo\n\nOn Mon, Nov 2, 2026 at 9:14 AM Ana Ruiz <ana@example.org> wrote:\n"
        "> Happy to! Shall we grab coffee? Attach your resume if you like, we have a job opening.\n"
    )
    quotes = [finding.quote for finding in REVIEWER.review(text, Kind.REQUEST).findings]
    assert not [quote for quote in quotes if quote and quote in text[text.index("On Mon") :]]
