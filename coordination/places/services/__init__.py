"""Verbs of this room."""

from coordination.places.services.demo import load_demo
from coordination.places.services.holidays import load_school_holidays
from coordination.places.services.loading import TooManyGone, load_places

__all__ = ["TooManyGone", "load_demo", "load_places", "load_school_holidays"]
