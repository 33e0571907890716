"""Factories of concerns."""
