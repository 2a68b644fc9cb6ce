"""The arrows of the house: who may import whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY = {
    "engine": {"engine"},
    "sheets": {"sheets", "engine"},
    "api": {"api", "sheets", "engine"},
    "web": {"web", "api", "sheets", "engine"},
    "cli": {"cli", "web", "api", "sheets", "engine"},
}
ROOMS = [room for room in MAY if (ROOT / room).is_dir()]
ONLY = {
    "durable_rules_engine": {"engine/inference.py"},
    "holidays": {"engine/calendar.py"},
    "click": {"cli"},
    "flask": {"api", "web"},
    "sqlalchemy": {"api"},
    "xlsxwriter": {"sheets"},
    "python_calamine": {"sheets"},
}


def imports(path: Path) -> Iterator[str]:
    """The first names of all that a module imports, also within its functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    for path in sorted((ROOT / room).rglob("*.py")):
        assert set(imports(path)) & set(MAY) <= MAY[room], path


@pytest.mark.parametrize("package", sorted(ONLY))
def test_a_package_is_known_to_its_own_room_alone(package: str) -> None:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            allowed = any(name == own or name.startswith(f"{own}/") for own in ONLY[package])
            assert allowed or package not in set(imports(path)), name
