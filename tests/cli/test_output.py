"""What `ret` writes can be read anywhere: in Dutch, in any encoding, and by a reader who stops."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types
import pytest
from running import ROOT, Run, Start

from cli.dutch import WORDS
from cli.main import ret

GOLDEN = Path(__file__).with_name("golden")
MODULES = (
    *(click.core, click.decorators, click.exceptions),
    *(click.formatting, click.parser, click.types),
)
# Words of click for what `ret` doesn't have: prompts, kinds of options, and slips of programmers.
NOT_OURS = re.compile(
    r"deprecated|Deprecation|iterable|Could not determine|No options defined|env var|dynamic|"
    r"exactly one parameter|defined twice|Takes \{|Boolean option|Do you want|Confirm|"
    r"%\(prog\)s|Invalid start|requires \{nargs\}|takes \{nargs\}|Choice\(|does not match|"
    r"not in the range|valid boolean|len_type|number_type|UUID|not writable|not executable|"
    r"is not \{choice\}|Missing parameter: "
)
ENGLISH = re.compile(r"\b(Usage|Options?|Commands?|Error|Try|Missing|Invalid|Show|such)\b")
CASE = ("toets", "billing", "--regio", "foodvalley", GOLDEN / "foodvalley-deels.yaml")


def words(module: ModuleType) -> set[str]:
    """The texts that a module of click would have translated."""
    found = set[str]()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
            found |= {
                argument.value
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            }
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_word_that_click_may_say_has_a_dutch_one(module: ModuleType) -> None:
    assert sorted(word for word in words(module) - set(WORDS) if not NOT_OURS.search(word)) == []


def test_no_dutch_word_stands_for_one_that_click_does_not_say() -> None:
    said = {word for module in MODULES for word in words(module)}
    assert sorted(set(WORDS) - said) == []


@pytest.mark.parametrize("name", [None, *ret.commands])
def test_help_is_in_dutch(run: Run, name: str | None) -> None:
    done = run(*([name] if name else []), "--help")
    assert done.exit_code == 0
    assert done.output.startswith("Gebruik: ret")
    assert ENGLISH.findall(done.output) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("nergens",),
        ("zinnen", "--nergens"),
        ("toets",),
        ("zinnen", "--regio"),
        ("schema", "a", "b"),
    ],
)
def test_wrong_use_is_told_in_dutch_with_status_2(run: Run, wrong: tuple[str, ...]) -> None:
    done = run(*wrong)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Fout: " in done.stderr
    assert ENGLISH.findall(done.stderr) == []


def test_a_slip_in_a_command_is_answered_with_the_one_that_is_near(run: Run) -> None:
    assert "Bedoelde u 'controleer'?" in run("contoleer").stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp850"])
def test_marks_and_letters_that_a_terminal_does_not_have_are_written_otherwise(
    start: Start, encoding: str
) -> None:
    done = start(*CASE, PYTHONIOENCODING=encoding, PYTHONUTF8="0", COLUMNS="90")
    assert (done.returncode, done.stderr) == (0, b"")
    told = done.stdout.decode(encoding)
    assert "  + DEC-FV-14 geldt: " in told
    assert "      + de declaratie komt van " in told
    assert ("EUR 137,27" in told) == (encoding != "cp1252")


def test_what_a_terminal_does_have_is_left_as_it_is(start: Start) -> None:
    told = start(*CASE, PYTHONIOENCODING="cp1252", PYTHONUTF8="0").stdout.decode("cp1252")
    assert "€ 137,27" in told


@pytest.mark.parametrize("command", ["zinnen", "controleer --help"])
def test_a_reader_that_stops_early_sees_no_trace(command: str) -> None:
    pipe = f"{sys.executable} -m cli.main {command} | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {pipe}"], cwd=ROOT, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == 1
