"""The weekly form, the chain of stand-ins, school holidays, streets."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from coordination.accounts.models import CatchmentMunicipality
from coordination.directory.models import CatchmentPart, Fallback, Hours
from coordination.directory.services.hours import set_chain
from coordination.lib.errors import RuleBroken
from coordination.places.models import SchoolHoliday
from tests.factories.hours import SchoolHolidayFactory, service
from tests.factories.places import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def asd(network):
    return service(network, osm="")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def week(**given):
    return {"public": "closed", "school": "same", **given}


def post(client, made, **given):
    return client.post(reverse("directory:service-hours", args=[made.uid]), week(**given))


def test_a_week_is_typed_and_stored_as_osm(as_ada, asd):
    answer = post(
        as_ada, asd, day_0="8:30–12, 13–16 Uhr", day_4="8.30 bis 12.30", date_0_first="24.12.2026",
        date_0_last="01.01.2027", date_0_reason="Betriebsferien", note="Sonst Band",
    )  # fmt: skip
    assert answer.url == asd.get_absolute_url()
    hours = Hours.objects.get(service=asd)
    assert hours.osm == (
        'Mo 08:30-12:00,13:00-16:00, Fr 08:30-12:30; PH off; 2026 Dec 24-2027 Jan 01 off "Betriebsferien"'
    )
    form = as_ada.get(reverse("directory:service-hours", args=[asd.uid])).context["form"]
    assert form["day_0"].value() == "8:30–12:00, 13:00–16:00"
    assert (form["date_0_reason"].value(), form["public"].value()) == ("Betriebsferien", "closed")


def test_an_end_before_its_start_is_asked_and_then_taken(as_ada, asd):
    answer = post(as_ada, asd, day_0="18–08")
    assert list(answer.context["form"].errors) == ["over_midnight"]
    assert answer.context["form"]["day_0"].value() == "18–08"
    assert 'name="over_midnight"' in answer.content.decode()
    assert not Hours.objects.exists()

    assert post(as_ada, asd, day_0="18–08", over_midnight="on").status_code == 302
    assert Hours.objects.get().osm == "Mo 18:00-08:00; PH off"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"day_0": "vormittags"}, "day_0"),
        ({"day_0": "8-12, 11-13"}, "day_0"),
        ({}, "day_0"),
        ({"day_0": "8-12", "public": "other"}, "public_times"),
        ({"day_0": "8-12", "school": "other", "school_times": "x"}, "school_times"),
        ({"day_0": "8-12", "date_0_times": "8-9"}, "date_0_first"),
        ({"day_0": "8-12", "date_0_first": "2.1.2027", "date_0_last": "1.1.2027"}, "date_0_last"),
        ({"day_0": "8-12", "date_0_first": "32.1.2027"}, "date_0_first"),
        ({"raw": "Mo 18-08"}, "raw"),
        ({"raw": "Mo[1] 10:00-12:00", "day_0": "8-12"}, "raw"),
        ({"day_0": "8" * 4000}, "day_0"),
        ({"day_0": "8-12", "public": "vielleicht"}, "public"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_place(as_ada, asd, given, field):
    answer = post(as_ada, asd, **given)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Hours.objects.exists()


def test_what_the_week_cannot_say_goes_as_osm_text(as_ada, asd):
    assert post(as_ada, asd, raw="Mo[1] 10:00-12:00").status_code == 302
    assert Hours.objects.get().osm == "Mo[1] 10:00-12:00"
    form = as_ada.get(reverse("directory:service-hours", args=[asd.uid])).context["form"]
    assert form["raw"].value() == "Mo[1] 10:00-12:00"


def test_who_saves_an_older_version_sees_both(as_ada, asd):
    post(as_ada, asd, day_0="8-12")
    post(as_ada, asd, day_0="9-12", version="1")
    answer = post(as_ada, asd, day_0="10-12", version="1")
    assert answer.context["conflict"]
    assert Hours.objects.get().osm.startswith("Mo 09:00")


def test_hours_can_be_taken_away_and_come_back_by_undo(as_ada, asd):
    post(as_ada, asd, day_0="8-12")
    as_ada.post(reverse("directory:service-hours-delete", args=[asd.uid]))
    assert not Hours.objects.exists()
    change = Hours.history.latest("history_id").change_set
    as_ada.post(reverse("directory:service-undo", args=[asd.uid, change.uid]))
    assert Hours.objects.get(service=asd).osm.startswith("Mo 08:00")


def test_an_institution_has_office_hours(as_ada, asd):
    url = reverse("directory:institution-hours", args=[asd.provider.uid])
    assert as_ada.post(url, week(day_1="9-12")).status_code == 302
    assert Hours.objects.get(institution=asd.provider).osm == "Tu 09:00-12:00; PH off"


# --- Who stands in ----------------------------------------------------------------------------------------------------
def test_the_chain_is_set_in_its_order(as_ada, network, asd):
    one = service(network, "on_call", name="Ruf", slot="on_call")
    two = service(network, "police", name="Polizei", slot="police")
    url = reverse("directory:chain", args=[asd.uid])
    as_ada.post(url, {"step_0": str(one.uid), "step_1": "", "step_2": str(two.uid)})
    assert [row.then for row in Fallback.objects.filter(service=asd)] == [one, two]
    as_ada.post(url, {"step_0": str(two.uid), "step_1": str(one.uid)})
    assert [row.then for row in Fallback.objects.filter(service=asd)] == [two, one]
    as_ada.post(url, {})
    assert not Fallback.objects.exists()


def test_a_chain_never_leads_back(network, ada, asd):
    one, two = service(network, name="Eins"), service(network, name="Zwei")
    set_chain(by=ada, service=one, chain=[two])
    set_chain(by=ada, service=two, chain=[asd])
    for chain, code in (([one], "chain_loop"), ([asd], "itself"), ([two, two], "twice")):
        with pytest.raises(RuleBroken) as broken:
            set_chain(by=ada, service=asd, chain=chain)
        assert broken.value.code == code
    with pytest.raises(RuleBroken, match="Eins → Zwei"):
        set_chain(by=ada, service=asd, chain=[one])


def test_a_service_of_others_cannot_be_chosen(as_ada, other_network, asd):
    foreign = service(other_network, "on_call", name="Fremd", slot="on_call")
    answer = as_ada.post(reverse("directory:chain", args=[asd.uid]), {"step_0": str(foreign.uid)})
    assert "step_0" in answer.context["form"].errors


# --- School holidays --------------------------------------------------------------------------------------------------
def test_the_coordination_keeps_the_table_of_its_land(as_ada, network, mira, client):
    first = timezone.localdate() + dt.timedelta(days=30)
    given = {
        "land": network.land_id, "name": "Herbstferien", "first": first.strftime("%d.%m.%Y"),
        "last": (first + dt.timedelta(days=13)).strftime("%d.%m.%Y"), "source": "Erlass",
    }  # fmt: skip
    assert as_ada.post(reverse("directory:school-holidays-add"), given).status_code == 302
    row = SchoolHoliday.objects.get()
    again = as_ada.post(reverse("directory:school-holidays-add"), given | {"name": "Noch einmal"})
    assert again.context["form"].non_field_errors()
    backwards = as_ada.post(reverse("directory:school-holidays-add"), given | {"last": "1.1.2020"})
    assert "last" in backwards.context["form"].errors
    edit = reverse("directory:school-holidays-edit", args=[row.uid])
    assert as_ada.post(edit, given | {"name": "Ferien", "version": "1"}).status_code == 302
    assert "Ferien" in as_ada.get(reverse("directory:school-holidays")).content.decode()

    client.force_login(mira)
    assert client.get(reverse("directory:school-holidays")).status_code == 200
    assert client.get(edit).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_for_any_length(count, as_ada, network, django_assert_max_num_queries):
    for number in range(count):
        first = timezone.localdate() + dt.timedelta(days=40 * number + 1)
        SchoolHolidayFactory(land=network.land, first=first, last=first)
    with django_assert_max_num_queries(9):
        as_ada.get(reverse("directory:school-holidays"))


# --- Streets ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def troisdorf(network):
    town = place("53840", "05382068", "Troisdorf")
    CatchmentMunicipality.objects.create(network=network, municipality=town)
    return town


def upload(client, made, town, text, name="strassen.csv"):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return client.post(reverse("directory:parts", args=[made.uid]), {"municipality": town.pk, "sheet": file})


@pytest.mark.slow
def test_a_list_of_streets_is_taken_in_replaced_and_taken_away(as_ada, asd, troisdorf):
    text = (
        "Straße;von;bis;Seite;Ortsteil\nKölner Straße;1;99;ungerade;\n"
        "Am Bach;;;;Spich\nAm Bach;;;;Spich\n;;;;Sieglar\n"
    )
    assert upload(as_ada, asd, troisdorf, text).status_code == 302
    assert CatchmentPart.objects.filter(service=asd).count() == 3
    upload(as_ada, asd, troisdorf, "Ortsteil\nSpich\n")
    assert [part.part for part in CatchmentPart.objects.filter(service=asd)] == ["Spich"]
    as_ada.post(reverse("directory:parts", args=[asd.uid]), {"leeren": troisdorf.ags})
    assert not CatchmentPart.objects.exists()


@pytest.mark.slow
def test_a_bad_list_names_row_and_column_and_changes_nothing(as_ada, asd, troisdorf):
    text = "Straße;von;bis;Seite\nKölner Straße;eins;;\nAm Bach;9;3;\nFeldweg;;;links\n"
    answer = upload(as_ada, asd, troisdorf, text)
    told = answer.context["form"].errors["sheet"]
    assert len(told) == 3
    assert "2" in told[0]
    assert "eins" in told[0]
    assert "links" in told[2]
    answer = upload(as_ada, asd, troisdorf, "Name;Wert\na;b\n")
    assert "Name" in answer.context["form"].errors["sheet"][0]
    assert not CatchmentPart.objects.exists()
