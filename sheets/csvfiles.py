"""Reads CSV as spreadsheets write it: any of three separators, two encodings, in blocks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from sheets.faults import FileRefused, told_unreadable
from sheets.headers import MOST_TITLE_ROWS, Headers
from sheets.sources import Chunk, no_header

BLOCK = 32_000_000
HEAD = 1_000_000
SEPARATORS = (";", ",", "\t")
_MARK = b"\xef\xbb\xbf"

NOT_TEXT = (
    "Dit bestand is geen leesbare tekst. Sla het in uw rekenprogramma op als CSV UTF-8 of XLSX."
)
NEVER_CLOSED = 'In dit bestand begint een aanhalingsteken (") dat nergens sluit.'
MIXED = (
    "Dit bestand bevat letters in twee verschillende coderingen. Sla het opnieuw op als CSV UTF-8."
)


@dataclass
class CsvSource:
    """A CSV file whose header was found; `size` and what chunks call `done` are bytes."""

    path: Path
    headers: Headers
    separator: str = ";"
    encoding: str = ""
    marked: bool = False
    names: tuple[str, ...] = ()
    first_row: int = 2
    start: int = 0
    size: int = 0
    expected: list[Mapping[str, pl.DataType]] = field(default_factory=list)
    kind: str = "csv"
    first_column: int = 0
    _eol: tuple[bytes, bytes] = field(default=(b"\n", b"\n"), repr=False)

    def __post_init__(self) -> None:
        """Look at the beginning of the file; raises FileRefused."""
        self.size = self.path.stat().st_size
        with self.path.open("rb") as file:
            head = file.read(HEAD)
        if not head.strip(b"\xef\xbb\xbf \t\r\n;,"):
            raise FileRefused("Dit bestand is leeg.")
        if b"\0" in head:
            raise FileRefused(NOT_TEXT)
        self.marked = head.startswith(_MARK)
        if b"\n" not in head and b"\r" in head:
            self._eol = (b"\r", b"\n")
        self._find(head.replace(*self._eol))

    def _find(self, head: bytes) -> None:
        whole, _ = _cut(head)
        whole = head if len(head) == self.size else whole
        records = [*_records(whole[3:] if self.marked else whole)]
        texts = [self.decode(record).rstrip("\r\n") for record in records]
        read = {mark: [_split(text, mark) for text in texts] for mark in SEPARATORS}
        found = {mark: self.headers.find(rows) for mark, rows in read.items()}
        known = {
            mark: self.headers.known(read[mark][row])
            for mark, row in found.items()
            if row is not None
        }
        if not known:
            raise FileRefused(no_header(max(read.values(), key=lambda rows: max(map(len, rows)))))
        self.separator = max(known, key=lambda mark: known[mark])
        row = found[self.separator] or 0
        self.names = tuple(read[self.separator][row])
        self.first_row = row + 2
        self.start = sum(map(len, records[: row + 1])) + (3 if self.marked else 0)

    def decode(self, raw: bytes) -> str:
        """Text of a block; the first letter outside ASCII settles the encoding of the file."""
        if raw.isascii():
            return raw.decode("ascii")
        for encoding in (self.encoding,) if self.encoding else ("utf-8", "cp1252"):
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            self.encoding = encoding
            return text
        raise FileRefused(MIXED if self.encoding else NOT_TEXT)

    def most_lines(self) -> int:
        """How many lines there are at most: a cell may hold a line end of its own."""
        with told_unreadable(self.path), self.path.open("rb") as file:
            return sum(part.count(self._eol[0]) for part in iter(lambda: file.read(BLOCK), b"")) + 1

    def chunks(self) -> Iterator[Chunk]:
        """The lines below the header in blocks of some ten thousands."""
        row, done = self.first_row, self.start
        for block in self._blocks():
            if b"\0" in block:
                raise FileRefused(NOT_TEXT)
            table, ragged = self._parsed(block)
            done += len(block)
            yield Chunk(table, row, done, ragged, bare=not ragged and _is_bare(block))
            row += len(table)

    def _blocks(self) -> Iterator[bytes]:
        """Blocks that end where a line ends, and not within quotes."""
        with told_unreadable(self.path), self.path.open("rb") as file:
            file.seek(self.start)
            while block := _lines(file):
                while block.count(b'"') % 2 and (more := file.readline()):
                    block += more
                    if len(block) > 3 * BLOCK:
                        raise FileRefused(NEVER_CLOSED)
                yield self._with_newlines(block)

    def _with_newlines(self, part: bytes) -> bytes:
        return part.replace(*self._eol) if self._eol[0] == b"\r" else part

    def _parsed(self, block: bytes) -> tuple[pl.DataFrame, dict[int, str]]:
        raw = block if block.isascii() else self.decode(block).encode()
        names = [f"c{n}" for n in range(len(self.names))]
        while self.expected:
            table = self._parse(raw, {n: self.expected[0].get(n, pl.String()) for n in names})
            if table is not None:
                return table, {}
            # Some cell is none of the texts that we expect: from here on nobody expects these.
            del self.expected[0]
        table = self._parse(raw, dict.fromkeys(names, pl.String()))
        return (table, {}) if table is not None else self._one_by_one(raw.decode())

    def _parse(self, raw: bytes, schema: Mapping[str, pl.DataType]) -> pl.DataFrame | None:
        try:
            return pl.read_csv(
                raw,
                separator=self.separator,
                has_header=False,
                schema=schema,
                missing_columns="insert",
            )
        except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
            return None

    def expect(self, columns: Mapping[int, Sequence[str]]) -> None:
        """Read columns, by their place, as one of these texts while that goes: it saves time.

        What is asked first goes first; what comes after it holds when that is over.
        """
        self.expected.append({f"c{n}": pl.Enum([*texts]) for n, texts in columns.items()})

    def _one_by_one(self, text: str) -> tuple[pl.DataFrame, dict[int, str]]:
        """Read a block with a line that is too long or oddly quoted; such a line is told."""
        width, rows, ragged = len(self.names), [], {}
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        for number, row in enumerate(_readable(reader)):
            if any(cell.strip() for cell in row[width:]):
                ragged[number] = f"hier staan {len(row)} cellen, maar de kop heeft er {width}."
            cells = [cell or None for cell in row[:width]]
            rows.append(cells + [None] * (width - len(cells)))
        names = [f"c{n}" for n in range(width)]
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"), ragged


def _is_bare(block: bytes) -> bool:
    """Whether no cell can hold a separator or the end of a line: that takes quotes."""
    if b'"' in block:
        return False
    return b"\r" not in block or block.count(b"\r") == block.count(b"\r\n")


def _lines(file: BinaryIO) -> bytes:
    """Some whole lines, read at once."""
    start = file.tell()
    file.seek(start + BLOCK)
    rest = len(file.readline())
    file.seek(start)
    return file.read(BLOCK + rest)


def _readable(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise FileRefused(NOT_TEXT) from error


def _split(text: str, separator: str) -> list[str]:
    return next(_readable(csv.reader(io.StringIO(text, newline=""), delimiter=separator)), [])


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """Split after the last line end that doesn't lie within quotes."""
    end = data.rfind(b"\n") + 1
    quotes = data.count(b'"', 0, end)
    while end and quotes % 2:
        before = data.rfind(b"\n", 0, end - 1) + 1
        quotes -= data.count(b'"', before, end)
        end = before
    return data[:end], data[end:]


def _records(data: bytes) -> Sequence[bytes]:
    """The first records, each with its line end."""
    found: list[bytes] = []
    part = b""
    for line in data.splitlines(keepends=True):
        part += line
        if part.count(b'"') % 2 == 0:
            found.append(part)
            part = b""
        if len(found) > MOST_TITLE_ROWS:
            break
    return found or [part]
