"""The import contracts hold, and they would notice if they did not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOMS = ["coordination", "network", "meetings"]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def test_every_import_goes_down_the_stairs_and_through_its_door(root):
    result = lint_imports(root)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("coordination/lib/planted.py", "import coordination.directory", "The staircase"),
        ("coordination/directory/planted.py", "import weasyprint", "Door: only lib/pdf.py"),
        ("coordination/overview/planted.py", "import openpyxl", "Door: only lib/sheets"),
        ("meetings/planted.py", "import networkx", "Door: only the room network"),
        ("coordination/directory/planted.py", "import guardian.shortcuts", "Door: only the room accounts"),
        ("coordination/directory/planted.py", "import simple_history", "Door: only the ground"),
    ],
)
def test_a_planted_import_breaks_its_contract(root, tmp_path, module, line, broken):
    for room in ROOMS:
        shutil.copytree(
            root / room, tmp_path / room, ignore=shutil.ignore_patterns("*.pyc", "static", "locale")
        )
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / module).write_text(f"{line}\n")

    result = lint_imports(tmp_path)

    assert result.returncode != 0
    assert any(part.startswith(broken) and "BROKEN" in part for part in result.stdout.splitlines()), (
        result.stdout
    )
