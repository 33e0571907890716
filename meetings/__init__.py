"""The room meetings: Fachtage and registration, steering groups, tasks, participation of children.

Nothing stands here yet; the name holds the step of the staircase (docs/adr/0001-staircase.md).
"""
