"""A search from the text to the page: strictly first, then with what may have been meant, then with fewer words.

Each step looks only at what this person may see, so a hidden record changes nothing: neither hits, nor counts, nor
suggestions, nor whether a next step is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from coordination.lib.finding import Found, Hit
from coordination.lib.models.search import SearchWord
from coordination.lib.search import ranking, terms, vocabulary
from coordination.lib.search.documents import STRICT, Document, kinds
from coordination.lib.search.marking import marked, snippet, spelling
from coordination.lib.search.ranking import Ranked, Reader
from coordination.lib.search.terms import Fits, Term
from coordination.lib.search.vocabulary import Vocabulary
from coordination.lib.search.words import tokens
from coordination.lib.search.writing import postings_of

LONGEST = 200
_MARKED = 300  # words per term that are looked up to be marked


@dataclass
class Findings:
    """All a search page shows."""

    text: str
    groups: list[Found] = field(default_factory=list)
    did_you_mean: str = ""
    is_partial: bool = False  # not all words occur together anywhere
    is_empty_query: bool = False  # stop words or signs only
    is_cut: bool = False

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


@dataclass
class _Search:
    readers: list[Reader]
    terms: list[Term]
    fits: list[Fits]
    least: int
    limit: int
    offset: int
    floor: int = STRICT

    def run(self) -> dict[int, Ranked]:
        """Kind number → ranked ids."""
        return {
            reader.kind.number: ranking.rank(
                reader, self.fits, floor=self.floor, least=self.least, limit=self.limit, offset=self.offset
            )
            for reader in self.readers
        }


def search(user: Any, text: str, *, code: str = "", limit: int = 5, offset: int = 0) -> Findings:
    """Find what ``user`` may see; with the ``code`` of a kind only this kind (for the page with all its hits)."""
    whole = terms.cleaned(text)
    findings = Findings(whole[:LONGEST], is_cut=len(whole) > LONGEST)
    wanted = terms.parsed(findings.text)
    if not wanted:
        findings.is_empty_query = True
        return findings
    known = vocabulary.current()
    readers = [reader for kind in kinds() if code in {"", kind.code} and (reader := Reader.of(kind, user))]
    this = _Search(
        readers, wanted, [terms.strict(term, known) for term in wanted], len(wanted), limit, offset
    )
    ranked = this.run()
    if not _count(ranked):
        ranked = _wider(this, known, findings)
    words = _words_of(this.fits)
    groups = [_found(this, reader, ranked[reader.kind.number], words, user) for reader in readers]
    findings.groups = [group for group in groups if group.count]
    return findings


def _count(ranked: dict[int, Ranked]) -> int:
    return sum(each.count for each in ranked.values())


def _wider(this: _Search, known: Vocabulary, findings: Findings) -> dict[int, Ranked]:
    """Widen the words that occur nowhere; then be content with as many words as occur together."""
    unseen = [number for number, fits in enumerate(this.fits) if not _is_met(this.readers, fits)]
    this.floor = 0
    for number in unseen:
        this.fits[number] = this.fits[number] | terms.wide(this.terms[number], known)
    ranked = this.run()
    if not _count(ranked) and len(this.terms) > 1:
        ranked = _together(this)
        findings.is_partial = bool(_count(ranked))
    if unseen:
        findings.did_you_mean = _suggestion(this, known, unseen, findings.text)
    return ranked


def _is_met(readers: list[Reader], fits: Fits) -> bool:
    return any(ranking.first_with(reader, list(fits), floor=STRICT) is not None for reader in readers)


def _together(this: _Search) -> dict[int, Ranked]:
    """Return the records in which most of the words occur, whatever their kind."""
    found = {
        reader.kind.number: ranking.best(reader, this.fits, limit=this.limit, offset=this.offset)
        for reader in this.readers
    }
    this.least = most = max((together for together, _ranked in found.values()), default=0)
    return {
        number: ranked if together == most else Ranked([], 0) for number, (together, ranked) in found.items()
    }


def _suggestion(this: _Search, known: Vocabulary, unseen: Sequence[int], text: str) -> str:
    """Return the query with its typing errors mended, in words of records that this person may see; or nothing."""
    mended, shift = text, 0
    for number in unseen:
        term = this.terms[number]
        if shown := _meant(this.readers, terms.similar(term, known)):
            mended = mended[: term.start + shift] + shown + mended[term.end + shift :]
            shift += len(shown) - (term.end - term.start)
    return mended if mended != text else ""


def _meant(readers: list[Reader], candidates: list[tuple[int, str, float]]) -> str:
    """Return the likest word that this person may meet, as it is written there."""
    for pk, word, _likeness in candidates[:8]:
        for reader in readers:
            if (record := ranking.first_with(reader, [pk])) is not None:
                shown = (
                    spelling(document, word, reader.audiences) for document in reader.kind.documents([record])
                )
                if found := next(shown, ""):
                    return found
    return ""


def _words_of(fits: Sequence[Fits]) -> list[set[str]]:
    """Return, per term, the words to be marked."""
    best = [sorted(each, key=lambda pk: -each[pk])[:_MARKED] for each in fits]
    known = dict(
        SearchWord.objects.filter(pk__in={pk for each in best for pk in each}).values_list("pk", "word")
    )
    return [{known[pk] for pk in each if pk in known} for each in best]


def _found(this: _Search, reader: Reader, ranked: Ranked, words: list[set[str]], user: Any) -> Found:
    kind, every = reader.kind, set().union(*words)
    if not ranked.count:
        return Found(kind.label, kind.icon, 0)
    rows = {row.pk: row for row in kind.visible_to(user).filter(pk__in=ranked.ids)}
    ordered = [rows[pk] for pk in ranked.ids if pk in rows]
    lines = kind.described(ordered, user)
    told = {row.pk: _keys(str(row), lines.get(row.pk, "")) for row in ordered}
    missing = {pk: [each for each in words if keys.isdisjoint(each)] for pk, keys in told.items()}
    documents = {document.id: document for document in kind.documents([pk for pk in missing if missing[pk]])}
    hits = [
        Hit(
            str(row),
            lines.get(row.pk, ""),
            row.get_absolute_url(),
            marked_title=marked(str(row), every),
            marked_text=marked(lines.get(row.pk, ""), every),
            snippet=snippet(documents[row.pk], set().union(*missing[row.pk]), reader.audiences)
            if row.pk in documents
            else "",
        )
        for row in ordered
        if row.pk not in documents or _still_fits(this, reader, words, documents[row.pk])
    ]
    return Found(kind.label, kind.icon, ranked.count - len(ranked.ids) + len(hits), hits, code=kind.code)


def _keys(*texts: str) -> set[str]:
    return {key for text in texts for token in tokens(text) for key in token.keys}


def _still_fits(this: _Search, reader: Reader, words: list[set[str]], document: Document) -> bool:
    """Whether the record as it stands now holds the words for this reader: the index may be a second behind.

    A number that has just been moved to a narrower level must not answer any more.
    """
    now = {word for word, audience in postings_of(document) if audience in reader.audiences}
    fitting = (
        not now.isdisjoint(each) or len(fits) > _MARKED for each, fits in zip(words, this.fits, strict=True)
    )
    return sum(fitting) >= this.least
