"""What multipliers, briefings and relays hold of people."""
