"""Forms of the catalogue as Discord's modals, and what comes back from them."""

from collections.abc import Iterable, Iterator, Mapping
from gettext import NullTranslations
from typing import Any

import discord
from discord import ui

from bot.conversation.catalogue import FORMS
from bot.conversation.forms import Field
from bot.model.messages import Form
from bot.model.text import ENGLISH, plain
from cogs.on_discord.escape import length
from cogs.on_discord.ids import form_id

_INPUT = 4_000  # characters that a text field can hold


def modal(form: Form, language: NullTranslations = ENGLISH) -> ui.Modal:
    """The modal of a form in a language, filled in with what is known.

    It is stopped before it is sent: discord.py then keeps no record of it, so forms that are
    opened and forgotten take no memory, and one that is sent in after a restart is understood.
    """
    spec = FORMS[form.name]
    if spec.in_steps is not None:
        spec = FORMS[spec.in_steps]
    id_ = form_id(Form(spec.name, form.target))
    shown = ui.Modal(title=language.gettext(spec.title), custom_id=id_, timeout=None)
    for field in spec.fields:
        known = form.values.get(field.name, "")
        hint = plain(field.hint, language) or None
        options = _options(field, known, language)
        item = _select(field, hint, options) if options else _text(field, hint, known)
        shown.add_item(ui.Label(text=plain(field.label, language), component=item))
    shown.stop()
    return shown


def _text(field: Field, hint: str | None, known: str) -> ui.TextInput[ui.Modal]:
    known = known[:_INPUT]
    return ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if field.multiline else discord.TextStyle.short,
        placeholder=hint,
        default=known or None,
        required=field.required,
        max_length=min(_INPUT, max(field.limit, length(known))),
    )


def _options(field: Field, known: str, language: NullTranslations) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=language.gettext(option.label),
            value=option.value,
            default=option.value == known,
        )
        for option in field.options
    ]


def _select(
    field: Field, hint: str | None, options: list[discord.SelectOption]
) -> ui.Select[ui.Modal]:
    return ui.Select(
        custom_id=field.name,
        placeholder=hint,
        min_values=1 if field.required else 0,
        required=field.required,
        options=options,
    )


def values(components: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What was filled in, by field, from the components of a submission."""
    return dict(_values(components))


def _values(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        if "component" in component:
            yield from _values([component["component"]])
        yield from _values(component.get("components", ()))
        chosen = component.get("values")
        value = component.get("value") if chosen is None else "".join(chosen[:1])
        if isinstance(value, str) and "custom_id" in component:
            yield str(component["custom_id"]), value
