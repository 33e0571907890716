"""Files end with a line, are no larger than needed, and hold no secrets."""

import re
import subprocess
from pathlib import Path

MOST_BYTES = 500_000
TEXT = {".py", ".html", ".txt", ".md", ".yml", ".yaml", ".css", ".js", ".toml", ".json", ".sh", ".svg", ".po"}
SECRET = re.compile("-----BEGIN [A-Z ]*PRIVATE " + "KEY-----")


def tracked(root: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False).stdout
    return [path for line in listed.splitlines() if (path := root / line).is_file()]


def untidy(paths: list[Path]) -> list[str]:
    """Name files that end without a line feed, have blanks at line ends, or hold a private key."""
    found = []
    for path in paths:
        if path.suffix not in TEXT:
            continue
        text = path.read_text("utf-8")
        if text and not text.endswith("\n"):
            found.append(f"{path}: no line feed at the end")
        if re.search(r"[ \t]+$", text, re.MULTILINE) and path.suffix != ".md":
            found.append(f"{path}: blanks at the end of a line")
        if SECRET.search(text):
            found.append(f"{path}: a private key")
    return found


def test_files_are_tidy(root):
    assert untidy(tracked(root)) == []


def test_untidy_files_would_be_named(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("x = 1 \n-----BEGIN PRIVATE " + "KEY-----")

    assert len(untidy([path])) == 3


def test_no_tracked_file_is_large(root):
    catalogue = root / "coordination" / "locale"  # grows with every page
    large = [
        str(path)
        for path in tracked(root)
        if path.stat().st_size > MOST_BYTES and not path.is_relative_to(catalogue)
    ]

    assert large == []
