"""The times and numbers that the delivery keeps to."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """Seconds, unless said otherwise. ValueError if the lease cannot outlive a whole send.

    `in_flight` bounds the messages under way, `ahead` those of them that wait for their turn,
    `at_once` those that are being composed.
    `longest_nap` bounds how late a reminder is that another process has added, or over which the
    clock has leapt.
    """

    lease: timedelta = timedelta(seconds=180)
    look_deadline: float = 20
    compose_deadline: float = 10
    send_deadline: float = 30
    longest_wait: float = 30
    longest_nap: float = 20
    shortest_nap: float = 0.05
    first_pause: float = 0.5
    most_pause: float = 15
    ahead: int = 50
    in_flight: int = 200
    at_once: int = 2
    most_tries: int = 40
    first_delay: float = 15
    most_delay: float = 3 * 3600

    def __post_init__(self) -> None:
        if self.whole_send >= self.lease.total_seconds():
            raise ValueError("The lease has to outlive looking, waiting, composing and sending.")

    @property
    def whole_send(self) -> float:
        """The longest that one message can take from its claim to the platform's answer."""
        return self.look_deadline + self.longest_wait + self.compose_deadline + self.send_deadline

    def delay(self, tries: int) -> timedelta:
        """How long to wait after so many tries: longer each time, and never all at once."""
        exact = min(self.most_delay, self.first_delay * 2 ** min(max(tries, 1) - 1, 20))
        return timedelta(seconds=exact * random.uniform(0.8, 1.2))  # noqa: S311 - not a secret
