"""What a search needs of the shipped answers, worked out once and kept in a file beside this one.

Rebuild after changing an answer: `uv run python -m bot.etiquette.prepared`. The file names the
contents it was made from; if those have changed since, everything is worked out again at the start,
so that a forgotten rebuild costs half a second and never a wrong answer.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.etiquette.distress import DISTRESS_FILE, LOW, hints, prototypes
from bot.etiquette.entries import ANSWERS, Entry
from bot.etiquette.leaning import draw
from bot.etiquette.lexical import GramIndex, Postings, Rarity, WordIndex
from bot.etiquette.limits import ELSEWHERE, LIMITS, Limit, shipped_limits
from bot.etiquette.shelf import Shelf, entry_item, item_rarity, item_texts, limit_item
from bot.etiquette.vectors import Kept, digest, unpack
from bot.etiquette.wording import SLANG
from bot.language.encoder import MODEL_SHA256, WIDTH, Encoder, Floats

FILE = Path(__file__).with_name("prepared.npy")
DISTRESS = "distress"
"""The limit that stands for what people say in distress."""

_LAYOUT = 3  # of the file
_ARRAYS = 13


@dataclass(frozen=True, slots=True)
class Prepared:
    """The shipped answers and limits, with their indexes.

    `digests` and `packed` have a row for each text: all ways to ask, all answers, and last what
    only sounds like distress. They are empty if it was prepared without the model. `line` parts
    despair from everything else, see `leaning.py`.
    """

    entries: tuple[Entry, ...]
    limits: tuple[Limit, ...]
    rarity: Rarity
    sizes: NDArray[np.int32]
    words: Postings
    letters: Postings
    digests: NDArray[np.int64]
    packed: NDArray[np.int8]
    line: Floats

    def shelf(self, vectors: Floats | None) -> Shelf:
        """The answers, then the limits; `vectors` unpacked, or None without the model."""
        count, phrases = len(self.sizes), int(self.sizes.sum())
        return Shelf(
            self.sizes,
            np.arange(count) < len(self.entries),
            WordIndex(self.words, count, self.rarity),
            GramIndex(self.letters, phrases, self.rarity),
            None if vectors is None else vectors[: phrases + count],
        )

    def distress(self, vectors: Floats) -> tuple[Floats, Floats]:
        """The rows of what people in distress say, and of what only sounds like it."""
        return _distress(self.sizes, vectors)


def prepared(encoder: Encoder | None) -> Prepared:
    """From the file if it is of these contents, else worked out. Raises BrokenAnswerError.

    Without `encoder` new texts get no vectors. Raises ModelUnusableError if it can't be used.
    """
    stamp = contents_stamp()
    written = read(FILE)
    if written is not None and written[0] == stamp:
        return written[1]
    return prepare(encoder, _kept(written))


def prepare(encoder: Encoder | None, kept: Kept | None = None) -> Prepared:
    """Work it out from the files; vectors that are `kept` are taken over. Raises as `prepared`."""
    from bot.etiquette.answer_files import shipped_entries

    entries = shipped_entries()
    said, sounds = prototypes()
    limits = (*shipped_limits(), Limit(DISTRESS, LOW, tuple(said)))
    items = [*map(entry_item, entries), *map(limit_item, limits)]
    rare = item_rarity(items)
    shelf = Shelf.of(items, rare, None)
    digests, packed = np.zeros(0, dtype=np.int64), np.zeros((0, WIDTH), dtype=np.int8)
    if encoder is not None:
        texts = item_texts(items) + sounds
        packed = (kept or Kept(digests, packed)).packed(texts, encoder)
        digests = np.array([digest(text) for text in texts], dtype=np.int64)
    sizes = np.array([len(item.phrasings) for item in items], dtype=np.int32)
    words, letters = shelf.lists
    line = np.zeros(WIDTH + 1, dtype=np.float32)
    if encoder is not None:
        line = _line(sizes, unpack(packed), encoder.encode_all(hints()))
    return Prepared(entries, limits, rare, sizes, words, letters, digests, packed, line)


def _distress(sizes: NDArray[np.int32], vectors: Floats) -> tuple[Floats, Floats]:
    count, phrases = len(sizes), int(sizes.sum())
    return vectors[phrases - int(sizes[-1]) : phrases], vectors[phrases + count :]


def _line(sizes: NDArray[np.int32], vectors: Floats, hinted: Floats) -> Floats:
    said, sounds = _distress(sizes, vectors)
    return draw(np.concatenate([said, hinted]), sounds, vectors[: int(sizes[:-1].sum())])


def contents_stamp() -> str:
    """Names the contents of every file that it depends on, and the model."""
    found = hashlib.sha256(f"{_LAYOUT} {MODEL_SHA256}".encode())
    for path in _sources():
        content = path.read_bytes()
        found.update(f"\n{path.name} {len(content)}\n".encode() + content)
    return found.hexdigest()


def _sources() -> Iterator[Path]:
    yield from sorted(ANSWERS.glob("*.md"))
    yield from sorted(LIMITS.glob("*.toml"))
    yield from (ELSEWHERE, DISTRESS_FILE, SLANG)


def write(path: Path, made: Prepared) -> None:
    """The file: a line of JSON as bytes, then the arrays, each as numpy writes it."""
    rare = made.rarity
    head = {
        "stamp": contents_stamp(),
        "entries": [astuple(entry) for entry in made.entries],
        "limits": [astuple(limit) for limit in made.limits],
        "words": made.words.keys,
        "letters": made.letters.keys,
        "rarity": [rare.new_word, rare.new_gram, rare.usual_length],
    }
    arrays = [
        np.frombuffer(json.dumps(head, separators=(",", ":")).encode(), dtype=np.uint8),
        np.array([rare.words[word] for word in made.words.keys]),
        np.array([rare.grams[gram] for gram in made.letters.keys]),
        *(made.sizes, made.words.ends, made.words.rows, made.words.gains),
        *(made.letters.ends, made.letters.rows, made.letters.gains),
        *(made.digests, made.packed, made.line),
    ]
    with path.open("wb") as file:
        for array in arrays:
            np.save(file, array, allow_pickle=False)


def read(path: Path) -> tuple[str, Prepared] | None:
    """A written file: the stamp and the rest; None if there is no such file or it is not whole."""
    try:
        with path.open("rb") as file:
            text, *numbers = [np.load(file, allow_pickle=False) for _ in range(_ARRAYS)]
        head = json.loads(text.tobytes())
        return head["stamp"], _made(head, numbers)
    except (OSError, ValueError, KeyError, EOFError):
        return None


def _made(head: dict[str, Any], numbers: Sequence[NDArray[Any]]) -> Prepared:
    word_rarity, gram_rarity, sizes, *rest = numbers
    words, letters = head["words"], head["letters"]
    return Prepared(
        tuple(map(_entry, head["entries"])),
        tuple(map(_limit, head["limits"])),
        Rarity(
            dict(zip(words, word_rarity.tolist(), strict=True)),
            dict(zip(letters, gram_rarity.tolist(), strict=True)),
            *head["rarity"],
        ),
        sizes,
        Postings(words, *rest[0:3]),
        Postings(letters, *rest[3:6]),
        *rest[6:],
    )


def _entry(fields: list[Any]) -> Entry:
    """From the fields in their order; what was a tuple is a list in JSON."""
    id_, title, questions, text, topic, sources, related, _ = fields
    return Entry(id_, title, tuple(questions), text, topic, tuple(sources), tuple(related))


def _limit(fields: list[Any]) -> Limit:
    subject, reply, questions, signs = fields
    return Limit(subject, reply, tuple(questions), tuple(signs))


def _kept(written: tuple[str, Prepared] | None) -> Kept | None:
    return None if written is None else Kept(written[1].digests, written[1].packed)


def _main() -> None:
    write(FILE, prepare(Encoder(), _kept(read(FILE))))


if __name__ == "__main__":
    _main()
