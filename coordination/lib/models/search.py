"""The search index: which words stand in which records, and who may find a record by them.

Derived from the records and rebuilt from them at any time (``manage.py index_search``), so it has no history, and its
rows point to nothing by foreign key: a constraint per posting would double the time of building. No count per word is
kept: a figure over all records would tell of hidden ones through the ranking.
"""

from __future__ import annotations

import uuid

from django.db import models


class SearchState(models.Model):
    """One row: the lock of all who write the index, and the stamp by which processes know their words are old."""

    stamp = models.UUIDField(default=uuid.uuid4)
    generation = models.UUIDField(default=uuid.uuid4)  # changes when words go, not when words come

    class Meta:
        verbose_name = "state of the search index"
        verbose_name_plural = "states of the search index"

    def __str__(self) -> str:
        return str(self.stamp)


class SearchDoc(models.Model):
    """A record that stands in the index, with a digest of what was indexed of it."""

    kind = models.PositiveSmallIntegerField()
    object_id = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=32)

    class Meta:
        verbose_name = "indexed record"
        verbose_name_plural = "indexed records"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_doc_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.object_id}"


class SearchWord(models.Model):
    """A word as the index knows it: folded and stemmed; numbers, addresses and citations in their normal form."""

    word = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = "indexed word"
        verbose_name_plural = "indexed words"

    def __str__(self) -> str:
        return self.word


class SearchPosting(models.Model):
    """A word in a record: how much it weighs, and for whom.

    ``audience`` 0: whoever sees the record; else network × 100 + level: who reads that level in that network.
    """

    word_id = models.PositiveBigIntegerField()
    kind = models.PositiveSmallIntegerField()
    object_id = models.PositiveBigIntegerField()
    audience = models.PositiveIntegerField(default=0)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "posting"
        verbose_name_plural = "postings"
        indexes = [
            # Holds all a search reads, so that the table itself is not touched.
            models.Index(
                fields=["word_id", "kind", "object_id", "audience", "weight"], name="search_posting_word"
            ),
            models.Index(fields=["kind", "object_id"], name="search_posting_record"),
        ]

    def __str__(self) -> str:
        return f"{self.word_id} in {self.kind}/{self.object_id}"
