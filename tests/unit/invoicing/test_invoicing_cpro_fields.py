"""The fields of every operation against the published field trees of the State's portal."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from services.invoicing.api.cpro.operation import AnyOperation
from services.invoicing.api.cpro.operations import OPERATIONS

PAGING = {"triSens", "triSense"}  # the published trees spell it both ways
LANGUAGE = {"codeLangue"}  # lists are asked for with or without it
# What differs on purpose: days published as texts, what Pastell asks, a question published in place of another.
ON_PURPOSE = {
    "transverses/v1/recuperer/cadrefacturation": ("question.typeDemandePaiement: not published",),
    "factures/v1/rechercher/fournisseur": ("question.periodeDateDepot",),
    "factures/v1/consulter/historique": ("question.nbResultatsMaximum: not published",),
    "factures/v1/telecharger/groupe": ("question.",),
}
SCALARS = {
    "string": (str,),
    "bool": (bool,),
    "int": (int,),
    "int32": (int,),
    "int64": (int,),
    "float32": (Decimal, int),
    "time.Time": (str, datetime, date),
}


@pytest.fixture(scope="module")
def published(standards_dir: Path) -> dict[str, Any]:
    file = standards_dir / "chorus-pro" / "endpoints.json"
    if not file.is_file():
        pytest.skip("the published field trees of Chorus Pro are not installed")
    document = json.loads(file.read_text("utf-8"))
    return {each["path"].removeprefix("/cpro/"): each for each in document["operations"]}


def ids(operation: AnyOperation) -> str:
    return operation.path


# Real clients call these; their trees were never published.
WITHOUT_TREE = {
    "engagementsJuridiques/v1/rechercher", "facturesTravaux/v1/rechercher", "factures/v1/deposer/pdf",
}  # fmt: skip


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.path not in WITHOUT_TREE], ids=ids)
def test_the_fields_are_those_of_the_published_contract(operation: AnyOperation, published: dict[str, Any]) -> None:
    tree = published[operation.path]
    assert operation.method == tree["method"]
    faults = [
        *differences(operation.asks, tree["request"], "question", extra=PAGING | LANGUAGE),
        *differences(operation.answers, tree["response"], "answer", extra=set()),
    ]
    assert [fault for fault in faults if not fault.startswith(ON_PURPOSE.get(operation.path, ("nothing",)))] == []


def differences(model: type[BaseModel], tree: dict[str, Any], place: str, *, extra: set[str]) -> list[str]:
    fields = {name: bare(field.annotation) for name, field in model.model_fields.items()}
    faults = [f"{place}.{name}: not published" for name in fields if name not in tree and name not in extra]
    if place != "question" or tree:
        faults += [f"{place}.{name}: missing" for name in tree if name not in fields and name not in PAGING]
    for name, kind in tree.items():
        if name in fields:
            faults += field_differences(fields[name], kind, f"{place}.{name}", extra=extra)
    return faults


def field_differences(kind: Any, published: Any, place: str, *, extra: set[str]) -> list[str]:
    if isinstance(published, list):
        if get_origin(kind) not in (list, tuple):
            return [f"{place}: a list is published"]
        return field_differences(bare(get_args(kind)[0]), published[0], f"{place}[]", extra=extra)
    if isinstance(published, dict) and published:
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            return [f"{place}: an object is published"]
        return differences(kind, published, place, extra=extra)
    expected = SCALARS.get(published, (str, date, datetime)) if isinstance(published, str) else (str, date, datetime)
    ok = isinstance(kind, type) and issubclass(kind, expected)
    return [] if ok else [f"{place}: {published} is published, {kind} declared"]


def bare(annotation: Any) -> Any:
    """Strip Annotated and Optional."""
    while True:
        origin = get_origin(annotation)
        if origin in (Union, UnionType):
            annotation = next(each for each in get_args(annotation) if each is not NoneType)
        elif hasattr(annotation, "__metadata__"):
            annotation = annotation.__origin__
        else:
            return annotation


def test_every_operation_has_its_own_path() -> None:
    paths = [operation.path for operation in OPERATIONS]
    assert len(set(paths)) == len(paths)
