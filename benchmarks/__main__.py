"""`python -m benchmarks`: prints one run; ends with 1 as soon as two contenders disagree.

With `bulk` behind it, whole tables are measured instead of one decision; with `dask` two processes
decide parts of a table.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace

from benchmarks import machine, single
from benchmarks.answer import compare
from benchmarks.declarations import declarations
from benchmarks.timing import measure


def main() -> int:
    """Compare first, then time."""
    wanted = _arguments()
    taking_part = single.contenders()
    print("\n".join(machine.facts()))
    checked = declarations(wanted.gelijk, wanted.zaad)
    difference, seen = compare(taking_part, checked)
    if difference:
        print(f"\nVerschil tussen {taking_part[0].name} en {difference.contender}:")
        print("\n".join(difference.parts))
        print(json.dumps(dict(difference.facts), ensure_ascii=False, indent=1))
        return 1
    print(f"\nGelijke antwoorden op {len(checked)} declaraties:")
    print("\n".join(f"  {count:5} {outcome}" for outcome, count in sorted(seen.items())))
    timed = declarations(wanted.declaraties, wanted.zaad + 1)
    speeds = measure(taking_part, timed, wanted.ronden)
    print(
        f"\nEén besluit met uitleg, {len(timed)} declaraties, mediaan van {wanted.ronden} ronden:\n"
    )
    print("\n".join(single.table(taking_part, speeds)))
    print()
    print("\n".join(single.ratios(taking_part, speeds)))
    return 0


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description="Meet één besluit met uitleg.")
    parser.add_argument("--gelijk", type=int, default=2_000, help="declaraties om te vergelijken")
    parser.add_argument("--declaraties", type=int, default=1_000, help="declaraties om te meten")
    parser.add_argument("--ronden", type=int, default=7, help="ronden om te meten")
    parser.add_argument("--zaad", type=int, default=2021, help="begin van de toevalsreeks")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["bulk"]:
        from benchmarks.bulk.run import main as main_bulk

        sys.exit(main_bulk(sys.argv[2:]))
    if sys.argv[1:2] == ["dask"]:
        from benchmarks.bulk.on_dask import main as main_dask

        sys.exit(main_dask())
    sys.exit(main())
