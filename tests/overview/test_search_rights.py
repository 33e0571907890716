"""Who finds what: canaries at every level for every role, through records, numbers, names, notes and suggestions."""

import datetime as dt

import pytest

from coordination.accounts.roles import READS, Role
from coordination.accounts.scope import forget_scope
from coordination.directory import indexing
from coordination.directory.models import ContactPoint, Institution, Listing
from coordination.directory.services import bin as the_bin
from coordination.directory.services import protection
from coordination.lib.levels import Level
from coordination.lib.models import SearchPosting, SearchWord
from coordination.lib.search import documents, true_up, vocabulary
from coordination.lib.search.engine import search
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    PersonFactory,
    ServiceFactory,
)

LEVELS = list(Level)
ROLES = [
    role for role in Role if role not in {Role.GROUP_MEMBER, Role.GROUP_CHAIR, Role.STATE, Role.OPERATOR}
]
CANARY = {
    Level.PUBLIC: "Amselkanarie",
    Level.PROFESSIONALS: "Buchfinkkanarie",
    Level.NETWORK: "Zaunkoenigkanarie",
    Level.COORDINATION: "Dompfaffkanarie",
}


@pytest.fixture(autouse=True)
def _own_words():
    vocabulary.forget()
    yield
    vocabulary.forget()


@pytest.fixture
def house(network):
    """An institution that everybody in the network sees."""
    return listed(network, "Haus am Wall", Level.PUBLIC)


def listed(network, name, level, status=Listing.Status.ACTIVE):
    institution = InstitutionFactory(name=name)
    ListingFactory(institution=institution, network=network, level=level, status=status)
    return institution


def member(role, network):
    return MembershipFactory(user=UserFactory(), role=role, network=network).user


def found(user, text):
    forget_scope(user)
    return [hit.title for group in search(user, text).groups for hit in group.hits]


def trace(user, text):
    """Everything a search tells."""
    findings = search(user, text)
    return findings.count, findings.did_you_mean, findings.is_partial, str(findings.groups)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level", LEVELS)
def test_institutions_are_found_up_to_the_level_of_the_role(network, role, level):
    listed(network, CANARY[level], level)
    true_up()

    assert found(member(role, network), CANARY[level]) == ([CANARY[level]] if level <= READS[role] else [])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level", LEVELS)
def test_numbers_mails_and_purposes_are_found_up_to_their_own_level(network, house, role, level):
    ContactPointFactory(
        institution=house, value="+493023125777", display="030 23125-777", purpose=CANARY[level], level=level
    )
    ContactPointFactory(institution=house, kind="mail", value="kanarie@example.org", level=level)
    true_up()

    user = member(role, network)
    for text in ("030 23125-777", "23125777", "+493023125777", "kanarie@example.org", CANARY[level]):
        assert found(user, text) == ([house.name] if level <= READS[role] else []), text


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level", LEVELS)
def test_people_and_their_numbers_are_found_up_to_their_levels(network, house, role, level):
    person = PersonFactory(first_name="Kim", last_name=CANARY[level], level=level)
    AffiliationFactory(person=person, institution=house)
    open_person = PersonFactory(first_name="Alex", last_name="Offen", level=Level.PUBLIC)
    AffiliationFactory(person=open_person, institution=house)
    ContactPointFactory(institution=None, person=open_person, value="+493023125778", level=level)
    true_up()

    user, sees = member(role, network), level <= READS[role]
    assert found(user, CANARY[level]) == ([str(person)] if sees else [])
    assert found(user, "030 23125778") == ([str(open_person)] if sees else [])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level", LEVELS)
def test_services_and_their_numbers_are_found_up_to_their_levels(network, house, role, level):
    service = ServiceFactory(provider=house, name=CANARY[level], level=level)
    plain = ServiceFactory(provider=house, name="Offene Sprechzeit", level=Level.PUBLIC)
    ContactPointFactory(institution=None, service=plain, value="+493023125779", level=level)
    true_up()

    user, sees = member(role, network), level <= READS[role]
    assert found(user, CANARY[level]) == ([str(service)] if sees else [])
    assert found(user, "030 23125779") == ([plain.name] if sees else [])


@pytest.mark.parametrize("role", ROLES)
def test_notes_are_for_the_coordination_of_their_own_network(network, other_network, house, role):
    Listing.objects.get(institution=house).delete()
    ListingFactory(institution=house, network=network, level=Level.PUBLIC, notes="Zilpzalpnotiz")
    ListingFactory(institution=house, network=other_network, level=Level.PUBLIC, notes="Stieglitznotiz")
    person = PersonFactory(last_name="Offen", level=Level.PUBLIC, note="Girlitznotiz")
    AffiliationFactory(person=person, institution=house)
    true_up()

    user, reads = member(role, network), READS[role] >= Level.COORDINATION
    assert found(user, "Zilpzalpnotiz") == ([house.name] if reads else [])
    assert found(user, "Stieglitznotiz") == []
    assert found(user, "Girlitznotiz") == ([str(person)] if reads else [])


