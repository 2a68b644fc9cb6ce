"""The fence round durable_rules answers as a plain evaluator does, or not at all."""

from __future__ import annotations

import ast
import gc
import os
import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import durable_rules_engine as durable
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import inference
from engine.inference import InferenceError, Matcher

ROOT = Path(__file__).parents[2]
Conjunctions = list[dict[int, str]]
STEPS = (
    "assert_fact",
    "start_action_for_state",
    "complete_and_start_action",
    "retract_fact",
    "get_facts",
)


def plain(conjunctions: Sequence[Mapping[int, str]], row: str) -> tuple[int, ...]:
    return tuple(
        number
        for number, conjunction in enumerate(conjunctions)
        if all(row[field] == value for field, value in conjunction.items())
    )


def toy(seed: int, width: int, count: int, longest: int) -> tuple[Conjunctions, list[str]]:
    """Make conjunctions, and rows that are random or made to satisfy some of them."""
    dice = random.Random(seed)
    letters = dice.choice(("JNO", "JN", "J", "JJJN"))
    conjunctions = [
        {
            field: dice.choice(letters)
            for field in dice.sample(range(width), dice.randint(1, min(longest, width)))
        }
        for _ in range(count)
    ]
    return conjunctions, [fitting(dice, width, letters, conjunctions) for _ in range(25)]


def fitting(dice: random.Random, width: int, letters: str, conjunctions: Conjunctions) -> str:
    row = dice.choices(letters, k=width)
    for conjunction in dice.sample(conjunctions, min(len(conjunctions), dice.randint(0, 9))):
        for field, value in conjunction.items():
            row[field] = value
    return "".join(row)


