"""Factories of events, programme and registration."""
