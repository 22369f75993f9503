"""The guide to the rules is what the rule files say."""

from tests.coaching.guide import GUIDE, written
from tests.support import reviewer


def test_the_guide_is_generated_from_the_rules() -> None:
    assert GUIDE.read_text("utf-8") == written(reviewer()), (
        "The rules changed: uv run python -m tests.coaching.guide"
    )
