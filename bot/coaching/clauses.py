"""Cutting words out of a sentence so that what is left is still a sentence."""

import re

Span = tuple[int, int]

_BOUNDARY = re.compile(
    r"(?P<purpose> so (?:that )?(?=(?:you|we|i) (?:can|could|may|might)\b))"
    r"|(?P<coordinate>, (?=(?:could|can|would|may|might) (?:i|you|we|u)\b)"
    r"|[,;]? (?:and|but|so) (?=(?:i|i'm|i've|i'd|i'll|we|we're|you|you're|your|my"
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
_SUBJECTLESS = re.compile(
    r"(?:would|could|can|will|am|have) (?!you|i\b|we|it|u\b|there|that)", re.IGNORECASE
)
_EMPTY = re.compile(
    r"\W*(?:by the way|on another note|in addition|additionally|of course|in any case"
    r"|either way)\W*$",
    re.IGNORECASE,
)
_OWN_CLAUSE = re.compile(
    r", (?:i|i'm|i'd|i'll|i've|we|you|would|could|can|please|let)\b", re.IGNORECASE
)
_QUESTION = re.compile(
    r"\W*(?:would|could|can|may|might|will|do|does|did|are|is|have|has|how|what|when|where|which|who"
    r"|why|any|shall|should)\b",
    re.IGNORECASE,
)
_LEAST = 3  # words that can be a sentence
_END = re.compile(r"(?:[\s,;:-]+(?:and|but|so|or)(?=[\s,;:-]*$)|[\s,;:-]+$)+")


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
    whole = len(words) >= _LEAST and not _DANGLING.search(text) and not _EMPTY.match(text)
    return text if whole else None


def _clauses(straight: str) -> list[Span]:
    """Spans from each boundary to the next; the first is the main clause."""
    starts = [0, *(match.start() for match in _BOUNDARY.finditer(straight) if match.start() > 0)]
    return list(zip(starts, [*starts[1:], len(straight)], strict=True))


def _joined(sentence: str, straight: str, kept: list[Span], main: Span) -> str:
    stop = sentence.rstrip()[-1:]
    first = straight[main[0] : main[1]]
    text = _runs(sentence, straight, kept)
    if kept[0] != main:
        boundary = _BOUNDARY.match(straight, kept[0][0])
        skipped = boundary.end() - kept[0][0] if boundary else 0
        text = text[skipped:].lstrip(" ,;-")
        if not (boundary and boundary.lastgroup == "coordinate" and _STANDS_ALONE.match(text)):
            return ""
        if _SUBJECTLESS.match(text) and re.match(r"i\b", straight, re.IGNORECASE):
            text = f"{sentence[0]} {text}"
        text = _begun(text, sentence)
    elif _DEPENDENT.match(first) and len(kept) == 1 and not _OWN_CLAUSE.search(first):
        return ""
    text = _END.sub("", text)
    if stop == "?" and kept[-1][1] < len(straight) and not _QUESTION.match(text):
        stop = "."
    return text if text.endswith((".", "!", "?")) else text + (stop if stop in ".!?" else "")


def _runs(sentence: str, straight: str, kept: list[Span]) -> str:
    """The kept clauses in a row; one that hung on a lost one begins a sentence of its own."""
    text = ""
    last = kept[0][0]
    for start, end in kept:
        clause = sentence[start:end]
        boundary = _BOUNDARY.match(straight, start)
        if start != last and boundary and boundary.lastgroup == "coordinate":
            rest = sentence[boundary.end() : end]
            if _STANDS_ALONE.match(rest) and not _SUBJECTLESS.match(rest):
                clause = ". " + _begun(rest, sentence)
        text += clause
        last = end
    return text


def _begun(text: str, sentence: str) -> str:
    """The text begun with a large letter, if the sentence was."""
    return text if sentence[:1].islower() else text[:1].upper() + text[1:]
