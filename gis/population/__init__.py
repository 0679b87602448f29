"""How many people live where, from a raster of people."""

from gis.population.count import count_people, people_by_unit
from gis.population.fill import POPULATION, fill_population
from gis.population.grid import Kind, PeopleGrid
from gis.population.read import read_people

__all__ = [
    "POPULATION",
    "Kind",
    "PeopleGrid",
    "count_people",
    "fill_population",
    "people_by_unit",
    "read_people",
]
