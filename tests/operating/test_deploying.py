"""The image, the compose file and the unit, as far as they can be held without an engine."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import Settings, read_settings
from tests.test_config import NAMES

ROOT = Path(__file__).parent.parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
UNIT = ROOT / "deploy" / "goodask.service"
PAGE = (ROOT / "docs" / "running.md").read_text("utf-8")
ANALYZE = shutil.which("systemd-analyze")


def lint(dockerfile: Path) -> subprocess.CompletedProcess[str]:
    """By hadolint, whose wheel puts it beside the interpreter."""
    hadolint = Path(sys.executable).parent / "hadolint"
    return subprocess.run(  # noqa: S603 - words of ours
        [hadolint, "--no-color", "--failure-threshold", "info", dockerfile],
        capture_output=True,
        text=True,
        check=False,
    )


lintable = pytest.mark.skipif(sys.platform == "win32", reason="no linter for Windows")


@lintable
def test_the_linter_has_nothing_to_say_about_the_image() -> None:
    said = lint(ROOT / "Dockerfile")
    assert (said.returncode, said.stdout) == (0, "")


@lintable
def test_the_linter_would_have_something_to_say(tmp_path: Path) -> None:
    worse = tmp_path / "Dockerfile"
    worse.write_text(DOCKERFILE.replace("--no-cache-dir uv==0.13.9", "uv"), "utf-8")
    said = lint(worse)
    assert said.returncode != 0
    assert "DL3013" in said.stdout


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", DOCKERFILE, re.MULTILINE)


def test_the_image_runs_without_privileges_and_is_watched() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    (user,) = instructions("USER")
    assert int(user) > 0
    assert f"--uid {user}" in last
    (check,) = instructions("HEALTHCHECK")
    assert check.endswith('CMD ["goodask", "health"]')
    assert read_settings(environment()).health_port is not None


def environment() -> dict[str, str]:
    """What the image sets."""
    words = " ".join(instructions("ENV")).split()
    return dict(word.split("=", 1) for word in words)


def test_the_image_has_what_the_package_needs_and_nothing_else() -> None:
    copied = [words.split()[:-1] for words in instructions("COPY") if "--from" not in words]
    files = {file for each in copied for file in each}
    assert files == {"pyproject.toml", "uv.lock", "README.md", "LICENSE", "bot", "cogs", "storage"}
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored, "above all no .env"
    assert {line[1:] for line in ignored if line.startswith("!")} == files
    assert all("--locked" in run and "--no-dev" in run for run in instructions("RUN uv sync"))
    assert len(instructions("RUN uv sync")) == 2


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert set(found) == {"name", "services", "volumes"}
    return {**found["services"], "volumes": found["volumes"]}


def test_compose_waits_for_a_database_that_is_kept(services: dict[str, Any]) -> None:
    bot, database = services["bot"], services["database"]
    assert bot["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert database["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    (volume,) = database["volumes"]
    assert volume.partition(":")[0] in services["volumes"]
    assert volume.endswith(":/var/lib/postgresql/data")
    assert re.fullmatch(r"postgres:1[0-7]\S*", database["image"]), "18 keeps its data elsewhere"


def test_compose_gives_the_bot_what_it_understands(services: dict[str, Any]) -> None:
    bot = services["bot"]
    assert set(bot["environment"]) <= NAMES
    password = re.compile(r"\$\{POSTGRES_PASSWORD:\?[^}]+\}")
    given = {name: password.sub("s3cret", value) for name, value in bot["environment"].items()}
    settings = read_settings(given)
    assert settings.database_url == "postgresql://goodask:s3cret@database/goodask"
    kept = services["database"]["environment"]
    assert (kept["POSTGRES_USER"], kept["POSTGRES_DB"]) == ("goodask", "goodask")
    assert bot["env_file"] == ".env"
    assert settings.health_port is not None


def test_compose_publishes_nothing_and_gives_no_privileges(services: dict[str, Any]) -> None:
    assert all("ports" not in services[name] for name in ("bot", "database"))
    assert services["bot"]["cap_drop"] == ["ALL"]
    assert services["bot"]["read_only"] is True
    for name in ("bot", "database"):
        assert services[name]["security_opt"] == ["no-new-privileges:true"]


def unit() -> dict[str, str]:
    """The unit's settings; of a repeated one, the last."""
    lines = UNIT.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]\w+=", line))


def test_the_unit_leaves_no_privileges() -> None:
    said = unit()
    assert said["NoNewPrivileges"] == "yes"
    assert said["ProtectSystem"] == "strict"
    assert said["CapabilityBoundingSet"] == ""
    assert said["WorkingDirectory"] == f"/var/lib/{said['StateDirectory']}"
    assert said["User"] == "goodask"


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here")
def test_systemd_understands_the_unit_and_calls_it_safe(tmp_path: Path) -> None:
    here = tmp_path / UNIT.name
    text = UNIT.read_text("utf-8")
    here.write_text(text.replace(unit()["ExecStart"], "/bin/true"), "utf-8")
    verified = _analyze("verify", str(here))
    assert (verified.returncode, verified.stderr) == (0, "")
    assert _analyze("security", "--offline=true", "--threshold=15", str(here)).returncode == 0
    worse = tmp_path / "worse.service"
    worse.write_text(here.read_text("utf-8").replace("ProtectSystem", "ProtectEverything"), "utf-8")
    assert "ProtectEverything" in _analyze("verify", str(worse)).stderr


def _analyze(*words: str) -> subprocess.CompletedProcess[str]:
    assert ANALYZE is not None
    words = (ANALYZE, *words)
    return subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def test_stopping_gets_the_time_that_it_needs() -> None:
    from bot.delivering import _WIND_UP

    assert int(unit()["TimeoutStopSec"]) > _WIND_UP
    assert "stop_grace_period: 90s" in (ROOT / "compose.yaml").read_text("utf-8")
    assert "--stop-timeout 90" in PAGE


def test_the_page_says_what_is_there() -> None:
    for file in ("compose.yaml", "deploy/goodask.service", ".env.example", "CHANGELOG.md"):
        assert file in PAGE
        assert (ROOT / file).exists()
    assert unit()["EnvironmentFile"] in PAGE
    assert unit()["ExecStart"].removesuffix(" run") in PAGE
    named = set(re.findall(r"\b(?:HEALTH|HTTP|LOG)_[A-Z]+\b", PAGE))
    assert named <= NAMES
    assert Settings().health_host == "127.0.0.1"
    assert "`127.0.0.1` unless set" in PAGE
