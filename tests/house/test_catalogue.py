"""The German catalogue is complete, current, and compiled as it stands."""

import shutil

import pytest

from tests.house import catalogue

pytestmark = pytest.mark.skipif(not shutil.which("msgcmp"), reason="gettext is not installed")


@pytest.fixture(scope="module")
def in_source(root, tmp_path_factory):
    return catalogue.extract(root, tmp_path_factory.mktemp("source"))


def test_each_message_of_the_source_has_its_german_words(root, in_source):
    assert catalogue.gaps(root / catalogue.PO, in_source) == ""


def test_the_compiled_catalogue_is_in_step(root, tmp_path):
    po = root / catalogue.PO

    assert catalogue.messages(po.with_suffix(".mo")) == catalogue.compiled(po, tmp_path)


HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    "entry",
    ["", 'msgid "Save"\nmsgstr ""\n', '#, fuzzy\nmsgid "Save"\nmsgstr "Sichern"\n'],
    ids=["missing", "empty", "fuzzy"],
)
def test_a_gap_would_be_named(tmp_path, entry):
    source, po = tmp_path / "source.po", tmp_path / "django.po"
    source.write_text(HEAD + 'msgid "Save"\nmsgstr ""\n')
    po.write_text(HEAD + entry)

    assert catalogue.gaps(po, source) != ""


def test_a_message_no_longer_used_would_be_named(tmp_path):
    source, po = tmp_path / "source.po", tmp_path / "django.po"
    source.write_text(HEAD + 'msgid "Save"\nmsgstr ""\n')
    po.write_text(HEAD + 'msgid "Save"\nmsgstr "Speichern"\n\nmsgid "Gone"\nmsgstr "Fort"\n')

    assert "this message is used but not defined" in catalogue.gaps(po, source)
