"""Each row of docs/security.md names tests that go red, and each of them is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

NAMED = re.compile(r"`((?:tests/)?[\w/]+\.py)::(\w+)`")


def rows(text: str) -> list[tuple[str, str]]:
    """The rows of the table of threats: who wants what, and what tries it."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and not cells[0].startswith(("Who wants", "---")):
            found.append((cells[0], cells[2]))
    return found


def faults(text: str, root: Path) -> list[str]:
    """Rows without a test, and names of tests that do not exist."""
    wrong = []
    for threat, tried in rows(text):
        named = NAMED.findall(tried)
        if not named:
            wrong.append(f"no test: {threat}")
        for path, name in named:
            file = root / path
            tests = {
                one.name for one in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(one, ast.FunctionDef)
            } if file.is_file() else set()  # fmt: skip
            if name not in tests:
                wrong.append(f"{path}::{name}")
    return wrong


def test_every_threat_names_tests_that_are_there(root):
    text = (root / "docs" / "security.md").read_text("utf-8")

    assert len(rows(text)) > 20
    assert faults(text, root) == []


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("| x | y | `tests/house/test_threats.py` |", ["no test: x"]),
        ("| x | y | `tests/house/test_threats.py::test_gone` |", ["tests/house/test_threats.py::test_gone"]),
        ("| x | y | `tests/gone.py::test_x` |", ["tests/gone.py::test_x"]),
    ],
)
def test_a_row_without_a_proof_would_be_named(root, row, wrong):
    assert faults(row, root) == wrong
