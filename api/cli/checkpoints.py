"""``vungxanh checkpoints``: where posts stand, and what proves that they close."""

import click

from api.cli import (
    checkpoints_borders,
    checkpoints_needs,
    checkpoints_place,
    checkpoints_verify,
)


@click.group()
def checkpoints() -> None:
    """Place posts on roads, and prove that they close."""


for command in (
    checkpoints_place.place,
    checkpoints_verify.verify,
    checkpoints_needs.needs,
    checkpoints_borders.borders,
):
    checkpoints.add_command(command)
