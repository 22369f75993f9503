"""How payloads say where something happened, in a workspace of its own or of an organisation."""

from dataclasses import dataclass

from tests.wire.slack_server.oauth import Install
from tests.wire.slack_server.world import BOT_USER, TEAM, Json


@dataclass(frozen=True)
class Workspace:
    """A workspace, of an organisation perhaps, where `install` is what the app has there."""

    team: str = TEAM
    enterprise: str | None = None
    install: Install | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the organisation that has installed the app."""
        return self.install is not None and self.install.whole

    def of_command(self, user: str) -> Json:
        """A form, so that everything is text."""
        self._home(user)
        found: Json = {"team_id": self.team, "is_enterprise_install": str(self.whole).lower()}
        if self.enterprise:
            found |= {"enterprise_id": self.enterprise, "enterprise_name": "The Org"}
        return found

    def of_interaction(self, user: str, kind: str) -> Json:
        """With an organisation's installation a form does not say in which workspace it is."""
        self._home(user)
        person = {"id": user, "username": user.lower(), "team_id": self.team}
        nowhere = self.whole and kind == "view_submission"
        team: Json | None = {"id": self.team, "domain": "goodask"}
        if team and self.enterprise:
            team |= {"enterprise_id": self.enterprise, "enterprise_name": "The Org"}
        return {
            "team": None if nowhere else team,
            "enterprise": self.enterprise and {"id": self.enterprise, "name": "The Org"},
            "is_enterprise_install": self.whole,
            "user": person,
        }

    def of_event(self, user: str) -> Json:
        """The outer part of an event."""
        self._home(user)
        authorization = {
            "enterprise_id": self.enterprise,
            "team_id": None if self.whole else self.team,
            "user_id": BOT_USER,
            "is_bot": True,
            "is_enterprise_install": self.whole,
        }
        outer: Json = {"team_id": self.team, "authorizations": [authorization]}
        return outer | ({"enterprise_id": self.enterprise} if self.enterprise else {})

    def _home(self, user: str) -> None:
        if self.install is not None and self.whole:
            self.install.homes[user] = self.team
