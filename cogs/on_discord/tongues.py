"""Members' languages: Discord tells them with commands and buttons, but not with messages."""

from collections import OrderedDict

UNKNOWN = "en"
_MOST = 10_000  # members that are remembered


class Tongues:
    """Remembers what language a member's client has, until this process ends.

    Whoever is not known is asked where it matters (11/3), so forgetting costs a question.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._known: OrderedDict[int, str] = OrderedDict()

    def note(self, member: int, locale: str) -> None:
        """They have just used a command or a button."""
        self._known[member] = locale
        self._known.move_to_end(member)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def of(self, member: int) -> str:
        """An IETF tag."""
        return self._known.get(member, UNKNOWN)
