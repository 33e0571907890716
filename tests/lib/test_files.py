"""Files: named by us, judged by content, handed out to whom their purpose allows, gone when their time is over."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from coordination.lib import chores, contents, files, pictures
from coordination.lib.errors import RuleBroken
from coordination.lib.models import Job, OutboxMail, QueuedTask, StoredFile
from tests.factories.accounts import UserFactory
from tests.factories.lib import JobFactory, OutboxMailFactory, StoredFileFactory

pytestmark = pytest.mark.django_db

CANARY = b"50.8090N 7.1450E Frauenhaus"


@pytest.fixture(autouse=True)
def _purposes(monkeypatch):
    monkeypatch.setattr(files, "PURPOSES", {})
    files.purpose("test", max_bytes=1000, keep_for=timedelta(days=30))(
        lambda user, file: file.owner_id == user.pk
    )
    files.purpose("table", types=[files.CSV, files.XLSX])(lambda user, file: True)
    files.purpose("logo", public=True)(lambda user, file: True)


def upload(content: bytes = b"Name;Ort\n", name: str = "Liste.csv", content_type: str = "text/csv"):
    return SimpleUploadedFile(name, content, content_type)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def on_disk(settings) -> list[str]:
    return sorted(path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


# --- Keeping ----------------------------------------------------------------------------------------------------------


def test_a_file_is_kept_under_a_random_name_with_its_facts(settings):
    owner = UserFactory()

    stored = files.keep(upload(), purpose="test", by=owner, network_id=7)

    assert stored.path.read_bytes() == b"Name;Ort\n"
    assert "Liste" not in stored.place
    assert (stored.name, stored.content_type, stored.size) == ("Liste.csv", "text/csv", 9)
    assert (stored.owner, stored.network_id) == (owner, 7)
    assert len(stored.sha256) == 64
    assert stored.delete_after - timezone.now() > timedelta(days=29)
    assert on_disk(settings) == [stored.path.name], "no draft is left"


@pytest.mark.parametrize(
    ("content", "purpose", "code"),
    [(b"", "test", "file_empty"), (b"x" * 1001, "test", "file_size"), (b"%PDF-1.7", "table", "file_type")],
)
def test_what_a_purpose_does_not_take_leaves_nothing_behind(settings, content, purpose, code):
    with pytest.raises(RuleBroken) as broken:
        files.keep(upload(content), purpose=purpose, by=None)

    assert broken.value.code == code
    assert on_disk(settings) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/abs/olute.csv", "olute.csv"),
        ("a\x00b.csv", "ab.csv"),
        ("Rechnung\u202efdp.csv", "Rechnungfdp.csv"),
        ('x"; filename="y.html', "x_; filename=_y.html"),
        ("Zeile\r\nSet-Cookie: x.csv", "ZeileSet-Cookie_ x.csv"),
        ("A\u0308rzte.csv", "Ärzte.csv"),
        ("...", ""),
        ("", ""),
        ("a" * 300 + ".csv", "a" * 100 + ".csv"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    cleaned = files.clean_name(given)

    assert cleaned == kept or (not kept and cleaned)
    assert len(cleaned) <= 120


def test_traversal_in_a_name_ends_below_the_media_folder(settings):
    file = upload()
    file.name = "../../../tmp/evil.csv"  # SimpleUploadedFile itself would cut it

    stored = files.keep(file, purpose="test", by=None)

    assert stored.path.resolve().is_relative_to(settings.MEDIA_ROOT.resolve())
    assert stored.name == "evil.csv"


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parcel:
        for name, text in members.items():
            parcel.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind", "kept_as"),
    [
        (b"%PDF-1.7 ...", "brief.html", contents.PDF, "brief.html.pdf"),
        (b"<html><script>x()</script>", "seite.html", contents.TEXT, "seite.html.txt"),
        (b"<svg onload='x()'/>", "logo.svg", contents.TEXT, "logo.svg.txt"),
        (b"\x89PNG\r\n\x1a\n...", "bild.jpg", contents.PNG, "bild.jpg.png"),
        (b"\xff\xd8\xff\xe0", "foto.jpeg", contents.JPEG, "foto.jpeg"),
        (b"GIF89a<script>", "x.gif", contents.GIF, "x.gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "x.webp", contents.WEBP, "x.webp"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "alt.xls", contents.OLD_OFFICE, "alt.xls"),
        (b"MZ\x90\x00\x03", "program.html", contents.UNKNOWN, "program.html.bin"),
        (b"[1]", "liste.json", contents.JSON, "liste.json"),
        (b"Name\tOrt", "liste.txt", contents.TEXT, "liste.txt"),
        ("Name;Ort".encode("utf-16"), "liste.csv", contents.CSV, "liste.csv"),
        (zipped(xl__workbook_xml="") + b"", "x.zip", contents.ZIP, "x.zip"),
        (b"PK\x03\x04 broken", "x.xlsx", contents.UNKNOWN, "x.xlsx"),
    ],
)
def test_what_a_file_is_is_decided_by_its_content(content, name, kind, kept_as):
    files.purpose("any")(lambda user, file: True)

    stored = files.keep(content, purpose="any", by=None, name=name)

    assert (stored.content_type, stored.name) == (kind, kept_as)


def test_office_files_are_known_by_their_insides():
    files.purpose("any")(lambda user, file: True)
    sheet, ods = io.BytesIO(), io.BytesIO()
    for out, member, text in ((sheet, "xl/workbook.xml", "<x/>"), (ods, "mimetype", contents.ODS)):
        with zipfile.ZipFile(out, "w") as parcel:
            parcel.writestr(member, text)

    kinds = [
        files.keep(out.getvalue(), purpose="any", by=None, name="x").content_type for out in (sheet, ods)
    ]

    assert kinds == [contents.XLSX, contents.ODS]


# --- Pictures ---------------------------------------------------------------------------------------------------------


def hidden() -> bytes:
    """A photo that tells where it was taken, in EXIF, and in what follows the picture."""
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    exif[0x0112] = 6  # lies on its side
    return picture(exif=exif, comment=CANARY) + CANARY


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_and_tells_no_place(kind):
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    content = picture(kind, exif=exif) + CANARY
    assert CANARY in content, "the canary was alive"

    stored = files.keep_picture(upload(content, f"foto.{kind.lower()}"), purpose="logo", by=None)

    assert CANARY not in stored.path.read_bytes()
    assert stored.content_type == contents.JPEG
    assert stored.name.endswith(".jpg")


def test_a_photo_lying_on_its_side_is_put_upright():
    stored = files.keep_picture(upload(hidden(), "foto.jpg"), purpose="logo", by=None)

    with Image.open(stored.path) as fresh:
        assert fresh.size == (40, 60)
        assert not fresh.getexif()
        assert "comment" not in fresh.info
    assert CANARY not in stored.path.read_bytes()


def test_transparency_stays_and_large_pictures_shrink():
    out = io.BytesIO()
    Image.new("RGBA", (3000, 10), (0, 0, 0, 0)).save(out, "PNG")

    stored = files.keep_picture(upload(out.getvalue(), "logo.png"), purpose="logo", by=None)

    assert stored.content_type == contents.PNG
    with Image.open(stored.path) as fresh:
        assert fresh.width == 2000
        assert fresh.mode == "RGBA"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", "svg"),
        (b"<?xml version='1.0'?><!-- x --><SVG onload='x()'/>", "svg"),
        (b"GIF89a", "picture"),
        (b"<html>", "picture"),
        (b"\x89PNG\r\n\x1a\nbroken", "picture"),
        (picture()[:200], "picture"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content, code):
    with pytest.raises(RuleBroken) as broken:
        files.keep_picture(upload(content, "bild.png"), purpose="logo", by=None)

    assert broken.value.code == code
    assert not StoredFile.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 100)

    with pytest.raises(RuleBroken) as broken:
        files.keep_picture(upload(picture("PNG"), "bomb.png"), purpose="logo", by=None)

    assert broken.value.code == "picture_pixels"


# --- Handing out ------------------------------------------------------------------------------------------------------


def test_a_file_is_handed_out_as_a_download_nothing_can_run(client):
    stored = StoredFileFactory(name="Übersicht.html", content_type="text/plain")
    client.force_login(stored.owner)

    response = client.get(stored.get_absolute_url())

    assert response.getvalue() == b"Name;Ort\n"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]


def test_foreign_missing_unknown_and_lost_files_look_the_same(client):
    foreign, orphan, lost = StoredFileFactory(), StoredFileFactory(purpose="undeclared"), StoredFileFactory()
    client.force_login(lost.owner)
    lost.path.unlink()
    addresses = [row.get_absolute_url() for row in (foreign, orphan, lost)]
    addresses.append(reverse("lib:file", args=["00000000-0000-4000-8000-000000000000"]))

    answers = {(response.status_code, response.content) for response in map(client.get, addresses)}

    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_a_public_picture_may_be_cached_by_those_who_are_not_signed_in(client):
    stored = StoredFileFactory(purpose="logo", content_type="image/png")

    response = client.get(stored.get_absolute_url())

    assert response.getvalue() == b"Name;Ort\n"
    assert response["Cache-Control"] == "public, max-age=86400"


# --- The end of keeping -----------------------------------------------------------------------------------------------


def test_the_file_goes_with_its_row_but_not_before_that_is_certain(django_capture_on_commit_callbacks):
    stored = StoredFileFactory()
    path = stored.path
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _delete_and_break(stored)
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        StoredFile.objects.all().delete()

    assert not path.exists()


def _delete_and_break(stored: StoredFile) -> None:
    StoredFile.objects.filter(pk=stored.pk).delete()
    1 / 0  # noqa: B018


def test_retention_deletes_what_was_kept_long_enough_and_nothing_else(django_capture_on_commit_callbacks):
    long_ago = timezone.now() - timedelta(days=400)
    old, fresh, kept = (
        StoredFileFactory(delete_after=after)
        for after in (timezone.now(), timezone.now() + timedelta(days=1), None)
    )
    stray = old.path.with_name("f" * 32)
    stray.write_bytes(b"x")
    JobFactory(state=Job.State.DONE, ended_at=long_ago)
    recent_job, running_job = JobFactory(state=Job.State.DONE), JobFactory(created_at=long_ago)
    OutboxMailFactory(created_at=long_ago)
    recent_mail = OutboxMailFactory()
    for status, finished in (("SUCCESSFUL", long_ago), ("FAILED", long_ago), ("SUCCESSFUL", timezone.now())):
        QueuedTask.objects.create(
            status=status,
            finished_at=finished,
            args_kwargs={},
            task_path="x",
            backend_name="default",
            run_after=long_ago,
        )

    with django_capture_on_commit_callbacks(execute=True):
        counts = chores.retention()

    assert {"files": 1, "strays": 0, "mails": 1, "jobs": 1, "queue": 2}.items() <= counts.items()
    assert set(StoredFile.objects.all()) == {fresh, kept}
    assert not old.path.exists()
    assert stray.exists(), "perhaps an upload going on"
    assert set(Job.objects.all()) == {recent_job, running_job}
    assert list(OutboxMail.objects.all()) == [recent_mail]


def test_strays_go_after_a_day_but_files_of_others_stay(settings):
    stored = StoredFileFactory()
    folder = stored.path.parent
    stray, foreign = folder / ("f" * 32), folder / "operators-notes.txt"
    for path in (stray, foreign):
        path.write_bytes(b"x")

    assert files.delete_strays() == 0, "too young"
    assert files.delete_strays(older_than=timedelta(seconds=-5)) == 1

    assert not stray.exists()
    assert stored.path.exists()
    assert foreign.exists()
