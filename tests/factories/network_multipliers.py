"""Factories of multipliers, briefings and relays."""
