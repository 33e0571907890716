"""The photo of an institution: a picture and nothing else in the file, seen by who sees the house, gone with it."""

import io
import warnings

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from coordination.accounts.roles import Role
from coordination.directory.models import Institution, Listing
from coordination.directory.services import bin as the_bin
from coordination.directory.services import photos, purge
from coordination.directory.services.photos import remove_photo, set_photo
from coordination.directory.services.protection import protect
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import StoredFile
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.imports import checked

pytestmark = pytest.mark.django_db

CANARY = b"50.8090N 7.1450E Kirchweg 3"
PAGE = "directory:institution-photo"


def picture(kind="JPEG", size=(60, 40), mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, kind, **more)
    return out.getvalue()


def with_exif():
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()  # description
    exif[0x8825] = {1: "N", 2: (50.0, 48.0, 32.4), 3: "E", 4: (7.0, 8.0, 42.0)}  # where it was taken
    return picture(exif=exif, comment=CANARY)


def upload(content=None, name="IMG_Kirchweg_3.jpg"):
    return SimpleUploadedFile(name, content or picture(), "image/jpeg")


@pytest.fixture
def shown(kita, ada):
    return set_photo(by=ada, institution=kita, upload=upload(), alt="Rotes Haus mit Rampe")


def files_on_disk(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


# --- Setting it ---------------------------------------------------------------------------------------------------


def test_the_way_through_the_page(client, kita, ada):
    client.force_login(ada)
    url = reverse(PAGE, args=[kita.uid])
    assert url in client.get(kita.get_absolute_url()).content.decode()
    assert 'enctype="multipart/form-data"' in client.get(url).content.decode()

    answer = client.post(
        url, {"upload": upload(), "photo_alt": "Rotes Haus mit Rampe", "version": kita.version}
    )

    assert answer.status_code == 302
    record = client.get(kita.get_absolute_url()).content.decode()
    file = StoredFile.objects.get()
    assert f'<img src="{file.get_absolute_url()}" alt="Rotes Haus mit Rampe">' in record
    assert "rueckgaengig" not in record, "a photo is not taken back"


def test_without_words_or_without_a_file_nothing_is_kept(client, kita, ada):
    client.force_login(ada)
    url = reverse(PAGE, args=[kita.uid])

    no_words = client.post(url, {"upload": upload(), "photo_alt": " "})
    no_file = client.post(url, {"photo_alt": "Rotes Haus"})

    assert no_words.context["form"].errors.keys() == {"photo_alt"}
    assert no_file.context["form"].errors.keys() == {"upload"}
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_drawn_anew(kita, ada, kind):
    set_photo(by=ada, institution=kita, upload=upload(picture(kind, (3000, 100))), alt="Haus")

    with Image.open(kita.photo.path) as kept:
        assert kept.size[0] == photos.LONGEST_SIDE
        assert kept.format in {"JPEG", "PNG"}


def test_place_camera_and_file_name_stay_outside(kita, ada):
    raw = with_exif()
    assert CANARY in raw

    set_photo(by=ada, institution=kita, upload=upload(raw), alt="Haus")

    content = kita.photo.path.read_bytes()
    assert CANARY not in content
    with Image.open(kita.photo.path) as kept:
        assert not kept.getexif()
    assert "Kirchweg" not in kita.photo.name


def test_without_drawing_anew_the_place_would_be_in_the_file(kita, ada, monkeypatch):
    """The counter-check: keep the bytes as they came."""
    monkeypatch.setattr("coordination.lib.pictures.redraw", lambda upload, side: (upload.read(), ".jpg"))

    set_photo(by=ada, institution=kita, upload=upload(with_exif()), alt="Haus")

    assert CANARY in kita.photo.path.read_bytes()


HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<html><script>alert(1)</script></html>",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj",
    "half a picture": picture(size=(400, 400))[:300],
    "only a head": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "gif": picture("GIF", mode="P"),
    "tiff": picture("TIFF"),
    "zip": b"PK\x03\x04" + bytes(100),
    "noise": bytes(range(256)) * 4,
    "too many pixels": picture("PNG", (9000, 5000), mode="1"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_picture_ends_in_a_sentence_at_the_form(client, kita, ada, settings, kind):
    client.force_login(ada)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        answer = client.post(
            reverse(PAGE, args=[kita.uid]), {"upload": upload(HOSTILE[kind], "foto.jpg"), "photo_alt": "Haus"}
        )

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "Haus" in answer.content.decode(), "what was typed is still there"
    assert not StoredFile.objects.exists()
    assert not files_on_disk(settings)


def test_a_picture_with_a_program_behind_it_loses_the_program(kita, ada):
    set_photo(by=ada, institution=kita, upload=upload(picture() + b"<?php system('id') ?>"), alt="Haus")

    assert b"<?php" not in kita.photo.path.read_bytes()


def test_too_large_is_said_before_it_is_read(kita, ada, monkeypatch):
    monkeypatch.setattr(photos, "MOST_BYTES", 100)

    with pytest.raises(RuleBroken) as broken:
        set_photo(by=ada, institution=kita, upload=upload(), alt="Haus")
    assert broken.value.code == "file_size"


def handed_out(client, url):
    response = client.get(url)
    if response.status_code == 200:
        b"".join(response.streaming_content)
    return response.status_code


# --- Who sees it, who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "strangers", "multiplier"),
    [(Level.PUBLIC, 200, 200), (Level.NETWORK, 404, 200), (Level.COORDINATION, 404, 404)],
)
def test_the_file_is_handed_out_to_who_sees_the_institution(
    client, shown, ada, mira, network, level, strangers, multiplier
):
    Listing._base_manager.filter(institution=shown).update(level=level)
    url = shown.photo.get_absolute_url()

    assert handed_out(client, url) == strangers
    for user, status in ((mira, multiplier), (ada, 200)):
        client.force_login(user)
        assert handed_out(client, url) == status


def test_who_only_reads_sets_none(client, kita, mira, noor):
    for user in (mira, noor):
        client.force_login(user)
        for name in (PAGE, f"{PAGE}-remove"):
            assert client.post(reverse(name, args=[kita.uid]), {}).status_code in (403, 404)


def test_an_editor_of_the_institution_sets_one(client, kita, network):
    user = MembershipFactory(user=UserFactory(), role=Role.INSTITUTION_EDITOR, network=network).user
    client.force_login(user)
    assert client.get(reverse(PAGE, args=[kita.uid])).status_code == 404


def test_two_people_do_not_overwrite_each_other(client, shown, ada):
    client.force_login(ada)
    old = shown.version
    shown.short_name = "Sonne"
    shown.save()

    answer = client.post(reverse(PAGE, args=[shown.uid]), {"photo_alt": "Anderes", "version": old})

    assert answer.status_code == 200
    assert answer.context["conflict"]


# --- Gone for good ------------------------------------------------------------------------------------------------


def history_of(institution):
    return set(institution.history.values_list("photo_id", flat=True)) - {None}


def test_a_replaced_photo_is_gone_with_its_file(shown, ada, django_capture_on_commit_callbacks, settings):
    before = shown.photo.path

    with django_capture_on_commit_callbacks(execute=True):
        set_photo(by=ada, institution=shown, upload=upload(), alt="Neuer Anstrich")

    assert not before.exists()
    assert StoredFile.objects.count() == len(files_on_disk(settings)) == 1
    assert history_of(shown) == {shown.photo_id}


def test_a_removed_photo_is_gone_with_its_file_and_is_not_taken_back(
    client, shown, ada, django_capture_on_commit_callbacks, settings
):
    client.force_login(ada)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse(f"{PAGE}-remove", args=[shown.uid]))

    shown.refresh_from_db()
    assert (shown.photo, shown.photo_alt) == (None, "")
    assert not files_on_disk(settings)
    assert not history_of(shown)
    for change_set in {row.change_set for row in shown.history.all()}:
        client.post(reverse("directory:institution-undo", args=[shown.uid, change_set.uid]))
    shown.refresh_from_db()
    assert shown.photo_alt == ""
    with pytest.raises(RuleBroken):
        remove_photo(by=ada, institution=shown)


