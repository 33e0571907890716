"""What each template must hold: steps, decisions, slots and law, in the order of the way, as the field lays it down."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "pathways"
INSOFA, ASD, NIGHT = "insofa_consultation", "asd_intake", "on_call"
FAMILY, SPECIAL = "family_counselling", "specialised_counselling"

# code: kinds of the steps in order | kinds of services asked for | law of its own
WAYS = {
    "E0": ("emergency emergency emergency inform_superior report close", {"police", ASD, NIGHT}, {"sgb8-42"}),
    "E0B": ("emergency emergency close", {"police"}, {"sgb8-8a-2"}),
    "E0J": ("emergency emergency report", {"police", ASD, NIGHT}, {"sgb8-42-1-1"}),
    "E0P": ("emergency emergency report", {ASD, NIGHT}, {"polg-gefahr", "sgb8-42"}),
    "P01": (
        "observe inform_superior decide consult_insofa talk_child talk_parents decide follow_up decide report"
        " feedback close",
        {INSOFA, FAMILY, ASD},
        {"kkg-4-1", "kkg-4-2", "kkg-4-3", "kkg-4-4", "sgb8-8b-1"},
    ),
    "P02": (
        "observe consult_team decide decide consult_insofa talk_parents offer_help decide follow_up decide report"
        " feedback close",
        {INSOFA, FAMILY, ASD},
        {"sgb8-8a-4", "kkg-4-4"},
    ),
    "P03": (
        "observe decide consult_team decide consult_insofa talk_parents decide follow_up decide report close",
        {INSOFA, FAMILY, ASD, "childminder_advice"},
        {"sgb8-8a-5", "sgb8-43-3"},
    ),
    "P04": (
        "document decide report decide talk_parents consult_insofa decide follow_up decide report feedback close",
        {INSOFA, ASD, NIGHT, "medical_child_protection", "forensic_evidence", "early_support", "early_intervention",
         "pregnancy_counselling"},
        {"kkg-4-1", "kkg-4-2", "kkg-4-3", "kkg-4-3-3", "kkg-4-4", "stgb-34"},
    ),
    "P05": (
        "decide close observe decide consult_team consult_insofa talk_parents decide follow_up decide report feedback"
        " close",
        {INSOFA, FAMILY, ASD},
        {"kkg-4-1", "kkg-4-2", "kkg-4-3", "kkg-4-4", "sgb8-8a-4", "stgb-34"},
    ),
    "P06": (
        "observe observe decide report inform_superior offer_help close",
        {ASD, "victim_support", "domestic_violence_counselling"},
        {"polg-gefahr", "kkg-5", "stpo-163"},
    ),
    "P07": (
        "observe inform_superior decide close decide consult_insofa decide talk_parents decide report close",
        {INSOFA, SPECIAL, FAMILY, ASD, "club_contact"},
        {"sgb8-8b-1", "sgb8-72a"},
    ),
    "P08": (
        "observe decide decide decide report report inform_superior consult_insofa report close",
        {INSOFA, SPECIAL, ASD, "church_report_office", "state_youth_office_advice"},
        {"kgssg-8", "praevo-kath", "sgb8-47", "sgb8-8b-1"},
    ),
    "P09": (
        "observe decide decide consult_team report report close",
        {FAMILY, SPECIAL, ASD, NIGHT},
        {"sgb8-8a-1", "stgb-138"},
    ),
    "P10": (
        "emergency decide inform_superior talk_parents report consult_insofa decide inform_superior decide follow_up"
        " follow_up close",
        {INSOFA, SPECIAL, ASD, "state_youth_office_advice", "police"},
        {"sgb8-47", "sgb8-45", "sgb8-8b-2", "stpo-163"},
    ),
    "P11": (
        "emergency decide inform_superior decide report report consult_insofa talk_parents report decide"
        " inform_superior close",
        {INSOFA, SPECIAL, ASD, "club_contact", "school_authority_advice", "church_report_office", "police"},
        {"sgb8-8b-1", "sgb8-72a", "stpo-163"},
    ),
    "P12": (
        "observe talk_child consult_team decide consult_insofa talk_parents decide follow_up decide report feedback"
        " close",
        {INSOFA, FAMILY, ASD, "early_intervention"},
        {"sgb8-8b-1", "sgb9-37a", "kkg-4-3", "kkg-4-4"},
    ),
    "P13": (
        "observe decide decide talk_child consult_team report decide offer_help close",
        {"youth_counselling", SPECIAL, ASD, NIGHT, "ombuds"},
        {"sgb8-8-3", "sgb8-42-1-1", "sgb8-9a"},
    ),
    "P14": (
        "observe decide inform_superior decide consult_insofa consult_insofa decide report close",
        {INSOFA, ASD},
        {"sgb8-8b-1", "kkg-4-5"},
    ),
    "P15": ("observe decide inform_superior report follow_up close", {ASD}, {"kkg-5"}),
    "P16": (
        "observe consult_team decide talk_parents decide offer_help decide follow_up report feedback close",
        {ASD, FAMILY},
        {"sgb8-8a-1", "sgb8-8a-2", "kkg-4-4"},
    ),
}  # fmt: skip
# Words without which a template would say less than the law or the field.
WORDS = {
    "P01": ("Schulaufsicht", "Mehr darf es nicht mitteilen", "Zwangsverheiratung"),
    "P02": ("Pflicht aus der Vereinbarung", "Akten des Trägers"),
    "P03": ("wichtige Ereignisse", "kein Team"),
    "P04": (
        "Fotos mit Maßstab",
        "stationäre Aufnahme",
        "Medizinische Kinderschutzhotline",
        "ungeborene Kind",
    ),
    "P05": ("Dann geht sie vor",),
    "P06": ("häuslicher Gewalt immer", "muss die Polizei ermitteln"),
    "P07": ("nicht den ganzen Vorstand", "keine Pflicht"),
    "P08": ("verpflichtet", "Generalvikars", "Staatsanwaltschaft", "ermittelt nicht selbst"),
    "P09": ("Namen weglassen", "Datenschutzes", "Seit wann"),
    "P10": ("ohne sie vorzuwarnen", "Ordnungswidrigkeit", "Übergriffe unter Kindern", "Runden Tisches"),
    "P11": ("Schulaufsicht", "Landesverband", "Meldestelle"),
    "P12": ("Unterstützte Kommunikation", "Gebärdensprache", "mit Behinderung auskennt"),
    "P13": ("ohne dass deine Eltern", "Ich bitte um Schutz", "Ombudsstelle", "Weg für Beschwerden"),
    "P14": ("vorgesetzten Person", "Zoll"),
    "P15": ("Richter*innen oder Staatsanwält*innen",),
    "P16": ("Nie entscheidet eine Person allein", "Eingangsmanagement", "Familiengericht"),
    "E0": (
        "110",
        "112",
        "Rufbereitschaft",
        "verständigt die Polizei das Jugendamt",
        "nicht allein nach Hause",
    ),
}
STATUTORY = {
    "kkg-4-3-3",
    "kkg-5",
    "sgb8-42",
    "sgb8-47",
    "kgssg-8",
}  # who says „unverzüglich“ by law, federal or church
LEGAL = ("consult_insofa", "talk_parents", "offer_help", "report", "feedback", "inform_superior", "close")


@pytest.fixture(scope="module")
def written():
    files = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "legal_bases.yaml")
    return {one["code"]: one for path in files for one in yaml.safe_load(path.read_text("utf-8"))}


def test_nothing_is_written_that_stands_in_no_list(written):
    assert set(written) == set(WAYS)


@pytest.mark.parametrize("code", WAYS)
def test_each_step_decision_and_slot_is_there(written, code):
    kinds, slots, law = WAYS[code]
    steps = written[code]["steps"]
    assert [step["kind"] for step in steps] == kinds.split()
    assert {slot for step in steps for slot in step.get("slots", ())} == slots
    named = {step["law"] for step in steps if step.get("law")} | set(written[code]["legal_bases"])
    assert law <= named
    for step in steps:
        assert step["source"], step["code"]
        assert step["checked_on"], step["code"]
        assert step["kind"] != "decide" or {"yes", "no"} <= step.keys(), step["code"]


@pytest.mark.parametrize("code", WORDS)
def test_what_the_field_demands_is_said(written, code):
    entry = written[code]
    said = " ".join([entry["purpose"], *(str(value) for step in entry["steps"] for value in step.values())])
    assert [word for word in WORDS[code] if word not in said] == []


def test_without_undue_delay_stands_only_where_a_law_says_so(written):
    for code, entry in written.items():
        for step in entry["steps"]:
            if step.get("time") == "without_undue_delay":
                assert step.get("law") in STATUTORY, f"{code}/{step['code']}"


def test_no_two_templates_share_a_text_that_their_law_tells_apart(written):
    """Advice is a duty, a claim or an offer; a report is a duty or a power; feedback is owed to some."""
    texts = Counter(
        " ".join(step["body"].split())
        for entry in written.values()
        for step in entry["steps"]
        if step["kind"] in LEGAL and step["body"]
    )
    assert [text for text, count in texts.items() if count > 1] == []


def test_every_way_says_that_it_is_no_legal_advice(written):
    ways = [one for one in written.values() if not one.get("is_branch") and one.get("voice") != "young"]
    assert [one["code"] for one in ways if "keine Rechtsberatung" not in one["purpose"]] == []
