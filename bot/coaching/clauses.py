"""Cutting words out of a sentence so that what is left is still a sentence."""

import re

Span = tuple[int, int]

_BOUNDARY = re.compile(
    r"(?P<coordinate>[,;]? (?:and|but|so) (?=(?:i|i'm|i've|i'd|i'll|we|we're|you|you're|your|my"
    r"|would|could|can|please|thank|thanks|it|it's|let)\b)|; ?| - |(?<=\w)- )"
    r"|(?P<subordinate>,? (?:in case|so that|in the hope|and if|if (?:you|there|your|anything)"
    r"|should you|because|since i|as i(?:'m| am)|while i|until|unless|before i)\b)"
    r"|(?P<tail>, (?=(?:and|or|as well as|looking|hoping|seeking|which|who)\b))",
    re.IGNORECASE,
)
_DEPENDENT = re.compile(
    r"\W*(?:if|in case|since|as|because|while|although|though|when|should you|before|after"
    r"|given|being|having|looking|hoping|seeking)\b",
    re.IGNORECASE,
)
_STANDS_ALONE = re.compile(
    r"\W*(?:i|i'm|i've|i'd|i'll|we|we're|we'd|you|you're|your|my|would|could|can|may|please"
    r"|thank|thanks|it|it's|let)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"\b(?:wonder(?:ing|ed)?|hop(?:ing|ed)|curious|writ(?:ing|e)|ask(?:ing)?|thinking"
    r"|reach(?:ing)? out"
    r"|contact(?:ing)? you|know|see|say|mention|believe|think|and|or|but|to|of|for|with|about"
    r"|a|an|the|my|your|that|in|on|at)[.!?]*$",
    re.IGNORECASE,
)
_LEAST = 3  # words that can be a sentence
_END = re.compile(r"[\s,;:-]+$")


def cut(sentence: str, spans: list[Span]) -> str | None:
    """The sentence without every clause that touches a span; None if nothing worth is left.

    `sentence` has straight apostrophes or curly ones; positions count its characters.
    """
    straight = sentence.replace("’", "'").replace("—", "-").replace("–", "-")
    clauses = _clauses(straight)
    kept = [
        (start, end)
        for start, end in clauses
        if not any(start < span_end and span_start < end for span_start, span_end in spans)
    ]
    if not kept or len(kept) == len(clauses):
        return None
    text = _joined(sentence, straight, kept, clauses[0])
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    return text if len(words) >= _LEAST and not _DANGLING.search(text) else None


def _clauses(straight: str) -> list[Span]:
    """Spans from each boundary to the next; the first is the main clause."""
    starts = [0, *(match.start() for match in _BOUNDARY.finditer(straight) if match.start() > 0)]
    return list(zip(starts, [*starts[1:], len(straight)], strict=True))


def _joined(sentence: str, straight: str, kept: list[Span], main: Span) -> str:
    stop = sentence.rstrip()[-1:]
    text = "".join(sentence[start:end] for start, end in kept)
    if kept[0] != main:
        boundary = _BOUNDARY.match(straight, kept[0][0])
        skipped = boundary.end() - kept[0][0] if boundary else 0
        text = text[skipped:].lstrip(" ,;-")
        if not (boundary and boundary.lastgroup == "coordinate" and _STANDS_ALONE.match(text)):
            return ""
        if not sentence[:1].islower():
            text = text[:1].upper() + text[1:]
    elif _DEPENDENT.match(straight[main[0] : main[1]]) and len(kept) == 1:
        return ""
    text = _END.sub("", text)
    return text if text.endswith((".", "!", "?")) else text + (stop if stop in ".!?" else "")
