"""Which post shuts first: a worked example by hand, and never worse than twice best."""

from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gis.checkpoints.order import find_ways, order_closing

FAR = np.inf


def minutes(*rows: list[float]) -> NDArray[np.float64]:
    return 60 * np.array(rows, dtype=np.float64)


def test_the_worked_example() -> None:
    """Three places, four posts, by hand.

    A (100 people) leaves by post 0 only: 100 per post. B (90) leaves by 1, and by 2 in
    two minutes more: 90 over two posts. C (30) leaves by 3 only: 30 per post; its way
    to 0 takes 25 minutes more, which is no bypass. So 0, then C's 3 or B's 1 and 2?
    B's pair ends 45 people a post, C's post 30: 1, 2, then 3.
    """
    seconds = minutes([1, FAR, FAR, FAR], [FAR, 3, 5, FAR], [29, FAR, FAR, 4])

    order = order_closing(seconds, np.array([100, 90, 30]), np.zeros(4, dtype=bool))

    assert order.posts.tolist() == [0, 1, 2, 3]
    assert order.still_open.tolist() == [120, 120, 30, 0]


def test_staffed_posts_shut_last_because_goods_pass_them() -> None:
    seconds = minutes([1, FAR, FAR, FAR], [FAR, 3, 5, FAR], [29, FAR, FAR, 4])
    last = np.array([True, False, False, False])

    order = order_closing(seconds, np.array([100, 90, 30]), last)

    assert order.posts.tolist() == [1, 2, 3, 0]


def test_a_post_that_neighbours_bypass_waits_for_them() -> None:
    """60 people at each of 0 and 1, who bypass each other; 50 at 2 alone."""
    seconds = minutes([1, 2, FAR], [2, 1, FAR], [FAR, FAR, 1])

    order = order_closing(seconds, np.array([45, 45, 50]), np.zeros(3, dtype=bool))

    assert order.posts.tolist() == [2, 0, 1]


def test_posts_that_nobody_uses_shut_in_the_order_of_their_numbers() -> None:
    order = order_closing(np.empty((0, 3)), np.empty(0, int), np.zeros(3, dtype=bool))

    assert order.posts.tolist() == [0, 1, 2]
    assert order.still_open.tolist() == [0, 0, 0]


def measure(
    ways: NDArray[np.bool_], weights: NDArray[np.int64], posts: list[int]
) -> int:
    """Add up, step by step, the people who still have an open way."""
    total, left = 0, list(posts)
    while left:
        total += int(weights[ways[:, left].any(axis=1)].sum())
        left = left[1:]
    return total


crowds = st.lists(
    st.tuples(
        st.lists(st.sampled_from([1, 5, 12, 30, FAR]), min_size=5, max_size=5),
        st.integers(0, 100),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=100)
@given(told=crowds, one_way=st.booleans())
def test_no_order_is_better_than_half_as_open(
    *, told: list[tuple[list[float], int]], one_way: bool
) -> None:
    seconds = minutes(*(row for row, _ in told)).reshape(-1, 5)
    if one_way and len(seconds):
        nearest = seconds.argmin(axis=1)[:, None] == np.arange(5)
        seconds = np.where(nearest, seconds, FAR)
    weights = np.array([weight for _, weight in told], dtype=np.int64)

    order = order_closing(seconds, weights, np.zeros(5, dtype=bool))
    ways = find_ways(seconds)
    found = measure(ways, weights, order.posts.tolist())
    best = min(measure(ways, weights, list(p)) for p in permutations(range(5)))

    assert sorted(order.posts) == [0, 1, 2, 3, 4]
    assert found <= 2 * best
    assert not one_way or found == best
