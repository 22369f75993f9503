"""What people type into fields."""

from tests.wire.discord_server.checks import units
from tests.wire.discord_server.records import Json


def filled(field: Json, value: str) -> Json:
    """A field as it comes back; what a person could not have typed is a mistake of the test."""
    assert value or not field.get("required", True), f"{field['custom_id']} must be filled in"
    if field["type"] == 4:
        assert units(value) <= field.get("max_length", 4_000), "more than can be typed"
        inner = {"type": 4, "custom_id": field["custom_id"], "value": value, "id": 2}
        return {"type": 18, "id": 1, "component": inner}
    offered = [option["value"] for option in field["options"]]
    assert not value or value in offered, f"{value!r} is not among {offered}"
    inner = {"type": 3, "custom_id": field["custom_id"], "values": [value] if value else []}
    return {"type": 18, "id": 1, "component": inner | {"id": 2}}
