"""The lookup ``pk__among=ids``: any number of ids as one parameter, where ``__in`` makes a thousand of them.

Worth it for reading a thousand rows by their ids; with a handful it makes no difference.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.fields.related import ForeignObject
from django.db.models.lookups import Lookup

from coordination.lib.history import in_ids


@models.Field.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        condition, ids = in_ids(column, list(self.rhs)) if self.rhs else ("1 = 0", [])
        return condition, [*parameters, *ids]
