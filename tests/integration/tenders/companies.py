"""Companies that call the tenders service, and what was sent to them."""

from typing import Any

from sqlalchemy import text

from services.tenders.wiring import App
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from tests.asgi import AsgiClient
from tests.integration.tenders.platform import Person
from tests.unit.tenders.builders import ACME


class Company(Person):
    """Somebody who acts for a company."""

    def __init__(self, client: AsgiClient, issuer: DevelopmentIssuer, siret: Siret = ACME) -> None:
        super().__init__(client, issuer, siret, (Right.SUBMIT,))
        self._claims |= {"sub": f"personne-{siret.value}", "name": "Jeanne Martin", "kind": "economic_operator"}


def rows(app: App, statement: str, **values: Any) -> list[Any]:
    """Read the database as its administrator would."""
    with app.database.reader() as connection:
        return [row._asdict() for row in connection.execute(text(statement), values)]


def messages(app: App, kind: str) -> list[Any]:
    """The messages of a kind with those to whom they went, in order."""
    return rows(
        app,
        "SELECT message.*, addressee.siret, addressee.email FROM message LEFT JOIN message_addressee addressee "
        "ON addressee.message_id = message.id WHERE kind = :kind ORDER BY message.id, addressee.number",
        kind=kind,
    )
