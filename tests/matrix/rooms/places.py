"""Places are public: nothing to hide, but their ids are tried in every address too."""

from django.utils import timezone

from coordination.lib.levels import Level
from coordination.places.models import Dataset, District, Municipality, Postcode, PostcodePlace, SchoolHoliday


def fill(world, network):
    key = {world.ours: "05382", world.theirs: "10041"}.get(network) or f"0538{network.pk % 10}"
    district = District.objects.create(key=key, name=f"Kreis {key}", land=network.land, kind="district")
    town = Municipality.objects.create(ags=f"{key}001", name=f"Stadt {key}", kind="town", district=district)
    postcode = Postcode.objects.create(code=key)
    place = PostcodePlace.objects.create(postcode=postcode, municipality=town, name=town.name)
    holidays = SchoolHoliday.objects.create(
        land=network.land, name="Probeferien", first="2026-12-23", last="2027-01-06", source="Probe"
    )
    for thing in (holidays, network.land, district, town, postcode, place):
        world.keep(thing, network, Level.PUBLIC)
    if network == world.ours:
        world.keep(
            Dataset.objects.create(name="Probetabelle", rows=1, loaded_at=timezone.now()),
            network,
            Level.PUBLIC,
        )
