"""Brings the catalogue up to date with the code and the content, and compiles every language.

    uv run python -m tests.languages.catalogue        # after a change of words
    uv run python -m tests.languages.catalogue fr     # begin a language

What has no words in a language yet is named; until it has, members read it in English.
"""

import ast
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.coaching.rulebook import CONTENT, load_rulebook
from bot.conversation.answers import NO_TITLE, heading, text_parts
from bot.conversation.catalogue import COMMANDS, FORMS, SHORTCUTS
from bot.conversation.languages import DOMAIN, LOCALE
from bot.etiquette.answer_files import shipped_entries
from bot.etiquette.limits import shipped_limits
from bot.model import text
from bot.model.messages import Paragraph

ROOT = Path(__file__).parents[2]
TEMPLATE = LOCALE / f"{DOMAIN}.pot"
_KEYWORDS = {
    "N_": (0, 1),
    "line": (0, 1),
    "Button": (0, 1),
    "_said": (0, 1),
    "plural": (0, 2),
    "counted": (1, 3),
}
"""Where the words stand among the arguments of what says them."""


Words: TypeAlias = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Words of ours, where they stand, and what a translator should know."""

    words: Words
    place: str
    note: str = ""


def extracted() -> Catalog:
    """Everything that members read, as the code and the content have it now."""
    catalog = Catalog(project="Good Ask", charset="utf-8", creation_date=_created())
    for found in (*_in_code(), *_in_content()):
        note = [found.note] if found.note else []
        catalog.add(found.words, locations=[(found.place, 0)], auto_comments=note)
    return catalog


def _created() -> datetime:
    """The catalogue's own date, so that nothing changes where no words did."""
    if not TEMPLATE.exists():
        return datetime.now(UTC)
    with TEMPLATE.open("rb") as file:
        created = read_po(file).creation_date
    return created if isinstance(created, datetime) else datetime.now(UTC)


def _in_code() -> Iterator[Found]:
    for package in ("bot", "cogs"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for words in _said_in(ast.parse(path.read_text("utf-8"))):
                yield Found(words, str(path.relative_to(ROOT)))


def _said_in(code: ast.Module) -> Iterator[Words]:
    """The literal words of every call that says some. Babel's own search misses calls in calls."""
    for call in ast.walk(code):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            first, many = _KEYWORDS.get(call.func.id, (0, 0))
            words = [
                each.value
                for each in call.args[first:many]
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
            if words and len(words) == many - first:
                yield words[0] if len(words) == 1 else tuple(words)


def _in_content() -> Iterator[Found]:
    yield from _in_rules()
    yield from _in_forms()
    yield from _in_answers()
    yield from _in_openings()
    for limit in shipped_limits():
        if limit.reply:
            yield Found(limit.reply, f"bot/etiquette/limits/{limit.subject}.toml")


def _in_rules() -> Iterator[Found]:
    rulebook = load_rulebook()
    for fault in rulebook.faults.values():
        place = f"bot/content/rules/{fault.id}.toml"
        yield Found(fault.why, place)
        yield Found(fault.advice, place)
        yield Found(fault.fixed, place, "In a list after “Fixed:” or “Mended:”")
        if fault.place:
            yield Found(fault.place, place, "After “It would go”")
    for virtue in rulebook.virtues.values():
        place = f"bot/content/rules/{virtue.id}.toml"
        yield Found(virtue.praise, place, "In a list after “Already good:”, or a sentence")


def _in_forms() -> Iterator[Found]:
    declared = "bot/conversation/catalogue.py"
    for form in FORMS.values():
        for field in form.fields:
            options = (option.label for option in field.options)
            for words in (*_label(field.label), field.hint, *options):
                if words:
                    yield Found(words, declared, f"In the form “{form.title}”")
        yield Found(form.title, declared, "The title of a form")
        yield Found(form.submit, declared, f"The button that sends the form “{form.title}”")
    for command in COMMANDS:
        yield Found(command.summary, declared, f"What /{command.name} does; 100 characters")
        yield Found(command.hint, declared, f"What is typed after /{command.name}; 100 characters")
    for shortcut in SHORTCUTS:
        yield Found(shortcut.name, declared, "In a message's menu; 32 characters")


def _label(label: text.Label) -> tuple[str, ...]:
    return (label,) if isinstance(label, str) else ()


def _in_answers() -> Iterator[Found]:
    for entry in shipped_entries():
        place = f"bot/content/answers/{entry.id}.md"
        yield Found(heading(entry), place, "A question; 75 characters on a button")
        for part in text_parts(entry.text):
            for words in part.text if isinstance(part, Paragraph) else ():
                if isinstance(words, text.Message):
                    yield Found(words.template, place)
        for source in entry.sources:
            if source not in NO_TITLE:
                yield Found(source, place, "After “Source:”")


def _in_openings() -> Iterator[Found]:
    table = tomllib.loads((CONTENT / "openings.toml").read_text("utf-8"))
    for opening in table["opening"]:
        for key in ("title", "otherwise"):
            if key in opening:
                yield Found(opening[key], "bot/content/openings.toml", "Above a message to choose")


def written(catalog: Catalog) -> bytes:
    """A catalogue as a file for translators. Only files are named in it: lines move."""
    file = BytesIO()
    write_po(file, catalog, width=100, ignore_obsolete=True, include_lineno=False)
    return file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """A catalogue as the file that is read."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def language_file(language: str) -> Path:
    """Where a language's words are; beside it stands what was compiled of them."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path) -> Catalog:
    """A catalogue from its file."""
    with path.open("rb") as file:
        return read_po(file, path.parts[-3] if path.suffix == ".po" else None)


def missing(catalog: Catalog) -> list[Message]:
    """What a language has no words for."""
    return [each for each in catalog if each.id and not _is_said(each)]


def _is_said(message: Message) -> bool:
    return bool(message.string) if isinstance(message.string, str) else all(message.string or [""])


def main(begun: Iterable[str]) -> None:
    """Write the template, and every language's two files."""
    template = extracted()
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_bytes(written(template))
    for language in begun:
        language_file(language).parent.mkdir(parents=True)
        language_file(language).write_bytes(written(Catalog(language, domain=DOMAIN)))
    for path in sorted(LOCALE.glob("*/*/*.po")):
        catalog = read(path)
        catalog.update(template, no_fuzzy_matching=True)
        path.write_bytes(written(catalog))
        path.with_suffix(".mo").write_bytes(compiled(read(path)))
        lacking = missing(catalog)
        sys.stdout.write(
            f"{catalog.locale}: {len(catalog)} messages, {len(lacking)} without words\n"
        )
        for words in lacking:
            sys.stdout.write(f"  {words.id}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
