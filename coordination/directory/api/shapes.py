"""Shapes of the directory's records: what a program reads, and what it may send."""

from __future__ import annotations

from rest_framework import serializers

from coordination.directory.models import (
    Agreement,
    ContactPoint,
    Feature,
    Function,
    InstitutionType,
    Language,
    Listing,
    Profession,
    Service,
    ServiceKind,
    TargetGroup,
    Topic,
)
from coordination.lib.api.shapes import (
    LevelField,
    Shape,
    WordField,
    WordsField,
    day,
    flag,
    number,
    shown,
    text,
)
from coordination.places.models import District, Municipality, Postcode

NO_CASE_DATA = "No details of individual children or families."
UID = serializers.UUIDField


def reason() -> serializers.Field:
    return text(200, "Why; it stands in the history. " + NO_CASE_DATA, write_only=True)


def similar_seen() -> serializers.Field:
    return serializers.BooleanField(
        write_only=True, required=False, help_text="Add it although there are entries of a very similar name."
    )


class ContactShort(Shape):
    """A contact point as its owner's record shows it."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    network = shown(
        help_text="Slug of the network it belongs to; none for national services.", allow_null=True
    )
    kind = shown(serializers.ChoiceField, choices=ContactPoint.Kind.values)
    purpose, value, display, note = shown(), shown(), shown(help_text="As people read it."), shown()
    level = LevelField(read_only=True)
    legal_ground = shown(serializers.ChoiceField, choices=ContactPoint.Ground.values)
    verified_on = shown(serializers.DateField, allow_null=True)


class ContactShape(Shape):
    """A telephone number, mail or web address. Exactly one of institution, person and service owns it."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    institution = UID(required=False, allow_null=True, help_text="Set once, when it is added.")
    person = UID(required=False, allow_null=True, help_text="Set once, when it is added.")
    service = UID(required=False, allow_null=True, help_text="Set once, when it is added.")
    network = text(60, "Slug of the network it belongs to; needed only where several are possible.")
    kind = serializers.ChoiceField(ContactPoint.Kind.values)
    purpose = text(60, "For example: switchboard.")
    value = text(
        254, "What people write; it is kept in its normal form (E.164, lower-case mail).", required=True
    )
    display = shown(help_text="As people read it.")
    note = text(160, NO_CASE_DATA)
    level = LevelField(required=False)
    legal_ground = serializers.ChoiceField(ContactPoint.Ground.values, required=False, default="task")
    consent_text = text(20, "Version of the wording; only with a consent. Shown to who may change contacts.")
    given_on = day("Day of the consent. Shown to who may change contacts.")
    verified_on = day()
    reason = reason()


class ListingShape(Shape):
    """The entry in one of the asker's networks."""

    version = shown(serializers.IntegerField)
    network = serializers.SlugField(help_text="Slug of the network.")
    level = LevelField(required=False)
    status = serializers.ChoiceField(Listing.Status.values, required=False)
    source, confirmed_by = shown(), shown()
    confirmed_on = day("When somebody there last said that all is right.")
    notes = text(3000, "Of the coordination, for the coordination; null for others. " + NO_CASE_DATA)


class InstitutionShape(Shape):
    """A body that protects children or works with them. A protected place has no address at all."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    name = text(200, required=True)
    short_name = text(80)
    other_names = text(300, "Earlier or usual names, separated by semicolons.")
    type = WordField(InstitutionType, help_text="Code of /institution-types.")
    type_name = shown()
    parent = UID(
        required=False, allow_null=True, help_text="The provider; null as well if it is not for the asker."
    )
    parent_name = shown(allow_null=True)
    description = text(3000, NO_CASE_DATA)
    protected_place = flag(
        "A shelter. Setting it deletes the address everywhere; only two people lift it, on the page."
    )
    street, house_number, address_extra = text(120), text(20), text(120)
    postcode, city, part = text(5), text(80), text(80, "Part of the town.")
    municipality = WordField(
        Municipality, key="ags", required=False, allow_null=True,
        help_text="AGS; needed only where a postcode lies in several municipalities.",
    )  # fmt: skip
    municipality_name = shown(allow_null=True)
    latitude = shown(serializers.FloatField, allow_null=True)
    longitude = shown(serializers.FloatField, allow_null=True)
    age_from, age_until = number(27), number(27)
    topics, target_groups = WordsField(Topic), WordsField(TargetGroup)
    languages, features = WordsField(Language), WordsField(Feature)
    identifiers = shown(
        serializers.ListField, "Numbers in lists by others: “scheme:number”.", child=serializers.CharField()
    )
    listings = ListingShape(many=True, required=False, help_text="Entries in the asker's own networks.")
    contacts = ContactShort(many=True, read_only=True)
    similar_seen = similar_seen()
    reason = reason()


class AffiliationShape(Shape):
    """What somebody is at an institution, from day to day."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    person = UID(help_text="Set once, when it is added.")
    person_name = shown()
    institution = UID(help_text="Set once, when it is added.")
    institution_name = shown()
    network = text(60, "Slug of the network it belongs to; needed only where several are possible.")
    function = WordField(Function, required=False, allow_null=True, help_text="Code of /functions.")
    is_contact, is_deputy = flag("Contact person of the institution."), flag()
    valid_from, valid_until = day("First day."), day("Last day.")
    absent_from, absent_until = day(), day()
    reason = reason()


