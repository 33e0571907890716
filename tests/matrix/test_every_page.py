"""Axe over every page of the resolver, in both themes. Nothing here is listed by hand.

The normal run takes a sixth of the addresses, another one each day; the long one takes all, also sent empty and
searched without finding. In the dark only what follows from colours is asked again.
"""

from __future__ import annotations

import logging
import os

import pytest
from django.utils import timezone

from coordination.lib import pdf
from coordination.lib.search import true_up, vocabulary
from tests.browser.conftest import (  # noqa: F401 -- the browser of the machine, as in its own tests
    AXE,
    CHROMIUM,
    RULES,
    browser_context_args,
    browser_type_launch_args,
)
from tests.matrix.every_page import PARTS, ROOMS, Shop, Shot, shots
from tests.matrix.world import make_world

LONG = 200_000  # bytes; axe takes minutes for such a page (the guide of the interface): in the long run alone
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("CI"),
        reason="no chromium here; script/setup --with-tests brings it",
    ),
]
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async ([tags, colours]) => {
  document.querySelectorAll("main details").forEach(one => { one.open = true; });
  const still = new CSSStyleSheet();
  still.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  const only = colours.length ? {type: "rule", values: colours} : {type: "tag", values: tags};
  const found = await axe.run({runOnly: only, resultTypes: ["violations"], elementRef: false});
  return found.violations.flatMap(
    one => one.nodes.map(node => `${one.id}: ${node.target} ${(node.failureSummary.split("\\n")[1] || "").trim()}`)
  );
}"""


@pytest.fixture
def world(db, monkeypatch):
    monkeypatch.setattr(pdf, "draw", lambda html: b"%PDF-1.7 paper\n%%EOF\n")  # paper is looked at elsewhere
    made = make_world()
    vocabulary.forget()
    true_up()
    logging.disable(logging.CRITICAL)
    yield made
    logging.disable(logging.NOTSET)
    vocabulary.forget()


@pytest.fixture
def look(page, root):
    """Call it with a page: what axe has against it, in light and dark, narrow for every other one."""
    shop, script = Shop(), (root / AXE).read_text("utf-8")
    page.add_init_script(script)

    def findings(shot: Shot) -> list[str]:
        page.emulate_media(color_scheme="light")
        page.goto(shop.put(shot.html))
        light = page.evaluate(RUN, [RULES, []])
        page.emulate_media(color_scheme="dark")
        dark = page.evaluate(RUN, [RULES, COLOURS])
        return light + [f"dark {line}" for line in dark if line not in light]

    yield findings
    shop.close()


def said(found: dict[str, list[str]]) -> str:
    """Each fault once, with the pages it stands on: one template makes many pages."""
    lines: dict[str, list[str]] = {}
    for where, faults in found.items():
        for fault in faults:
            lines.setdefault(fault, []).append(where)
    return "\n".join(
        f"{fault}\n    {len(where)}: {', '.join(where[:4])}" for fault, where in sorted(lines.items())
    )


@pytest.mark.slow
def test_axe_finds_nothing_on_the_pages_of_today(world, look):
    part = timezone.localdate().toordinal() % PARTS
    found = [shot for shot in shots(world, part=part) if len(shot.html) < LONG]

    assert len(found) > 25
    assert said({str(shot): look(shot) for shot in found}) == "", f"part {part} of {PARTS}"


@pytest.mark.long
@pytest.mark.parametrize("room", ROOMS)
def test_axe_finds_nothing_on_any_page(world, look, room):
    found = list(shots(world, room=room, more=True))

    assert found
    assert said({str(shot): look(shot) for shot in found}) == ""


def test_a_page_with_a_fault_would_be_named(look):
    """The counter-check, in both themes."""
    html = (
        "<!DOCTYPE html><html lang='de'><title>x</title><style>p {color: #000; background: #fff}"
        " @media (prefers-color-scheme: dark) {p {color: #333; background: #222}}</style>"
        "<main><h1>x</h1><p>Text</p><img src='/x.png'></main>"
    )
    faults = look(Shot("x", "", html.encode()))

    assert [line.split(":")[0] for line in faults] == ["image-alt", "dark color-contrast"]
