"""How operators that look back are told, in both languages, letter by letter.

Each sentence was read as a district official reads it; its figures were worked out
by hand: 133 cases are 55.67 % fewer than 300; 98 are 40 % more than 70.
"""

from typing import Any

import pytest

from maps.words.reasons import render
from tests.maps.operators import Column, compared, decision, reason_of, reports

WEEK = {"sum": "cases", "days": 7}
FROM_PEAK = {"ratio": [WEEK, {"peak": WEEK, "days": 14}]}
FALLS = {"falls": WEEK, "every": 7, "most": 3}
CLEAN = {"days_since": {"of": "cases", "at_least": 1}, "most": 60}
SINCE_EITHER = {
    "days_since": {
        "any": [{"of": WEEK, "at_least": 5}, {"of": "deaths", "at_least": 1}]
    },
    "most": 30,
}

Told = tuple[list[dict[str, Any]], dict[str, Column], str, str]
TOLD: dict[str, Told] = {
    "a_week_ago": (
        compared({"ago": WEEK, "days": 7}, "at_least", 10),
        {"cases": [2] * 7 + [0] * 7},
        (
            "Cấp 2: 14 ca trong 7 ngày đến hết 13/09/2021, tức 7 ngày trước; từ 10 ca"
            " trở lên là cấp 2 (điều 2). Nếu không có thêm ca nào và ngày nào cũng "
            "báo cáo, sớm nhất ngày 23/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 14 cases in the 7 days to the end of 13/09/2021, 7 days ago; 10"
            " cases or more means level 2 (clause 2). With no further case and a "
            "report every day, level 1 on 23/09/2021 at the earliest."
        ),
    ),
    "a_peak": (
        compared({"peak": WEEK, "days": 14}, "at_least", 10),
        {"cases": [2] * 7 + [0] * 14},
        (
            "Cấp 2: 12 ca trong 7 ngày, cao nhất trong 14 ngày qua; từ 10 ca trở lên "
            "là cấp 2 (điều 2). Nếu không có thêm ca nào và ngày nào cũng báo cáo, "
            "sớm nhất ngày 22/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 12 cases in 7 days, the most in the last 14 days; 10 cases or "
            "more means level 2 (clause 2). With no further case and a report every "
            "day, level 1 on 22/09/2021 at the earliest."
        ),
    ),
    "a_fall_from_the_peak": (
        compared(FROM_PEAK, "more_than", 0.5),
        {"cases": [50] * 7 + [0] * 7 + [19] * 7},
        (
            "Cấp 1: 133 ca trong 7 ngày đến hết 20/09/2021, giảm 55,67 % so với tuần "
            "cao nhất (300, đến hết 07/09/2021). Nếu giảm dưới 50 % thì thành cấp 2."
        ),
        (
            "Level 1: 133 cases in the 7 days to the end of 20/09/2021, down 55.67% "
            "from the highest week (300, to the end of 07/09/2021). Down less than "
            "50% means level 2."
        ),
    ),
    "a_fall_that_is_not_enough": (
        compared(FROM_PEAK, "more_than", 0.3),
        {"cases": [50] * 7 + [0] * 7 + [19] * 7},
        (
            "Cấp 2: 133 ca trong 7 ngày đến hết 20/09/2021, giảm 55,67 % so với tuần "
            "cao nhất (300, đến hết 07/09/2021); giảm dưới 70 % là cấp 2 (điều 2). "
            "Nếu không có thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày "
            "25/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 133 cases in the 7 days to the end of 20/09/2021, down 55.67% "
            "from the highest week (300, to the end of 07/09/2021); down less than "
            "70% means level 2 (clause 2). With no further case and a report every "
            "day, level 1 on 25/09/2021 at the earliest."
        ),
    ),
    "a_rise_from_a_week_ago": (
        compared({"ratio": [WEEK, {"ago": WEEK, "days": 7}]}, "at_least", 1.3),
        {"cases": [10] * 7 + [14] * 7},
        (
            "Cấp 2: 98 ca trong 7 ngày đến hết 20/09/2021, tăng 40 % so với 7 ngày "
            "trước (70); tăng từ 30 % trở lên là cấp 2 (điều 2). Nếu không có thêm ca"
            " nào và ngày nào cũng báo cáo, sớm nhất ngày 21/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 98 cases in the 7 days to the end of 20/09/2021, up 40% from 7 "
            "days before (70); up 30% or more means level 2 (clause 2). With no "
            "further case and a report every day, level 1 on 21/09/2021 at the "
            "earliest."
        ),
    ),
    "weeks_that_fall": (
        compared(FALLS, "at_least", 2),
        {"cases": [9] * 14 + [8] * 7 + [5] * 7},
        (
            "Cấp 2: 35 ca trong 7 ngày đến hết 20/09/2021, giảm 2 tuần liên tiếp; từ "
            "2 tuần trở lên là cấp 2 (điều 2). Nếu không có thêm ca nào và ngày nào "
            "cũng báo cáo, sớm nhất ngày 04/10/2021 thành cấp 1."
        ),
        (
            "Level 2: 35 cases in the 7 days to the end of 20/09/2021, falling 2 "
            "weeks in a row; 2 weeks or more means level 2 (clause 2). With no "
            "further case and a report every day, level 1 on 04/10/2021 at the "
            "earliest."
        ),
    ),
    "one_week_that_falls": (
        compared(FALLS, "less_than", 2),
        {"cases": [9] * 7 + [7] * 7 + [8] * 7 + [5] * 7},
        (
            "Cấp 2: 35 ca trong 7 ngày đến hết 20/09/2021, giảm so với tuần trước; "
            "dưới 2 tuần là cấp 2 (điều 2). Nếu không có thêm ca nào và ngày nào cũng"
            " báo cáo, sớm nhất ngày 22/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 35 cases in the 7 days to the end of 20/09/2021, lower than the"
            " week before; under 2 weeks means level 2 (clause 2). With no further "
            "case and a report every day, level 1 on 22/09/2021 at the earliest."
        ),
    ),
    "no_week_that_falls": (
        compared(FALLS, "less_than", 1),
        {"cases": [9] * 7 + [7] * 7 + [5] * 7 + [8] * 7},
        (
            "Cấp 2: 56 ca trong 7 ngày đến hết 20/09/2021, chưa giảm so với tuần "
            "trước; dưới 1 tuần là cấp 2 (điều 2). Nếu không có thêm ca nào và ngày "
            "nào cũng báo cáo, sớm nhất ngày 22/09/2021 thành cấp 1."
        ),
        (
            "Level 2: 56 cases in the 7 days to the end of 20/09/2021, no lower than "
            "the week before; under 1 week means level 2 (clause 2). With no further "
            "case and a report every day, level 1 on 22/09/2021 at the earliest."
        ),
    ),
    "days_without_a_case": (
        compared(CLEAN, "less_than", 28),
        {"cases": [0] * 50 + [1] + [0] * 18},
        (
            "Cấp 2: 18 ngày chưa có ca; dưới 28 ngày là cấp 2 (điều 2). Nếu không có "
            "thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày 30/09/2021 thành cấp"
            " 1."
        ),
        (
            "Level 2: no cases for 18 days; under 28 days means level 2 (clause 2). "
            "With no further case and a report every day, level 1 on 30/09/2021 at "
            "the earliest."
        ),
    ),
    "a_case_today": (
        compared(CLEAN, "less_than", 28),
        {"cases": [0] * 70 + [1]},
        (
            "Cấp 2: ngày 20/09/2021 có ca; dưới 28 ngày là cấp 2 (điều 2). Nếu không "
            "có thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày 18/10/2021 thành "
            "cấp 1; chỉ một ca quyết định màu của nơi này."
        ),
        (
            "Level 2: cases on 20/09/2021; under 28 days means level 2 (clause 2). "
            "With no further case and a report every day, level 1 on 18/10/2021 at "
            "the earliest; one case decides the colour of this place."
        ),
    ),
    "days_since_either": (
        compared(SINCE_EITHER, "less_than", 14),
        {"cases": [0] * 40 + [5] + [0] * 9, "deaths": [0] * 50},
        (
            "Cấp 2: 3 ngày kể từ ngày cuối cùng có từ 5 ca trở lên trong 7 ngày hoặc "
            "từ 1 ca tử vong trở lên; dưới 14 ngày là cấp 2 (điều 2). Nếu không có "
            "thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày 01/10/2021 thành cấp"
            " 1."
        ),
        (
            "Level 2: 3 days since the last day with 5 cases or more in 7 days or 1 "
            "death or more; under 14 days means level 2 (clause 2). With no further "
            "case and a report every day, level 1 on 01/10/2021 at the earliest."
        ),
    ),
    "yes_and_no": (
        compared("care_ok", "less_than", 1),
        {"care_ok": [0]},
        (
            "Cấp 2: ngày 20/09/2021 không có đủ chỗ điều trị (điều 2). Chưa tính được"
            " ngày sớm nhất hạ mức: còn tùy báo cáo những ngày tới."
        ),
        (
            "Level 2: room for treatment: no, on 20/09/2021 (clause 2). The earliest "
            "day of a better level cannot be told: it hangs on the reports of the "
            "days to come."
        ),
    ),
}


@pytest.mark.parametrize("told", TOLD.values(), ids=TOLD.keys())
def test_every_operator_that_looks_back_is_told_letter_by_letter(told: Told) -> None:
    steps, columns, vi, en = told
    reason = reason_of(decision(steps), reports(**columns))

    assert render(reason, "vi") == vi
    assert render(reason, "en") == en