class FirstAffiliation(AffiliationShape):
    """The first function of a new person."""

    person, person_name, reason, network = None, None, None, None
    uid, version, institution_name = None, None, None


class PersonShape(Shape):
    """Somebody who works in an institution. Never a child, never a family; nothing private."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    network = text(60, "Slug of the network it belongs to; needed only where several are possible.")
    title, first_name, last_name = text(40), text(80), text(80, required=True)
    profession = WordField(Profession, required=False, allow_null=True, help_text="Code of /professions.")
    profession_name = shown(allow_null=True)
    specialisms = text(300)
    level = LevelField(required=False)
    threat_flag = flag("Threatened: the name is for the coordination only.")
    note = text(2000, "Of the coordination, for the coordination; null for others. " + NO_CASE_DATA)
    affiliations = AffiliationShape(many=True, read_only=True)
    contacts = ContactShort(many=True, read_only=True)
    affiliation = FirstAffiliation(
        write_only=True, required=False, help_text="Needed when a person is added."
    )
    known = UID(
        write_only=True, required=False,
        help_text="When a person is added: somebody of this name who is there already gets the function instead.",
    )  # fmt: skip
    similar_seen = similar_seen()
    reason = reason()


class ServiceShape(Shape):
    """What an institution offers, to whom, for which places. National hotlines are only read."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    provider = UID(allow_null=True, help_text="The institution. Set once, when it is added.")
    provider_name = shown(allow_null=True)
    network = text(60, "Slug of the network it belongs to; needed only where several are possible.")
    name = text(160, required=True)
    kind = WordField(ServiceKind, help_text="Code of /service-kinds.")
    kind_name = shown()
    description = text(3000, NO_CASE_DATA)
    audience = text(200, "For whom.")
    catchment = serializers.ChoiceField(Service.Catchment.values, required=False, default="network")
    municipalities = WordsField(Municipality, key="ags", help_text="AGS, with catchment “areas”.")
    districts = WordsField(District, key="key", help_text="Official keys, with catchment “areas”.")
    postcodes = WordsField(Postcode, help_text="With catchment “areas”.")
    access = serializers.ChoiceField(Service.Access.values, required=False, allow_blank=True)
    fee = serializers.ChoiceField(Service.Fee.values, required=False, allow_blank=True)
    is_anonymous = flag("Anonymous advice is possible.")
    hours_text, waiting_time = text(200), text(80)
    waiting_as_of = day("Day of the statement about the waiting time.")
    level = LevelField(required=False)
    source = text(200)
    verified_on = day()
    contacts = ContactShort(many=True, read_only=True)
    reason = reason()


class AgreementShape(Shape):
    """An agreement or concept with its dates. The paper itself is not kept, certificates of conduct never."""

    uid, version = shown(UID), shown(serializers.IntegerField)
    institution = UID(help_text="Set once, when it is added.")
    institution_name = shown()
    network = text(60, "Slug of the network it belongs to; needed only where several are possible.")
    kind = serializers.ChoiceField(Agreement.Kind.values)
    signed_on = serializers.DateField()
    valid_until, review_due = day(), day()
    note = text(200, "Null for those below the coordination.")
    reason = reason()
