"""The machine interface, as another program would use it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DRAFT = "Hi Ana, could I pick your brain about welding? Thanks, Jo"


def goodask(
    *arguments: str, given: bytes = b"", folder: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "bot", *arguments],
        input=given,
        capture_output=True,
        check=False,
        cwd=folder,
    )


def test_jsonl_reviews_line_by_line_and_goes_on_after_a_bad_one() -> None:
    rows = [
        {"id": "a", "text": DRAFT, "kind": "request", "channel": "email", "source": "ignored"},
        {"id": 7, "text": "Thanks!", "kind": "thankyou"},
    ]
    lines = [json.dumps(rows[0]), "{not json", "", '{"id": "b"}', '["a"]', json.dumps(rows[1]),
             '{"id": "c", "text": "x", "kind": "haiku"}']  # fmt: skip
    done = goodask("review", "--jsonl", given="\n".join(lines).encode() + b"\n\xff\xfe\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [answer["id"] for answer in answers] == ["a", None, "b", None, 7, "c", None]
    assert [sorted(answer) == ["error", "id"] for answer in answers] == [
        False, True, True, True, False, True, True,
    ]  # fmt: skip
    assert "text" in answers[2]["error"]
    assert "kind" in answers[5]["error"]
    first = answers[0]
    assert (first["kind"], first["channel"]) == ("request", "email")
    assert first["band"] in {"ready", "close", "needs_work"}
    worn = next(finding for finding in first["findings"] if finding["rule"] == "overused_term")
    assert DRAFT[worn["start"] : worn["end"]] == worn["quote"] == "pick your brain"
    assert set(worn) == {
        "rule", "start", "end", "quote", "why", "advice", "weight", "evidence",
    }  # fmt: skip
    assert "*" not in worn["advice"]
    assert set(first) >= {"id", "kind", "channel", "band", "findings", "strengths", "better"}
    assert "pick your brain" not in first["better"]["text"]
    assert first["better"]["blanks"]


def test_lines_that_are_all_good_exit_with_zero() -> None:
    done = goodask("review", "--jsonl", given=json.dumps({"id": 1, "text": DRAFT}).encode())
    assert done.returncode == 0
    assert done.stderr == b""


def test_positions_count_code_points_of_the_text_as_received() -> None:
    text = "👋🏽 Hi Ana, could I “pick\u200b your brain” – no: could I pick your brain about welds?"
    done = goodask("review", "--jsonl", given=json.dumps({"id": 1, "text": text}).encode())
    findings = json.loads(done.stdout)["findings"]
    worn = next(finding for finding in findings if finding["rule"] == "overused_term")
    assert text[worn["start"] : worn["end"]] == worn["quote"]


def test_one_file_as_text_and_as_json(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(DRAFT, "utf-8")
    as_text = goodask("review", str(draft))
    assert as_text.returncode == 0
    assert "pick your brain" in as_text.stdout.decode()
    assert "\x1b" not in as_text.stdout.decode()
    as_json = goodask("review", "--format", "json", "--kind", "request", "-", given=DRAFT.encode())
    assert json.loads(as_json.stdout)["kind"] == "request"


@pytest.mark.parametrize("given", [b"", b"\xff\xfe\x00", b"banana", "🎉".encode()])
def test_odd_input_is_answered_kindly(given: bytes) -> None:
    done = goodask("review", given=given)
    assert done.returncode == 0
    assert done.stderr == b""
    assert len(done.stdout.split()) > 5


def test_a_missing_file_is_told_in_a_line() -> None:
    done = goodask("review", "no-such-draft.txt")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "I can't read no-such-draft.txt: No such file or directory."
    ]


def test_chat_coaches_what_is_piped_in_and_leaves() -> None:
    done = goodask("chat", given=DRAFT.encode())
    assert done.returncode == 0
    assert "pick your brain" in done.stdout.decode()
    assert done.stderr == b""


ASKED = "who pays for the coffee??"


def test_questions_are_answered_line_by_line_and_a_bad_one_does_not_end_it() -> None:
    rows = [{"id": "a", "question": ASKED}, {"id": 7, "question": "is it ok if my dog joins"}]
    lines = [json.dumps(rows[0]), "{not json", "", '{"id": "b"}', '["a"]', json.dumps(rows[1])]
    done = goodask("ask", "--jsonl", given="\n".join(lines).encode() + b"\n\xff\xfe\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [answer["id"] for answer in answers] == ["a", None, "b", None, 7, None]
    assert [sorted(answer) == ["error", "id"] for answer in answers] == [
        False, True, True, True, False, True,
    ]  # fmt: skip
    assert set(answers[0]) == {
        "id", "outcome", "answered", "topic", "confidence", "answer", "sources", "related",
    }  # fmt: skip
    assert (answers[0]["outcome"], answers[0]["topic"]) == ("answer", "who_pays")
    assert answers[4]["answered"] is False
    good = goodask("ask", "--jsonl", given=json.dumps(rows[0]).encode())
    assert (good.returncode, good.stderr) == (0, b"")


def test_one_question_as_text_and_as_json(tmp_path: Path) -> None:
    as_text = goodask("ask", ASKED).stdout.decode()
    assert "offer first and mean it" in as_text
    assert "Source: common practice." in as_text
    assert "Related: " in as_text
    assert "helpful" not in as_text
    as_json = json.loads(goodask("ask", "--format", "json", given=ASKED.encode()).stdout)
    assert as_json["outcome"] == "answer"
    assert "id" not in as_json
    assert goodask("ask", ASKED, folder=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", [b"", b"\xff\xfe\x00", b"banana", b"x" * 10_000])
def test_odd_questions_are_answered_kindly(given: bytes) -> None:
    done = goodask("ask", given=given)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.split()) > 5


def test_chat_answers_a_question_that_is_piped_in() -> None:
    assert b"offer first and mean it" in goodask("chat", given=ASKED.encode()).stdout


@pytest.mark.parametrize("arguments", [["ask", "who pays"], ["chat"]])
def test_a_broken_answer_stops_the_start(tmp_path: Path, arguments: list[str]) -> None:
    root = Path(__file__).parent.parent
    shutil.copytree(root / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    broken = tmp_path / "bot" / "content" / "answers" / "who-pays.md"
    broken.write_text(broken.read_text("utf-8").replace('topic = "who_pays"', 'topic = "tips"'))
    done = goodask(*arguments, given=b"who pays", folder=tmp_path)
    assert done.returncode == 3
    assert done.stderr.decode() == "I can't start: who-pays.md: topic: unknown topic 'tips'\n"


def test_version() -> None:
    assert goodask("--version").stdout.startswith(b"goodask 0.")


def test_run_without_a_token_says_what_to_set(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    for word in ("DISCORD_TOKEN", "SLACK_BOT_TOKEN", "goodask chat"):
        assert word in done.stderr