def test_two_roles_in_two_networks_are_not_added_up(network, other_network):
    """Coordinator here, professional there: what is for the coordination there stays there."""
    user = member(Role.COORDINATOR, network)
    MembershipFactory(user=user, role=Role.PROFESSIONAL, network=other_network)
    here, there = listed(network, "Haus Hier", Level.PUBLIC), listed(other_network, "Haus Dort", Level.PUBLIC)
    ContactPointFactory(institution=here, value="+493023125701", level=Level.COORDINATION)
    ContactPointFactory(institution=there, value="+493023125702", level=Level.COORDINATION)
    ContactPointFactory(institution=there, value="+493023125703", level=Level.PROFESSIONALS)
    true_up()

    assert found(user, "030 23125701") == ["Haus Hier"]
    assert found(user, "030 23125702") == []
    assert found(user, "030 23125703") == ["Haus Dort"]


def test_every_posting_follows_the_rights_of_its_datum(network, other_network, house):
    """The index and ``ContactPoint.visible_to`` say the same, for every mix of roles and entries."""
    both = listed(network, "Haus Beide", Level.PUBLIC)
    ListingFactory(institution=both, network=other_network, level=Level.NETWORK)
    number = 3023125600
    for institution in (house, both):
        for level in LEVELS:
            ContactPointFactory(institution=institution, value=f"+49{(number := number + 1)}", level=level)
    true_up()
    users = [member(role, each) for role in ROLES for each in (network, other_network)]
    for role in ROLES:
        user = member(role, network)
        MembershipFactory(user=user, role=Role.PROFESSIONAL, network=other_network)
        users.append(user)

    for user in users:
        visible = set(ContactPoint.objects.visible_to(user).values_list("value", flat=True))
        records = {kind.code: set(kind.visible_to(user)) for kind in documents.kinds()}["institution"]
        for contact in ContactPoint.objects.select_related("institution"):
            expected = contact.value in visible and contact.institution in records
            assert bool(found(user, contact.value)) == expected, (user.memberships.all(), contact.level)


def test_other_networks_find_nothing_of_ours(network, noor, house):
    AffiliationFactory(person=PersonFactory(last_name="Zwergdrossel", level=Level.PUBLIC), institution=house)
    true_up()

    assert found(noor, "Wall") == []
    assert found(noor, "Zwergdrossel") == []


def test_nobody_and_the_operator_find_nothing_in_the_workspace(network, house):
    true_up()
    operator = MembershipFactory(user=UserFactory(), role=Role.OPERATOR, network=None).user

    assert found(operator, "Wall") == []


def test_the_name_of_a_hidden_institution_finds_neither_its_people_nor_its_services(
    network, lang, ada, house
):
    hidden = listed(network, "Seidenschwanzhaus", Level.COORDINATION)
    person = PersonFactory(last_name="Offen", level=Level.PUBLIC)
    AffiliationFactory(person=person, institution=house)
    AffiliationFactory(person=person, institution=hidden)
    service = ServiceFactory(provider=hidden, name="Offene Sprechzeit", level=Level.PUBLIC)
    kid = listed(network, "Zweigstelle", Level.PUBLIC)
    kid.parent = hidden
    kid.save()
    true_up()

    assert found(lang, "Seidenschwanzhaus") == []
    assert "Seidenschwanz" not in str(search(lang, "Offen").groups)
    assert set(found(ada, "Seidenschwanzhaus")) == {hidden.name, str(person), service.name, kid.name}


def test_threatened_people_are_found_by_the_coordination_only(network, ada, mira, lang, house):
    person = PersonFactory(first_name="Kim", last_name="Zwergdrossel", level=Level.PUBLIC, threat_flag=True)
    AffiliationFactory(person=person, institution=house)
    ContactPointFactory(institution=None, person=person, value="+493023125710", level=Level.PUBLIC)
    true_up()

    for text in ("Zwergdrossel", "K. Zwergdrossel", "030 23125710", "Zwergdrosel"):
        assert found(ada, text) == ["Kim Zwergdrossel"]
        for user in (mira, lang):
            assert found(user, text) == [], text


@pytest.mark.parametrize(
    "text", ["Zwergdrossel", "Zwergdrosel", "Drossel", "Zwerg", "Zwergdrosseln Wall", "zwe"]
)
def test_a_hidden_name_leaves_no_trace(network, lang, house, text):
    """Same hits, same suggestion, same next step, whether the hidden record is there or not."""
    true_up()
    without = trace(lang, text)
    hidden = listed(network, "Zwergdrossel", Level.COORDINATION)
    AffiliationFactory(person=PersonFactory(last_name="Zwergdrossel"), institution=hidden)
    true_up()

    assert trace(lang, text) == without


