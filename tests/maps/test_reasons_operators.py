"""Operators that put numbers together, told in both languages, letter by letter.

Each sentence was read as a district official reads it; its figures were worked out
by hand: 659 cases among 372,000 people are 177.15 per 100,000; 316,200 of 372,000
adults are 85 %.
"""

from typing import Any

import pytest

from maps.words.reasons import render
from tests.maps.operators import (
    TABLE,
    Column,
    by_level,
    compared,
    decision,
    reason_of,
    reports,
)

WEEKLY: dict[str, Column] = {"cases": [100] * 6 + [59], "pop": [372000]}
VACCINATED: dict[str, Column] = {"dose1": [316200], "adults": [372000]}
WEEK = {"sum": "cases", "days": 7}
POSITIVE = {"sum": "positive", "days": 7}
SAMPLES = {"sum": "samples", "days": 7}
COVERAGE = {"band": "cover", "edges": [0.7, 0.9], "closed": "right"}
ADJUSTED = {
    "adjust": TABLE,
    "by": 1,
    "when": {"of": "elder", "less_than": 0.8},
    "most": 4,
}

Told = tuple[list[dict[str, Any]], dict[str, Column], str, str]
TOLD: dict[str, Told] = {
    "a_rate_with_its_two_figures": (
        compared("rate", "at_least", 150),
        {"cases": [100] * 6 + [59], "pop": [372000]},
        (
            "Cấp 2: 177,15 ca/100.000 dân/tuần (659 ca trong 7 ngày đến hết "
            "20/09/2021 trên 372.000 người dân); từ 150 trở lên là cấp 2 (điều 2). "
            "Nếu không có thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày "
            "22/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 177.15 cases/100,000/week (659 cases in the 7 days to the end "
            "of 20/09/2021 against 372,000 residents); 150 or more means level 2 "
            "(clause 2). With no further case and a report every day, level 1 on "
            "22/09/2021 at the earliest."
        ),
    ),
    "a_total": (
        compared({"total": [WEEK, {"sum": "deaths", "days": 7}]}, "at_least", 10),
        {"cases": [1] * 7, "deaths": [1] * 7},
        (
            "Cấp 2: tổng cộng 14 (7 ca trong 7 ngày đến hết 20/09/2021 + 7 ca tử vong"
            " trong 7 ngày đến hết 20/09/2021); từ 10 trở lên là cấp 2 (điều 2). Nếu "
            "không có thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày 23/09/2021 "
            "thành cấp 1."
        ),
        (
            "Level 2: 14 in all (7 cases in the 7 days to the end of 20/09/2021 + 7 "
            "deaths in the 7 days to the end of 20/09/2021); 10 or more means level 2"
            " (clause 2). With no further case and a report every day, level 1 on "
            "23/09/2021 at the earliest."
        ),
    ),
    "a_difference": (
        compared({"difference": ["beds", WEEK]}, "less_than", 10),
        {"cases": [1] * 7, "beds": [15]},
        (
            "Cấp 2: chênh lệch 8 (15 giường trống trừ 7 ca trong 7 ngày đến hết "
            "20/09/2021); dưới 10 là cấp 2 (điều 2). Nếu không có thêm ca nào và ngày"
            " nào cũng báo cáo, sớm nhất ngày 22/09/2021 thành cấp 1."
        ),
        (
            "Level 2: a difference of 8 (15 empty beds less 7 cases in the 7 days to "
            "the end of 20/09/2021); under 10 means level 2 (clause 2). With no "
            "further case and a report every day, level 1 on 22/09/2021 at the "
            "earliest."
        ),
    ),
    "the_greatest": (
        compared({"greatest": [WEEK, {"sum": "deaths", "days": 7}]}, "at_least", 10),
        {"cases": [2] * 7, "deaths": [1] * 7},
        (
            "Cấp 2: 14 ca trong 7 ngày đến hết 20/09/2021, số lớn hơn trong hai số; "
            "từ 10 trở lên là cấp 2 (điều 2). Nếu không có thêm ca nào và ngày nào "
            "cũng báo cáo, sớm nhất ngày 23/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 14 cases in the 7 days to the end of 20/09/2021, the greater of"
            " two figures; 10 or more means level 2 (clause 2). With no further case "
            "and a report every day, level 1 on 23/09/2021 at the earliest."
        ),
    ),
    "the_least": (
        compared({"least": [WEEK, {"sum": "deaths", "days": 7}]}, "at_least", 5),
        {"cases": [2] * 7, "deaths": [1] * 7},
        (
            "Cấp 2: 7 ca tử vong trong 7 ngày đến hết 20/09/2021, số nhỏ hơn trong "
            "hai số; từ 5 trở lên là cấp 2 (điều 2). Nếu không có thêm ca nào và ngày"
            " nào cũng báo cáo, sớm nhất ngày 23/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 7 deaths in the 7 days to the end of 20/09/2021, the smaller of"
            " two figures; 5 or more means level 2 (clause 2). With no further case "
            "and a report every day, level 1 on 23/09/2021 at the earliest."
        ),
    ),
    "a_band_that_is_the_level": (
        by_level("spread"),
        {"cases": [100] * 6 + [59], "pop": [372000]},
        (
            "Cấp 4: 177,15 ca/100.000 dân/tuần (659 ca trong 7 ngày đến hết "
            "20/09/2021 trên 372.000 người dân), từ 150 trở lên (điều 2). Nếu không "
            "có thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày 22/09/2021 thành "
            "cấp 3."
        ),
        (
            "Level 4: 177.15 cases/100,000/week (659 cases in the 7 days to the end "
            "of 20/09/2021 against 372,000 residents), 150 or more (clause 2). With "
            "no further case and a report every day, level 3 on 22/09/2021 at the "
            "earliest."
        ),
    ),
    "a_band_beside_its_level": (
        compared("spread", "at_least", 4),
        {"cases": [100] * 6 + [59], "pop": [372000]},
        (
            "Cấp 2: 177,15 ca/100.000 dân/tuần (659 ca trong 7 ngày đến hết "
            "20/09/2021 trên 372.000 người dân), từ 150 trở lên: mức lây nhiễm 4; từ "
            "mức lây nhiễm 4 trở lên là cấp 2 (điều 2). Nếu không có thêm ca nào và "
            "ngày nào cũng báo cáo, sớm nhất ngày 22/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 177.15 cases/100,000/week (659 cases in the 7 days to the end "
            "of 20/09/2021 against 372,000 residents), 150 or more: transmission "
            "level 4; transmission level 4 or worse means level 2 (clause 2). With no"
            " further case and a report every day, level 1 on 22/09/2021 at the "
            "earliest."
        ),
    ),
    "a_table": (
        by_level(TABLE),
        WEEKLY | VACCINATED,
        (
            "Cấp 3: 177,15 ca/100.000 dân/tuần (659 ca trong 7 ngày đến hết "
            "20/09/2021; từ 150 trở lên: mức lây nhiễm 4) kết hợp với tỷ lệ tiêm 85 %"
            " (từ 70 % trở lên) (điều 2). Nếu không có thêm ca nào và ngày nào cũng "
            "báo cáo, sớm nhất ngày 22/09/2021 thành cấp 2."
        ),
        (
            "Level 3: 177.15 cases/100,000/week (659 cases in the 7 days to the end "
            "of 20/09/2021; 150 or more: transmission level 4) together with "
            "vaccination rate 85% (70% or more) (clause 2). With no further case and "
            "a report every day, level 2 on 22/09/2021 at the earliest."
        ),
    ),
    "a_modifier_that_adds_one": (
        by_level(ADJUSTED),
        WEEKLY | VACCINATED | {"elder": [0.5159]},
        (
            "Cấp 4: 177,15 ca/100.000 dân/tuần (659 ca trong 7 ngày đến hết "
            "20/09/2021; từ 150 trở lên: mức lây nhiễm 4) kết hợp với tỷ lệ tiêm 85 %"
            " (từ 70 % trở lên), thành cấp 3; người cao tuổi tiêm đủ 51,59 %, dưới 80"
            " %: tăng 1 cấp (điều 2). Nếu không có thêm ca nào và ngày nào cũng báo "
            "cáo, sớm nhất ngày 22/09/2021 thành cấp 3."
        ),
        (
            "Level 4: 177.15 cases/100,000/week (659 cases in the 7 days to the end "
            "of 20/09/2021; 150 or more: transmission level 4) together with "
            "vaccination rate 85% (70% or more), which makes level 3; older people "
            "fully vaccinated 51.59%, under 80%: one level up (clause 2). With no "
            "further case and a report every day, level 3 on 22/09/2021 at the "
            "earliest."
        ),
    ),
    "a_modifier_that_does_not_apply": (
        by_level(ADJUSTED),
        WEEKLY | VACCINATED | {"elder": [0.9]},
        (
            "Cấp 3: 177,15 ca/100.000 dân/tuần (659 ca trong 7 ngày đến hết "
            "20/09/2021; từ 150 trở lên: mức lây nhiễm 4) kết hợp với tỷ lệ tiêm 85 %"
            " (từ 70 % trở lên) (điều 2). Nếu không có thêm ca nào và ngày nào cũng "
            "báo cáo, sớm nhất ngày 22/09/2021 thành cấp 2."
        ),
        (
            "Level 3: 177.15 cases/100,000/week (659 cases in the 7 days to the end "
            "of 20/09/2021; 150 or more: transmission level 4) together with "
            "vaccination rate 85% (70% or more) (clause 2). With no further case and "
            "a report every day, level 2 on 22/09/2021 at the earliest."
        ),
    ),
    "the_worse_of_two_bands": (
        by_level({"greatest": ["spread", COVERAGE]}),
        {"cases": [30] * 7, "pop": [372000], "dose1": [316200], "adults": [372000]},
        (
            "Cấp 3: 56,45 ca/100.000 dân/tuần (210 ca trong 7 ngày đến hết "
            "20/09/2021; từ 50 đến dưới 150: mức lây nhiễm 3), nặng hơn trong hai "
            "tiêu chí (điều 2). Nếu không có thêm ca nào và ngày nào cũng báo cáo, "
            "sớm nhất ngày 21/09/2021 thành cấp 2."
        ),
        (
            "Level 3: 56.45 cases/100,000/week (210 cases in the 7 days to the end of"
            " 20/09/2021; 50 to under 150: transmission level 3), the worse of two "
            "criteria (clause 2). With no further case and a report every day, level "
            "2 on 21/09/2021 at the earliest."
        ),
    ),
    "a_share_without_a_name": (
        compared({"ratio": [POSITIVE, SAMPLES]}, "at_least", 0.05),
        {"positive": [3] * 7, "samples": [30] * 7},
        (
            "Cấp 2: 10 % (21 mẫu dương tính trong 7 ngày đến hết 20/09/2021 trên 210 "
            "mẫu xét nghiệm trong 7 ngày đến hết 20/09/2021); từ 5 % trở lên là cấp 2"
            " (điều 2). Chưa tính được ngày sớm nhất hạ mức: còn tùy báo cáo những "
            "ngày tới."
        ),
        (
            "Level 2: 10% (21 positive samples in the 7 days to the end of 20/09/2021"
            " out of 210 samples in the 7 days to the end of 20/09/2021); 5% or more "
            "means level 2 (clause 2). The earliest day of a better level cannot be "
            "told: it hangs on the reports of the days to come."
        ),
    ),
    "a_mean": (
        compared({"mean": "cases", "days": 7}, "at_least", 2),
        {"cases": [2] * 4 + [3] * 3},
        (
            "Cấp 2: trung bình 2,43 ca một ngày trong 7 ngày từ 14/09/2021 đến hết "
            "20/09/2021, gần nhất là ngày 20/09/2021; từ 2 ca trở lên là cấp 2 (điều "
            "2). Nếu không có thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày "
            "22/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 2.43 cases a day on average in the 7 days from 14/09/2021 to "
            "the end of 20/09/2021, the latest on 20/09/2021; 2 cases or more means "
            "level 2 (clause 2). With no further case and a report every day, level 1"
            " on 22/09/2021 at the earliest."
        ),
    ),
}


@pytest.mark.parametrize("told", TOLD.values(), ids=TOLD.keys())
def test_every_operator_that_composes_is_told_letter_by_letter(told: Told) -> None:
    steps, columns, vi, en = told
    reason = reason_of(decision(steps), reports(**columns))

    assert render(reason, "vi") == vi
    assert render(reason, "en") == en
