"""The documents name only what is there."""

import re
from pathlib import Path

import pytest
import yaml

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
# `script/demo`, `docs/operations.md`, `coordination/lib/history.py`: a path with a slash and no gap.
NAMED_PATH = re.compile(
    r"`((?:coordination|network|meetings|templates|tests|docs|script|fixtures|deploy)/[\w./-]+)`"
)
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "docs/operations.md",
    "docs/glossary.md",
]


def missing_names(document: Path, root: Path) -> list[str]:
    text = document.read_text("utf-8")
    links = [link for link in LINK.findall(text) if not link.startswith(("http", "mailto:"))]
    targets = [(link, document.parent / link) for link in links]
    targets += [
        (name, root / name) for name in NAMED_PATH.findall(text) if not name.startswith("coordination/static")
    ]
    return [name for name, target in targets if not target.exists()]


def all_documents(root: Path) -> list[Path]:
    return [*(root / name for name in DOCUMENTS), *sorted((root / "docs" / "adr").glob("*.md"))]


def test_documents_name_only_files_that_exist(root):
    found = {
        document.name: missing
        for document in all_documents(root)
        if (missing := missing_names(document, root))
    }

    assert found == {}


def test_a_dead_link_would_be_named(tmp_path):
    document = tmp_path / "page.md"
    document.write_text("See [there](gone.md) and `docs/gone.md`, not [out](https://example.org).")

    assert missing_names(document, tmp_path) == ["gone.md", "docs/gone.md"]


def test_each_decision_says_context_decision_and_consequences(root):
    for document in sorted((root / "docs" / "adr").glob("[0-9]*.md")):
        headings = re.findall(r"^## (\w+)", document.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], document.name


@pytest.mark.parametrize(
    "key", ["publiccodeYmlVersion", "name", "legal", "localisation", "description", "maintenance"]
)
def test_publiccode_has_what_the_catalogue_asks(root, key):
    assert yaml.safe_load((root / "publiccode.yml").read_text("utf-8"))[key]
