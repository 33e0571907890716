"""What this room contributes to the graph: one module per source, each with ``edges(networks, day)``."""
