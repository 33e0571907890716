"""Factories of the day itself and what comes after."""
