"""Codes that say where they lead and break no policy."""

from __future__ import annotations

import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest
import segno

from coordination.lib.qr import LONGEST, qr_png, qr_svg

ADDRESS = "https://netzwerk.example.org/angaben/9f8Jx7Kq2mN4pL6wZ8rT1vY3/?a=1&b=2"


def test_the_code_has_a_title_and_nothing_the_policy_forbids():
    svg = qr_svg(ADDRESS, title="Zur Seite <Angaben>")
    root = ElementTree.fromstring(svg)

    assert root.find("{http://www.w3.org/2000/svg}title").text == "Zur Seite <Angaben>"
    assert root.get("role") == "img"
    assert not re.search(r"style=|<script|on\w+=|href", svg)


def test_every_dark_module_is_drawn_and_no_light_one():
    svg = qr_svg(ADDRESS, title="x")
    drawn = set()
    for x, y, run in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        drawn |= {(int(x) + step, int(y)) for step in range(int(run))}
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix

    assert drawn == {(x + 4, y + 4) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_a_camera_reads_what_was_written(tmp_path):
    if shutil.which("zbarimg") is None:
        pytest.skip("zbar-tools is not installed here")
    (tmp_path / "code.png").write_bytes(qr_png(ADDRESS))
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", tmp_path / "code.png"], capture_output=True, text=True, check=True
    )

    assert read.stdout.strip() == ADDRESS


def test_the_same_text_gives_the_same_code():
    assert qr_svg(ADDRESS, title="x") == qr_svg(ADDRESS, title="x") != qr_svg(ADDRESS + "!", title="x")


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1)])
def test_what_no_camera_could_read_is_refused(text):
    with pytest.raises(ValueError, match="signs"):
        qr_svg(text, title="x")
