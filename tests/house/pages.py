"""Every page the resolver knows, for checks that must forget none."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

SAMPLE = {"UUIDConverter": uuid.UUID(int=7), "IntConverter": 7}


def patterns(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", pattern


def names() -> list[str]:
    return [name for name, _pattern in patterns()]


def addresses() -> dict[str, str]:
    """Return name → address of every page; ids in addresses are well-formed and belong to nothing."""
    found = {}
    for name, pattern in patterns():
        converters = pattern.pattern.converters
        if converters:
            values = {key: SAMPLE.get(type(one).__name__, "unbekannt") for key, one in converters.items()}
        else:
            values = dict.fromkeys(getattr(pattern.pattern.regex, "groupindex", {}), "unbekannt")
        found[name] = reverse(name, kwargs=values)
    return found
