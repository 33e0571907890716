"""Factories of relations and the map."""
