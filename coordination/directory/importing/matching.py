"""Which entry of the directory a row means: by key, by number, by name and place; else perhaps one of like name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz, process

from coordination.directory.columns import BY_KEY
from coordination.directory.importing.known import Known, Place, place_of, plain_name
from coordination.directory.importing.rows import DOUBLE, CheckedRow, Problem

_LIKE = 88  # per cent; below this two names are no longer worth a question
_MOST = 3


class Matcher:
    def __init__(self, known: Known, index: dict[str, int]) -> None:
        self.known = known
        self.index = index

    def match(self, rows: list[CheckedRow]) -> None:
        """Set ``institution_id`` or ``candidates`` on every row, and the problems that only show across rows."""
        self.same_key_twice(rows)
        for row in rows:
            if row.repeats is None:
                self.one(row)
                row.entry = row.institution_id
        self.same_entry_twice(rows)
        self.parents(rows)

    def one(self, row: CheckedRow) -> None:
        clean, known = row.clean, self.known
        if uid := clean.get("uid"):
            row.institution_id = known.uids.get(uid)
            if row.institution_id is None:
                sentence = _(
                    "There is no entry with this record key in your directory. For a new entry leave it empty."
                )
                row.problems.append(Problem(self.index.get("uid"), "uid", sentence, "entry"))
            return
        if number := clean.get("number"):
            row.institution_id = known.numbers.get(number)
            if row.institution_id is not None:
                return
        if not clean.get("name"):
            return
        found = known.named(row.clean)
        if len(found) == 1:
            row.institution_id = found[0]
        elif found:  # asked, not guessed
            row.candidates = [(pk, known.entries[pk].name, 100, "several") for pk in found[:_MOST]]
        elif found := known.of_name(row.clean) if _place(row) is None else []:
            row.candidates = [(pk, known.entries[pk].name, 100, "no_place") for pk in found[:_MOST]]
        else:
            self.alike(row)
        if row.candidates:
            row.outcome = DOUBLE

    def alike(self, row: CheckedRow) -> None:
        """Find entries of like name at the same place that do not have a number of this list yet."""
        known = self.known
        there = known.by_place.get(_place(row), ())
        names = {pk: known.plain[pk] for pk in there if not ("number" in row.clean and pk in known.numbered)}
        if not names:
            return
        plain = plain_name(row.clean["name"])
        likely: dict[int, float] = {}
        for word, choices, scorer in (
            (plain, names, fuzz.token_sort_ratio),
            # „Löwenzahn-Bande“ and „Löwenzahnbande“ are one word written in two ways
            (plain.replace(" ", ""), {pk: name.replace(" ", "") for pk, name in names.items()}, fuzz.ratio),
        ):
            for _name, score, pk in process.extract(
                word, choices, scorer=scorer, score_cutoff=_LIKE, limit=_MOST
            ):
                likely[pk] = max(score, likely.get(pk, 0))
        best = sorted(likely.items(), key=lambda one: (-one[1], one[0]))[:_MOST]
        row.candidates = [(pk, known.entries[pk].name, round(score), "alike") for pk, score in best]

    def same_key_twice(self, rows: Iterable[CheckedRow]) -> None:
        """Rows with one key or number: the same again is skipped, another content is an error of all of them."""
        for key in ("uid", "number"):
            groups: dict[str, list[CheckedRow]] = defaultdict(list)
            for row in rows:
                if value := row.clean.get(key):
                    groups[value].append(row)
            for value, group in groups.items():
                if len(group) > 1:
                    self._twice(group, key, value)
        whole: dict[str, CheckedRow] = {}
        for row in rows:
            if row.problems or row.repeats is not None or "uid" in row.clean or "number" in row.clean:
                continue
            first = whole.setdefault(json.dumps(row.clean, sort_keys=True), row)
            if first is not row:
                _skip(row, first)

    def _twice(self, group: list[CheckedRow], key: str, value: str) -> None:
        first = group[0]
        different = [row for row in group[1:] if row.clean != first.clean or row.problems]
        if not different and not first.problems:
            for row in group[1:]:
                _skip(row, first)
            return
        numbers = [row.number for row in group]
        for row in group:
            others = ", ".join(str(number) for number in numbers if number != row.number)
            sentence = ngettext(
                "“%(value)s” also stands in row %(rows)s with other contents. Only one row can be right.",
                "“%(value)s” also stands in rows %(rows)s with other contents. Only one row can be right.",
                len(group) - 1,
            )
            say = sentence % {"value": value, "rows": others}
            if columns := _differing(group):
                say += " " + _("They differ in: %(columns)s.") % {"columns": columns}
            row.problems.append(Problem(self.index.get(key), key, say, "twice"))

    def same_entry_twice(self, rows: Iterable[CheckedRow]) -> None:
        """Several rows that mean one entry without saying so by its number: asked, not guessed."""
        groups: dict[int, list[CheckedRow]] = defaultdict(list)
        for row in rows:
            if row.institution_id is not None and row.repeats is None:
                groups[row.institution_id].append(row)
        for pk, group in groups.items():
            by_key = [
                row for row in group if "uid" in row.clean or row.clean.get("number") in self.known.numbers
            ]
            for row in group if len(group) > 1 else ():
                if row in by_key and len(by_key) == 1:
                    continue
                if row in by_key:
                    others = ", ".join(str(each.number) for each in by_key if each is not row)
                    sentence = _("Row %(rows)s means the same entry. Only one row can be right.")
                    key = "uid" if "uid" in row.clean else "number"
                    row.problems.append(
                        Problem(self.index.get(key), key, sentence % {"rows": others}, "twice")
                    )
                    continue
                row.institution_id, row.outcome = None, DOUBLE
                row.candidates = [(pk, self.known.entries[pk].name, 100, "rows")]

    def parents(self, rows: list[CheckedRow]) -> None:
        """Turn the provider's name or number into its id, or into ``row:N`` where the sheet itself holds it."""
        if not any("parent" in row.clean for row in rows):
            return
        here: dict[str, list[CheckedRow]] = defaultdict(list)
        for row in rows:
            for value in (plain_name(row.clean.get("name", "")), row.clean.get("number")):
                if value and row.repeats is None:
                    here[value].append(row)
        for row in rows:
            if text := row.clean.get("parent"):
                self._parent(row, text, here)

    def _parent(self, row: CheckedRow, text: str, here: dict[str, list[CheckedRow]]) -> None:
        known, plain = self.known, plain_name(text)
        found = known.parent_numbers.get(text) or known.by_name.get(plain) or []
        rows = here.get(text) or here.get(plain) or []
        if not found and rows:
            found = [each.institution_id for each in rows if each.institution_id is not None]
        if len(set(found)) == 1 and found[0] != row.institution_id:
            row.clean["parent"] = found[0]
        elif not found and len(rows) == 1 and rows[0] is not row and not rows[0].problems:
            row.clean["parent"] = f"row:{rows[0].number}"
        else:
            del row.clean["parent"]
            sentence, offers = self._no_parent(text, found, rows, row)
            problem = Problem(self.index.get("parent"), "parent", sentence, "provider", offers=offers)
            row.problems.append(problem)
            row.no_parent = problem, plain

    def _no_parent(
        self, text: str, found: list, rows: list[CheckedRow], row: CheckedRow
    ) -> tuple[str, tuple[str, ...]]:
        """Why there is no provider, and names of those that may be meant."""
        if row in rows or (found and found[0] == row.institution_id):
            return _("An institution cannot be its own provider."), ()
        if len(found) > 1 or len(rows) > 1:
            sentence = _("There are several entries called “%(name)s”. Please enter the provider's number.")
            return sentence % {"name": text}, ()
        if rows:
            return _("The provider stands in row %(row)s, which has errors.") % {"row": rows[0].number}, ()
        names = {pk: self.known.plain[pk] for pk in self.known.entries}
        like = process.extract(plain_name(text), names, scorer=fuzz.WRatio, score_cutoff=80, limit=3)
        if like:
            offers = tuple(dict.fromkeys(self.known.entries[pk].name for _name, _score, pk in like))
            told = _(" or ").join(_("“%(name)s”") % {"name": name} for name in offers)
            sentence = _("The provider “%(name)s” is not in the directory. Did you mean %(like)s?")
            return sentence % {"name": text, "like": told}, offers
        sentence = _(
            "The provider “%(name)s” is not in the directory. Please enter it first, or add it as a row."
        )
        return sentence % {"name": text}, ()


def _place(row: CheckedRow) -> Place:
    clean = row.clean
    return place_of(clean.get("municipality"), clean.get("postcode") or "", clean.get("city") or "")


def _differing(group: list[CheckedRow]) -> str:
    """Headings of the columns in which rows with one number say different things."""
    keys = [key for row in group for key in row.clean]
    return ", ".join(
        str(BY_KEY[key].heading)
        for key in dict.fromkeys(keys)
        if key in BY_KEY and any(row.clean.get(key) != group[0].clean.get(key) for row in group)
    )


def _skip(row: CheckedRow, first: CheckedRow) -> None:
    row.repeats = first.number
