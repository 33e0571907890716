"""To issue a handout, to compare those in circulation with today, to withdraw them, to put new ones in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import CatchmentMunicipality, Network
from coordination.accounts.permissions import require
from coordination.directory.catchment import Place
from coordination.directory.models import Institution
from coordination.lib import codes
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.pdf_signs import unprintable
from coordination.pathways import currency, phrases
from coordination.pathways.flow import Flow, read
from coordination.pathways.handout import Made, Maker, language_of, made
from coordination.pathways.models import Handout, Pathway, Release
from coordination.pathways.models.handouts import HandoutQuerySet
from coordination.pathways.services.notices import tell_holders
from coordination.pathways.tongues import GERMAN

MOST_TRIES = 5
_HOUSE = ("institution__municipality__district__land",)
_PARTS = ("network", "municipality__district__land", "release__pathway", *_HOUSE)


def issue(*, by: Any, release: Release, place: Place, format: str, language: str = GERMAN.code) -> Handout:
    """Return the handout of a published version at a place of its network; the same content keeps its code.

    ``by`` None: somebody of the public. ``language``: one with checked texts, those without stay German.
    Raises RuleBroken: ``not_published``, ``elsewhere``, ``language``.
    """
    network = release.pathway.network
    if network is None or release.state != Release.State.PUBLISHED:
        raise RuleBroken(_("Only a published version can be printed as a handout."), code="not_published")
    if not _is_ours(network, place):
        text = _("%(place)s does not belong to %(network)s; the network there issues its own handouts.")
        raise RuleBroken(text % {"place": place.municipality, "network": network}, code="elsewhere")
    known = _rows().in_circulation().filter(**_at(release, place, format), institution=None)
    known = known.filter(state=Handout.State.CURRENT, **_spoken(language))
    # Compared since the last change: nothing to resolve.
    found = known.filter(checked_stamp=stamp()).order_by("-id").first()
    return found or _issued(_in_language(release, place, network, language), network, format, by=by)


def _spoken(language: str) -> dict[str, Any]:
    if language == GERMAN.code:
        return {"content__language__isnull": True}
    return {"content__language": language}


def _in_language(release: Release, place: Place, network: Network, language: str) -> Made:
    what = made(release, place, network, language)
    if language == GERMAN.code:
        return what
    texts = what.content["texts"]
    if not texts:
        text = _("This pathway has no checked texts in this language yet. It can be printed in German.")
        raise RuleBroken(text, code="language")
    if unprintable("".join(word for words in texts.values() for word in words.values())):
        text = _("The fonts of this server have no signs for this language. It can be printed in German.")
        raise RuleBroken(text, code="language")
    return what


def issue_for(
    *, by: Any, release: Release, houses: Iterable[Institution], format: str
) -> Iterator[Handout | None]:
    """Yield the handout made for each institution; None for one without a place in the network (``houses.py``).

    Raises RuleBroken: ``not_published``.
    """
    network = release.pathway.network
    if network is None or release.state != Release.State.PUBLISHED:
        raise RuleBroken(_("Only a published version can be printed as a handout."), code="not_published")
    require(by, "pathways.change_handout", network.pk)
    maker = Maker()
    towns = set(network.catchment.values_list("municipality", flat=True))
    for house in houses:
        what = maker.made_for(house, release, network) if house.municipality_id in towns else None
        yield _issued(what, network, format, by=by, house=house) if what is not None else None


def _is_ours(network: Network, place: Place) -> bool:
    return CatchmentMunicipality.objects.filter(network=network, municipality=place.municipality).exists()


def _in_circulation_again(handout: Handout) -> Handout:
    """What is printed once more holds, whatever had taken its place meanwhile; unless its day has passed."""
    if handout.replaced_by_id is not None:
        handout.replace_by(None)
    if changes := currency.expired(handout.content, timezone.localdate()):
        handout.outdate(changes, stamp())
    elif not handout.is_current or handout.checked_stamp != stamp():
        handout.hold(stamp())
    return handout


def _rows() -> HandoutQuerySet:
    return Handout.objects.select_related(*_PARTS, "network__logo", "file")


def _at(release: Release, place: Place, kind: str) -> dict[str, Any]:
    return {
        "release": release, "format": kind, "municipality": place.municipality, "postcode": place.postcode,
        "part": place.part,
    }  # fmt: skip


def _issued(what: Made, network: Network, kind: str, *, by: Any, house: Institution | None = None) -> Handout:
    wanted = {**_at(what.release, what.place, kind), "institution": house, "content_hash": what.hash}
    rows = _rows().exclude(state=Handout.State.WITHDRAWN)
    for _round in range(MOST_TRIES):
        if (there := rows.filter(**wanted).first()) is not None:
            return _in_circulation_again(there)
        try:
            with transaction.atomic():
                return Handout.objects.create(
                    **wanted, network=network, content=what.content, code=codes.new(), phrase=phrases.new(),
                    issued_by=by, checked_stamp=stamp(),
                )  # fmt: skip
        except IntegrityError:  # somebody asked for the same at the same moment, or the code was taken
            continue
    raise RuleBroken(_("This did not work just now. Please try again."), code="busy")


# --- Does it still hold? ----------------------------------------------------------------------------------------------


def stamp() -> str:
    """What changes with every tracked write and with every day: compared at the same stamp means compared with now."""
    newest = ChangeSet.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    return f"{newest}@{timezone.localdate().toordinal()}"


def check(handouts: Iterable[Handout]) -> list[Handout]:
    """Compare handouts with what would be printed now, a place at a time; return those that became outdated.

    Those of one pathway at one place, in all formats, are resolved once.
    """
    now, fresh, maker = stamp(), [], Maker()
    flows: dict[int, Flow] = {}
    today: dict[tuple[Any, ...], Made | None] = {}
    for handout in handouts:
        place = (handout.network_id, handout.municipality_id, handout.postcode, handout.part)
        tongue = language_of(handout.content)
        key = (handout.release.pathway_id, handout.institution_id or handout.house, tongue, *place)
        if key not in today:
            today[key] = _made_today(handout, maker)
        was_current = handout.is_current
        changes = _changes(handout, today[key], flows)
        if changes:
            handout.outdate(changes, now)
            fresh += [handout] if was_current else []
        else:
            handout.hold(now)
    return fresh


def catch_up(handout: Handout) -> None:
    """Compare one that somebody looks at, if anything was written since the last comparison."""
    if handout.withdrawn_at is None and handout.checked_stamp != stamp():
        check([handout])


def check_network(network: Any, *, most: int | None = None) -> list[Handout]:
    """Compare what a network has in circulation and was not compared since the last change."""
    return check_networks([network], most=most)


def check_networks(networks: Iterable[Any], *, most: int | None = None) -> list[Handout]:
    """The same for several networks, found by one question; ``most``: of all of them together."""
    rows = Handout.objects.filter(network__in=networks).unchecked(stamp()).select_related(*_PARTS)
    rows = rows.order_by("network_id", "release__pathway", "municipality", "postcode", "part", "id")
    return check(list(rows[:most] if most else rows))


def place_of(handout: Handout) -> Place:
    return Place(handout.municipality, handout.postcode, handout.part)


def release_now(pathway: Pathway) -> Release | None:
    """The version that holds today."""
    if pathway.removed_at is not None:
        return None
    found = Release.objects.in_force().filter(pathway=pathway).first()
    if found is not None:
        found.pathway = pathway
    return found


def _made_today(handout: Handout, maker: Maker) -> Made | None:
    """What would be printed now; None where nothing would be."""
    release, place = release_now(handout.release.pathway), place_of(handout)
    if release is None or not _is_ours(handout.network, place):
        return None
    if handout.house:
        house = handout.institution
        what = maker.made_for(house, release, handout.network) if house is not None else None
        return what if what is not None and _is_ours(handout.network, what.place) else None
    language = language_of(handout.content)
    what = maker.made(release, place, handout.network, language)
    return what if language == GERMAN.code or what.content["texts"] else None


def _changes(handout: Handout, now: Made | None, flows: dict[int, Flow]) -> list[currency.Change]:
    if now is None:
        if handout.release.state == Release.State.RETIRED:
            return [currency.change("retired", new=handout.release.retired_reason)]
        if handout.house:
            return [currency.change("house_gone")]
        if language_of(handout.content) != GERMAN.code and _is_ours(handout.network, place_of(handout)):
            return [currency.change("texts_gone")]
        return [currency.change("no_more")]
    if now.hash == handout.content_hash:
        return currency.expired(handout.content, timezone.localdate())
    for release in (handout.release, now.release):
        if release.pk not in flows:
            flows[release.pk] = read(release.content)
    both = flows[handout.release.pk], flows[now.release.pk]
    found = currency.differences(handout.content, now.content, both)
    return found + currency.expired(handout.content, timezone.localdate())


# --- Withdrawing, and new ones in the place of old ones


@transaction.atomic
def withdraw(*, by: Any, handout: Handout, reason: str) -> Handout:
    """Take a handout back: whoever looks up its code reads why."""
    require(by, "pathways.change_handout", handout.network_id)
    if handout.state == Handout.State.WITHDRAWN:
        raise RuleBroken(_("This handout is withdrawn already."), code="withdrawn")
    if not reason.strip():
        sentence = _("Withdrawing needs a reason; whoever holds the paper reads it.")
        raise RuleBroken(sentence, code="reason_missing")
    handout.withdraw(reason.strip()[:300], by=by)
    tell_holders(handout, None)
    return handout


@transaction.atomic
def reissue(*, by: Any, handouts: Iterable[Handout]) -> list[Handout]:
    """Issue anew what is outdated, in the same formats for the same places, and tell the holders who asked for it.

    A pathway that is no longer published, or a place that left the network, has no new one: its handout is left out.
    """
    fresh, maker = [], Maker()
    for old in handouts:
        require(by, "pathways.change_handout", old.network_id)
        if old.withdrawn_at is not None or old.replaced_by_id is not None:
            continue
        now = _made_today(old, maker)
        if now is None:
            continue
        new = _issued(now, old.network, old.format, by=by, house=old.institution)
        if new.pk == old.pk:  # the day printed on it has passed, and no other version is there
            continue
        old.replace_by(new)
        tell_holders(old, new)
        fresh.append(new)
    return fresh
