"""What Slack knows of a member that we ask for: their time zone and their language."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from cogs.on_slack.trouble import code

SCOPE = "users:read"
"""What asking needs. Apps that were installed before it was in the manifest lack it."""

_log = logging.getLogger(__name__)

_PATIENCE = 0.7  # seconds that an answer waits for Slack; then it goes without
_FRESH = 3600.0  # seconds after which Slack is asked again: members travel
_SULK = 60.0  # seconds without asking for a member after it went wrong
_MOST = 5_000  # members that are remembered
_FOR_GOOD = {"missing_scope", "no_permission", "not_allowed_token_type"}


@dataclass(frozen=True, slots=True)
class Profile:
    """`zone` is an IANA name, `locale` an IETF tag; None where Slack does not say."""

    zone: str | None = None
    locale: str | None = None


NOTHING = Profile()


@dataclass(frozen=True, slots=True)
class _Kept:
    profile: Profile
    until: float


class Profiles:
    """Asks Slack about members who use the bot, at most once an hour, and about nobody else.

    `fresh`: seconds that an answer is believed; `patience`: seconds that one is waited for.
    `client` must not wait out rate limits by itself. `allowed`: whether the scope was granted;
    without it nobody is asked about. It never raises: a member of whom nothing is known is asked
    for their time, as on other platforms.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        allowed: bool,
        fresh: float = _FRESH,
        patience: float = _PATIENCE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._allowed = allowed
        self._fresh = fresh
        self._patience = patience
        self._now = now
        self._quiet_until = 0.0
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def of(self, user: str) -> Profile:
        """What is known of the member soon enough; an answer that comes later is kept."""
        kept = self._kept.get(user)
        if user and self._may_ask(kept):
            asking = self._asking.get(user) or self._ask(user)
            await asyncio.wait({asking}, timeout=self._patience)
        return self.known(user)

    def known(self, user: str) -> Profile:
        """What is known of the member now, without asking."""
        kept = self._kept.get(user)
        return kept.profile if kept else NOTHING

    async def close(self) -> None:
        """Give up what is still being asked."""
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    def _may_ask(self, kept: _Kept | None) -> bool:
        now = self._now()
        stale = kept is None or kept.until <= now
        return self._allowed and stale and now >= self._quiet_until

    def _ask(self, user: str) -> "asyncio.Task[None]":
        asking = asyncio.create_task(self._fetched(user))
        self._asking[user] = asking
        asking.add_done_callback(lambda _: self._asking.pop(user, None))
        return asking

    async def _fetched(self, user: str) -> None:
        try:
            answer = await self._client.users_info(user=user, include_locale=True)
        except SlackApiError as error:
            self._refused(user, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the member is asked instead
            _log.info("Slack did not say a member's zone: %s", type(error).__name__)
            self._keep(user, self.known(user), _SULK)
        else:
            found = answer.get("user") or {}
            profile = Profile(found.get("tz") or None, found.get("locale") or None)
            self._keep(user, profile, self._fresh)

    def _refused(self, user: str, error: SlackApiError) -> None:
        name = code(error)
        if name in _FOR_GOOD:
            self._allowed = False
            _log.warning("Slack tells no zones (%s); members are asked for their time", name)
        elif int(error.response.status_code) == 429:
            self._quiet_until = self._now() + _seconds(error)
        else:
            _log.info("Slack did not say a member's zone: %s", name)
            self._keep(user, self.known(user), _SULK)

    def _keep(self, user: str, profile: Profile, seconds: float) -> None:
        self._kept[user] = _Kept(profile, self._now() + seconds)
        self._kept.move_to_end(user)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)


def _seconds(error: SlackApiError) -> float:
    try:
        return float(error.response.headers.get("Retry-After") or _SULK)
    except ValueError:
        return _SULK
