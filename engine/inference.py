"""The fence round durable_rules: says which conjunctions of J/N/O fields hold for a row.

Outside one call pattern durable_rules 2.0.28 gives wrong answers, loops and crashes, so no other
module may import it. The pattern: conjunctions of equal tests on one wide fact in one state, driven
through the C API and retracted after each decision. Facts and rules are written here from field
numbers and three letters; nothing a caller wrote can reach the engine.
"""

from __future__ import annotations

import json
import string
import threading
import weakref
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import reduce
from operator import itemgetter

import durable_rules_engine as durable

MOST_LITERALS = 30  # a chain of tests this long was verified
MOST_CONJUNCTIONS = 60  # the engine gives up when over 64 conditions match at one level
MOST_FIELDS = 200  # and at 253 fields in one fact

_FIELDS = [f"c{number:02x}" for number in range(MOST_FIELDS)]
# A rule's name is one letter. In the order in which they fire, the sentinels are first and last.
_BEGIN, *_RULES, _END = list(string.digits + string.ascii_uppercase + string.ascii_lowercase)
_KEY = '{"sid":"0","id":"1"}'
_HEAD = _KEY[:-1] + ',"k":"z"'
_FIRST = len(_HEAD + ',"c00":"')  # where the values stand in the text of a fact
_STRIDE = len(',"c00":"O"')
_RESERVED = (
    "sid id k m name all any pri count cap dist $all $any $not $s $i $m $l $r $forward $time "
    "$timerName $baseTime $lt $lte $gt $gte $eq $neq $mt $imt $iall $iany $ex $nex $or $and "
    "$add $sub $mul $div"
)

_Group = dict[tuple[tuple[int, str], ...], list[int]]


class InferenceError(Exception):
    """The engine is broken: there is no verdict, and none may be guessed."""


class Matcher:
    """Says which conjunctions hold for a row of truth values.

    A conjunction maps field numbers to the value each must have. Threads may share a matcher;
    their decisions wait for each other. Closing or dropping it frees the engine's memory.
    """

    def __init__(self, width: int, conjunctions: Sequence[Mapping[int, str]]) -> None:
        """Compile the conjunctions; ValueError when one can't be put to the engine."""
        self._width = width
        self._lock = threading.Lock()
        self._parts: list[_Part] = []
        self._free = weakref.finalize(self, _free, self._parts)
        self._free.atexit = False  # a process that ends gives its memory back by itself
        groups = _split(_distinct(width, conjunctions))
        try:
            for group in groups:
                self._parts.append(_Part(group))
        except Exception as error:
            raise InferenceError(f"the engine does not start: {error}") from error

    def fire(self, row: str) -> tuple[int, ...]:
        """Return the numbers of the conjunctions that hold for `row`, ascending.

        A row has one letter J, N or O per field, else ValueError. InferenceError means that the
        engine failed; the next decision starts from a clean state.
        """
        if len(row) != self._width or row.strip("JNO"):
            raise ValueError(f"a row is {self._width} letters J, N or O, not {row!r}")
        letters, held = row.encode(), []
        with self._lock:
            if not self._free.alive:
                raise InferenceError("the matcher is closed")
            for part in self._parts:
                held += part.fire(letters)
        held.sort()
        return tuple(held)

    def close(self) -> None:
        """Free the engine's memory; firing afterwards is an InferenceError."""
        with self._lock:
            self._free()


