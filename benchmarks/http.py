"""How many requests the served API takes, and how long they wait: `python -m benchmarks.http`.

Starts the server of `api.server` in a process of its own, on a new SQLite file or on the database
of `--database postgresql://…` (its tables are made), with one bare route beside it that only
answers `{}`: what a request costs before we do anything. Eight clients each keep one connection and
wait for each answer before they ask again, so a slow answer slows its own client. They live in one
process and only count bytes, but they do share the machine with the server.

The cases are those of `benchmarks.declarations`: realistic, and nearly all different.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import quantiles

from flask import Flask, Response

from api import BASE_PATH
from api.app import create_app
from api.billing import EXAMPLE
from api.current import service_of
from api.server import listen
from api.settings import Settings
from benchmarks.declarations import declarations

PATH = f"{BASE_PATH}/declaraties"
BARE = f"{BASE_PATH}/kaal"
ROOT = Path(__file__).parents[1]
DIFFERENT = 2_000


def main() -> int:
    """Serve for the measurement, or measure each kind of request in turn."""
    wanted = _arguments()
    if wanted.serve:
        _serve(wanted.serve)
        return 0
    print(f"Python {platform.python_version()}, {os.cpu_count()} kernen, {wanted.clients} cliënten")
    with tempfile.TemporaryDirectory() as folder:
        url = wanted.database or f"sqlite:///{folder}/ret.db"
        with _serving(url) as (port, process):
            print(f"gegevensbank: {url.partition(':')[0]}\n")
            _measure_all(port, process, wanted)
    return 0


def _arguments() -> Namespace:
    parser = ArgumentParser(description="Meet de geserveerde API.")
    parser.add_argument("--database", help="een PostgreSQL-database, anders een SQLite-bestand")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--serve", metavar="URL", help="dient alleen, voor dit programma zelf")
    return parser.parse_args()


def _measure_all(port: int, process: int, wanted: Namespace) -> None:
    example = _post(EXAMPLE)
    place = asyncio.run(_location(port, example))
    mixed = [_post({"regio": "foodvalley", "feiten": facts}) for facts in _different()]
    kinds: list[tuple[str, Sequence[bytes]]] = [
        ("GET, kale route", [_get(BARE)]),
        ("GET, één uitkomst", [_get(place)]),
        ("POST, steeds dezelfde", [example]),
        (f"POST, {DIFFERENT} verschillende", mixed),
        ("GET, lijst van 20", [_get(PATH)]),
    ]
    heads = ("per s", "p50 ms", "p99 ms", "max ms", "cpu ms", "aantal")
    print(f"{'':26}" + "".join(f"{head:>9}" for head in heads))
    for name, requests in kinds:
        asyncio.run(_load(port, requests, wanted.clients, 1.0))
        begun = _cpu(process)
        waits = asyncio.run(_load(port, requests, wanted.clients, wanted.seconds))
        _tell(name, waits, wanted.seconds, (_cpu(process) - begun) / len(waits))


def _cpu(process: int) -> float:
    """The processor seconds of a process: unlike waiting, no busy neighbour adds to them."""
    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def _different() -> Iterator[Mapping[str, object]]:
    yield from declarations(DIFFERENT, 1)


def _tell(name: str, waits: list[float], seconds: float, cpu: float) -> None:
    cuts = quantiles(waits, n=100)
    times = "".join(f"{1000 * time:9.2f}" for time in (cuts[49], cuts[98], max(waits), cpu))
    print(f"{name:26}{len(waits) / seconds:9.0f}{times}{len(waits):9}", flush=True)


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: ret\r\n\r\n".encode()


def _post(case: Mapping[str, object]) -> bytes:
    body = json.dumps(case)
    head = f"POST {PATH} HTTP/1.1\r\nHost: ret\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


async def _load(port: int, requests: Sequence[bytes], clients: int, seconds: float) -> list[float]:
    """Ask until the time is over, and give how long each answer took."""
    source, until = cycle(requests), time.perf_counter() + seconds
    waits: list[float] = []

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.perf_counter()) < until:
            writer.write(next(source))
            status, _ = await _answer(reader)
            if status not in (b"200", b"201"):
                raise SystemExit(f"onverwacht antwoord: {status.decode()}")
            waits.append(time.perf_counter() - begun)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(clients)))
    return waits


async def _answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read one answer whole; gives its status and its headers."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    return head[9:12], head


async def _location(port: int, request: bytes) -> str:
    """Where the answer to one case can be read again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    _, head = await _answer(reader)
    writer.close()
    return head.partition(b"Location: ")[2].partition(b"\r\n")[0].decode()


@contextmanager
def _serving(url: str) -> Iterator[tuple[int, int]]:
    """Run the server in a process of its own and give its port and its number (Linux)."""
    command = [sys.executable, "-m", "benchmarks.http", "--serve", url]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process:
        yield int(process.stdout.readline()), process.pid
        process.terminate()


def _serve(url: str) -> None:
    settings = Settings(database_url=url, port=0)
    app = create_app(settings)
    service_of(app).store.migrate()
    _add_bare_route(app)
    server = listen(app, settings)
    print(server.effective_port, flush=True)
    server.run()


def _add_bare_route(app: Flask) -> None:
    @app.get(BARE)
    def bare() -> Response:
        return Response("{}", content_type="application/json")


if __name__ == "__main__":
    raise SystemExit(main())
