"""What is given to a command, read or refused as a use that is wrong (exit code 2): settings, SIRET numbers."""

import os

import click

from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.settings import Settings, SettingsError


def settings_given() -> Settings:
    """Give the settings of the environment.

    Raises:
        click.UsageError: with what is wrong with them.
    """
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as fault:
        raise click.UsageError(str(fault)) from None


def siret_given(text: str) -> str:
    """Give a SIRET without the spaces that people put between its groups.

    Raises:
        click.UsageError: with why it is none.
    """
    try:
        return str(Siret.parse(text))
    except InvalidValue as error:
        raise click.UsageError(str(error)) from None
