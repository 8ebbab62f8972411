"""Saying a refusal of the platform, or of the reader of documents, in French on the command line."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

import click
import httpx

from shared.http.problems import ProblemText, describe
from shared.kernel.refusal import Refusal


def sentence_of(refusal: Refusal, texts: Mapping[str, ProblemText]) -> str:
    """Write a refusal as one sentence with its code."""
    text, detail = describe(refusal, texts)
    return f"{text.title} : {detail} ({refusal.code})"


@contextmanager
def refusals_said(address: object) -> Iterator[None]:
    """Say what the platform refuses (exit code 1) or that it does not answer."""
    try:
        yield
    except httpx.HTTPStatusError as refused:
        _say(refused.response)
    except httpx.TransportError as failure:
        raise click.ClickException(f"La plateforme ne répond pas à l'adresse {address}.") from failure


def _say(response: httpx.Response) -> NoReturn:
    try:
        problem = response.json()
        words = f"{problem['title']} : {problem['detail']} ({problem['code']})"
    except (ValueError, KeyError, TypeError):
        words = f"Demande refusée (statut {response.status_code})."
    click.echo(words, err=True)
    sys.exit(1)