class _Part:
    """One durable ruleset with one state, for as many conjunctions as the engine bears."""

    def __init__(self, group: _Group) -> None:
        """Compile, and run one decision to warm up.

        Only a started action sets the state's pointers; deleting it before that frees garbage.
        """
        uses = Counter(field for literals in group for field, _ in literals)
        fields = sorted(uses)
        values = "".join(f',"{name}":"O"' for name in _FIELDS[: len(fields)])
        self._fact = bytearray(_HEAD + values + "}", "ascii")
        gaps = fields[-1] - fields[0] + 1 > len(fields)  # without them one slice does, the fastest
        self._pick = itemgetter(*fields) if gaps else itemgetter(slice(fields[0], fields[-1] + 1))
        self._meant = dict(zip(_RULES, group.values(), strict=False))
        self.handle: int = durable.create_ruleset("m", json.dumps(_ruleset(group, uses)))
        try:
            self._decide(b"O" * (fields[-1] + 1))
        except BaseException:
            durable.delete_ruleset(self.handle)
            raise

    def fire(self, row: bytes) -> list[int]:
        """Decide one row; after any failure the state is deleted, so nothing of it can linger."""
        try:
            fired = self._decide(row)
        except BaseException as error:
            self.wipe()
            if isinstance(error, Exception):
                raise InferenceError(f"no verdict: {error}") from error
            raise
        return [number for rule in fired[1:-1] for number in self._meant[rule]]

    def wipe(self) -> None:
        """Delete the state; the next decision makes a new one in its place."""
        with suppress(durable.error):  # 309: there is no state at the moment
            durable.delete_state(self.handle, "0")

    def _decide(self, row: bytes) -> list[str]:
        handle, fired = self.handle, []
        self._fact[_FIRST::_STRIDE] = bytes(self._pick(row))
        code, state = durable.assert_fact(handle, self._fact.decode())
        if code != 0:
            raise InferenceError(f"the fact was answered with {code}")
        message = durable.start_action_for_state(handle, state)[1]
        while message:
            fired.append(message[2])  # {"A":{"m":{…}}}: what follows only repeats the fact
            message = durable.complete_and_start_action(handle, state)
        durable.retract_fact(handle, _KEY)
        whole = fired[0] == _BEGIN and fired[-1] == _END and fired == sorted(set(fired))
        if not whole or durable.get_facts(handle, "0") != "[]":
            raise InferenceError("the agenda was not run from begin to end")
        return fired


def _free(parts: list[_Part]) -> None:
    """Give the memory back: the state first, or it would be lost with its ruleset."""
    while parts:
        part = parts.pop()
        part.wipe()
        durable.delete_ruleset(part.handle)


def _distinct(width: int, conjunctions: Sequence[Mapping[int, str]]) -> _Group:
    """Map each distinct conjunction to its numbers; the engine breaks on many identical ones."""
    numbers: _Group = {}
    for number, conjunction in enumerate(conjunctions):
        known = all(type(field) is int and 0 <= field < width for field in conjunction)
        known = known and all(value in ("J", "N", "O") for value in conjunction.values())
        if not known or not 1 <= len(conjunction) <= MOST_LITERALS:
            raise ValueError(f"conjunction {number} can't be matched: {conjunction}")
        numbers.setdefault(tuple(sorted(conjunction.items())), []).append(number)
    return dict(sorted(numbers.items()))  # neighbours look alike: parts get fewer fields


def _split(numbers: _Group) -> Iterator[_Group]:
    group: _Group = {}
    fields: set[int] = set()
    for literals, meant in numbers.items():
        fields |= {field for field, _ in literals}
        if len(group) == MOST_CONJUNCTIONS or len(fields) > MOST_FIELDS:
            yield group
            group, fields = {}, {field for field, _ in literals}
        group[literals] = meant
    if group:
        yield group


def _ruleset(group: _Group, uses: Counter[int]) -> dict[str, object]:
    """Write the rules; the fields of most rules stand first, so the engine shares their tests."""
    names = dict(zip(sorted(uses), _FIELDS, strict=False))
    rules: dict[str, object] = {_BEGIN: _rule(0), _END: _rule(2)}
    for rule, literals in zip(_RULES, group, strict=False):
        tests = sorted(literals, key=lambda literal: (-uses[literal[0]], literal))
        rules[rule] = _rule(1, *({names[field]: value} for field, value in tests))
    return rules


def _rule(order: int, *tests: dict[str, str]) -> object:
    return {"pri": order, "all": [{"m": {"$and": [{"k": "z"}, *tests]}}]}


def _hash(name: str) -> int:
    return reduce(lambda sofar, byte: (sofar ^ byte) * 16777619 % 2**32, name.encode(), 0x811C9DC5)


# The engine knows a name by its 32-bit hash only: two names with one hash would be one field.
_NAMES = (*_RESERVED.split(), *_FIELDS)
if len({_hash(name) for name in _NAMES}) != len(_NAMES):
    raise ImportError("field names collide in durable_rules")
