"""The description of the interface for people, drawn from the one for programs: always what is really there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass
class Operation:
    """One method of one address."""

    method: str
    path: str
    text: str
    words: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.method}-{self.path}".strip("/").replace("/", "-").replace("{", "").replace("}", "")


@dataclass
class Noun:
    """What belongs together: all addresses of a noun, with the members of its records."""

    name: str
    text: str = ""
    operations: list[Operation] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)


class Guide(TemplateView):
    """Every address with its words, its answers and the members of its records. For everybody; nothing is loaded."""

    template_name = "lib/api_guide.html"
    describes: Callable[[], dict[str, Any]] | None = None
    extra_context = {"title": _("Interface for programs"), "noindex": True}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(nouns=nouns_of(self.describes) if self.describes else [], **kwargs)


@lru_cache(maxsize=1)
def nouns_of(description: Callable[[], dict[str, Any]]) -> list[Noun]:
    """Return the nouns of a description in the order of their addresses; drawn once per process."""
    schema = description()
    found: dict[str, Noun] = {}
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if (said := methods.get(method)) is None:
                continue
            noun = found.setdefault(said["tags"][0], Noun(said["tags"][0]))
            noun.operations.append(_operation(method, path, said))
            if not noun.members:
                noun.text = said.get("description", "").split("\n\n")[0]
                noun.members = _members(schema, said)
    return list(found.values())


def _operation(method: str, path: str, said: dict[str, Any]) -> Operation:
    words = [
        {
            "name": each["name"],
            "place": each["in"],
            "text": each.get("description", ""),
            "required": each.get("required", False),
            "choices": _choices(each["schema"]),
        }
        for each in said.get("parameters", ())
    ]
    answers = [(status, each.get("description", "")) for status, each in said["responses"].items()]
    return Operation(method.upper(), path, said.get("description", ""), words, answers)


def _choices(schema: dict[str, Any]) -> str:
    found = schema.get("enum") or schema.get("items", {}).get("enum") or ()
    return ", ".join(str(each) for each in found)


def _members(schema: dict[str, Any], said: dict[str, Any]) -> list[dict[str, Any]]:
    """The members of what a noun answers with; of a list, those of its rows."""
    answers = said["responses"].items()
    body: dict[str, Any] = next((each for status, each in answers if status.startswith("2")), {})
    content: dict[str, Any] = next(iter(body.get("content", {}).values()), {})
    shape = _resolved(schema, content.get("schema", {}))
    if "results" in shape.get("properties", {}):
        shape = _resolved(schema, shape["properties"]["results"].get("items", {}))
    return [
        {
            "name": name,
            "kind": _kind(schema, each),
            "read_only": each.get("readOnly", False),
            "text": each.get("description", ""),
            "choices": _choices(each),
        }
        for name, each in shape.get("properties", {}).items()
    ]


def _resolved(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    name = shape.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else shape


def _kind(schema: dict[str, Any], shape: dict[str, Any]) -> str:
    if shape.get("type") == "array":
        return f"list of {_kind(schema, shape.get('items', {}))}"
    return shape.get("format") or shape.get("type") or "object"
