"""A basis is known by the number of its act, however people write it."""

import pytest

from gis.directives.named import acts_named
from gis.permits.read import list_policies, read_policy

WRITTEN = {
    "Chỉ thị 16/CT-TTg": ("16/CT-TTg",),
    "16/CT-TTg": ("16/CT-TTg",),
    "Chỉ thị số 16 / CT-TTg ngày 31/3/2020": ("16/CT-TTg",),
    "chỉ thị 15": ("15/CT-TTg",),
    "Chỉ thị 16/CT-TTg, Chỉ thị 15/CT-TTg": ("16/CT-TTg", "15/CT-TTg"),
    "Nghị quyết 128/NQ-CP": ("128/NQ-CP",),
    "Công điện 1099/CĐ-TTg": ("1099/CĐ-TTg",),
    "Quyết định của tỉnh": ("Quyết định của tỉnh",),
    "": (),
}


@pytest.mark.parametrize("basis", WRITTEN)
def test_a_basis_names_its_acts(basis: str) -> None:
    assert acts_named(basis) == WRITTEN[basis]


def test_every_act_that_a_policy_waits_for_is_found_in_what_people_enter() -> None:
    waited = {b for name in list_policies() for b in read_policy(name).scope.basis}
    assert waited
    for basis in waited:
        assert basis in acts_named(f"Chỉ thị {basis}")
