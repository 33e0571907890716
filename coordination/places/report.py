"""What a loading has changed, for the operator to read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gone:
    """A municipality no longer in the register. Without ``successor`` a person decides among ``candidates``."""

    name: str
    ags: str
    successor: str = ""
    candidates: tuple[str, ...] = ()


@dataclass
class Changes:
    """What happened to one kind of area: names with their key, figures as a count only."""

    new: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    updated: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.renamed or self.again or self.gone or self.updated)


@dataclass
class Report:
    """``left_out`` are sentences about rows that could not be used; they change nothing and repeat."""

    laender: Changes = field(default_factory=Changes)
    districts: Changes = field(default_factory=Changes)
    municipalities: Changes = field(default_factory=Changes)
    new_postcodes: int = 0
    new_places: int = 0
    removed_places: int = 0
    neighbours: int = 0
    left_out: list[str] = field(default_factory=list)
    dry_run: bool = False

    def __bool__(self) -> bool:
        areas = (self.laender, self.districts, self.municipalities)
        return any(areas) or bool(self.new_postcodes or self.new_places or self.removed_places)
