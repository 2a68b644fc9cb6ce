"""The server as people start it: a process of its own, killed in the middle of its work."""

import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cases import HEADERS, PATH, case

import api

ROOT = Path(api.__file__).parents[1]
JSON = {"Content-Type": "application/json"}
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Running:
    """A server in a process of its own, and what it printed when it was ready."""

    process: subprocess.Popen[str]
    port: int
    line: str

    def ask(
        self, method: str, path: str, body: object = None
    ) -> tuple[int, bytes, http.client.HTTPResponse]:
        """Send one request on a connection of its own."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as wire:
            data = None if body is None else json.dumps(body)
            wire.request(method, path, data, JSON if data else {})
            answer = wire.getresponse()
            return answer.status, answer.read(), answer

    def say(self, raw: bytes) -> tuple[str, dict[str, str], bytes]:
        """Send raw bytes and read till the end: the first line, the headers and the body."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)) as wire:
            wire.sendall(raw)
            answer = b"".join(iter(lambda: wire.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        return first, dict(line.split(": ", 1) for line in lines), body


def environment(url: str, **more: str) -> dict[str, str]:
    """The environment of a server: ours without any setting, and these settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("RET_")}
    return {**own, "RET_DATABASE_URL": url, "RET_PORT": "0", **more}


@contextmanager
def serving(url: str, **more: str) -> Iterator[Running]:
    """Run a server on a free port until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "api.server"],
        cwd=ROOT,
        env=environment(url, **more),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, closing(process.stdout):
        try:
            place, line = process.stdout.readline(), process.stdout.readline()
            port = place.partition("127.0.0.1:")[2].partition("/")[0]
            yield Running(process, int(port), line.removeprefix("Probeer: "))
        finally:
            process.kill()


def refused(url: str, **more: str) -> str:
    """Start a server that must not start, and give what it says."""
    ended = subprocess.run(
        [sys.executable, "-m", "api.server"],
        cwd=ROOT,
        env=environment(url, **more),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_the_line_that_it_prints_gives_an_explained_outcome(sqlite_url: str) -> None:
    with serving(sqlite_url) as server:
        told = subprocess.run(shlex.split(server.line), capture_output=True, check=True)
        answer = json.loads(told.stdout)
    assert (answer["oordeel"], answer["bedrag"]["waarde"]) == ("declarabel", "137.27")
    assert answer["redenen"][0]["bronnen"]


def test_what_was_answered_survives_a_kill_under_load(database_url: str) -> None:
    answered: dict[str, bytes] = {}
    enough = threading.Event()

    def load(server: Running) -> None:
        wire = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
        with closing(wire):
            while True:
                try:
                    wire.request("POST", PATH, json.dumps(case()), JSON)
                    answer = wire.getresponse()
                    body = answer.read()
                except (OSError, http.client.HTTPException):
                    return
                assert answer.status == 201
                answered[answer.headers["Location"]] = body
                if len(answered) > 200:
                    enough.set()

    with serving(database_url) as server:
        clients = [threading.Thread(target=load, args=(server,)) for _ in range(6)]
        for thread in clients:
            thread.start()
        assert enough.wait(SECONDS)
        server.process.send_signal(signal.SIGKILL)
        for thread in clients:
            thread.join(SECONDS)
    with serving(database_url) as server:
        for place, body in answered.items():
            assert server.ask("GET", place)[:2] == (200, body)
        total = json.loads(server.ask("GET", PATH)[1])["totaal"]
    # Each client may have had one on its way that was kept and not answered any more.
    assert len(answered) <= total <= len(answered) + len(clients)


def test_sigterm_ends_it_cleanly_with_a_client_still_connected(
    sqlite_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(sqlite_url) as server:
        wire = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
        with closing(wire):
            wire.request("POST", PATH, json.dumps(case()), JSON)
            assert wire.getresponse().status == 201
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(SECONDS) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("size", [1_000_001, 5_000_000])
def test_a_body_that_is_too_large_hears_so_with_and_without_a_length(
    sqlite_url: str, size: int
) -> None:
    body = b"x" * size
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" % PATH.encode()
    head += b"Content-Type: application/json\r\n"
    whole = head + b"Content-Length: %d\r\n\r\n" % size + body
    parts = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % size + body + b"\r\n0\r\n\r\n"
    with serving(sqlite_url) as server:
        for raw in (whole, parts):
            first, headers, said = server.say(raw)
            assert " 413 " in first
            assert headers["Content-Type"] == "application/problem+json"
            assert json.loads(said)["status"] == 413


def test_a_file_that_ran_when_the_server_was_killed_runs_again_after_a_restart(
    sqlite_url: str, tmp_path: Path
) -> None:
    line = b"2021-06-10;jeugdhulpaanbieder;ja;inkoopnetwerk;nee;90;ede\n"
    names = "datum_bijeenkomst;declarant_soort;op_uitnodiging;contractstatus;"
    names += "levert_individuele_voorziening;minuten_aanwezig;gemeente_van_casus\n"
    content, kind = names.encode() + line * 10_000, {"Content-Type": "text/csv"}
    folder = tmp_path / "bestanden"
    place = "/api/v1/declaratiebestanden"
    with serving(sqlite_url, RET_FILES_DIR=str(folder)) as server:
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)) as wire:
            wire.request("POST", f"{place}?regio=foodvalley", content, kind)
            id = json.loads(wire.getresponse().read())["id"]
        until(lambda: job(server, f"{place}/{id}")["status"] == "bezig")
    assert {path.name for path in (folder / id).iterdir()} <= {"invoer", ".uitkomst.csv.deel"}
    with serving(sqlite_url, RET_FILES_DIR=str(folder)) as server:
        until(lambda: job(server, f"{place}/{id}")["status"] == "klaar")
        found = job(server, f"{place}/{id}")
        _, lines, _ = server.ask("GET", f"{place}/{id}/uitkomst")
    assert found["aantallen"] == {"open": 10_000}
    assert lines.count(b"\n") == 10_001
    assert "invoer" not in {path.name for path in (folder / id).iterdir()}


def job(server: Running, place: str) -> Any:
    """How far a file is."""
    return json.loads(server.ask("GET", place)[1])


def until(happened: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_case_in_chunks_is_decided_like_any_other(sqlite_url: str) -> None:
    body = json.dumps(case()).encode()
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" % PATH.encode()
    head += b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"%x\r\n%b\r\n" % (1, body[n : n + 1]) for n in range(len(body)))
    with serving(sqlite_url) as server:
        first, _, said = server.say(head + chunks + b"0\r\n\r\n")
    assert " 201 " in first
    assert json.loads(said)["oordeel"] == "declarabel"


BROKEN = {
    "no http": (b"HALLO\r\n\r\n", 400),
    "no header": (b"GET / HTTP/1.1\r\nniets\r\n\r\n", 400),
    "two lengths": (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "length of letters": (b"GET / HTTP/1.1\r\nContent-Length: veel\r\n\r\n", 400),
    "another coding": (b"GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    "no chunks": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n", 400),
    # Just as much as it reads: when more is under way it hangs up, and the sender may hear nothing.
    "large headers": (b"GET / HTTP/1.1\r\nA: ".ljust(262_144, b"a"), 431),
    "huge length": (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
    "strange host": (b"GET /x HTTP/1.1\r\nHost: a b/\r\nConnection: close\r\n\r\n", 404),
    "raw path": (b"GET /\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400),
    "strange path": (b"GET /%ff%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
    "old http": (b"GET /x HTTP/1.0\r\n\r\n", 404),
}


def test_what_the_server_itself_refuses_is_a_problem_too(sqlite_url: str) -> None:
    with serving(sqlite_url) as server:
        for name, (raw, status) in BROKEN.items():
            first, headers, body = server.say(raw)
            assert f" {status} " in first, name
            assert headers["Content-Type"] == "application/problem+json", name
            assert {key.lower(): headers.get(key.title()) for key in HEADERS} == {
                key.lower(): value for key, value in HEADERS.items()
            }, name
            assert "Server" not in headers
            assert json.loads(body)["status"] == status
        assert server.ask("GET", PATH)[0] == 200


def test_a_host_that_others_could_reach_is_refused(sqlite_url: str) -> None:
    assert "alleen op deze computer" in refused(sqlite_url, RET_HOST="0.0.0.0")


def test_a_port_that_is_taken_is_told(sqlite_url: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        told = refused(sqlite_url, RET_PORT=str(port))
    assert f"127.0.0.1:{port} kan niet" in told
    assert "RET_PORT een andere poort" in told


def test_rules_with_faults_are_refused_with_all_of_them(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("feiten: [\n")
    said = refused(sqlite_url, RET_RULES_DIR=str(tmp_path))
    assert "facts.yaml:" in said
    assert "sources.yaml:1: dit bestand ontbreekt" in said


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    url = f"postgresql://ret@/ret?host={tmp_path}&connect_timeout=1"
    assert "niet bereikbaar" in refused(url)
    assert "Het adres van de gegevensbank" in refused("mysql://x/y")


def test_two_servers_may_share_a_database(
    database_url: str, open_store: Callable[[str], Any]
) -> None:
    with serving(database_url) as one, serving(database_url) as two:
        place = json.loads(one.ask("POST", PATH, case())[1])["id"]
        assert two.ask("GET", f"{PATH}/{place}")[0] == 200
