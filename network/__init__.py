"""The room network: multipliers, relations between institutions, relays, concerns and the graph of them.

Nothing stands here yet; the name holds the step of the staircase (docs/adr/0001-staircase.md).
"""
