"""Ten reasons as a health officer would say them, written by hand; then the rest.

The Vietnamese below was written first, figures worked out on paper; the renderer
has to reach it letter by letter.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from gis.indicators import Indicators
from gis.rulesets import Reason, list_rulesets, load_ruleset
from gis.zones import classify
from maps.words.reasons import render

LAST = date(2021, 9, 20)
NONE = None


def _reports(**rows: dict[str, list[float | None]]) -> Indicators:
    days = max(len(column) for given in rows.values() for column in given.values())
    names = sorted({name for given in rows.values() for name in given})
    values = {name: np.full((len(rows), days), np.nan) for name in names}
    for row, given in enumerate(rows.values()):
        for name, column in given.items():
            cells = [np.nan if value is None else value for value in column]
            values[name][row] = cells
    return Indicators(tuple(rows), LAST - timedelta(days=days - 1), values)


def _cases(column: list[float | None]) -> Reason:
    zones = classify(load_ruleset("green-red"), _reports(x={"cases": column}))
    reason: Reason = zones["reason"].iloc[-1]
    return reason


FINDINGS = (
    "clusters_unknown",
    "venue_mass_contact_known_source",
    "unknown",
    "venue_listed",
    "known",
    "f1_community",
    "entry_pressure",
)


def _findings(**seen: float | None) -> dict[str, list[float | None]]:
    """Give one day's findings of a commune, 0 where nothing is said."""
    return {name: [seen.get(name, 0)] for name in FINDINGS}


def _commune(
    neighbour: dict[str, list[float | None]] | None = None, **seen: float | None
) -> Reason:
    reports = _reports(x=_findings(**seen), y=neighbour or _findings())
    pairs = pd.DataFrame({"a": ["x"], "b": ["y"]})
    zones = classify(load_ruleset("vn-2686"), reports, neighbours=pairs)
    reason: Reason = zones.set_index("unit")["reason"]["x"]
    return reason


def test_green_says_that_all_days_were_reported_and_what_would_turn_it_red() -> None:
    assert render(_cases([0] * 14)) == (
        "Vùng xanh: không có ca nào trong 14 ngày từ 07/09/2021 đến hết 20/09/2021, "
        "ngày nào cũng có báo cáo (điểm 2). Có từ 1 ca trở lên là thành vùng đỏ."
    )


def test_red_with_several_cases_names_the_last_case_and_the_earliest_green_day() -> (
    None
):
    """The last case is of 18/09: it leaves the 14 days on 02/10."""
    assert render(_cases([0] * 8 + [2, 0, 4, 1, 0, 0])) == (
        "Vùng đỏ: có 7 ca trong 14 ngày từ 07/09/2021 đến hết 20/09/2021, gần nhất "
        "là ngày 18/09/2021; từ 1 ca trở lên là vùng đỏ (điểm 1). Nếu không có thêm "
        "ca nào và ngày nào cũng báo cáo, sớm nhất ngày 02/10/2021 thành vùng xanh."
    )


def test_one_case_that_decides_is_said_to_decide() -> None:
    """The case of 16/09 leaves the 14 days on 30/09."""
    assert render(_cases([0] * 9 + [1, 0, 0, 0, 0])) == (
        "Vùng đỏ: có 1 ca trong 14 ngày từ 07/09/2021 đến hết 20/09/2021, gần nhất "
        "là ngày 16/09/2021; từ 1 ca trở lên là vùng đỏ (điểm 1). Nếu không có thêm "
        "ca nào và ngày nào cũng báo cáo, sớm nhất ngày 30/09/2021 thành vùng xanh; "
        "chỉ một ca quyết định màu của nơi này."
    )


def test_red_with_one_case_and_a_silent_day_is_sure_and_says_at_least() -> None:
    """Silent on 19/09: until that day leaves, on 03/10, nobody can say green."""
    assert render(_cases([0] * 9 + [1, 0, 0, NONE, 0])) == (
        "Vùng đỏ: có ít nhất 1 ca trong 14 ngày từ 07/09/2021 đến hết 20/09/2021 "
        "(1 ngày chưa báo cáo), gần nhất là ngày 16/09/2021; từ 1 ca trở lên là vùng "
        "đỏ (điểm 1). Nếu không có thêm ca nào và ngày nào cũng báo cáo, sớm nhất "
        "ngày 03/10/2021 thành vùng xanh."
    )


