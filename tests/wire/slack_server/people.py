"""Who is in the workspace, as `users.info` tells it to an app with `users:read`."""

from tests.wire.slack_server.world import Json, Person, RefusedError, World


def real_name(user: str) -> str:
    return f"{user} the Member"


async def info(world: World, given: Json) -> Json:
    """`users.info`. The locale comes only if it is asked for.

    The rest of a profile is there as well, since Slack knows no smaller answer.
    """
    user = given["user"]
    if user[:1] != "U":
        raise RefusedError("user_not_found", problem=f"asks about {user}")
    person = world.people.get(user, Person())
    told: Json = {
        "id": user,
        "name": user.lower(),
        "real_name": real_name(user),
        "is_admin": False,
        "profile": {"image_24": "https://example.org/face.png"},
        "tz": person.zone,
        "tz_offset": 0,
    }
    if str(given.get("include_locale", "")).lower() in {"1", "true"}:
        told["locale"] = person.locale
    return {"user": told}