def test_with_the_institution_its_photo_goes(shown, ada, django_capture_on_commit_callbacks, settings):
    the_bin.remove(by=ada, record=shown, reason="geschlossen")

    with django_capture_on_commit_callbacks(execute=True):
        the_bin.empty(now=shown.removed_at + the_bin.KEPT)

    assert not Institution.objects.exists()
    assert not StoredFile.objects.exists()
    assert not files_on_disk(settings)


# --- Protected places ---------------------------------------------------------------------------------------------


def test_protecting_a_place_takes_every_photo_file_and_memory_of_it(
    shown, ada, django_capture_on_commit_callbacks, settings
):
    with django_capture_on_commit_callbacks(execute=True):
        protect(by=ada, institution=shown)

    shown.refresh_from_db()
    assert (shown.photo, shown.photo_alt) == (None, "")
    assert not StoredFile.objects.filter(purpose="photo").exists()
    assert not files_on_disk(settings)
    assert not history_of(shown)
    assert not any(shown.history.values_list("photo_alt", flat=True))


def test_without_the_purge_the_photo_would_stay(shown, ada, monkeypatch):
    """The counter-check."""
    monkeypatch.setattr(purge, "forget_photos", lambda institution, ids: None)

    protect(by=ada, institution=shown)

    assert StoredFile.objects.filter(purpose="photo").exists()


def test_a_protected_place_takes_no_photo_by_page_verb_or_database(client, kita, ada):
    protect(by=ada, institution=kita)
    client.force_login(ada)

    assert client.get(reverse(PAGE, args=[kita.uid])).status_code == 404
    with pytest.raises(RuleBroken) as broken:
        set_photo(by=ada, institution=kita, upload=upload(), alt="Haus")
    assert broken.value.code == "protected"
    for values in ({"photo": StoredFile.objects.create(size=1)}, {"photo_alt": "Rotes Haus"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Institution._base_manager.filter(pk=kita.pk).update(**values)


def test_the_database_wants_words_with_a_photo_and_a_photo_with_words(shown):
    for values in ({"photo": None}, {"photo_alt": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Institution._base_manager.filter(pk=shown.pk).update(**values)


def test_an_import_does_not_protect_an_entry_that_shows_a_photo(shown, ada, network):
    Institution._base_manager.filter(pk=shown.pk).update(street="", house_number="", city="")

    run = checked(ada, network, [[str(shown.uid), "ja"]], ["Kennung", "Schutzort"])

    assert run.rows.get().outcome == "error"