def test_a_silent_commune_is_told_that_silence_is_not_zero() -> None:
    assert render(_cases([NONE] * 14)) == (
        "Chưa có báo cáo: cả 14 ngày từ 07/09/2021 đến hết 20/09/2021 đều chưa có báo "
        "cáo về ca, nên chưa biết là vùng xanh hay vùng đỏ. Không có báo cáo không có "
        "nghĩa là không có ca."
    )


def test_a_partial_report_says_which_days_are_missing() -> None:
    assert render(_cases([0, NONE, 0, 0, 0, 0, 0, 0, 0, 0, NONE, NONE, 0, 0])) == (
        "Chưa đủ báo cáo: 3 trong 14 ngày từ 07/09/2021 đến hết 20/09/2021 chưa có "
        "báo cáo về ca (gần nhất là ngày 18/09/2021), các ngày đã báo cáo không có ca "
        "nào. Báo cáo đủ mới biết là vùng xanh hay vùng đỏ."
    )


def test_a_cluster_without_a_source_makes_a_commune_very_high() -> None:
    assert render(_commune(clusters_unknown=2)) == (
        "Nguy cơ rất cao (đỏ): có 2 chùm ca không rõ nguồn lây trong ngày 20/09/2021; "
        "từ 1 chùm ca trở lên là nguy cơ rất cao (đỏ) (tiêu chí xã, mức rất cao, ý "
        "a). Chưa tính được ngày sớm nhất hạ mức: còn tùy báo cáo những ngày tới."
    )


def test_a_commune_beside_a_very_high_one_is_high() -> None:
    assert render(_commune(_findings(clusters_unknown=1))) == (
        "Nguy cơ cao (cam): giáp 1 xã ở mức nguy cơ rất cao (đỏ); từ 1 xã trở lên là "
        "nguy cơ cao (cam) (tiêu chí xã, mức cao, ý c). Chưa tính được ngày sớm nhất "
        "hạ mức: còn tùy báo cáo những ngày tới."
    )


def test_cases_with_a_known_source_make_a_commune_a_risk() -> None:
    assert render(_commune(known=3)) == (
        "Nguy cơ (vàng): có 3 ca cộng đồng đã rõ nguồn lây trong ngày 20/09/2021; từ "
        "1 ca trở lên là nguy cơ (vàng) (tiêu chí xã, mức nguy cơ, ý a). Chưa tính "
        "được ngày sớm nhất hạ mức: còn tùy báo cáo những ngày tới."
    )


def test_a_commune_without_any_criterion_is_new_normal() -> None:
    assert render(_commune()) == (
        "Bình thường mới (xanh): đủ báo cáo đến ngày 20/09/2021 và không có tiêu chí "
        "nào trong 9 tiêu chí của các mức nặng hơn (tiêu chí xã, bình thường mới). "
        "Thêm một tiêu chí là có thể lên mức nặng hơn."
    )


def test_a_missing_finding_keeps_a_commune_grey_and_says_the_least() -> None:
    assert render(_commune(unknown=1, clusters_unknown=None)) == (
        "Chưa đủ báo cáo: ngày 20/09/2021 chưa có báo cáo về chùm ca không rõ nguồn "
        "lây; ít nhất là nguy cơ cao (cam) vì có 1 ca không rõ nguồn lây trong ngày "
        "20/09/2021. Báo cáo đủ mới biết là nguy cơ cao (cam) hay nguy cơ rất cao (đỏ)."
    )


def _district(red: int, of: int, silent: int = 0) -> Reason:
    rows = {
        f"c{n}": _findings(
            clusters_unknown=None if n >= of - silent else float(n < red)
        )
        for n in range(of)
    }
    rows["d"] = {"spread": [0], "key_iz_exposed": [0]}
    units = pd.DataFrame(
        {
            "admin_level": ["commune"] * of + ["district"],
            "parent": ["d"] * of + [""],
        },
        index=[*(f"c{n}" for n in range(of)), "d"],
    )
    pairs = pd.DataFrame({"a": [], "b": []}, dtype=str)
    zones = classify(load_ruleset("vn-2686"), _reports(**rows), units, pairs)
    reason: Reason = zones.set_index("unit")["reason"]["d"]
    return reason


def test_a_district_counts_its_communes() -> None:
    """3 of 10 communes very high are 30 %: red."""
    assert render(_district(3, 10)) == (
        "Nguy cơ rất cao (đỏ): 3 trong 10 xã (30 %) ở mức nguy cơ rất cao (đỏ); từ "
        "30 % trở lên là nguy cơ rất cao (đỏ) (tiêu chí huyện, mức rất cao, ý a). Chưa "
        "tính được ngày sớm nhất hạ mức: còn tùy báo cáo những ngày tới."
    )