def test_no_suggestion_from_hidden_records(network, ada, lang, house):
    listed(network, "Zwergdrossel", Level.COORDINATION)
    true_up()

    assert search(ada, "Zwergdrosel").did_you_mean == "Zwergdrossel"
    assert search(lang, "Zwergdrosel").did_you_mean == ""


def test_a_snippet_shows_only_what_the_reader_may_see(network, ada, lang, house):
    house.description = "Hilft bei Rotkehlchen."
    house.save()
    ContactPointFactory(
        institution=house, value="+493023125711", purpose="Rotkehlchen geheim", level=Level.COORDINATION
    )
    true_up()

    for user, sees in ((ada, True), (lang, False)):
        shown = str(search(user, "Rotkehlchen").groups)
        assert "Rotkehlchen</mark>." in shown
        assert bool(found(user, "geheim")) == sees


def test_withdrawn_contacts_are_not_found(network, ada, house):
    from django.utils import timezone

    ContactPointFactory(institution=house, value="+493023125712", withdrawn_at=timezone.now())
    true_up()

    assert found(ada, "030 23125712") == []


def test_paused_entries_are_found_by_the_coordination_only(network, ada, mira):
    listed(network, "Pausenhaus", Level.PUBLIC, status=Listing.Status.PAUSED)
    true_up()

    assert found(ada, "Pausenhaus") == ["Pausenhaus"]
    assert found(mira, "Pausenhaus") == []


def test_rights_count_at_once_even_before_the_index_has_followed(network, mira, house):
    true_up()
    listing = Listing.objects.get(institution=house)
    listing.level = Level.COORDINATION
    listing.save()

    assert found(mira, "Wall") == []


def test_a_number_moved_to_a_narrower_level_stops_to_answer_at_once(ada, lang, house):
    contact = ContactPointFactory(institution=house, value="+493023125714", level=Level.PUBLIC)
    true_up()
    assert found(lang, "030 23125714") == [house.name]

    contact.level = Level.COORDINATION
    contact.save()

    assert found(lang, "030 23125714") == []
    assert search(lang, "030 23125714").count == 0


# --- Out of the index at once ---


def words_of(institution):
    ids = SearchPosting.objects.filter(kind=1, object_id=institution.pk).values("word_id")
    return set(SearchWord.objects.filter(pk__in=ids).values_list("word", flat=True))


def test_a_protected_place_loses_its_address_in_the_same_moment(network, ada):
    shelter = listed(network, "Haus Windfang", Level.PUBLIC)
    shelter.street, shelter.house_number, shelter.postcode, shelter.city = (
        "Geheimgasse",
        "7",
        "53840",
        "Troisdorf",
    )
    shelter.description = "In der Geheimgasse 7."
    shelter.save()
    true_up()
    assert found(ada, "Geheimgasse") == ["Haus Windfang"]

    protection.protect(by=ada, institution=shelter, reason="")

    assert found(ada, "Geheimgasse") == []
    assert not SearchWord.objects.filter(word__contains="geheimgass").exists()
    assert words_of(shelter) == set()
    true_up()
    assert found(ada, "Windfang") == ["Haus Windfang"]
    assert found(ada, "Geheimgasse") == []
    assert not SearchWord.objects.filter(word__contains="geheimgass").exists()


def test_what_goes_into_the_bin_leaves_the_index_and_comes_back(
    network, ada, house, django_capture_on_commit_callbacks
):
    true_up()

    the_bin.remove(by=ada, record=house, reason="geschlossen")

    assert words_of(house) == set()
    with django_capture_on_commit_callbacks(execute=True):
        the_bin.restore(by=ada, record=Institution.objects.get(pk=house.pk))
    assert found(ada, "Wall") == ["Haus am Wall"]


def test_what_is_deleted_for_good_leaves_no_word(network, ada, house):
    house.name = "Zwergdrosselheim"
    house.save()
    true_up()
    the_bin.remove(by=ada, record=house, reason="geschlossen")
    from django.utils import timezone

    the_bin.empty(now=timezone.now() + dt.timedelta(days=31))

    assert not SearchWord.objects.filter(word__contains="zwergdrossel").exists()


# --- Counter-check ---


def test_the_canaries_sing_when_postings_carry_no_audience(network, house, monkeypatch):
    """The guard is what hides: without it a professional finds the number of the coordination."""
    ContactPointFactory(institution=house, value="+493023125713", level=Level.COORDINATION)
    monkeypatch.setattr(indexing, "audiences", lambda level, networks: (0,))
    true_up()

    assert found(member(Role.PROFESSIONAL, network), "030 23125713") == [house.name]
