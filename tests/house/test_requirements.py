"""Every package is pinned and says what for."""

import re

import pytest

# Django==5.2.19     # why
PINNED = re.compile(r"^[A-Za-z0-9_.-]+(\[[a-z0-9,]+\])?==[0-9][0-9A-Za-z.]*\s+# \S.+$")


def loose_lines(text: str) -> list[str]:
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith(("#", "-r ")))
    return [line for line in lines if not PINNED.match(line)]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-npm.txt"])
def test_each_requirement_is_pinned_and_says_what_for(root, name):
    assert loose_lines((root / name).read_text("utf-8")) == []


@pytest.mark.parametrize("line", ["Django", "Django>=5", "Django==5.2.19"])
def test_a_loose_or_wordless_line_would_be_named(line):
    assert loose_lines(line) == [line]


def test_the_lock_of_the_assets_holds_hashes_but_no_addresses(root):
    lock = (root / "package-lock.json").read_text("utf-8")

    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock
