"""Ids of buttons and forms: all there is to know about them, so that they outlive the process."""

from bot.conversation.catalogue import decode_action, decode_form, encode_action, encode_form
from bot.conversation.forms import FormSpec
from bot.model.messages import Form, Request

_BUTTON = "goodask:"
_FORM = "goodask-form:"


def button_id(request: Request) -> str:
    """At most 100 characters. KeyError if the request is no action of the catalogue."""
    return _BUTTON + encode_action(request)


def pressed(custom_id: str) -> Request | None:
    """The request behind a button; None for one that we never made."""
    ours, action = custom_id.startswith(_BUTTON), custom_id.removeprefix(_BUTTON)
    return decode_action(action) if ours else None


def form_id(form: Form) -> str:
    """At most 100 characters."""
    return _FORM + encode_form(form)


def submitted(custom_id: str) -> tuple[FormSpec, str | None] | None:
    """The form that was sent in and what it carried; None for one that we never made."""
    ours, id_ = custom_id.startswith(_FORM), custom_id.removeprefix(_FORM)
    return decode_form(id_) if ours else None
