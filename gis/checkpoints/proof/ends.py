"""Ends that are ways out because the data end there; ends of ferries."""

import numpy as np
import shapely

from gis.checkpoints.proof.network import Bools, Network, degrees, flatten

EDGE = 200.0  # metres from the edge of the data
EDGE_STEP = 0.005  # degree: longer edges bend when they are projected


def clipped_ends(
    network: Network, counted: Bools, extent: shapely.Geometry | None
) -> Bools:
    """Tell which vertices are dead ends at the edge of the data.

    Parameters
    ----------
    network
        Of `read_network`.
    counted : bool, m
        Segments of the model. A road that goes on as a track is none that the data
        cut off, though cars end there: all roads of the file are looked at.
    extent
        What the file declares that it covers; None takes the convex hull of all roads.

    Returns
    -------
    bool, n vertices
    """
    every = np.ones(len(network.lines), dtype=bool)
    lone = (degrees(network, counted) == 1) & (degrees(network, every) == 1)
    ends = np.flatnonzero(lone)
    told = np.zeros(len(network.places), dtype=bool)
    if not len(ends):
        return told
    drawn = shapely.linestrings(network.places)
    hull = shapely.convex_hull(drawn) if extent is None else extent
    edge = hull if shapely.get_dimensions(hull) < 2 else shapely.boundary(hull)  # noqa: PLR2004 - a plane has two
    flat = flatten(network.places)
    line = shapely.transform(shapely.segmentize(edge, EDGE_STEP), flat)
    shapely.prepare(line)
    near = shapely.dwithin(line, shapely.points(flat(network.places[ends])), EDGE)
    if extent is not None:  # what lies outside a declared extent goes on there too
        shapely.prepare(extent)
        near |= ~shapely.intersects_xy(extent, network.places[ends])
    told[ends[near]] = True
    return told


def landings(network: Network, counted: Bools) -> Bools:
    """Tell at which vertices a ferry lands.

    Parameters
    ----------
    counted : bool, m
        Segments of the model: cars do not board where only a path comes down.

    Returns
    -------
    bool, n vertices
        Where a road begins, or where one ferry's line ends with nothing joined to it.
        A piece that is drawn twice counts once; where a line only turns, none lands.
    """
    ferry = network.boats()
    others = degrees(network, counted & ~ferry)
    rows = np.flatnonzero(counted & ferry)
    ends = np.sort(np.column_stack((network.starts[rows], network.ends[rows])), axis=1)
    feature = network.column("feature")[network.lines[rows]]
    drawn = {(one, a, b) for one, (a, b) in zip(feature.tolist(), ends.tolist())}
    boats = np.zeros(len(network.places), dtype=np.int64)
    np.add.at(boats, [end for _, *pair in drawn for end in pair], 1)
    last = np.r_[network.lines[1:] != network.lines[:-1], True][: len(network.lines)]
    tips = np.zeros(len(network.places), dtype=bool)
    tips[network.starts[network.order == 0]] = tips[network.ends[last]] = True
    told = (boats > 0) & ((others > 0) | (boats == 1) & tips)
    return np.asarray(told, dtype=bool)
