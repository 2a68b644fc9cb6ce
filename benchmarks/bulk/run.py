"""`python -m benchmarks bulk`: a million lines, ours and the peers side by side, with ratios.

Ends with 1 as soon as two of them disagree on a line.
"""

from __future__ import annotations

import gc
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from time import perf_counter, process_time

import polars as pl

from benchmarks import declarations, machine
from benchmarks.bulk import lines
from benchmarks.bulk.in_numpy import Numpy
from benchmarks.bulk.in_polars import Polars
from benchmarks.bulk.ours import Ours, OursAll
from benchmarks.bulk.peer import Peer
from benchmarks.bulk.singles import Single
from benchmarks.ours import RULES
from benchmarks.plain import Plain
from engine.loader import load_folder

DRAWN: Mapping[str, Callable[..., pl.DataFrame]] = {
    "realistische regels": lines.realistic,
    "willekeurige regels": lines.uniform,
}
_ROUNDS_OF_SAMPLES = 2


@dataclass(frozen=True, slots=True)
class Time:
    """Seconds for all lines: on the clock, and of the processor; `scaled` from a sample."""

    clock: float
    processor: float
    scaled: bool


def main(words: Sequence[str]) -> int:
    """Compare first, then time."""
    peers = contenders()
    try:
        return _run(peers, _arguments(words))
    finally:
        for peer in peers:
            peer.close()


def _run(peers: Sequence[Peer], wanted: Namespace) -> int:
    print("\n".join(machine.facts()))
    print(f"\n{declarations.__doc__}\n{lines.__doc__}")
    for name, draw in DRAWN.items():
        if not equal(peers, draw(peers[0].decider.columns, wanted.gelijk, wanted.zaad)):  # type: ignore[attr-defined]
            return 1
        print(f"\n{wanted.gelijk} {name}: gelijke antwoorden.")
        drawn = draw(peers[0].decider.columns, wanted.regels, wanted.zaad + 1)  # type: ignore[attr-defined]
        timed = [peer for peer in peers if not (wanted.tabellen and peer.sample)]
        times = measure(timed, drawn, wanted.ronden)
        print("\n".join(_table(times, name, wanted.regels)))
    return 0


def _arguments(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks bulk", description="Meet hele tabellen.")
    parser.add_argument("--gelijk", type=int, default=2_000, help="regels om te vergelijken")
    parser.add_argument("--regels", type=int, default=1_000_000, help="regels om te meten")
    parser.add_argument("--ronden", type=int, default=5, help="ronden om te meten")
    parser.add_argument("--tabellen", action="store_true", help="alleen wie hele tabellen beslist")
    parser.add_argument("--zaad", type=int, default=2021, help="begin van de toevalsreeks")
    return parser.parse_args(words)


def contenders() -> list[Peer]:
    """All that take part; the first is the measure of equality."""
    rulebook = load_folder(RULES)
    found: list[Peer] = [Ours(rulebook), OursAll(rulebook), Polars(), Numpy(), Single(Plain())]
    extra = {
        "in_duckdb": ("DuckDB",),
        "in_openfisca": ("OpenFisca",),
        "engines": ("Clips", "RuleEngine", "JsonLogic"),
        "bare_durable": ("BareDurable",),
    }
    for module, names in extra.items():
        made = import_module(f"benchmarks.bulk.{module}")
        found += [getattr(made, name)() for name in names]
    found.append(Single(import_module("benchmarks.gorules").ZenBare()))
    found.append(Single(import_module("benchmarks.business").BusinessRules()))
    return found


def equal(peers: Sequence[Peer], drawn: pl.DataFrame) -> bool:
    """Whether all say the same; the first difference is printed."""
    first, *others = peers
    wanted = first.said(first.decide(first.take(drawn)))
    for peer in others:
        said = peer.said(peer.decide(peer.take(drawn)))
        for column in wanted.columns:
            apart = wanted[column].ne_missing(said[column])
            if apart.any():
                place = int(apart.arg_max() or 0)
                print(f"\nVerschil tussen {first.name} en {peer.name} op regel {place}: {column}")
                print(wanted.row(place), said.row(place), sep="\n")
                print(json.dumps(drawn.row(place, named=True), default=str, ensure_ascii=False))
                return False
    return True


def measure(peers: Sequence[Peer], drawn: pl.DataFrame, rounds: int) -> dict[str, Time]:
    """The median time of each peer over rounds in turning order; a first round warms up."""
    taken = [peer.take(drawn[: peer.sample] if peer.sample else drawn) for peer in peers]
    spent: dict[str, list[tuple[float, float]]] = {peer.name: [] for peer in peers}
    for turn in range(rounds + 1):
        for place in range(len(peers)):
            peer, own = (each[(place + turn) % len(peers)] for each in (peers, taken))
            if peer.sample and turn > _ROUNDS_OF_SAMPLES:
                continue
            gc.collect()
            clock, processor = perf_counter(), process_time()
            kept = peer.decide(own)
            found = perf_counter() - clock, process_time() - processor
            del kept
            if turn:
                spent[peer.name].append(found)
    return {
        peer.name: Time(*_scaled(peer, spent[peer.name], len(drawn)), bool(peer.sample))
        for peer in peers
    }


def _scaled(peer: Peer, spent: Sequence[tuple[float, float]], count: int) -> tuple[float, float]:
    times = count / min(peer.sample or count, count)
    clock, processor = (median(one) * times for one in zip(*spent, strict=True))
    return clock, processor


def _table(times: Mapping[str, Time], name: str, count: int) -> Iterator[str]:
    """The times as lines; how fast we are beside each, by clock and by processor time."""
    yield f"\n{count} {name}{'':18}{'klok':>12}{'rekentijd':>12}{'wij, klok':>12}{'rekentijd':>12}"
    ours = times["wij"]
    for peer, time in times.items():
        mark = "~" if time.scaled else " "
        ratios = (time.clock / ours.clock, time.processor / ours.processor)
        spent = f"{mark}{time.clock * 1e3:9.0f} ms{mark}{time.processor * 1e3:8.0f} ms"
        yield f"{peer:40}{spent}" + "".join(f"{_decimal(ratio):>11}x" for ratio in ratios)
    yield "~ van een steekproef, keer zoveel"


def _decimal(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")