def resident() -> int:
    """Bytes of memory that the process holds."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture
def matcher() -> Iterator[Matcher]:
    """Fires 0 on J in field 0, 1 on N in field 1, 2 on both."""
    built = Matcher(3, [{0: "J"}, {1: "N"}, {0: "J", 1: "N"}])
    yield built
    built.close()


@settings(max_examples=200, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    width=st.integers(1, 250),
    count=st.integers(0, 130),
    longest=st.sampled_from([1, 3, 6, 30]),
)
def test_fires_what_a_plain_evaluator_fires(
    seed: int, width: int, count: int, longest: int
) -> None:
    conjunctions, rows = toy(seed, width, count, longest)
    matcher = Matcher(width, conjunctions)
    for row in rows:
        assert matcher.fire(row) == plain(conjunctions, row)
    matcher.close()


@settings(max_examples=200, deadline=None)
@given(
    conjunctions=st.lists(
        st.dictionaries(st.integers(0, 3), st.sampled_from("JNO"), min_size=1), max_size=8
    ),
    rows=st.lists(st.text("JNO", min_size=4, max_size=4), max_size=12),
)
def test_small_matchers_fire_what_a_plain_evaluator_fires(
    conjunctions: Conjunctions, rows: list[str]
) -> None:
    matcher = Matcher(4, conjunctions)
    assert [matcher.fire(row) for row in rows] == [plain(conjunctions, row) for row in rows]
    matcher.close()


def test_each_field_and_each_letter_is_told_apart() -> None:
    width = 250
    matcher = Matcher(width, [{field: value} for field in range(width) for value in "JN"])
    for field in range(width):
        only = ["O"] * width
        only[field] = "J"
        assert matcher.fire("".join(only)) == (2 * field,)
        only[field] = "N"
        assert matcher.fire("".join(only)) == (2 * field + 1,)


def test_all_conjunctions_of_several_rulesets_fire_at_once_in_order() -> None:
    conjunctions = [{field % 250: "J", (field * 7 + 1) % 250: "J"} for field in range(500)]
    assert Matcher(250, conjunctions).fire("J" * 250) == tuple(range(500))


def test_none_fires_when_none_holds() -> None:
    conjunctions = [{field: "J", field + 1: "N"} for field in range(130)]
    assert Matcher(131, conjunctions).fire("O" * 131) == ()


def test_a_matcher_without_conjunctions_fires_nothing() -> None:
    assert Matcher(2, []).fire("JO") == ()


def test_300_equal_conjunctions_fire_together() -> None:
    matcher = Matcher(3, [{0: "J", 2: "N"}] * 300)
    assert matcher.fire("JON") == tuple(range(300))
    assert matcher.fire("JOO") == ()


def test_the_longest_conjunctions_over_more_fields_than_a_fact_bears_hold() -> None:
    starts = range(0, 275, 25)
    matcher = Matcher(280, [dict.fromkeys(range(start, start + 30), "N") for start in starts])
    assert matcher.fire("N" * 280) == tuple(range(11))
    assert matcher.fire("N" * 279 + "J") == tuple(range(10))


def test_threads_share_a_matcher() -> None:
    conjunctions, rows = toy(1, 20, 90, 4)
    wanted = [plain(conjunctions, row) for row in rows]
    matcher = Matcher(20, conjunctions)
    wrong: list[str] = []

    def work(number: int) -> None:
        for turn in range(400):
            place = (turn * 7 + number) % len(rows)
            if matcher.fire(rows[place]) != wanted[place]:
                wrong.append(rows[place])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize(
    "row", ["", "JN", "JNOJ", "JNX", "jno", "J O", "JN\n", 'J"N', "JNÖ", "JNＪ"]
)
def test_a_bad_row_is_refused(matcher: Matcher, row: str) -> None:
    with pytest.raises(ValueError, match="a row is 3 letters"):
        matcher.fire(row)
    assert matcher.fire("JNO") == (0, 1, 2)


@pytest.mark.parametrize(
    "conjunction",
    [
        {},
        {-1: "J"},
        {3: "J"},
        {0: ""},
        {0: "j"},
        {0: "JN"},
        {0: 'J"'},
        {0: None},
        {0: ["J"]},
        {True: "J"},
        {0.0: "J"},
        {"0": "J"},
    ],
)
def test_a_bad_conjunction_is_refused(conjunction: Any) -> None:
    with pytest.raises(ValueError, match="conjunction 1 "):
        Matcher(3, [{0: "J"}, conjunction])


def test_a_conjunction_of_31_literals_is_refused() -> None:
    with pytest.raises(ValueError, match="conjunction 0 "):
        Matcher(40, [dict.fromkeys(range(31), "J")])


def raise_once(
    patch: pytest.MonkeyPatch, name: str, turn: int, error: BaseException, late: bool
) -> None:
    """Let call number `turn` of an engine function fail, before or after its real work."""
    real: Callable[..., Any] = getattr(durable, name)
    turns = iter(range(1, 1_000_000))

    def failing(*given: Any) -> Any:
        if next(turns) != turn:
            return real(*given)
        if late:
            real(*given)
        raise error

    patch.setattr(durable, name, failing)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("name", STEPS)
def test_an_error_inside_a_decision_gives_no_verdict_and_does_not_linger(
    monkeypatch: pytest.MonkeyPatch, name: str, turn: int, late: bool
) -> None:
    conjunctions, rows = toy(2, 12, 100, 2)
    matcher = Matcher(12, conjunctions)
    raise_once(monkeypatch, name, turn, RuntimeError("injected"), late)
    with pytest.raises(InferenceError, match="injected"):
        matcher.fire(rows[0])
    for row in rows:
        assert matcher.fire(row) == plain(conjunctions, row)


def test_an_interrupt_passes_and_does_not_linger(
    monkeypatch: pytest.MonkeyPatch, matcher: Matcher
) -> None:
    raise_once(monkeypatch, "complete_and_start_action", 2, KeyboardInterrupt(), late=True)
    with pytest.raises(KeyboardInterrupt):
        matcher.fire("JNO")
    assert matcher.fire("JOO") == (0,)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("assert_fact", (2, 1)),
        ("start_action_for_state", None),
        ("complete_and_start_action", None),
        ("complete_and_start_action", '{"0":{}}'),
        ("get_facts", '[{"sid":"0","id":"1"}]'),
    ],
)
def test_an_engine_that_answers_otherwise_than_foreseen_gives_no_verdict(
    monkeypatch: pytest.MonkeyPatch, matcher: Matcher, name: str, answer: object
) -> None:
    answers = [answer, None]
    with monkeypatch.context() as patch:
        patch.setattr(durable, name, lambda *_: answers.pop(0))
        with pytest.raises(InferenceError):
            matcher.fire("JNO")
    assert matcher.fire("OOO") == ()
    assert matcher.fire("JNO") == (0, 1, 2)


@pytest.mark.parametrize("name", ["create_ruleset", *STEPS])
def test_an_engine_that_does_not_start_is_an_error_and_is_freed(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    gc.collect()  # what earlier tests dropped is not freed in the middle of this one
    freed: list[int] = []
    delete = durable.delete_ruleset

    def noted(handle: int) -> None:
        freed.append(handle)
        delete(handle)

    monkeypatch.setattr(durable, "delete_ruleset", noted)
    raise_once(monkeypatch, name, 1, durable.error("injected"), late=False)
    with pytest.raises(InferenceError, match="does not start"):
        Matcher(2, [{0: "J"}])
    assert len(freed) == (0 if name == "create_ruleset" else 1)


def test_a_closed_matcher_does_not_answer(matcher: Matcher) -> None:
    matcher.close()
    matcher.close()
    with pytest.raises(InferenceError, match="closed"):
        matcher.fire("JNO")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
@pytest.mark.parametrize("closing", [True, False])
def test_2000_reloads_do_not_grow_memory(closing: bool) -> None:
    conjunctions, rows = toy(3, 40, 70, 5)

    def reload(times: int) -> None:
        for _ in range(times):
            matcher = Matcher(40, conjunctions)
            matcher.fire(rows[0])
            if closing:
                matcher.close()

    reload(100)
    before = resident()
    reload(2000)
    assert resident() - before < 20_000_000  # 70 rules that are never freed take 4 GB


def test_a_matcher_works_on_after_a_fork() -> None:
    conjunctions, rows = toy(4, 30, 90, 4)
    matcher = Matcher(30, conjunctions)
    children = [fork(lambda: serves(matcher, conjunctions, rows)) for _ in range(4)]
    assert serves(matcher, conjunctions, rows)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert serves(matcher, conjunctions, rows)


def fork(work: Callable[[], bool]) -> int:
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)
    return child


def serves(matcher: Matcher, conjunctions: Conjunctions, rows: list[str]) -> bool:
    reloaded = Matcher(30, conjunctions)
    right = all(
        matcher.fire(row) == reloaded.fire(row) == plain(conjunctions, row) for row in rows * 4
    )
    reloaded.close()
    return right


def test_names_are_hashed_as_the_engine_does() -> None:
    assert inference._hash("sid") == 3593476751  # HASH_SID in state.h of durable_rules 2.0.28
    assert inference._hash("$and") == 3746487396  # HASH_AND in rete.c


def test_only_the_fence_uses_durable_rules() -> None:
    sources = [
        path for top in ("engine", "api", "web", "cli") for path in (ROOT / top).rglob("*.py")
    ]
    using = [path.relative_to(ROOT).as_posix() for path in sources if "durable" in code(path)]
    assert using == ["engine/inference.py"]


def code(path: Path) -> str:
    """What a module does, without comments and bare texts: a docstring may tell of the engine."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = None
    return ast.dump(tree)
