"""Institutions, their place in networks, and the numbers by which sheets find them again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.accounts.grants import grants_of
from coordination.accounts.models import CatchmentMunicipality
from coordination.accounts.roles import Reach
from coordination.accounts.scope import scope_of
from coordination.directory.models.listings import Listing
from coordination.directory.models.reference import InstitutionType
from coordination.lib.fold import fold, search_text, sort_key
from coordination.lib.levels import Level
from coordination.lib.models import Removable, StoredFile, Tracked, TrackedQuerySet
from coordination.lib.named import address_with
from coordination.places.models import Municipality, Postcode

# What a protected place must not have anywhere: column → what stands there instead.
ADDRESS_OF_PROTECTED = {
    "street": "",
    "house_number": "",
    "address_extra": "",
    "postcode": "",
    "city": "",
    "part": "",
    "municipality": None,
    "latitude": None,
    "longitude": None,
    "photo": None,
    "photo_alt": "",
}


def no_address() -> Q:
    """The condition „no address at all“."""
    return Q(
        **{
            name if value == "" else f"{name}__isnull": "" if value == "" else True
            for name, value in ADDRESS_OF_PROTECTED.items()
        }
    )


class InstitutionQuerySet(TrackedQuerySet):
    def visible_to(self, user) -> Self:
        """What the user may see: listed at a readable level in a network of theirs, or publicly; not in the bin."""
        return self.filter(Exists(Listing.objects.readable_by(user).of_outer()), removed_at__isnull=True)

    def listed_in(self, networks) -> Self:
        """Institutions listed in one of these networks (ids or rows), whatever their status."""
        return self.filter(Exists(Listing.objects.filter(network__in=networks).of_outer()))

    def found_by(self, user, networks) -> Self:
        """What the user may see of what these networks list.

        Whose coordination the user is in all of them: that is all they list, and asking twice costs as much again.
        """
        scope = scope_of(user)
        if all(scope.reads_in(network) >= Level.COORDINATION for network in networks):
            return self.listed_in(networks).in_use()
        return self.visible_to(user).listed_in(networks)

    def in_lists_of(self, user) -> Self:
        """What stands in the user's own lists: an entry in a network of theirs, at a level they read there."""
        return self.filter(Exists(Listing.objects.visible_to(user).of_outer()), removed_at__isnull=True)

    def without_municipality(self, networks) -> Self:
        """Whose municipality these networks should know and do not; a seat outside their area is no gap."""
        catchment = CatchmentMunicipality.objects.filter(network__in=networks)
        here = Postcode.objects.filter(places__municipality__in=catchment.values("municipality"))
        missing = Q(postcode="") | Q(postcode__in=here.values("code")) | ~Exists(catchment)
        return self.filter(missing, municipality__isnull=True, protected_place=False)

    def in_use(self) -> Self:
        """What does not lie in the bin."""
        return self.filter(removed_at__isnull=True)

    def public_in(self, network) -> Self:
        """What everybody finds on the public pages of one network, whoever is signed in."""
        there = Listing.objects.readable_by(None).filter(network=network)
        return self.filter(Exists(there.of_outer()), removed_at__isnull=True)

    def editable_by(self, user) -> Self:
        """Whose shared facts (name, address, topics, photo …) the user may change; what others lead is theirs too.

        A network changes them while it leads the entry as active; an entry that no network leads, whoever lists it.
        """
        scope = scope_of(user)
        everything = scope.may("directory.change_institution")
        there = Listing.objects.of_outer()
        led = there.filter(status=Listing.Status.ACTIVE)
        mine = Exists(led.filter(network__in=everything))
        resting = Exists(there.filter(network__in=everything)) & ~Exists(led)
        rows = self.filter(removed_at__isnull=True)
        if own := scope.may("directory.change_institution", reach=Reach.INSTITUTION) - everything:
            kept = Institution.objects.kept_by(user, own).values("pk")
            return rows.filter(Q(mine) | Q(resting) | Q(pk__in=kept))
        return rows.filter(Q(mine) | Q(resting))

    def kept_by(self, user, networks) -> Self:
        """What an editor keeps in these networks: the own institution, or an entry named for them; led there."""
        from coordination.directory.models.grants import (  # noqa: PLC0415 -- both point here
            InstitutionUserObjectPermission as Grant,
        )
        from coordination.directory.models.people import Affiliation  # noqa: PLC0415

        works_there = Affiliation.objects.in_force().filter(
            person__user=user.pk, institution=OuterRef("pk"), network__in=networks
        )
        named = grants_of(user, "directory.change_institution", Grant)
        led = Listing.objects.of_outer().filter(network__in=networks, status=Listing.Status.ACTIVE)
        return self.filter(Q(Exists(works_there)) | Q(Exists(named)), Exists(led), removed_at__isnull=True)

    def in_bin_of(self, user) -> Self:
        """What lies in the bin and the user may restore."""
        networks = scope_of(user).may("directory.delete_institution")
        return self.filter(removed_at__isnull=False).listed_in(networks)

    def searched(self, text: str) -> Self:
        """Each word of ``text`` occurs in name, place or type, folded (Ä = Ae = A); providers: list_search.py."""
        return self.filter(search_text__holds=fold(text))


