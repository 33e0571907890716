"""Geography: real keys and names of the demo district, so that stories read true."""

import factory
from factory.django import DjangoModelFactory

from coordination.places.models import District, Land, Municipality, Postcode, PostcodePlace


class LandFactory(DjangoModelFactory):
    class Meta:
        model = Land
        django_get_or_create = ("key",)

    key = "05"
    name = "Nordrhein-Westfalen"
    abbreviation = "NW"


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ("key",)

    key = "05382"
    name = "Rhein-Sieg-Kreis"
    kind = District.Kind.KREIS
    land = factory.SubFactory(LandFactory)


class MunicipalityFactory(DjangoModelFactory):
    """Troisdorf, or another one by ``ags`` and ``name``."""

    class Meta:
        model = Municipality
        django_get_or_create = ("ags",)

    ags = "05382068"
    name = "Troisdorf"
    kind = Municipality.Kind.TOWN
    district = factory.SubFactory(DistrictFactory)


class PostcodeFactory(DjangoModelFactory):
    class Meta:
        model = Postcode
        django_get_or_create = ("code",)

    code = "53840"


class PostcodePlaceFactory(DjangoModelFactory):
    class Meta:
        model = PostcodePlace
        django_get_or_create = ("postcode", "municipality", "name")

    postcode = factory.SubFactory(PostcodeFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.SelfAttribute("municipality.name")


def place(
    code: str, ags: str, name: str, *, district: District | None = None, **fields: object
) -> Municipality:
    """Make a municipality with a postcode and return it."""
    district = district or DistrictFactory()
    municipality = MunicipalityFactory(ags=ags, name=name, district=district, **fields)
    PostcodePlaceFactory(postcode__code=code, municipality=municipality)
    return municipality
