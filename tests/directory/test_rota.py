"""The rota: gaps, overlaps, hand-overs, Christmas Eve."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.directory.models import OnCallShift
from coordination.directory.rota import GAP, OVERLAP, findings, hand_overs, in_turn
from coordination.directory.services.hours import plan_rota, save_shift
from coordination.lib.errors import RuleBroken
from coordination.lib.hours import BERLIN, Calendar, intervals
from tests.factories.hours import OnCallShiftFactory, service

NRW = Calendar("NW")


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def shift(start, end, holder):
    return SimpleNamespace(starts_at=at(start), ends_at=at(end), holder=holder)


def found(shifts, start, end, osm="24/7"):
    return findings(intervals(osm, NRW, at(start), at(end)), shifts, NRW)


def test_a_week_that_nobody_holds_is_one_gap_and_names_its_feasts():
    """Seven evenings, one line; what is planned behind it ends it."""
    shifts = [
        shift("2026-12-14 08:00", "2026-12-21 08:00", "Süd"),
        shift("2026-12-28 08:00", "2027-01-04 08:00", "Nord"),
    ]
    nights = "Mo-Su 18:00-08:00"
    (one,) = found(shifts, "2026-12-14 08:00", "2027-01-04 08:00", nights)
    assert (one.start, one.end) == (at("2026-12-21 18:00"), at("2026-12-28 08:00"))
    assert one.is_grave
    assert len(one.feasts) == 3


def test_a_full_rota_has_no_findings_and_names_its_hand_overs():
    shifts = [
        shift("2026-11-16 08:00", "2026-11-23 08:00", "Süd"),
        shift("2026-11-23 08:00", "2026-11-30 08:00", "Nord"),
        shift("2026-11-30 08:00", "2026-12-07 08:00", "Nord"),
    ]
    assert found(shifts, "2026-11-16 08:00", "2026-12-07 08:00") == []
    assert [(one.at, one.before, one.after) for one in hand_overs(shifts)] == [
        (at("2026-11-23 08:00"), "Süd", "Nord")
    ]


def test_a_gap_on_christmas_eve_is_grave_and_says_so():
    shifts = [
        shift("2026-12-14 08:00", "2026-12-24 12:00", "Süd"),
        shift("2026-12-26 08:00", "2027-01-04 08:00", "Nord"),
    ]
    (one,) = found(shifts, "2026-12-14 08:00", "2027-01-04 08:00")

    assert (one.kind, one.start, one.end, one.is_grave) == (
        GAP,
        at("2026-12-24 12:00"),
        at("2026-12-26 08:00"),
        True,
    )
    assert len(one.feasts) == 3  # the eve and both days of Christmas
    assert one.hours == 44


def test_a_gap_counts_only_while_the_telephone_is_to_be_answered():
    nights = "Mo-Su 18:00-08:00"
    shifts = [shift("2026-11-16 18:00", "2026-11-17 08:00", "Süd")]
    (one,) = found(shifts, "2026-11-16 12:00", "2026-11-18 12:00", nights)
    assert (one.start, one.end, one.is_grave) == (at("2026-11-17 18:00"), at("2026-11-18 08:00"), False)


def test_two_at_once_are_an_overlap():
    shifts = [
        shift("2026-11-16 08:00", "2026-11-24 08:00", "Süd"),
        shift("2026-11-23 08:00", "2026-11-30 08:00", "Nord"),
    ]
    (one,) = found(shifts, "2026-11-16 08:00", "2026-11-30 08:00")
    assert (one.kind, one.holders) == (OVERLAP, ("Süd", "Nord"))


def test_the_hand_over_keeps_its_hour_when_the_clock_changes():
    weeks = in_turn(first=at("2026-10-19 08:00"), holders=["A", "B"], weeks=3)
    assert [(start.hour, holder) for start, _end, holder in weeks] == [(8, "A"), (8, "B"), (8, "A")]
    first, second = weeks[0], weeks[1]
    assert first[1].astimezone(dt.UTC) == second[0].astimezone(dt.UTC)
    assert first[1].astimezone(dt.UTC) - first[0].astimezone(dt.UTC) == dt.timedelta(days=7, hours=1)


@pytest.mark.django_db
class TestVerbs:
    def test_weeks_in_turn_are_written_with_history(self, network, ada):
        made = service(network, "on_call")
        rows = plan_rota(
            by=ada, service=made, first=at("2026-11-23 08:00"), holders=["A", "B"], weeks=4, step=2
        )
        assert [row.holder for row in rows] == ["A", "B"]
        assert OnCallShift.history.filter(service=made).count() == 2

    @pytest.mark.parametrize(
        ("holders", "weeks", "code"),
        [([], 4, "holders_missing"), (["A"], 61, "rota_too_long"), (["A"] * 31, 4, "rota_too_long")],
    )
    def test_what_makes_no_rota_is_refused(self, network, ada, holders, weeks, code):
        with pytest.raises(RuleBroken) as broken:
            plan_rota(
                by=ada, service=service(network), first=at("2026-11-23 08:00"), holders=holders, weeks=weeks
            )
        assert broken.value.code == code

    @pytest.mark.parametrize(
        ("end", "code"), [("2026-11-22 08:00", "shift_backwards"), ("2027-11-23 08:00", "shift_too_long")]
    )
    def test_a_shift_runs_forward_and_not_for_years(self, network, ada, end, code):
        row = OnCallShift(
            service=service(network), starts_at=at("2026-11-23 08:00"), ends_at=at(end), holder="Süd"
        )
        with pytest.raises(RuleBroken) as broken:
            save_shift(by=ada, shift=row)
        assert broken.value.code == code

    def test_a_number_of_another_service_is_refused(self, network, ada):
        made, other = service(network), service(network, name="Andere")
        row = OnCallShift(
            service=made,
            starts_at=at("2026-11-23 08:00"),
            ends_at=at("2026-11-24 08:00"),
            holder="Süd",
            contact=other.contacts.first(),
        )
        with pytest.raises(RuleBroken, match=r"\S"):
            save_shift(by=ada, shift=row)


@pytest.mark.django_db
class TestPages:
    def test_the_coordinator_plans_changes_and_deletes(self, network, ada, client):
        made = service(network, "on_call", osm="24/7", keeps_rota=True)
        client.force_login(ada)
        url = reverse("directory:rota", args=[made.uid])
        start = (timezone.localdate() + dt.timedelta(days=1)).strftime("%d.%m.%Y")
        answer = client.post(
            reverse("directory:rota-plan", args=[made.uid]),
            {
                "start_day": start,
                "start_time": "8:00",
                "weeks": "4",
                "step": "1",
                "holders": "Team Süd\n\nTeam Nord",
            },
        )
        assert answer.url == url
        page = client.get(url).content.decode()
        assert page.count("Team Süd") >= 2

        row = OnCallShift.objects.order_by("starts_at").first()
        edit = reverse("directory:shift-edit", args=[row.uid])
        form = client.get(edit).context["form"]
        data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        data |= {
            "start_day": start,
            "end_day": form["end_day"].value().strftime("%d.%m.%Y"),
            "holder": "Team West",
        }
        assert client.post(edit, data).url == url
        assert client.post(reverse("directory:shift-delete", args=[row.uid])).status_code == 302
        assert not OnCallShift.objects.filter(pk=row.pk).exists()

    def test_bad_input_keeps_everything_and_names_the_field(self, network, ada, client):
        made = service(network, "on_call")
        client.force_login(ada)
        answer = client.post(
            reverse("directory:rota-plan", args=[made.uid]),
            {
                "start_day": "31.02.2026",
                "start_time": "99",
                "weeks": "0",
                "step": "x",
                "holders": "Name " * 60,
            },
        )
        assert answer.status_code == 200
        assert set(answer.context["form"].errors) == {"start_day", "start_time", "weeks", "step", "holders"}
        assert answer.context["form"]["holders"].value().startswith("Name Name")

    def test_who_holds_the_telephone_is_for_the_network_alone(self, network, mira, lang, noor, client):
        made = service(network, "on_call", osm="24/7", keeps_rota=True)
        now = timezone.localtime()
        OnCallShiftFactory(
            service=made,
            holder="Team Geheim",
            starts_at=now - dt.timedelta(days=1),
            ends_at=now + dt.timedelta(days=6),
        )
        url = reverse("directory:rota", args=[made.uid])
        for person, status in ((mira, 200), (lang, 404), (noor, 404)):
            client.force_login(person)
            answer = client.get(url)
            assert answer.status_code == status
            assert ("Team Geheim" in answer.content.decode()) is (status == 200)

    def test_readers_do_not_write(self, network, mira, noor, client):
        made = service(network, "on_call")
        for person in (mira, noor):
            client.force_login(person)
            for name in ("rota-plan", "shift-add", "service-hours", "chain", "parts"):
                assert client.get(reverse(f"directory:{name}", args=[made.uid])).status_code in {403, 404}, (
                    name
                )

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_shift_and_three_cost_the_same(
        self, count, network, ada, client, django_assert_max_num_queries
    ):
        made = service(network, "on_call", osm="24/7", keeps_rota=True)
        now = timezone.localtime()
        for number in range(count):
            start = now + dt.timedelta(days=7 * number)
            OnCallShiftFactory(service=made, starts_at=start, ends_at=start + dt.timedelta(days=7))
        client.force_login(ada)
        url = reverse("directory:rota", args=[made.uid])
        client.get(url)
        with django_assert_max_num_queries(14):
            client.get(url)
