"""The pages stand on the service, and nothing below stands on the pages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import web

ROOT = Path(web.__file__).parents[1]
MAY_IMPORT = {
    "engine": set[str](),
    "sheets": {"engine"},
    "api": {"engine", "sheets"},
    "web": {"api", "engine"},
}


def imported(file: Path) -> Iterator[str]:
    """The top-level packages that a file imports anywhere."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_packages_import_only_what_lies_below_them() -> None:
    own = {*MAY_IMPORT, "cli", "benchmarks", "tests"}
    for package, below in MAY_IMPORT.items():
        for file in (ROOT / package).rglob("*.py"):
            assert set(imported(file)) & own <= {package, *below}, file


def test_only_one_module_knows_durable_rules() -> None:
    files = [file for package in MAY_IMPORT for file in (ROOT / package).rglob("*.py")]
    found = [file.name for file in files if any("durable" in name for name in imported(file))]
    assert found == ["inference.py"]
