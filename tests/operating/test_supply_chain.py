"""What the bot is made of: pinned by hash, named with its licence, one version everywhere."""

import re
import subprocess
import sys
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from tests.operating.licences import PAGE, PERMISSIVE, licence, page, parts_of, runtime

ROOT = Path(__file__).parent.parent.parent


@cache
def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text("utf-8"))


def test_every_file_of_every_package_is_pinned_by_its_hash() -> None:
    packages = [each for each in toml("uv.lock")["package"] if each["name"] != "goodask"]
    assert len(packages) > 40
    for each in packages:
        assert each["source"] == {"registry": "https://pypi.org/simple"}, each["name"]
        files = [*each.get("wheels", []), *([each["sdist"]] if "sdist" in each else [])]
        assert files, each["name"]
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"]) for file in files)


def test_the_lock_is_that_of_the_project() -> None:
    (ours,) = [each for each in toml("uv.lock")["package"] if each["name"] == "goodask"]
    locked = {each["name"] for each in ours["dependencies"]}
    wanted = toml("pyproject.toml")["project"]["dependencies"]
    assert locked == {_name(each) for each in wanted}
    assert ours["version"] == toml("pyproject.toml")["project"]["version"]


def test_everything_that_is_installed_with_the_bot_is_locked() -> None:
    locked = {each["name"] for each in toml("uv.lock")["package"]}
    assert set(runtime()) <= locked


def test_what_builds_the_package_is_pinned() -> None:
    pins = toml("pyproject.toml")["tool"]["uv"]["build-constraint-dependencies"]
    assert all(re.fullmatch(r"[\w-]+==[\w.]+", pin) for pin in pins)
    assert set(toml("pyproject.toml")["build-system"]["requires"]) <= {_name(pin) for pin in pins}


def test_the_audit_is_pinned_and_cannot_pass_over_anything() -> None:
    assert "pip-audit" in {
        _name(each) for each in toml("pyproject.toml")["dependency-groups"]["audit"]
    }
    script = (ROOT / ".ci" / "audit").read_text("utf-8")
    assert "--strict" in script
    told = PAGE.read_text("utf-8")
    for hole in re.findall(r"--ignore-vuln[ =](\S+)", script):
        assert hole in told, "the reason is missing"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere other packages are needed")
def test_the_page_of_licences_is_that_of_what_is_installed() -> None:
    assert PAGE.read_text("utf-8") == page(), "uv run python -m tests.operating.licences"


@pytest.mark.parametrize("name", runtime())
def test_a_licence_asks_for_no_more_than_to_be_named(name: str) -> None:
    assert parts_of(licence(runtime()[name])) <= PERMISSIVE


def test_a_stranger_among_the_licences_is_noticed() -> None:
    assert not parts_of("MIT AND (GPL-3.0-only OR AGPL-3.0-only)") <= PERMISSIVE


def test_one_version_everywhere() -> None:
    version = toml("pyproject.toml")["project"]["version"]
    said = CliRunner().invoke(app, ["--version"])
    assert said.output == f"goodask {version}\n"
    newest, *_ = releases()
    assert newest[0] == version


def test_the_project_s_own_licence_is_there() -> None:
    assert toml("pyproject.toml")["project"]["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License\n")


def test_nothing_is_loaded_for_metrics_that_nobody_asks_for() -> None:
    """Prometheus' client takes a tenth of a second to import."""
    asks = "import sys, bot.app; print('prometheus_client' in sys.modules)"
    said = subprocess.run(  # noqa: S603 - words of ours
        [sys.executable, "-W", "ignore", "-c", asks],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "False\n"


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert text.startswith("# Changelog\n")
    assert text.index("## [Unreleased]") < text.index(f"## [{releases()[0][0]}]")
    days = [date.fromisoformat(day) for _, day in releases()]
    assert days == sorted(days, reverse=True)
    for version, _ in releases():
        assert f"\n[{version}]: " in text


def releases() -> list[tuple[str, str]]:
    """Versions and their days, the newest first."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    return re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE)


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()
