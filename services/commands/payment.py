"""``plis payment``: what a late payment costs; the same calculator as ``plis law interest``."""

import click

from services.commands.law import interest


@click.group()
def payment() -> None:
    """Paiement : intérêts moratoires."""


payment.add_command(interest)
