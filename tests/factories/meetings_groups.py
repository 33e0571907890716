"""Factories of groups, meetings and tasks."""
