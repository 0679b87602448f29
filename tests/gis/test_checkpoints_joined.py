"""Pieces of a network, however many edges lie side by side."""

import numpy as np

from gis.checkpoints.joined import join


def test_nodes_without_an_edge_are_pieces_of_their_own() -> None:
    none = np.array([], dtype=np.int64)

    assert len(set(join(3, none, none).tolist())) == 3


def test_two_hundred_and_fifty_six_parallel_edges_join_as_one_does() -> None:
    """Added up in a byte they would come to nothing."""
    start, end = np.zeros(256, dtype=np.int64), np.ones(256, dtype=np.int64)

    first, second, third = join(3, start, end).tolist()

    assert first == second != third
