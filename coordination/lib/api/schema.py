"""The description of the interface (OpenAPI 3): words of addresses, headers and problems of every endpoint."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, build_basic_type
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457): a sentence for a person, a code for the program.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "A word that never changes."},
        "detail": {"type": "string", "description": "A sentence in the language of the asker."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "Place in the body (RFC 6901)."},
                    "parameter": {"type": "string", "description": "Word of the address."},
                    "row": {"type": "integer", "description": "Row of a bulk request, from 1."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
SAID = {
    "400": "Something in address or body is wrong; each place is named.",
    "401": "No valid token and no session.",
    "403": "The roles or the scope of the token give no right to this.",
    "404": "Not there, or not for the asker: there is no difference.",
    "409": "A rule forbids this.",
    "412": "Somebody else has changed the record; both states are told.",
    "413": "Too large.",
    "415": "The content type is not understood.",
    "422": "The Idempotency-Key was used for another request.",
    "428": "The header If-Match is missing.",
    "429": "Too often; Retry-After says how long to wait.",
}


class HouseSchema(AutoSchema):
    """Reads the words that a view declares, and adds what every answer of ours can be."""

    def get_override_parameters(self) -> list[Any]:
        return [*self._words(), *self._headers()]

    def _words(self) -> list[OpenApiParameter]:
        view, listing = self.view, self._is_listing()
        words = list(view.documented()) if hasattr(view, "documented") and listing else []
        if not listing:
            words = [word for word in view.words() if word.help]
        found = [
            OpenApiParameter(word.name, word.schema(), OpenApiParameter.QUERY, description=word.help)
            for word in words
        ]
        if listing:
            found += [
                OpenApiParameter(
                    "page", {"type": "integer", "minimum": 1}, description="Which page, from 1."
                ),
                OpenApiParameter(
                    "page_size",
                    {"type": "integer", "minimum": 1, "maximum": 1000},
                    description="Rows of a page, 50 if not said.",
                ),
            ]
            if sorts := view.orders():
                both = [*sorts, *(f"-{name}" for name in sorts)]
                found.append(
                    OpenApiParameter(
                        "sort", {"type": "string", "enum": both}, description="A minus turns it."
                    )
                )
        return found

    def _is_listing(self) -> bool:
        return getattr(self.view, "action", "") in {"list", "lines"}

    def _headers(self) -> list[OpenApiParameter]:
        action, method = getattr(self.view, "action", ""), self.method
        found = []
        if action == "retrieve" and hasattr(self.view, "shape"):
            found.append(self._header("If-None-Match", "ETag of the state one has: 304 if it still stands."))
        if action in {"update", "partial_update", "destroy"}:
            found.append(
                self._header(
                    "If-Match", "ETag of the state that was read, or its version in quotes.", required=True
                )
            )
        if action == "create" or (method in {"POST", "PATCH"} and "bulk" in self.path):
            found.append(
                self._header(
                    "Idempotency-Key", "The same key sends the same request again without doing it twice."
                )
            )
        return found

    @staticmethod
    def _header(name: str, text: str, *, required: bool = False) -> OpenApiParameter:
        return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=required, description=text)

    def get_filter_backends(self) -> list[Any]:
        return []

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        found = super()._get_response_bodies(direction)
        for status in self._problems():
            found.setdefault(status, self._problem(status))
        return found

    def _problems(self) -> list[str]:
        action = getattr(self.view, "action", "")
        found = ["400", "401", "403", "404", "429"]
        if self.method in {"POST", "PUT", "PATCH"}:
            found += ["409", "413", "415"]
        if action in {"update", "partial_update", "destroy"}:
            found += ["409", "412", "428"]
        if action == "create" or "bulk" in self.path:
            found += ["422"]
        return sorted(set(found))

    def _problem(self, status: str) -> dict[str, Any]:
        component = ResolvedComponent(
            name="Problem", type=ResolvedComponent.SCHEMA, schema=PROBLEM, object="Problem"
        )
        self.registry.register_on_missing(component)
        response = {
            "content": {"application/problem+json": {"schema": component.ref}},
            "description": SAID[status],
        }
        if status == "429":
            seconds = build_basic_type(OpenApiTypes.INT)
            response["headers"] = {"Retry-After": {"schema": seconds, "description": "Seconds to wait."}}
        return response

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0] or "root"]

    def get_summary(self) -> str | None:
        return None
