import gzip
from pathlib import Path

import numpy as np
import pytest

from boundaries.read.crosswalk import read_crosswalk
from boundaries.refusal import Refused

GSO = "vn_admin_codes/gso_2025-06_to_2025-07.csv.gz"


def file(folder: Path, text: str) -> Path:
    path = folder / "doi-chieu.csv"
    path.write_text(text, "utf-8")
    return path


def refusal(path: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        read_crosswalk(path)
    return caught.value


def test_weights_may_be_left_out_and_written_with_a_comma(tmp_path: Path) -> None:
    path = file(tmp_path, 'old,new,weight\n01,11,"0,25"\n01,12,0.75\n02,12,\n')

    found = read_crosswalk(path)

    assert found.frame[["old", "new"]].to_numpy().tolist() == [
        ["01", "11"],
        ["01", "12"],
        ["02", "12"],
    ]
    weights = [0.25, 0.75, np.nan]
    assert np.array_equal(found.frame["weight"], weights, equal_nan=True)
    assert found.read == 3


@pytest.mark.parametrize("weight", ["1e-3", "-0.5", "50%", "inf", "nan", "٣", "2"])
def test_a_weight_is_a_plain_share(tmp_path: Path, weight: str) -> None:
    refused = refusal(file(tmp_path, f"old,new,weight\n01,11,{weight}\n"))

    assert [f.code for f in refused.faults] == ["crosswalk-weight-unreadable"]
    assert refused.faults[0].facts["row"] == 2


def test_a_file_without_the_two_codes_is_no_crosswalk(tmp_path: Path) -> None:
    assert refusal(file(tmp_path, "from,to\n01,11\n")).code == "crosswalk-headings"


def test_a_row_without_an_old_unit_is_a_fault_in_a_file_of_ones_own(
    tmp_path: Path,
) -> None:
    refused = refusal(file(tmp_path, "old,new\n,11\n01,11\n"))

    assert [f.code for f in refused.faults] == ["crosswalk-code-missing"]


@pytest.mark.realdata
def test_the_published_list_of_2025_is_read_whole(
    realdata: Path, tmp_path: Path
) -> None:
    """10,602 rows; five name a new special zone that had no unit before."""
    path = tmp_path / "gso.csv"
    path.write_bytes(gzip.decompress((realdata / GSO).read_bytes()))

    found = read_crosswalk(path)

    assert found.read == 10_602
    assert len(found.frame) == 10_597
    assert found.frame["old"].nunique() == 10_035
    assert found.frame["new"].nunique() == 3_316 + 5 - len(
        found.notes[0].facts["units"]
    )
    assert found.notes[0].facts["count"] == 5
    assert found.frame["weight"].isna().all()
