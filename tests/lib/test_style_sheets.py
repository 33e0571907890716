"""Style sheets: every class of ours that a template names exists, and every sheet is asked for somewhere."""

import re
from fnmatch import fnmatch

from tests.house import source

NAME = re.compile(r"\bsn-[a-z0-9_-]+(?<!-)\b")
# Hooks without a look of their own.
WITHOUT_LOOK = {"sn-work-body", "sn-offer__t", "sn-login", "sn-imp__", "sn-imp__take", "sn-stale"}


def _classes(text: str) -> set[str]:
    """Our class names in the class attributes of a template, template tags taken out."""
    found = set()
    for value in re.findall(r'class="([^"]*)"', text):
        found |= set(NAME.findall(re.sub(r"{{.*?}}|{%.*?%}", " ", value)))
    return found


def _known(root) -> set[str]:
    sheets = (root / "coordination/static/css").glob("*.css")
    return {name for sheet in sheets for name in re.findall(r"\.(sn-[\w-]+)", sheet.read_text("utf-8"))}


def test_every_class_in_a_template_has_a_look(root):
    known = _known(root) | WITHOUT_LOOK
    unknown = {
        str(path.relative_to(root)): missing
        for path in source.templates(root)
        if "mail" not in path.parts and (missing := _classes(path.read_text("utf-8")) - known)
    }

    assert unknown == {}


def test_a_misspelt_class_would_be_named(root):
    assert _classes('<p class="sn-card {% if x %}sn-crad{% endif %} muted">') - _known(root) == {"sn-crad"}


def test_every_sheet_is_asked_for(root):
    asked = {
        re.sub(r"{{.*?}}|{%.*?%}.*?{%.*?%}", "*", name)  # of paper, one sheet for each shape
        for path in source.templates(root)
        for name in re.findall(r'css/([^"]+?)\.css"?', path.read_text("utf-8"))
    }
    sheets = {sheet.stem for sheet in (root / "coordination/static/css").glob("*.css")}

    assert {sheet for sheet in sheets if not any(fnmatch(sheet, name) for name in asked)} == set()
    assert {name for name in asked if not any(fnmatch(sheet, name) for sheet in sheets)} == set()


def test_colours_come_from_tokens_only(root):
    """A network may set its accent, and dark follows: no sheet but tokens and drawings may name a colour of its own."""
    free = {"tokens", "map"}
    named = {
        sheet.stem: found
        for sheet in (root / "coordination/static/css").glob("*.css")
        if sheet.stem not in free
        and not sheet.stem.startswith(("paper", "handout"))  # paper has no dark side
        and (found := re.findall(r"(?<!light-dark\()#[0-9a-f]{3,6}\b(?![^;]*\))", sheet.read_text("utf-8")))
    }

    assert {name: set(found) - {"#fff"} for name, found in named.items() if set(found) - {"#fff"}} == {}
