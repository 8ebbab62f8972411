"""Routes of the choice of a buyer to see how many responses its consultations receive."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field, StringConstraints

from shared.http.act import Act, act_of
from shared.http.commands import Answer, Commands, answer
from shared.http.given import Given
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.http.written import AsText, Written
from shared.kernel.principal import Principal, Right
from shared.registers.count_policy import Counting, CountPolicy, decide_count_policy, own_count_policy

Agent = Annotated[Principal, Depends(authenticated(Right.PUBLISH))]
Publisher = Annotated[Act, Depends(act_of(Right.PUBLISH))]
Open = Callable[[Request, Principal], AbstractContextManager[Any]]


class CountPolicyIn(Given):
    """What a buyer chooses, and why."""

    counting: Counting = Field(description="« shown » : voir le nombre de dépôts ; « hidden » : ne rien en voir.")
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000)]


class CountPolicyOut(Written):
    """The choice in force for the consultations published from now on; version 0 was never decided."""

    counting: AsText = Field(validation_alias="status")
    version: int
    decided_at: AwareDatetime | None
    decided_by: str | None
    note: str | None


class CountingApp(Protocol):
    """What the routes need of a service."""

    @property
    def commands(self) -> Commands[Any]:
        """The runner of commands."""


def count_policy_router(app: CountingApp, open_uow: Open) -> APIRouter:
    """Build the routes of the choice."""
    router = service_router(tags=["Nombre de dépôts"])

    @router.get("/count-policy", response_model=CountPolicyOut)
    def policy(request: Request, principal: Agent, response: Response) -> CountPolicyOut:
        """Lire si son organisation voit le nombre de dépôts de ses prochaines consultations ; par défaut, non."""
        with open_uow(request, principal) as uow:
            found: CountPolicy = own_count_policy(uow=uow)
        response.headers["ETag"] = f'"{found.version}"'
        return CountPolicyOut.of(found)

    @router.put("/count-policy", response_model=CountPolicyOut)
    def decide(body: CountPolicyIn, act: Publisher) -> Response:
        """Choisir pour les consultations publiées ensuite (If-Match ; « 0 » la première fois) ; elles le disent."""
        expected = act.required_version()

        def work(uow: Any) -> Answer:  # noqa: ANN401 - the unit of work of the service
            decided = decide_count_policy(body.counting, body.note, expected_version=expected, uow=uow)
            return answer(CountPolicyOut.of(decided), version=decided.version)

        return app.commands.run(act, work)

    return router
