"""Facts about the machine and the versions that a figure belongs to, as Dutch lines."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    *("durable_rules", "polars", "numpy", "duckdb", "OpenFisca-Core", "clipspy"),
    *("rule-engine", "panzi-json-logic", "zen-engine", "business-rules"),
)


def facts() -> Iterator[str]:
    """One line for each fact."""
    yield f"processor        {_processor()}, {os.cpu_count()} kernen"
    yield f"geheugen         {_memory()}"
    yield f"systeem          {platform.system()} {platform.release()}, {platform.machine()}"
    yield f"Python           {platform.python_version()}"
    yield f"pakketten        {', '.join(f'{name} {version(name)}' for name in PACKAGES)}"
    yield f"drukte vooraf    {_load()}"


def _processor() -> str:
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "onbekend"


def _memory() -> str:
    for line in _lines("/proc/meminfo"):
        if line.startswith("MemTotal"):
            return f"{int(line.split()[1]) / 2**20:.0f} GiB"
    return "onbekend"


def _load() -> str:
    try:
        one = os.getloadavg()[0]
    except OSError:
        return "onbekend"
    return f"{one:.1f} proces tegelijk in de laatste minuut"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:
        return []
