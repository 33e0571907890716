"""The table of queries: what must come first, what must be among the first, what must not come, on both databases."""

from pathlib import Path

import pytest
import yaml
from django.db import transaction

from coordination.accounts.models import User
from coordination.lib.search import vocabulary
from coordination.lib.search.engine import search
from tests.overview.test_seed import seed

TABLE = yaml.safe_load((Path(__file__).parent / "search_table.yaml").read_text())
COORDINATOR = "petra.muster@example.org"


@pytest.fixture(scope="module")
def indexed(django_db_setup, django_db_blocker):
    """The demo with its index, once for the whole table."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed("reference", "demo")
        vocabulary.forget()
        yield
        vocabulary.forget()
        transaction.set_rollback(True)


@pytest.fixture
def demo(indexed, db):
    pass


def _found(line, limit=100):
    return search(User.objects.get(email=line.get("as", COORDINATOR)), str(line["q"]), limit=limit)


@pytest.mark.parametrize("line", TABLE, ids=[f"{line['q']}-{line.get('as', 'petra')}"[:60] for line in TABLE])
def test_query(demo, line):
    findings = _found(line)
    titles = [[hit.title for hit in group.hits] for group in findings.groups]
    told = f"{line['q']}: {[kind[:5] for kind in titles]}, {findings.did_you_mean!r}"

    if "first" in line:
        assert any(kind[0].startswith(line["first"]) for kind in titles), told
    for title in line.get("among", ()):
        assert any(hit.startswith(title) for kind in titles for hit in kind[:5]), f"{title} – {told}"
    for title in line.get("never", ()):
        assert not any(hit.startswith(title) for kind in titles for hit in kind), f"{title} – {told}"
    if "mean" in line:
        assert findings.did_you_mean == line["mean"], told
    if "most" in line:
        assert 0 < findings.count <= line["most"], told
    if "none" in line:
        assert not findings.count, told
        assert not findings.did_you_mean, told
    assert findings.is_empty_query == line.get("empty", False)


def test_the_table_is_large_enough():
    assert len(TABLE) >= 60


def test_words_that_fit_exactly_stand_before_compounds_and_names_before_descriptions(demo):
    titles = [hit.title for hit in _found({"q": "Polizei"}).groups[0].hits]
    assert titles.index("Polizeiwache Troisdorf (Beispiel)") < titles.index(
        "Kriminalkommissariat Opferschutz Rhein-Sieg (Beispiel)"
    )


def test_equal_hits_stand_in_the_order_of_their_names(demo):
    titles = [hit.title for hit in _found({"q": "Kita 53840"}).groups[0].hits]
    from coordination.lib.fold import sort_key

    same = [title for title in titles if title.startswith("Städt. Kita")]
    assert same == sorted(same, key=sort_key)
