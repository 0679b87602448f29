"""The faces of a layer: pieces of land that no border crosses, and who claims them."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import areas
from boundaries.topology.edges import Edges, edges_of

GRID = 1e-7
"""Borders are noded on this grid, in degrees: about 1 cm on the ground."""

NOBODY = -1
"""The owner of a face that is nobody's."""


@dataclass(frozen=True)
class Faces:
    """The f bounded faces that the borders of n units cut the plane into.

    Parameters
    ----------
    shapes : [f]
        Polygons without a common inner point; land and enclosed gaps, never sea.
    places : [f]
        A point inside each.
    areas : [f], m2
    claimed, claimant : [c]
        One row per face and unit that claims it, sorted by face and then by rank:
        the smaller unit first, by the area it drew; of equal ones the first code.
    """

    shapes: NDArray[np.object_]
    places: NDArray[np.object_]
    areas: NDArray[np.float64]
    claimed: NDArray[np.int64]
    claimant: NDArray[np.int64]

    @property
    def edges(self) -> Edges:
        """Take the faces apart; each inner edge stands twice."""
        return edges_of(self.shapes)

    def claims(self) -> NDArray[np.int64]:
        """Count the claimants of each face: 0 is a gap, 2 or more an overlap."""
        return np.bincount(self.claimed, minlength=len(self.shapes))


def faces_of(
    shapes: NDArray[np.object_], codes: NDArray[np.object_], sizes: NDArray[np.float64]
) -> Faces:
    """Node all borders on `GRID` and give the faces between them.

    Parameters
    ----------
    shapes : [n] valid polygons, EPSG:4326
    codes : [n]
        To rank units of equal area.
    sizes : [n], m2
    """
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    places = _inner_places(faces)
    claimed, claimant = shapely.STRtree(shapes).query(places, predicate="intersects")
    rank = np.empty(len(shapes), dtype=np.int64)
    rank[np.lexsort((codes.astype(str), sizes))] = np.arange(len(shapes))
    order = np.lexsort((rank[claimant], claimed))
    return Faces(faces, places, areas(faces), claimed[order], claimant[order])


def _inner_places(faces: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give a point in each face, well inside where the face has such a place.

    The usual point on a surface lies at half its height, where a wedge may be
    thinner than the grid and the point on a neighbour's border.
    """
    places = shapely.point_on_surface(faces)
    close = shapely.distance(places, shapely.boundary(faces)) < 2 * GRID
    radii = shapely.maximum_inscribed_circle(faces[close], tolerance=GRID)
    places[close] = shapely.get_point(radii, 0)
    return places
