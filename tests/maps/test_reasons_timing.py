"""What holds a level, who decided it, and exit tests, letter by letter."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from gis.rulesets import Reason
from maps.words.reasons import render
from tests.maps.operators import decision, reason_of, reports

STEPS: list[dict[str, Any]] = [
    {"level": 4, "clause": "k", "when": {"of": "cases", "at_least": 5}},
    {"level": 2, "clause": "k", "when": {"of": "cases", "at_least": 1}},
]
NAMES = {"d": "Huyện Cái Bè"}
UNITS = pd.DataFrame(
    {"admin_level": ["commune", "commune", "district"], "parent": ["d", "d", ""]},
    index=["x", "y", "d"],
)
LOCK = {"when": {"of": "care_ok", "less_than": 1}, "clause": "t"}
WEEK = {"sum": "cases", "days": 7}
EXIT: list[dict[str, Any]] = [
    {
        "level": 2,
        "when": {
            "not": {
                "all": [
                    {
                        "clause": "c1",
                        "of": {"ratio": [WEEK, {"peak": WEEK, "days": 28}]},
                        "at_most": 0.5,
                    },
                    {
                        "clause": "c2",
                        "of": {"falls": WEEK, "every": 7, "most": 2},
                        "at_least": 2,
                    },
                    {"clause": "c3", "of": "care_ok", "at_least": 1},
                ]
            }
        },
    }
]


def _timed(timing: dict[str, Any], **columns: list[float | None]) -> Reason:
    return reason_of(decision(STEPS, section={"timing": timing}), reports(**columns))


def _decided(*cases: float | None) -> Reason:
    frame = pd.DataFrame(
        {
            "unit": ["x"],
            "level": [2],
            "starts": [date(2021, 9, 15)],
            "ends": [date(2021, 9, 30)],
            "number": ["123/QĐ-UBND"],
            "signer": ["Nguyễn Văn A"],
            "reason": ["Chợ đầu mối đã đóng cửa."],
        }
    )
    return reason_of(decision(STEPS), reports(cases=[*cases]), decided=frame)


def _exit(care: float | None, *cases: float) -> Reason:
    ruleset = decision(EXIT, kind="exit-test")
    return reason_of(ruleset, reports(cases=[*cases], care_ok=[care]))


def _section(at: str, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"at": [at], "steps": [*steps, {"level": 1, "otherwise": True}]}


def _family(
    columns: dict[str, list[float | None]], unit: str, *sections: dict[str, Any]
) -> Reason:
    ruleset = decision([], judge=list(sections))
    return reason_of(ruleset, reports(cases=columns), unit, UNITS)


def _step(of: Any, amount: float) -> dict[str, Any]:
    return {"level": 3, "clause": "k", "when": {"of": of, "at_least": amount}}


DAYS3 = {"sum": "cases", "days": 3}
TOLD: dict[str, Reason] = {
    "run": _timed({"ease_after": {"days": 14, "clause": "t"}}, cases=[5] + [0] * 9),
    "stay": _timed(
        {"stay_at_least": {"days": 14, "clause": "t"}}, cases=[0] * 20 + [5] + [0] * 9
    ),
    "lock": _timed({"not_lowered_when": LOCK}, cases=[5, 0, 0], care_ok=[0] * 3),
    "step": _timed({"ease_by": 1}, cases=[5, 0]),
    "calendar": _timed(
        {"assess": {"weekdays": ["saturday"], "clause": "t"}}, cases=[0, 0, 5]
    ),
    "calendar_worse": _timed(
        {"assess": {"weekdays": ["saturday"]}}, cases=[0] * 13 + [0, 0, 5]
    ),
    "delay": _timed(
        {"in_effect_after": {"days": 2, "clause": "t"}}, cases=[0] * 9 + [5]
    ),
    "unknown_before": _timed({"stay_at_least": {"days": 14}}, cases=[0, 0, 0]),
    "decided": _decided(*[0] * 9, 5),
    "decided_unknown": _decided(*[0] * 9, None),
    "exit_met": _exit(1, *[9] * 14, *[7] * 7, *[5] * 7, *[3] * 7),
    "exit_not_met": _exit(0, *[9] * 14, *[7] * 7, *[8] * 7, *[7] * 7),
    "exit_unknown": _exit(None, *[9] * 14, *[7] * 7, *[5] * 7, *[3] * 7),
    "level_of_parent": _family(
        {"x": [0], "y": [0], "d": [7]},
        "x",
        _section("district", *STEPS),
        _section("commune", _step({"level_of_parent": "district"}, 4)),
    ),
    "of_parent": _family(
        {"x": [0] * 3, "y": [0] * 3, "d": [7] * 3},
        "x",
        _section("commune", _step({"of_parent": DAYS3, "at": "district"}, 4)),
    ),
    "of_parent_unknown": _family(
        {"x": [0] * 3, "y": [0] * 3, "d": [1, None, 1]},
        "x",
        _section("commune", _step({"of_parent": DAYS3, "at": "district"}, 4)),
    ),
    "sum_of_children": _family(
        {"x": [2] * 3, "y": [1] * 3},
        "d",
        _section("district", _step({"sum_of_children": DAYS3, "of": "commune"}, 4)),
    ),
    "sum_of_children_unknown": _family(
        {"x": [2] * 3, "y": [1, None, 3]},
        "d",
        _section("district", _step({"sum_of_children": DAYS3, "of": "commune"}, 40)),
    ),
}
WORDS: dict[str, tuple[str, str]] = {
    "run": (
        (
            "Cấp 4, theo đánh giá ngày 11/09/2021: có 5 ca trong ngày 11/09/2021; từ "
            "5 ca trở lên là cấp 4 (điều 2). Riêng số liệu ngày 20/09/2021 cho cấp 1,"
            " nhưng chưa giữ được liên tục đủ lâu để hạ mức (điều 5). Nếu không có "
            "thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày 25/09/2021 thành cấp"
            " 1."
        ),
        (
            "Level 4, as assessed on 11/09/2021: 5 cases on 11/09/2021; 5 cases or "
            "more means level 4 (clause 2). The reports of 20/09/2021 alone give "
            "level 1, but not yet for long enough without a break (clause 5). With no"
            " further case and a report every day, level 1 on 25/09/2021 at the "
            "earliest."
        ),
    ),
    "stay": (
        (
            "Cấp 4, theo đánh giá ngày 11/09/2021: có 5 ca trong ngày 11/09/2021; từ "
            "5 ca trở lên là cấp 4 (điều 2). Riêng số liệu ngày 20/09/2021 cho cấp 1,"
            " nhưng mức đang áp dụng phải giữ đủ thời gian tối thiểu mới được hạ "
            "(điều 5). Nếu không có thêm ca nào và ngày nào cũng báo cáo, sớm nhất "
            "ngày 25/09/2021 thành cấp 1."
        ),
        (
            "Level 4, as assessed on 11/09/2021: 5 cases on 11/09/2021; 5 cases or "
            "more means level 4 (clause 2). The reports of 20/09/2021 alone give "
            "level 1, but the level in force has a shortest time to stay (clause 5). "
            "With no further case and a report every day, level 1 on 25/09/2021 at "
            "the earliest."
        ),
    ),
    "lock": (
        (
            "Cấp 4, theo đánh giá ngày 18/09/2021: có 5 ca trong ngày 18/09/2021; từ "
            "5 ca trở lên là cấp 4 (điều 2). Riêng số liệu ngày 20/09/2021 cho cấp 1,"
            " nhưng chưa được hạ mức vì không có đủ chỗ điều trị (điều 5). Chưa tính "
            "được ngày sớm nhất hạ mức: còn tùy báo cáo những ngày tới."
        ),
        (
            "Level 4, as assessed on 18/09/2021: 5 cases on 18/09/2021; 5 cases or "
            "more means level 4 (clause 2). The reports of 20/09/2021 alone give "
            "level 1, but the level may not be lowered: room for treatment: no "
            "(clause 5). The earliest day of a better level cannot be told: it hangs "
            "on the reports of the days to come."
        ),
    ),
    "step": (
        (
            "Cấp 3. Mức được hạ dần từng bước: riêng số liệu ngày 20/09/2021 cho cấp "
            "1. Nếu không có thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày "
            "21/09/2021 thành cấp 2."
        ),
        (
            "Level 3. The level is eased step by step: the reports of 20/09/2021 "
            "alone give level 1. With no further case and a report every day, level 2"
            " on 21/09/2021 at the earliest."
        ),
    ),
    "calendar": (
        (
            "Cấp 1, theo đánh giá ngày 18/09/2021: không có ca nào trong ngày "
            "18/09/2021. Riêng số liệu ngày 20/09/2021 cho cấp 4; kỳ đánh giá tới là "
            "ngày 25/09/2021 (điều 5)."
        ),
        (
            "Level 1, as assessed on 18/09/2021: no cases on 18/09/2021. The reports "
            "of 20/09/2021 alone give level 4; the next assessment is on 25/09/2021 "
            "(clause 5)."
        ),
    ),
    "calendar_worse": (
        (
            "Cấp 1, theo đánh giá ngày 18/09/2021: không có ca nào trong ngày "
            "18/09/2021. Riêng số liệu ngày 20/09/2021 cho cấp 4; kỳ đánh giá tới là "
            "ngày 25/09/2021."
        ),
        (
            "Level 1, as assessed on 18/09/2021: no cases on 18/09/2021. The reports "
            "of 20/09/2021 alone give level 4; the next assessment is on 25/09/2021."
        ),
    ),
    "delay": (
        (
            "Cấp 1, theo đánh giá ngày 18/09/2021: không có ca nào trong ngày "
            "18/09/2021. Đã đánh giá là cấp 4, có hiệu lực từ ngày 22/09/2021 (điều "
            "5)."
        ),
        (
            "Level 1, as assessed on 18/09/2021: no cases on 18/09/2021. Assessed as "
            "level 4, in force from 22/09/2021 (clause 5)."
        ),
    ),
    "unknown_before": (
        (
            "Chưa biết mức đang áp dụng là mức nào, từ cấp 1 đến cấp 4: còn tùy mức "
            "của những ngày trước, khi chưa có số liệu. Riêng số liệu ngày 20/09/2021"
            " cho cấp 1, nhưng mức đang áp dụng phải giữ đủ thời gian tối thiểu mới "
            "được hạ."
        ),
        (
            "The level in force cannot be told, any from level 1 to level 4: it hangs"
            " on the days before, of which nothing is known. The reports of "
            "20/09/2021 alone give level 1, but the level in force has a shortest "
            "time to stay."
        ),
    ),
    "decided": (
        (
            "Cấp 2 theo văn bản 123/QĐ-UBND do Nguyễn Văn A ký, từ 15/09/2021 đến hết"
            " 30/09/2021: Chợ đầu mối đã đóng cửa. Theo số liệu thì là cấp 4."
        ),
        (
            "Level 2 by decision 123/QĐ-UBND, signed by Nguyễn Văn A, from 15/09/2021"
            " to the end of 30/09/2021: Chợ đầu mối đã đóng cửa. By the reports it "
            "would be level 4."
        ),
    ),
    "decided_unknown": (
        (
            "Cấp 2 theo văn bản 123/QĐ-UBND do Nguyễn Văn A ký, từ 15/09/2021 đến hết"
            " 30/09/2021: Chợ đầu mối đã đóng cửa. Theo số liệu thì chưa biết được "
            "mức."
        ),
        (
            "Level 2 by decision 123/QĐ-UBND, signed by Nguyễn Văn A, from 15/09/2021"
            " to the end of 30/09/2021: Chợ đầu mối đã đóng cửa. By the reports the "
            "level cannot be told."
        ),
    ),
    "exit_met": (
        (
            "Đã kiểm soát được dịch: đạt cả 3 tiêu chí. Cụ thể: tiêu chí 1 (21 ca "
            "trong 7 ngày đến hết 20/09/2021, giảm 66,67 % so với tuần cao nhất (63, "
            "đến hết 30/08/2021), giảm từ 50 % trở lên); tiêu chí 2 (21 ca trong 7 "
            "ngày đến hết 20/09/2021, giảm ít nhất 2 tuần liên tiếp, từ 2 tuần trở "
            "lên); tiêu chí 3 (có đủ chỗ điều trị)."
        ),
        (
            "Under control: all 3 criteria are met. Namely criterion 1 (21 cases in "
            "the 7 days to the end of 20/09/2021, down 66.67% from the highest week "
            "(63, to the end of 30/08/2021), down 50% or more); criterion 2 (21 cases"
            " in the 7 days to the end of 20/09/2021, falling at least 2 weeks in a "
            "row, 2 weeks or more); criterion 3 (room for treatment: yes)."
        ),
    ),
    "exit_not_met": (
        (
            "Chưa kiểm soát được dịch: chưa thấy đạt tiêu chí nào trong 3 tiêu chí. "
            "Chưa đạt: tiêu chí 1 (49 ca trong 7 ngày đến hết 20/09/2021, giảm 22,22 "
            "% so với tuần cao nhất (63, đến hết 30/08/2021), giảm dưới 50 %); tiêu "
            "chí 2 (49 ca trong 7 ngày đến hết 20/09/2021, giảm so với tuần trước, "
            "dưới 2 tuần); tiêu chí 3 (không có đủ chỗ điều trị). Chưa tính được ngày"
            " sớm nhất đạt đủ: còn tùy báo cáo những ngày tới."
        ),
        (
            "Not under control: none of 3 criteria is known to be met. Not met: "
            "criterion 1 (49 cases in the 7 days to the end of 20/09/2021, down "
            "22.22% from the highest week (63, to the end of 30/08/2021), down less "
            "than 50%); criterion 2 (49 cases in the 7 days to the end of 20/09/2021,"
            " lower than the week before, under 2 weeks); criterion 3 (room for "
            "treatment: no). The earliest day cannot be told: it hangs on the reports"
            " of the days to come."
        ),
    ),
    "exit_unknown": (
        (
            "Chưa kết luận được: mới thấy đạt 2 trong 3 tiêu chí (tiêu chí 1; tiêu "
            "chí 2). Chưa rõ: tiêu chí 3 (ngày 20/09/2021 chưa có báo cáo về đủ chỗ "
            "điều trị)."
        ),
        (
            "It cannot be told: 2 of 3 criteria are known to be met (criterion 1; "
            "criterion 2). Not known: criterion 3 (on 20/09/2021 there is no report "
            "of room for treatment)."
        ),
    ),
    "level_of_parent": (
        (
            "Cấp 3: Huyện Cái Bè đang ở cấp 4; từ cấp 4 trở lên là cấp 3 (điều 2). "
            "Nếu không có thêm ca nào và ngày nào cũng báo cáo, sớm nhất ngày "
            "21/09/2021 thành cấp 1."
        ),
        (
            "Level 3: Huyện Cái Bè is at level 4; level 4 or worse means level 3 "
            "(clause 2). With no further case and a report every day, level 1 on "
            "21/09/2021 at the earliest."
        ),
    ),
    "of_parent": (
        (
            "Cấp 3: ở Huyện Cái Bè, 21 ca trong 3 ngày đến hết 20/09/2021; từ 4 ca "
            "trở lên là cấp 3 (điều 2). Nếu không có thêm ca nào và ngày nào cũng báo"
            " cáo, sớm nhất ngày 23/09/2021 thành cấp 1."
        ),
        (
            "Level 3: in Huyện Cái Bè, 21 cases in the 3 days to the end of "
            "20/09/2021; 4 cases or more means level 3 (clause 2). With no further "
            "case and a report every day, level 1 on 23/09/2021 at the earliest."
        ),
    ),
    "of_parent_unknown": (
        (
            "Chưa đủ báo cáo: ở Huyện Cái Bè, 1 trong 3 ngày từ 18/09/2021 đến hết "
            "20/09/2021 chưa có báo cáo về ca (gần nhất là ngày 19/09/2021), các ngày"
            " đã báo cáo có 2 ca. Báo cáo đủ mới biết là mức nào, từ cấp 1 đến cấp 3."
        ),
        (
            "Not enough reports: in Huyện Cái Bè, 1 of the 3 days from 18/09/2021 to "
            "the end of 20/09/2021 without a report of cases (the latest is "
            "19/09/2021), the reported days hold 2 cases. Only full reports can tell:"
            " any from level 1 to level 3."
        ),
    ),
    "sum_of_children": (
        (
            "Cấp 3: 9 ca trong 3 ngày đến hết 20/09/2021, cộng từ 2 xã; từ 4 ca trở "
            "lên là cấp 3 (điều 2). Nếu không có thêm ca nào và ngày nào cũng báo "
            "cáo, sớm nhất ngày 22/09/2021 thành cấp 1."
        ),
        (
            "Level 3: 9 cases in the 3 days to the end of 20/09/2021, added up from 2"
            " communes; 4 cases or more means level 3 (clause 2). With no further "
            "case and a report every day, level 1 on 22/09/2021 at the earliest."
        ),
    ),
    "sum_of_children_unknown": (
        (
            "Chưa đủ báo cáo: 1 trong 2 xã chưa báo cáo đủ. Báo cáo đủ mới biết là "
            "mức nào, từ cấp 1 đến cấp 3."
        ),
        (
            "Not enough reports: 1 of 2 communes without full reports. Only full "
            "reports can tell: any from level 1 to level 3."
        ),
    ),
}


@pytest.mark.parametrize("case", TOLD.keys())
def test_what_holds_a_level_is_told_letter_by_letter(case: str) -> None:
    vi, en = WORDS[case]

    assert render(TOLD[case], "vi", NAMES) == vi
    assert render(TOLD[case], "en", NAMES) == en
