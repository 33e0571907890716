"""Paper is tagged, in our own type, and asks nobody: a listener on this machine hears nothing."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.template import engines

from coordination.lib import files, pdf, pdf_fetch
from coordination.lib.errors import RuleBroken
from coordination.lib.models import StoredFile

pytestmark = pytest.mark.django_db
CANARY = "Kanarienvogel-im-Keller"


@contextmanager
def listener() -> Iterator[tuple[int, list[str]]]:
    """Yield a port of this machine and the first lines of what was asked there."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    caller, _address = server.accept()
                except TimeoutError:
                    continue
                with caller:
                    caller.settimeout(1)
                    heard.append(caller.recv(200).decode("latin-1").partition("\r\n")[0])
                    caller.sendall(
                        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    )

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], heard
        finally:
            over.set()
            thread.join()


def hostile(port: int, secret) -> str:
    out = f"http://127.0.0.1:{port}"
    return f"""<html lang="de"><head><title>x</title>
      <link rel="stylesheet" href="{out}/a.css"><link rel="attachment" href="file://{secret}" title="geheim">
      <link rel="attachment" href="{out}/attachment"><style>@import "{out}/b.css";
      @font-face {{ font-family: f; src: url({out}/f.ttf) }}
      body {{ font-family: f; background: url({out}/bg.png) }}</style>
      </head><body><h1>x</h1><img src="{out}/i.png" alt="a"><img src="file://{secret}" alt="b">
      <img src="//127.0.0.1:{port}/p.png" alt="c"><object data="{out}/o.svg"></object>
      <img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Cimage
      href='{out}/in.png' width='9' height='9'/%3E%3Cimage href='file://{secret}'/%3E%3C/svg%3E" alt="d">
      <img src="../../../etc/hostname" alt="e"><embed src="{out}/e"></body></html>"""


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text(CANARY)
    return file


def opened(content: bytes) -> bytes:
    """The PDF with its compressed parts unpacked, as far as they can be."""
    import zlib

    parts = [content]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            parts.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_a_hostile_page_reaches_nobody_and_no_file(secret):
    with listener() as (port, heard):
        content = pdf.draw(hostile(port, secret))

    assert content.startswith(b"%PDF")
    assert heard == []
    assert CANARY.encode() not in opened(content)


def test_with_the_librarys_own_fetcher_the_same_page_would_tell_everybody(secret):
    """The counter-check: listener and canary work."""
    from weasyprint import HTML

    with listener() as (port, heard):
        content = HTML(string=hostile(port, secret)).write_pdf()

    assert len(heard) >= 5
    assert CANARY.encode() in opened(content)


@pytest.mark.parametrize(
    "address",
    [
        "http://schutznetz.invalid/static/css/paper.css",
        "https://schutznetz.invalid:8000/static/css/paper.css",
        "https://x@schutznetz.invalid/static/css/paper.css",
        "https://schutznetz.invalid/static/../settings.py",
        "https://schutznetz.invalid/static/css/%2e%2e/%2e%2e/settings.py",
        "https://schutznetz.invalid/static/js/print.js",
        "https://schutznetz.invalid/schriften/..%2f..%2fpasswd.ttf",
        "https://schutznetz.invalid/dateien/0b7a6f1e-4c55-4d9e-8a43-1f6e2f0c9d11/",
        "https://schutznetz.invalid/dateien/x/",
        "https://schutznetz.invalid/",
        "file:///etc/hostname",
        "ftp://127.0.0.1/x.png",
        "data:text/html,<script>",
        "data:image/svg+xml",
    ],
)
def test_what_is_not_ours_is_refused(address):
    with pytest.raises(pdf_fetch.Refused):
        pdf_fetch.content_of(address)


def test_ours_is_handed_out():
    assert pdf_fetch.content_of(f"{pdf_fetch.BASE}css/paper.css")[1] == "text/css"
    assert pdf_fetch.content_of("data:image/png;base64,aGFsbG8=") == (b"hallo", "image/png")


def test_in_a_release_the_collected_files_are_enough(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_fetch.finders, "find", lambda _path: None)
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "paper.css").write_text("p {}")

    assert pdf_fetch.content_of(f"{pdf_fetch.BASE}css/paper.css") == (b"p {}", "text/css")
    with pytest.raises(pdf_fetch.Refused):
        pdf_fetch.content_of(f"{pdf_fetch.BASE}css/gone.css")


@pytest.mark.parametrize("public", [True, False])
def test_of_stored_files_only_public_pictures_come_to_paper(public, monkeypatch):
    picture = b"\x89PNG\r\n\x1a\n" + b"x" * 40
    monkeypatch.setattr(files, "PURPOSES", dict(files.PURPOSES))
    files.purpose("a-picture", public=public)(lambda user, file: True)
    stored = files.keep(picture, purpose="a-picture", by=None, name="logo.png")
    stored.content_type = "image/png"
    stored.save()
    address = f"https://{pdf_fetch.HOST}{stored.get_absolute_url()}"

    if public:
        assert pdf_fetch.content_of(address.rstrip("/")) == (picture, "image/png")
    else:
        with pytest.raises(pdf_fetch.Refused):
            pdf_fetch.content_of(address.rstrip("/"))


