"""What the finder and simulations hold of people: nothing of those who ask, and of nobody else."""

from coordination.lib.personal.shapes import Free

FREE = [
    Free(model="pathways.DeadEnds", fields=["result"], why="Times and keys of places; computed from hours."),
]
