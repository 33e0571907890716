"""Official geography. Technical reference data: public, loaded by ``load_places``, without history;
only the table of school holidays is kept by people."""

from coordination.places.models.areas import District, Land, Municipality
from coordination.places.models.datasets import Dataset
from coordination.places.models.holidays import SchoolHoliday
from coordination.places.models.postcodes import Postcode, PostcodePlace

__all__ = ["Dataset", "District", "Land", "Municipality", "Postcode", "PostcodePlace", "SchoolHoliday"]
