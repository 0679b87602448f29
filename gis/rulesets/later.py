"""What is put together only when somebody reads it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

One_co = TypeVar("One_co", covariant=True)


class Later(Sequence[One_co]):
    """A tuple that is put together when it is first read, and kept from then on.

    It is equal to the tuple, has its hash, and is one when it was pickled.

    Parameters
    ----------
    put
        Puts it together for a cell. It is let go of afterwards, with all that it
        stands on.
    row, column
        The cell.
    """

    __slots__ = ("_column", "_items", "_put", "_row")

    def __init__(
        self, put: Callable[[int, int], tuple[One_co, ...]], row: int, column: int
    ) -> None:
        self._put: Callable[[int, int], tuple[One_co, ...]] | None = put
        self._row, self._column = row, column
        self._items: tuple[One_co, ...] = ()

    def _told(self) -> tuple[One_co, ...]:
        put = self._put  # one look: another thread may be done any moment
        if put is not None:
            self._items = put(self._row, self._column)
            self._put = None
        return self._items

    @overload
    def __getitem__(self, place: int) -> One_co: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[One_co, ...]: ...
    def __getitem__(self, place: int | slice) -> One_co | tuple[One_co, ...]:
        """Give one of them, or a tuple of some."""
        return self._told()[place]

    def __len__(self) -> int:
        """Count them."""
        return len(self._told())

    def __iter__(self) -> Iterator[One_co]:
        """Give them in order."""
        return iter(self._told())

    def __eq__(self, other: object) -> bool:
        """Compare as tuples."""
        if isinstance(other, Later):
            return self is other or self._told() == other._told()
        return self._told() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        """Hash as the tuple."""
        return hash(self._told())

    def __repr__(self) -> str:
        """Write as the tuple."""
        return repr(self._told())

    def __reduce__(self) -> tuple[type, tuple[tuple[One_co, ...]]]:
        """Pickle as the tuple."""
        return tuple, (self._told(),)
