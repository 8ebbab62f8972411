"""The ``plis`` command line: one root that loads a group only when it is asked for.

Loading on demand keeps ``plis siret check`` from paying for databases, brokers and web servers.
Exit codes: 0 done, 1 refused or invalid, 2 wrong usage.
"""

import importlib
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import click

from services.words import speak_french
from services.words.metavars import SUBCOMMAND, name_values

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "api": ("services.commands.api", "Servir l'API d'un seul service."),
        "clock": ("services.commands.clock", "Horloge de la plateforme : état, décision de l'exploitant."),
        "demo": ("services.commands.demo", "Jouer un marché complet, de la publication au paiement."),
        "deposit": ("services.commands.seal", "Déposer des plis scellés."),
        "doctor": ("services.commands.doctor", "Vérifier l'environnement et la configuration."),
        "events": ("services.commands.events", "Événements mis de côté : lister, rejouer."),
        "finance": ("services.commands.finance", "Suivre le fil financier d'un acheteur."),
        "group": ("services.commands.group", "Groupements : proposer, consentir."),
        "invoice": ("services.commands.invoice", "Factures : contrôler, lire, transmettre."),
        "keys": ("services.commands.keys", "Clés des détenteurs."),
        "law": ("services.commands.law", "Ce que dit le droit, à une date donnée."),
        "migrate": ("services.commands.migrate", "Préparer ou mettre à jour la base de données."),
        "mps": ("services.commands.mps", "Candidature par numéro SIRET."),
        "open": ("services.commands.seal", "Participer à l'ouverture des plis."),
        "payment": ("services.commands.payment", "Paiement : intérêts moratoires."),
        "portal": ("services.commands.portal", "API Chorus Pro : logiciels, comptes techniques."),
        "receipt": ("services.commands.receipt", "Vérifier un accusé de réception, hors ligne."),
        "relay": ("services.commands.processes", "Numéroter et publier les événements."),
        "seal": ("services.commands.seal", "Sceller des fichiers pour une consultation."),
        "serve": ("services.commands.serve", "Lancer toute la plateforme sur cette machine."),
        "simulate": ("services.commands.simulate", "Simulateurs de systèmes de l'État."),
        "siret": ("services.commands.siret", "Vérifier un numéro SIRET."),
        "standards": ("services.commands.standards", "Artefacts officiels : état, installation."),
        "token": ("services.commands.token", "Obtenir une identité de développement."),
        "witness": ("services.commands.witness", "Cosigner le journal d'une autre plateforme."),
        "worker": ("services.commands.processes", "Traiter les événements d'un service."),
    }
)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called; the list above is the table of contents."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's signature
        """Run a command, everything that is printed being French."""
        speak_french()
        return super().main(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give every command's name, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - same
        """Import the module of one command and give the command of that name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module = importlib.import_module(entry[0])
        attribute = cmd_name if hasattr(module, cmd_name) else f"{cmd_name}_command"
        command = getattr(module, attribute)
        if not isinstance(command, click.Command):  # pragma: no cover - a mistake in the table above
            raise TypeError(f"{entry[0]}.{attribute} is not a command")
        name_values(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - same
        """Print the table of contents without importing any command."""
        with formatter.section("Commandes\N{NO-BREAK SPACE}"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar=SUBCOMMAND,
)
@click.version_option(package_name="plis", message="plis %(version)s", help="Afficher la version.")
def main() -> None:
    """Plis : la commande publique électronique, de la publication au paiement."""
    parent = os.environ.get("PLIS_PARENT", "")
    if parent.isdigit():
        from services.child_processes import leave_with_parent  # noqa: PLC0415 - only for a child of plis serve

        leave_with_parent(int(parent))


if __name__ == "__main__":
    main()
