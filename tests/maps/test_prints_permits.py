"""A permit on paper: a camera reads it back, and an officer compares the rest."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import zxingcpp
from matplotlib.figure import Figure
from PIL import Image

from boundaries.refusal import Refused
from maps.prints import lettering
from maps.prints.permits import (
    Printed,
    code_groups,
    compose_permits,
    draw_permits,
    instant_words,
    qr_version,
)

MADE = datetime(2021, 9, 14, 1, tzinfo=UTC)
LONGEST = 419
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
TRUCK = Printed(
    text="VX1:" + "6BF+70790T9WJWG.FKY*4GO0.O1CV2" * 9,
    code="KCTQKP0R",
    kind="Mã luồng xanh",
    purposes="Chở hàng",
    bound="68C12345",
    starts=datetime(2021, 9, 14, 17, tzinfo=UTC),
    ends=datetime(2021, 9, 20, 17, tzinfo=UTC),
    limits=("Giờ: 06:00 đến 18:00", "Nhiều nhất 2 người"),
    issuer="Tỉnh Kiên Giang",
    number="5187/VPCP-CN",
)


def random_text(seed: int, length: int) -> str:
    drawn = np.random.default_rng(seed).choice(list(LETTERS), length - 4)
    return "VX1:" + "".join(drawn)


def seen_by_camera(figure: Figure, dpi: int) -> list[str]:
    memory = io.BytesIO()
    figure.savefig(memory, format="png", dpi=dpi)
    grey = np.array(Image.open(memory).convert("L"))
    return [found.text for found in zxingcpp.read_barcodes(grey)]


@pytest.mark.parametrize(("layout", "dpi"), [("many", 150), ("one", 75)])
def test_the_largest_codes_are_read_back_from_the_page(layout: str, dpi: int) -> None:
    count = 8 if layout == "many" else 1
    permits = [
        replace(TRUCK, text=random_text(seed, LONGEST), code=f"{seed:08}")
        for seed in range(count)
    ]
    (figure,) = draw_permits(permits, layout)  # type: ignore[arg-type]

    assert sorted(seen_by_camera(figure, dpi)) == sorted(one.text for one in permits)


def test_a_code_beyond_version_twelve_is_refused() -> None:
    assert qr_version(random_text(1, LONGEST)) == 12
    with pytest.raises(Refused) as refused:
        qr_version(random_text(1, LONGEST + 1))
    assert refused.value.code == "permit-qr-too-large"
    assert refused.value.facts == {"seen": 13, "most": 12}
    with pytest.raises(Refused):
        compose_permits([replace(TRUCK, text=random_text(1, 900))], MADE)


def test_a_sheet_says_what_an_officer_compares() -> None:
    for layout in ("many", "one"):
        (figure,) = draw_permits([TRUCK], layout)
        said = " ".join(text.get_text() for text in figure.axes[0].texts)
        for words in (
            "68C12345",
            "KCTQ KP0R",
            "15/09/2021 00:00 (+07)",
            "20/09/2021 24:00",
            "Tỉnh Kiên Giang",
            "5187/VPCP-CN",
            "06:00 đến 18:00",
            "Nhiều nhất 2 người",
        ):
            assert words in said, (layout, words)
        assert "luồng xanh" in said.lower()


def test_the_quiet_zone_is_four_modules_wide() -> None:
    (figure,) = draw_permits([TRUCK], "one")
    page = figure.axes[0]
    shape = page.artists[0].get_path().get_extents() if page.artists else None
    code = shape or page.patches[-1].get_path().get_extents()
    square = next(p for p in page.patches if p.get_width() == p.get_height())  # type: ignore[attr-defined]
    version = qr_version(TRUCK.text)
    module = code.width / (17 + 4 * version)

    assert code.x0 - square.get_x() == pytest.approx(4 * module)  # type: ignore[attr-defined]
    assert square.get_width() == pytest.approx(code.width + 8 * module)  # type: ignore[attr-defined]


def test_the_same_permits_give_the_same_bytes_and_other_ones_do_not() -> None:
    first = compose_permits([TRUCK], MADE)

    assert compose_permits([TRUCK], MADE) == first
    assert compose_permits([replace(TRUCK, bound="68C99999")], MADE) != first
    assert first.startswith(b"%PDF")


def test_nine_permits_take_two_pages_and_a_page_each_where_asked() -> None:
    permits = [TRUCK] * 9

    assert len(list(draw_permits(permits, "many"))) == 2
    assert len(list(draw_permits(permits[:3], "one"))) == 3


def test_a_span_that_ends_at_midnight_is_said_as_the_day_it_ends() -> None:
    midnight = datetime(2021, 9, 20, 17, tzinfo=UTC)

    assert instant_words(midnight) == "21/09/2021 00:00"
    assert instant_words(midnight, end=True) == "20/09/2021 24:00"
    assert instant_words(datetime(2021, 9, 20, 5, 30, tzinfo=UTC), end=True) == (
        "20/09/2021 12:30"
    )
    assert code_groups("KCTQKP0R") == "KCTQ KP0R"


def test_sheets_asked_for_at_once_are_what_they_are_one_after_the_other() -> None:
    def compose(number: int) -> bytes:
        lettering.width_of.cache_clear()
        return compose_permits([replace(TRUCK, issuer=f"Tỉnh {number} " * 6)], MADE)

    numbers = range(4)
    alone = [compose(number) for number in numbers]
    with ThreadPoolExecutor(4) as threads:
        together = [*threads.map(compose, numbers)]

    assert together == alone