def test_english_says_the_same() -> None:
    assert render(_cases([0] * 9 + [1, 0, 0, 0, 0]), "en") == (
        "Red zone: 1 case in the 14 days from 07/09/2021 to the end of 20/09/2021, "
        "the latest on 16/09/2021; 1 case or more means red zone (point 1). With no "
        "further case and a report every day, green zone on 30/09/2021 at the "
        "earliest; one case decides the colour of this place."
    )
    assert render(_district(3, 10), "en") == (
        "Very high risk (red): 3 of 10 communes (30%) at very high risk (red); 30% or "
        "more means very high risk (red) (district, very high, item a). The earliest "
        "day of a better level cannot be told: it hangs on the reports of the days to "
        "come."
    )


def test_a_silent_commune_keeps_its_district_open() -> None:
    """2 of 10 very high and 1 silent: 20 to 30 %, orange at least."""
    said = render(_district(2, 10, silent=1))

    assert said.startswith("Chưa đủ báo cáo: 1 trong 10 xã chưa biết mức; ít nhất là ")
    assert said.endswith("là nguy cơ cao (cam) hay nguy cơ rất cao (đỏ).")


def test_what_a_silent_commune_lacks_is_said_once_and_not_called_places() -> None:
    names = ("clusters_unknown", "venue_mass_contact_known_source", "unknown")
    rest = ("venue_listed", "known", "f1_community", "entry_pressure")

    assert render(_commune(**dict.fromkeys((*names, *rest)))) == (
        "Chưa có báo cáo: ngày 20/09/2021 chưa có báo cáo về chùm ca không rõ nguồn "
        "lây, ổ dịch rõ nguồn lây ở nơi tập trung đông người (khu công nghiệp, trường "
        "học, bệnh viện, chợ, siêu thị) và ca không rõ nguồn lây, cùng 4 mục nữa, nên "
        "chưa biết là mức nào, từ bình thường mới (xanh) đến nguy cơ rất cao (đỏ). "
        "Không có báo cáo không có nghĩa là không có ca."
    )


def test_communes_without_a_level_are_counted_once() -> None:
    """Four silent of ten, asked for by several shares: one figure, not two."""
    said = render(_district(0, 10, silent=4))

    assert said.count("chưa biết mức") == 1
    assert "4 trong 10 xã chưa biết mức" in said


def test_neighbours_are_named_where_their_names_are_known() -> None:
    said = render(_commune(_findings(clusters_unknown=1)), names={"y": "Xã Vân Khánh"})

    assert "giáp 1 xã ở mức nguy cơ rất cao (đỏ): Xã Vân Khánh;" in said


def test_without_a_list_of_neighbours_it_says_so() -> None:
    zones = classify(load_ruleset("vn-2686"), _reports(x=_findings()))

    assert "chưa có danh sách giáp ranh" in render(zones["reason"].iloc[0])


def test_numbers_are_written_as_the_language_writes_them() -> None:
    reason = _cases([0] * 13 + [1300])

    assert "có 1.300 ca" in render(reason)
    assert "1,300 cases" in render(reason, "en")


@pytest.mark.parametrize("ruleset_id", list_rulesets())
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_reason_is_at_most_three_whole_sentences(
    ruleset_id: str, lang: str
) -> None:
    """Random reports, a third of them missing, for every rule set of the library."""
    ruleset = load_ruleset(ruleset_id)
    rng = np.random.default_rng(20210913)
    codes = (*(f"c{n}" for n in range(12)), "d1", "d2", "p")
    values = {}
    for name in ruleset.inputs:
        column = (rng.random((15, 20)) < 0.1).astype(float)
        column[rng.random(column.shape) < 0.3 * (rng.random((15, 1)) < 0.5)] = np.nan
        values[name] = column
    units = pd.DataFrame(
        {
            "admin_level": ["commune"] * 12 + ["district"] * 2 + ["province"],
            "parent": ["d1"] * 6 + ["d2"] * 6 + ["p"] * 2 + [""],
        },
        index=codes,
    )
    pairs = pd.DataFrame({"a": ["c0", "c1", "c2"], "b": ["c1", "c2", "elsewhere"]})
    indicators = Indicators(codes, date(2021, 9, 1), values)
    zones = classify(ruleset, indicators, units, pairs, outside_force=True)

    for reason in zones["reason"]:
        said = render(reason, lang)
        assert "{" not in said
        assert "  " not in said
        assert " ;" not in said
        assert said.endswith(".")
        assert 1 <= said.count(". ") + 1 <= 3, said
        assert said[0].isupper()
