"""Compare the German catalogue with the source, by gettext's own tools. No test itself."""

import gettext
import shutil
import subprocess
import sys
from pathlib import Path

PO = Path("coordination/locale/de/LC_MESSAGES/django.po")
SOURCES = ["coordination", "network", "meetings", "templates", "manage.py"]


def extract(root: Path, folder: Path) -> Path:
    """Write a catalogue of all messages now in the source, without translations, and return its path."""
    for name in SOURCES:
        source, copy = root / name, folder / name
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, copy)
    (folder / PO).unlink(missing_ok=True)
    (folder / PO).parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale=de", "--verbosity=0"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / PO


def gaps(catalogue: Path, source: Path) -> str:
    """Say what of ``source`` the catalogue lacks, leaves empty or marks fuzzy, and what it has too many."""
    lacking = subprocess.run(
        ["msgcmp", catalogue, source], capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
    )
    surplus = subprocess.run(
        ["msgcmp", "--use-untranslated", "--use-fuzzy", source, catalogue],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C"},
    )
    return (lacking.stderr if lacking.returncode else "") + (surplus.stderr if surplus.returncode else "")


def messages(mo: Path) -> dict:
    """Return what a compiled catalogue says, its head with dates left out."""
    with mo.open("rb") as file:
        catalogue = dict(gettext.GNUTranslations(file)._catalog)
    catalogue.pop("", None)
    return catalogue


def compiled(po: Path, folder: Path) -> dict:
    """Compile ``po`` afresh, with gettext's check of placeholders, and return what it says."""
    target = folder / "fresh.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", target, po], check=True, capture_output=True, text=True)
    return messages(target)
