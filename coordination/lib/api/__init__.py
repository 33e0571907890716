"""What every endpoint of the interface stands on: problems, lists, ETags, repeated requests. See docs/adr for why."""