class Institution(Tracked, Removable):
    """A body that protects children or works with them: office, school, Kita, practice, court, club, parish.

    Belongs to no network: a ``Listing`` puts it into one or more, each with its own status and notes. What stands on
    this row, its topics, languages, numbers in lists are shared facts; contacts, people, services, agreements belong to
    one network each (models/ownership.py).
    A protected place (shelter) has no address in the database at all.
    """

    for_good = ("protected_place", "photo", "photo_alt")
    notices: Sequence[str] = ()  # what a verb has to tell the person about this writing; no column

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    other_names = models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        help_text=_("Earlier or usual names, separated by semicolons."),
    )
    type = models.ForeignKey(
        InstitutionType, models.PROTECT, verbose_name=_("type"), related_name="institutions"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("provider"), related_name="houses"
    )
    description = models.TextField(
        _("description"),
        max_length=3000,
        blank=True,
        help_text=_("No details of individual children or families."),
    )

    protected_place = models.BooleanField(
        _("protected place"),
        default=False,
        help_text=_("A shelter whose address must not be known. No address is stored then, nowhere."),
    )
    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    address_extra = models.CharField(_("addition to the address"), max_length=120, blank=True)
    postcode = models.CharField(
        _("postcode"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", _("A postcode has five digits, for example 53840."))],
    )
    city = models.CharField(pgettext_lazy("of an address", "town"), max_length=80, blank=True)
    part = models.CharField(_("part of the town"), max_length=80, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("municipality"),
        related_name="institutions",
    )
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    photo = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("photo"),
        related_name="+",
    )
    photo_alt = models.CharField(_("what the photo shows"), max_length=200, blank=True)

    age_from = models.PositiveSmallIntegerField(
        _("age from"), null=True, blank=True, validators=[MaxValueValidator(27)]
    )
    age_until = models.PositiveSmallIntegerField(
        _("age until"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(27)]
    )

    sort_key = models.CharField(max_length=80, editable=False)
    search_text = models.TextField(editable=False)

    objects = InstitutionQuerySet.as_manager()  # type: ignore[misc]  # narrower than Tracked.objects

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ("sort_key", "id")
        permissions = [("publish_institution", "Can publish an institution")]
        constraints = [
            models.CheckConstraint(
                name="institution_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("The name is missing."),
            ),
            models.CheckConstraint(
                name="protected_place_has_no_address",
                condition=Q(protected_place=False) | no_address(),
                violation_error_message=_("A protected place has no address, no coordinates and no photo."),
            ),
            models.CheckConstraint(
                name="photo_and_its_words_come_together",
                condition=Q(photo__isnull=True, photo_alt="") | (Q(photo__isnull=False) & ~Q(photo_alt="")),
                violation_error_message=_("A photo needs a sentence that says what it shows."),
            ),
            models.CheckConstraint(
                name="coordinates_come_in_pairs",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                violation_error_message=_("Coordinates need both latitude and longitude."),
            ),
            models.CheckConstraint(
                name="ages_in_order",
                condition=Q(age_from__isnull=True)
                | Q(age_until__isnull=True)
                | Q(age_until__gte=models.F("age_from")),
                violation_error_message=_("The age “until” lies below the age “from”."),
            ),
        ]
        indexes = [
            # A list in the order of names, also far down, walks this index without touching the rows.
            models.Index(
                fields=["sort_key", "id"], name="institution_by_name", condition=Q(removed_at__isnull=True)
            ),
            models.Index(fields=["municipality", "sort_key"], name="institution_municipality"),
            models.Index(fields=["type", "sort_key"], name="institution_type"),
            models.Index(
                fields=["removed_at"], name="institution_removed", condition=Q(removed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.derive()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_key", "search_text"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_with("directory:institution-detail", self.uid)

    def derive(self) -> None:
        """Set the columns by which lists sort and search; without the provider, whom not everybody may see."""
        self.sort_key = sort_key(self.name)
        self.search_text = search_text(
            self.name,
            self.short_name,
            self.other_names,
            self.type.name if self.type_id else "",
            self.street,
            self.postcode,
            self.city,
            self.part,
        )

    @property
    def address(self) -> str:
        """The address on one line: „Kirchweg 3a, 53840 Troisdorf“; empty for a protected place."""
        street = f"{self.street} {self.house_number}".strip()
        place = f"{self.postcode} {self.city}".strip()
        return ", ".join(part for part in (self.address_extra, street, place) if part)
