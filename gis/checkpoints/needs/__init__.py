"""What a perimeter and its posts need: people, things, money, and who has them."""

from gis.checkpoints.needs.balance import Held, balance_lines, judge_balance
from gis.checkpoints.needs.document import needs_document
from gis.checkpoints.needs.norms import Norm
from gis.checkpoints.needs.reckon import reckon_needs
from gis.checkpoints.needs.record import (
    Act,
    Balance,
    CostLine,
    Doubling,
    Goods,
    Needs,
    Place,
    Sampling,
    Source,
    StaffLine,
)
from gis.checkpoints.needs.sampling import count_doubling, given_doubling

__all__ = [
    "Act",
    "Balance",
    "CostLine",
    "Doubling",
    "Goods",
    "Held",
    "Needs",
    "Norm",
    "Place",
    "Sampling",
    "Source",
    "StaffLine",
    "balance_lines",
    "count_doubling",
    "given_doubling",
    "judge_balance",
    "needs_document",
    "reckon_needs",
]
