"""No secret and no personal data in a log line, whatever road it takes."""

import io
import json
import logging
import subprocess
import sys

import pytest
from pydantic import BaseModel, ValidationError

from shared.observability import configure_logging, log_context, logger
from shared.observability.logs import use_default_logging
from shared.observability.redaction import MASK, redact, redact_text

AGE_IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJkZXY6YWNoZXRldXIifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"identity {AGE_IDENTITY} refused", AGE_IDENTITY),
        (f"identity {AGE_IDENTITY.lower()} refused", AGE_IDENTITY.lower()),
        (f"Authorization: Bearer {TOKEN}", TOKEN),
        (f"got {TOKEN} from caller", TOKEN),
        ("postgresql://plis_tenders:s3cr3tp@ss@db:5432/plis", "s3cr3tp"),
        ("amqp://guest:hunter2@rabbit/", "hunter2"),
        ("https://peer.example/?api_key=abcdef123&x=1", "abcdef123"),
        ("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----", "MHcCAQEE"),
        ("written to jeanne.martin@mairie.example", "jeanne.martin"),
        ("duplicate key\nDETAIL:  Key (label)=(Jeanne) already exists.", "Jeanne"),
        ("[SQL: INSERT]\n[parameters: {'content': 'prix 1200'}]", "prix 1200"),
    ],
)
def test_a_secret_in_a_text_is_masked(text: str, secret: str) -> None:
    cleaned = redact_text(text)
    assert secret not in cleaned
    assert MASK in cleaned


def test_fields_named_as_secrets_or_persons_are_masked_at_any_depth() -> None:
    line = {"peer": {"Authorization": "x", "list": [{"password": "p", "email": "a", "kept": 3}]}, "status": 200}
    assert redact(line) == {
        "peer": {"Authorization": MASK, "list": [{"password": MASK, "email": MASK, "kept": 3}]},
        "status": 200,
    }


def test_bytes_show_only_their_count() -> None:
    assert redact(b"contenu scelle") == "[14 octets]"


def test_nesting_without_end_is_masked() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert MASK in str(redact(endless))


def test_ordinary_words_are_kept() -> None:
    text = "consultation publiée à 12:00:01, lots: 2, https://plis.example/tenders"
    assert redact_text(text) == text


@pytest.fixture
def lines() -> io.StringIO:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging("essai", "debug", stream=stream)
    yield stream
    root.handlers, root.level = handlers, level
    use_default_logging()


def test_a_line_is_one_json_object_with_its_context(lines: io.StringIO) -> None:
    with log_context(request_id="r-1"):
        logger("shared.essai").info("tender_published", lots=2)
    line = json.loads(lines.getvalue())
    assert (line["event"], line["lots"], line["request_id"], line["service"]) == ("tender_published", 2, "r-1", "essai")
    assert (line["level"], line["logger"]) == ("info", "shared.essai")
    assert line["at"].endswith("Z")


def test_lines_of_other_libraries_are_redacted_too(lines: io.StringIO) -> None:
    logging.getLogger("some.library").warning("connecting to %s", "amqp://guest:hunter2@rabbit/")
    assert "hunter2" not in lines.getvalue()
    assert json.loads(lines.getvalue())["service"] == "essai"


def test_a_traceback_is_written_without_the_rejected_input(lines: io.StringIO) -> None:
    planted = " ".join(("prix", "secret"))

    class Bid(BaseModel):
        price: int

    try:
        Bid.model_validate({"price": planted})
    except ValidationError as fault:
        logger("essai").error("refused", exc_info=fault)
    assert planted not in lines.getvalue()
    assert "Traceback" in json.loads(lines.getvalue())["exception"]


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="verbeux"):
        configure_logging("essai", "verbeux")


def test_before_any_configuration_standard_output_stays_free(capfd: pytest.CaptureFixture[str]) -> None:
    program = (
        "from shared.observability import logger\n"
        "logger('essai').info('quiet')\nlogger('essai').warning('heard', token='abc')\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    said = capfd.readouterr()
    assert said.out == ""
    assert "quiet" not in said.err
    assert json.loads(said.err)["token"] == MASK
