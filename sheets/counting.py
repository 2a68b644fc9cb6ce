"""Counts over all lines of a file, made before the first of them is decided.

A rule may look at other lines than its own: whether this one stood there before, or what all of a
person come to. The lines of a large file are then read twice: of the first reading only what the
counts look at is kept, so that it stays within memory. A file without the columns that tell which
lines belong together is read once: each of its lines counts for itself alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterator
from contextlib import closing

import polars as pl

from engine.bulk.counting import used
from engine.model import tests
from sheets.ahead import ahead
from sheets.reading import LineReader, Lines
from sheets.subject import Subject

LARGEST_PART = 500_000
MOST_KEPT = 1_000_000
"""The number of lines up to which a file is read once, and kept in the meantime."""
_LINE = "_line"
_MOST = 2**31 - 1


def _emptied(lines: deque[Lines]) -> Iterator[Lines]:
    """What was kept, and isn't any longer once it is given."""
    while lines:
        yield lines.popleft()


class FileCounts:
    """The counts of one file by the place of a line; empty where no rule looks at other lines."""

    def __init__(self, subject: Subject, present: Container[str]) -> None:
        """Find out what the counts look at, and whether a file with these facts needs `read`."""
        self.subject, self.bulk = subject, subject.bulk
        self.needed = bool(self.bulk.counted)
        self._counts = [count for ruleset in subject.rulesets for count in used(ruleset)]
        looked = {test.subject for count in self._counts for test in tests(count.when)}
        looked |= {name for count in self._counts for name in (*count.same, count.sums or "")}
        self._names = [n for n in self.bulk.columns if n in looked or n in self.bulk.date_facts]
        self.ahead = any(all(name in present for name in count.same) for count in self._counts)
        self._lacking = {n for count in self._counts for n in count.same if n not in present}
        self._found = pl.DataFrame()
        self._taken = 0

    def remarks(self) -> Iterator[str]:
        """What the sender should know when lines that belong together can't be found."""
        labels = [fact.label for fact in self.subject.asked if fact.name in self._lacking]
        if labels:
            listed = ", ".join(f"'{label}'" for label in labels)
            yield (
                "Een regel die er twee keer in staat, vinden wij zo niet. Daarvoor ontbreekt: "
                f"{listed}."
            )

    def read(self, reader: LineReader, progress: Callable[[int], None]) -> Iterator[Lines]:
        """Read all lines of a file and count over them; those with a fault don't count.

        Gives the lines, which are read again if there are too many to keep.
        """
        parts, read, many = [], deque[Lines](), 0
        with closing(ahead(reader.read())) as coming:
            for lines in coming:
                parts.append(self._kept(lines))
                read.append(lines)
                many += len(lines.rows)
                if many > MOST_KEPT:
                    read.clear()
                progress(lines.done)
        whole = pl.concat(parts, how="vertical").with_row_index(_LINE)
        counted = [self._count(part, whole) for part in self._parts(whole)]
        counted = counted or [self._count(whole, whole)]
        self._found = pl.concat(counted).sort(_LINE).drop(_LINE)
        return _emptied(read) if many <= MOST_KEPT else reader.read()

    def _kept(self, lines: Lines) -> pl.DataFrame:
        present = [name for name in self._names if name in lines.facts.columns]
        kept = lines.facts.select(present).filter(lines.faults.is_null())
        # Texts recur: as a category each takes four bytes a line.
        return kept.with_columns(pl.col(pl.String).cast(pl.Categorical))

    def _parts(self, whole: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """The lines in parts between which nothing is counted.

        Lines of different days aren't alike where every count asks for the same day, and each line
        that can be decided has one.
        """
        (day,) = self.bulk.date_facts
        if not all(day in count.same for count in self._counts):
            yield whole
            return
        days = whole.group_by(day).len().sort(day)
        number = (days["len"].cum_sum() - 1) // LARGEST_PART
        part = whole[day].replace_strict(days[day], number, return_dtype=pl.Int64)
        for one in number.unique():
            yield whole.filter(part == one)

    def _count(self, part: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
        facts = pl.concat([part, *self._knowing(part, whole)]).drop(_LINE)
        found = self._over(facts.with_columns(pl.col(pl.Categorical).cast(pl.String)))
        return found.head(len(part)).with_columns(part[_LINE])

    def _knowing(self, part: pl.DataFrame, whole: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """A line that knows what none of a part does, since lines are alike by what some know.

        It is of another day, and so counts for none of the part.
        """
        same = dict.fromkeys(name for count in self._counts for name in count.same)
        for name in (name for name in same if name in part.columns):
            if part[name].null_count() == len(part):
                yield whole.filter(pl.col(name).is_not_null()).head(1)

    def _over(self, facts: pl.DataFrame) -> pl.DataFrame:
        # Above what any fact can be, the most that a count can be makes no difference.
        return self.bulk.count(facts).select(pl.all().clip(upper_bound=_MOST).cast(pl.Int32))

    def take(self, facts: pl.DataFrame) -> pl.DataFrame:
        """The counts of the next lines that have no fault."""
        if self.needed and not self.ahead:
            return self.bulk.count(facts)
        taken = self._found.slice(self._taken, len(facts))
        self._taken += len(facts)
        return taken
