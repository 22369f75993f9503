"""The text of a message, wherever Discord put it: in the message, or in a file beside it.

Discord turns a paste of more than 2,000 characters into `message.txt`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import discord

from bot.conversation.catalogue import DRAFT_LIMIT
from bot.model.messages import Reply
from cogs.on_discord import words

Fetch: TypeAlias = Callable[[str], Awaitable[bytes]]

_BYTES = 4 * DRAFT_LIMIT  # UTF-8 takes at most four bytes a character
_ENDINGS = (".txt", ".md", ".text")


@dataclass(frozen=True, slots=True)
class File:
    """A file beside a message; `size` in bytes, as Discord states it."""

    name: str
    size: int
    type: str
    url: str

    @property
    def is_text(self) -> bool:
        """Whether it claims to be plain text."""
        return self.type.startswith("text/plain") or self.name.lower().endswith(_ENDINGS)


@dataclass(frozen=True, slots=True)
class Document:
    """A message's own words and the files beside them."""

    text: str
    files: tuple[File, ...] = ()

    @classmethod
    def of(cls, message: discord.Message) -> "Document":
        """Of a message, or of the one that was forwarded in it."""
        source: discord.Message | discord.MessageSnapshot = message
        if message.message_snapshots and not message.content:
            source = message.message_snapshots[0]
        files = (
            File(item.filename, item.size, item.content_type or "", item.url)
            for item in source.attachments
        )
        return cls(source.content, tuple(files))

    @classmethod
    def of_payload(cls, message: Mapping[str, Any]) -> "Document":
        """Of a message as Discord's API writes it."""
        snapshots = message.get("message_snapshots") or ()
        if snapshots and not message.get("content"):
            message = snapshots[0].get("message", {})
        files = (
            File(
                str(item.get("filename", "")),
                int(item.get("size", 0)),
                str(item.get("content_type") or ""),
                str(item.get("url", "")),
            )
            for item in message.get("attachments") or ()
        )
        return cls(str(message.get("content") or ""), tuple(files))


async def read(document: Document, fetch: Fetch) -> str | Reply:
    """The text to work with, or what to say where there is none that we can read.

    A text file is the draft, and the words beside it are a remark. Raises what `fetch` raises.
    """
    texts = [file for file in document.files if file.is_text]
    if len(texts) > 1:
        return words.SEVERAL_FILES
    if not texts:
        unreadable = document.files and not document.text.strip()
        return words.NOT_PLAIN_TEXT if unreadable else document.text
    if texts[0].size > _BYTES:
        return words.FILE_TOO_BIG
    content = await fetch(texts[0].url)
    if len(content) > _BYTES:
        return words.FILE_TOO_BIG
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return words.NOT_UTF8
    return words.NOT_UTF8 if "\0" in text else text
