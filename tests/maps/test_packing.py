from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from maps.page.packing import TextTable, unpack_text

DAY = date(2021, 9, 20)


@given(
    st.lists(
        st.tuples(
            st.text(alphabet=st.characters(exclude_characters="\x1f")),
            st.text(alphabet="0123456789/. ;ađ"),
            st.dates(),
        )
    )
)
@settings(deadline=None)
def test_every_text_comes_back_in_both_languages(
    texts: list[tuple[str, str, date]],
) -> None:
    table = TextTable()
    numbers = [table.number(day, vi, en) for vi, en, day in texts]
    packed = table.pack()

    for (vi, en, day), number in zip(texts, numbers):
        assert unpack_text(packed, number, 0, day) == vi
        assert unpack_text(packed, number, 1, day) == en


def test_the_same_words_a_day_later_are_the_same_sentence() -> None:
    table = TextTable()
    first = table.number(date(2021, 9, 19), "3 ca đến hết 19/09/2021.", "")
    later = table.number(date(2021, 9, 20), "3 ca đến hết 20/09/2021.", "")
    other = table.number(date(2021, 9, 20), "4 ca đến hết 20/09/2021.", "")

    assert first == later != other
    assert len(table.pack()["forms"]) == 2  # the sentence, and the empty one


def test_what_only_looks_like_a_day_stays_text() -> None:
    table = TextTable()
    number = table.number(DAY, "99/99/2021 và 31/02/2021", "")

    assert unpack_text(table.pack(), number, 0, DAY) == "99/99/2021 và 31/02/2021"
