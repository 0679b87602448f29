"""Names, words and amounts: what every part of a rule file is made of."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StringConstraints,
)

AdminLevel = Literal["province", "district", "commune", "hamlet", "area"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
ZoneId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
# No control characters, and none that turn the direction of what stands around.
Text = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=2000,
        strip_whitespace=True,
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]*$",
    ),
]
ClauseId = Annotated[
    str, StringConstraints(pattern=r"^[^\s;,\"\x00-\x1f][^;,\"\x00-\x1f]{0,79}$")
]
Reference = Annotated[str, StringConstraints(pattern=r"^\$[a-z][a-z0-9_]{0,39}$")]
Amount = StrictInt | StrictFloat | Reference
"""A number, or `$name` of a parameter."""


def _day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value
    raise ValueError("iso-day")


Day = Annotated[
    date, BeforeValidator(_day, json_schema_input_type=Annotated[str, Field()])
]


class Model(BaseModel):
    """A part of a rule file: nothing unknown in it, and nothing changes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


class Words(Model):
    """The same words in Vietnamese and English."""

    vi: Text
    en: Text

    def __getitem__(self, lang: Literal["vi", "en"]) -> str:
        return self.vi if lang == "vi" else self.en


class Counted(Words):
    """What one counts: "ca", "case"; the English plural where it differs."""

    en_many: Text | None = None
