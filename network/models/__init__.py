"""The nouns of the room: multipliers, relations, relays, concerns, the graph of them."""

from network.models.graph import GraphChange, GraphResult
from network.models.relations import Relation

__all__ = ["GraphChange", "GraphResult", "Relation"]
