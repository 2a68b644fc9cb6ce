"""Runs a file through the toy rules in a process of its own: SOURCE TARGET [largest file size]."""

import resource
import signal
import sys
from pathlib import Path

from engine.loader import load_folder
from sheets import csvfiles
from sheets.faults import FileRefused
from sheets.running import run
from sheets.subject import Subject


def main(source: str, target: str, largest: str = "") -> None:
    """Run, and print how far it is, or why it was refused."""
    subject = Subject(load_folder(Path(__file__).with_name("toy")), "billing", "fietsland")
    csvfiles.BLOCK = 100_000
    if largest:
        # Writing beyond this fails as on a full disk.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
    try:
        run(subject, Path(source), Path(target), progress=lambda *far: print(*far, flush=True))
    except FileRefused as refused:
        print(refused)


if __name__ == "__main__":
    main(*sys.argv[1:])
