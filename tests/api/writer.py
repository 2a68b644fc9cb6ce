"""Keeps outcomes without end and prints the id of each one kept, until it is killed."""

import sys
import uuid
from datetime import UTC, date, datetime
from threading import Thread

from api.store import OutcomeRecord, Store


def _write(store: Store) -> None:
    """Keep one outcome after the other."""
    while True:
        record = OutcomeRecord(
            id=str(uuid.uuid4()),
            decision="billing",
            region="foodvalley",
            case_number=None,
            reference_date=date(2021, 6, 10),
            facts={"minuten_aanwezig": 90},
            not_kept=(),
            vector="J",
            ruleset_version="",
            verdict="declarabel",
            answer={"oordeel": "declarabel"},
            made_at=datetime.now(UTC),
            other_facts="onbekend",
        )
        store.add_outcome(record)
        sys.stdout.write(f"{record.id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    shared = Store(sys.argv[1])
    for _ in range(4):
        Thread(target=_write, args=(shared,)).start()
