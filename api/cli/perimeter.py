"""``vungxanh perimeter``: where a locked area runs, and what becomes of it."""

import click

from api.cli import perimeter_design, perimeter_life


@click.group()
def perimeter() -> None:
    """Perimeters: lay out, compare; draw, confirm, narrow, lift."""


for command in (
    perimeter_design.design,
    perimeter_design.compare,
    perimeter_life.draw,
    perimeter_life.confirm,
    perimeter_life.narrow,
    perimeter_life.lift,
    perimeter_life.status,
    perimeter_life.due,
):
    perimeter.add_command(command)