@pytest.fixture
def fonts(root):
    if not (root / "node_modules" / "@kern-ux").is_dir():
        pytest.skip("the design system is not installed here: script/setup brings it")


@pytest.fixture(scope="module")
def sheet():
    """One real page, drawn once for all tests below."""
    context = {
        "title": "Hilfe-Telefone für ganz Deutschland",
        "network": "Netzwerk Musterstadt",
        "demo": True,
    }
    template = (
        "{% extends 'print/base.html' %}{% block content %}<h2>Größe</h2><p>Maßnahme</p><ul><li>eins</li></ul>"
        "<table><thead><tr><th scope='col'>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>{% endblock %}"
    )
    html = engines["django"].from_string(template).render({**context, "as_of": dt.date(2026, 11, 21)})
    return pdf.draw(html)


def test_paper_keeps_all_104_rules_of_pdf_ua(sheet):
    import page

    report = page.validate_pdf_bytes(sheet)

    assert report.is_compliant, report
    assert report.rules.total == 104


def test_a_page_without_tags_would_not_keep_them():
    """The counter-check: the same words without the variant."""
    import page
    from weasyprint import HTML

    plain = HTML(string="<h1>x</h1>").write_pdf()

    assert not page.validate_pdf_bytes(plain, profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_paper_says_language_title_network_day_and_demo(sheet, tmp_path):
    content = opened(sheet)

    assert b"/Lang (de)" in content
    assert b"/DisplayDocTitle true" in content
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed here")
    (tmp_path / "a.pdf").write_bytes(sheet)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True
    )
    for word in ("Netzwerk Musterstadt", "21.11.2026", "Seite 1 von 1", "Größe", "Maßnahme"):
        assert word in text.stdout


def test_paper_wears_our_own_type(sheet, fonts):
    assert b"Fira-Sans" in opened(sheet) or b"FiraSans" in opened(sheet).replace(b"#20", b"")


@pytest.mark.slow
def test_the_fonts_are_unpacked_once_into_our_own_folder(settings, tmp_path, fonts, capsys):
    settings.STATE_DIR = tmp_path
    call_command("paper_fonts")
    call_command("paper_fonts")

    assert capsys.readouterr().out.count("3 of 3 fonts") == 2
    assert pdf_fetch.content_of(f"https://{pdf_fetch.HOST}/schriften/FiraSans-Bold.ttf")[1] == "font/ttf"


def test_an_unknown_font_is_refused():
    with pytest.raises(pdf_fetch.Refused):
        pdf_fetch.content_of(f"https://{pdf_fetch.HOST}/schriften/Comic.ttf")


def test_without_the_design_system_a_font_of_the_machine_is_used(monkeypatch, settings, tmp_path, caplog):
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(pdf_fetch.finders, "find", lambda _path: None)

    assert pdf_fetch.unpack_fonts() == 0
    assert "FiraSans-Regular is missing (run script/setup)" in caplog.text


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_on_a_read_only_system_fonts_lie_in_the_temporary_folder(settings, tmp_path):
    tmp_path.chmod(0o500)
    settings.STATE_DIR = tmp_path

    assert pdf_fetch.font_folder().name == "schutznetz-fonts"


def test_an_endless_page_is_refused():
    with pytest.raises(RuleBroken) as broken:
        pdf.draw("x" * (pdf.LONGEST + 1))

    assert broken.value.code == "paper_size"


def test_the_same_content_is_drawn_once(monkeypatch):
    drawn = []
    monkeypatch.setattr(pdf, "draw", lambda html: drawn.append(html) or b"%PDF-1.7 paper\n%%EOF\n")

    first = pdf.kept_pdf("print/base.html", {"title": "a"})
    again = pdf.kept_pdf("print/base.html", {"title": "a"})
    other = pdf.kept_pdf("print/base.html", {"title": "b"})

    assert first == again != other
    assert len(drawn) == 2
    assert StoredFile.objects.count() == 2


def test_a_lost_file_is_drawn_again(monkeypatch):
    monkeypatch.setattr(pdf, "draw", lambda html: b"%PDF-1.7 paper\n%%EOF\n")
    first = pdf.kept_pdf("print/base.html", {"title": "a"})
    first.path.unlink()

    assert pdf.kept_pdf("print/base.html", {"title": "a"}).path.is_file()


def test_nobody_gets_a_print_by_the_address_of_the_file(client, monkeypatch):
    monkeypatch.setattr(pdf, "draw", lambda html: b"%PDF-1.7 paper\n%%EOF\n")
    file = pdf.kept_pdf("print/base.html", {"title": "a"})

    assert client.get(file.get_absolute_url()).status_code == 404
