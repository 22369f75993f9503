"""What was typed into a form that could not be taken, until it is opened again.

In memory only, bounded, gone after an hour. The reply that refuses a form also shows what was
typed, so that a restart loses nothing either.
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.messages import Form
from bot.model.people import MemberRef
from bot.model.ports import Clock

LIFETIME = timedelta(hours=1)
MOST = 200


@dataclass(frozen=True, slots=True)
class _Kept:
    member: MemberRef
    form: Form
    at: datetime


class Held:
    """Forms by a short token; each opens for the member who typed it and nobody else."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def keep(self, member: MemberRef, form: Form) -> str:
        """Hold a form with its values; the token to open it with."""
        token = secrets.token_urlsafe(9)
        self._kept[token] = _Kept(member, form, self._clock.now())
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return token

    def form(self, member: MemberRef, token: str) -> Form | None:
        """The form as it was typed; None if it is gone or somebody else's."""
        kept = self._kept.get(token)
        if kept is None or kept.member != member:
            return None
        return None if self._clock.now() - kept.at > LIFETIME else kept.form
