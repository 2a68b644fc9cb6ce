"""`python -m benchmarks dask`: the same lines decided by two processes of Dask, and by one table.

The kernel keeps nothing between tables, so a partition needs no other. Each process reads the rules
once. This shows that more machines change nothing but the time; it is no measurement.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import polars as pl

from benchmarks.bulk.lines import realistic
from benchmarks.ours import DECISION, REGION, RULES
from engine.bulk.decider import BulkDecider
from engine.loader import load_folder

LINES, PARTS, WORKERS = 400_000, 8, 2


@cache
def decider() -> BulkDecider:
    """The rules, read once in a process."""
    return BulkDecider(load_folder(RULES), DECISION, REGION)


def decide(file: str) -> str:
    """Decide one partition, and write the answer beside it."""
    answer = file.replace("lines", "answer")
    decider().decide(pl.read_parquet(file)).write_parquet(answer)
    return answer


def main() -> int:
    """Decide both ways; ends with 1 where they differ."""
    distributed: Any = import_module("distributed")  # of the extra "dask"
    lines = realistic(decider().columns, LINES)
    whole = decider().decide(lines)
    with (
        TemporaryDirectory() as folder,
        distributed.LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        files = [str(Path(folder) / f"lines-{part}.parquet") for part in range(PARTS)]
        for part, file in enumerate(files):
            lines[part * LINES // PARTS : (part + 1) * LINES // PARTS].write_parquet(file)
        begun = perf_counter()
        answers = client.gather(client.map(decide, files))
        spent = perf_counter() - begun
        alike = pl.concat(pl.read_parquet(answer) for answer in answers).equals(whole)
    print(f"{LINES} regels in {PARTS} delen, {WORKERS} processen van Dask: {spent:.1f} s")
    print("dezelfde uitkomsten" if alike else "VERSCHIL")
    return 0 if alike else 1
