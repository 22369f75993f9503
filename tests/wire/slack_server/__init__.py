"""A strict Slack on the loopback interface, for the bot to be tried against.

Run the bot against it with `SLACK_API_URL=server.api_url` and its tokens; then act as members
(`command`, `dm`, `click`, `submit`, `shortcut`, `open_home`) and look at their screens (`see`).
"""

from tests.wire.slack_server.many import ManySlack
from tests.wire.slack_server.server import SlackServer
from tests.wire.slack_server.world import Fault, Seen

__all__ = ["Fault", "ManySlack", "Seen", "SlackServer"]
