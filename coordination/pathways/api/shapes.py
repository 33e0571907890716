"""What the interface says of pathways."""

from __future__ import annotations

from rest_framework import serializers

from coordination.lib.api.shapes import Shape, shown
from coordination.pathways.deadends import State

STATES = [one.name.lower() for one in State]
_STATE = "Who answers: a service in charge (open), one that stands by, only the police, nobody."


class PathwayShape(Shape):
    """A version in force. Steps and norms stand in the single record only."""

    uid = shown(serializers.UUIDField)
    code, slug, title, who, purpose = shown(), shown(), shown(), shown(help_text="For whom it is."), shown()
    voice = shown(help_text="professional, or young: plain words for children and young people.")
    network = shown(help_text="Slug of the network.")
    institution_types = shown(serializers.ListField, child=serializers.CharField())
    professions = shown(serializers.ListField, child=serializers.CharField())
    number = shown(serializers.IntegerField, "Number of the version.")
    valid_from = shown(serializers.DateField)
    review_due = shown(serializers.DateField, allow_null=True)
    steps = shown(serializers.ListField, child=serializers.DictField(), required=False)
    norms = shown(serializers.ListField, child=serializers.DictField(), required=False)


class StandInShape(Shape):
    service = shown(serializers.UUIDField)
    name, number = shown(), shown()


class PathwayContactShape(Shape):
    """A service in charge; ``instead``: who stands in for it at that moment."""

    kind = shown(help_text="Code of the kind of service.")
    service = shown(serializers.UUIDField)
    name = shown()
    number = shown(allow_null=True, help_text="None, where the asker may not see it.")
    is_open = shown(serializers.BooleanField)
    words = shown(help_text="Until when, or from when, in words.")
    until = shown(serializers.DateTimeField, allow_null=True)
    state = shown(serializers.ChoiceField, _STATE, choices=STATES)
    instead = StandInShape(read_only=True, allow_null=True)


class PathwayStepShape(Shape):
    code, title, kind = shown(), shown(), shown()
    is_emergency = shown(serializers.BooleanField)
    state = shown(serializers.ChoiceField, _STATE, choices=STATES, allow_null=True)
    contacts = PathwayContactShape(many=True, read_only=True)


class PlayShape(Shape):
    """A way at a place and a moment."""

    pathway = shown(serializers.UUIDField)
    number = shown(serializers.IntegerField, "Number of the version.")
    municipality, postcode = shown(help_text="AGS."), shown()
    at = shown(serializers.DateTimeField)
    state = shown(serializers.ChoiceField, _STATE, choices=STATES, allow_null=True)
    steps = PathwayStepShape(many=True, read_only=True)


class DeadEndShape(Shape):
    municipality, name = shown(help_text="AGS."), shown()
    state = shown(serializers.ChoiceField, "nobody, or only_110.", choices=STATES)
    when = shown(help_text="In words.")


class DeadEndsShape(Shape):
    """The last check of the network."""

    as_of = shown(serializers.DateTimeField)
    findings = DeadEndShape(many=True, read_only=True)
