"""How the source is written: short modules, English words for the catalogue, no notes left behind."""

import re

from tests.house import source

# gettext's words, with the text they hold.
MESSAGE_IN_PYTHON = re.compile(r"""\b(?:_|gettext|gettext_lazy|ngettext|pgettext)\(\s*f?(["'])(.+?)\1""")
MESSAGE_IN_TEMPLATE = re.compile(r"""{%\s*(?:translate|trans)\s+(["'])(.+?)\1""")
BLOCK_IN_TEMPLATE = re.compile(r"{%\s*blocktrans(?:late)?\b[^%]*%}(.+?){%\s*endblocktrans", re.DOTALL)
# German names and quoted examples may stand in English sentences.
NAMES = re.compile(r"Länder|Baden-Württemberg|Thüringen|Jugendämter|“[^”]*”|„[^“]*“")
GERMAN = re.compile(r"[äöüÄÖÜß]|\b(?:und|oder|nicht|bitte|Sie|der|die|das|ist|wird|Eintrag|Netzwerk)\b")


def german_messages(text: str) -> list[str]:
    found = [match[1] for match in MESSAGE_IN_PYTHON.findall(text) + MESSAGE_IN_TEMPLATE.findall(text)]
    found += BLOCK_IN_TEMPLATE.findall(text)
    return [message for message in found if GERMAN.search(NAMES.sub("", message))]


def test_no_module_is_longer_than_the_house_allows(root):
    assert source.too_long(source.modules(root)) == []
    assert source.too_long(source.modules(root, "tests"), source.MOST_LINES_OF_TESTS) == []


def test_a_module_of_too_many_lines_would_be_named(tmp_path):
    giant = tmp_path / "giant.py"
    giant.write_text("pass\n" * (source.MOST_LINES + 1))

    assert source.too_long(iter([giant])) == [f"{giant}: 301"]


def test_messages_are_written_in_english(root):
    paths = [*source.modules(root), *source.templates(root)]
    found = {str(path): messages for path in paths if (messages := german_messages(path.read_text("utf-8")))}

    assert found == {}


def test_a_german_message_would_be_named():
    assert german_messages('_("Bitte prüfen")') == ["Bitte prüfen"]
    assert german_messages("{% translate 'Eintrag' %}") == ["Eintrag"]
    assert german_messages("{% blocktranslate count n=1 %}Ein Akteur und mehr{% endblocktranslate %}")
    assert german_messages('_("Please check.")') == []


def test_no_unfinished_notes_stand_in_the_source(root):
    unfinished = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
    paths = [*source.modules(root), *source.templates(root)]

    assert [str(path) for path in paths if unfinished.search(path.read_text("utf-8"))] == []
