"""GraphML as a table: one row per edge, with the names of both ends; the data of edges become columns of their own."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from coordination.lib.sheets.inside.refusal import Refused
from coordination.lib.sheets.limits import Limits

HEADER = ("Source", "Target", "Source label", "Target label")
_NAMES = ("label", "name", "uid")  # data of a node by which a person knows it, the best first


def rows_of(data: bytes, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
    """Yield the header as row 1 and edge n as row n + 1: the row it would have in a spreadsheet made of the edges."""
    nodes, edges, columns = _read(data, limits)
    yield 1, [*HEADER, *columns]
    for at, (source, target, told) in enumerate(edges, 2):
        ends = [source, target, nodes.get(source), nodes.get(target)]
        yield at, [*ends, *(told.get(column) for column in columns)]


def _read(
    data: bytes, limits: Limits
) -> tuple[dict[str, str], list[tuple[str, str, dict[str, str]]], list[str]]:
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 -- as the line below

    from defusedxml import DefusedXmlException  # noqa: PLC0415 -- sheets do without
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415

    names: dict[str, str] = {}
    nodes: dict[str, str] = {}
    edges: list[tuple[str, str, dict[str, str]]] = []
    columns: dict[str, None] = {}
    try:
        for _event, element in iterparse(BytesIO(data), forbid_dtd=True):
            tag = element.tag.rpartition("}")[2]
            if tag == "key":
                names[element.get("id", "")] = element.get("attr.name", "") or element.get("id", "")
            elif tag == "node":
                told = _told(element, names)
                nodes[element.get("id", "")] = next((told[one] for one in _NAMES if told.get(one)), "")
                element.clear()
            elif tag == "edge":
                told = {key: value for key, value in _told(element, names).items() if key not in HEADER}
                columns |= dict.fromkeys(told)
                edges.append((element.get("source", ""), element.get("target", ""), told))
                element.clear()
            if len(edges) > limits.max_rows:
                raise Refused("too_many_rows", found=len(edges), allowed=limits.max_rows)
            if len(columns) + len(HEADER) > limits.max_columns:
                raise Refused(
                    "too_many_columns", found=len(columns) + len(HEADER), allowed=limits.max_columns
                )
    except DefusedXmlException as error:
        raise Refused("entities") from error
    except ParseError as error:
        line, position = error.position
        raise Refused("damaged_xml", line=line, position=position + 1) from error
    if not edges:
        raise Refused("no_edges")
    return nodes, edges, list(columns)


def _told(element: Any, names: dict[str, str]) -> dict[str, str]:
    """What an element says of itself, by the name of the datum."""
    found = {}
    for part in element:
        if part.tag.rpartition("}")[2] == "data" and part.text and part.text.strip():
            key = part.get("key", "")
            found[names.get(key, key)] = part.text.strip()
    return found
