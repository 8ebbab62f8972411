"""The command line as companies, custodians and auditors use it: seal, deposit, open, verify."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli import main
from shared.kernel.principal import Right
from shared.sealing.age_sealing import new_identity
from tests.integration.responses.platform import ACME, BUYER, Holder, Platform
from tests.waiting import wait_for


def plis(*arguments: str, token: str | None = None) -> Result:
    environment = {} if token is None else {"PLIS_TOKEN": token}
    return CliRunner().invoke(main, list(arguments), env=environment, catch_exceptions=False)


def done(*arguments: str, token: str | None = None) -> dict[str, object]:
    result = plis(*arguments, "--json", token=token)
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.output)
    return found


def token_of(platform: Platform, subject: str, right: Right, *, kind: str = "agent") -> str:
    siret = ACME if right is Right.SUBMIT else BUYER
    claims = {"sub": subject, "name": subject, "kind": kind, "rights": [right], "siret": str(siret)}
    return platform.issuer.issue(claims)


@pytest.fixture
def custodians(platform: Platform, tmp_path: Path) -> list[tuple[Path, str, str]]:
    """Three custodians who made and registered their keys with the command line: key file, id, token."""
    found = []
    for number in range(3):
        key = tmp_path / f"detenteur-{number}.key"
        made = done("keys", "new", "-o", str(key))
        assert key.stat().st_mode & 0o777 == 0o600
        token = token_of(platform, f"detenteur-{number}", Right.CUSTODIAN)
        registered = done("keys", "share", str(key), "--register", f"n° {number}", "--url", platform.url, token=token)
        assert registered["recipient"] == made["recipient"]
        found.append((key, str(registered["custodian_id"]), token))
    return found


def test_a_whole_answer_by_the_command_line(
    platform: Platform, custodians: list[tuple[Path, str, str]], tmp_path: Path
) -> None:
    platform.holders = [
        Holder(platform.agent(Right.CUSTODIAN), "", str(done("keys", "share", str(key))["recipient"]), custodian_id)
        for key, custodian_id, _ in custodians
    ]
    platform.publish()
    paper = tmp_path / "mémoire.pdf"
    paper.write_bytes(b"%PDF canari")
    consultation = f"{platform.url}/responses/consultations/{platform.tender_id}"
    out = str(tmp_path / "scelles")
    sealed = done("seal", str(paper), "--consultation", consultation, "--lot", "1", "--siret", str(ACME), "-o", out)
    assert (sealed["custody"]["verified"], sealed["custody"]["threshold"]) == (True, 2)  # type: ignore[index]
    check_custody_refusals(platform, consultation, str(paper), tmp_path)
    declaration, receipt = str(sealed["declaration"]), str(tmp_path / "accuse.json")
    token = token_of(platform, "entreprise", Right.SUBMIT, kind="economic_operator")
    access = ("--url", platform.url)
    deposited = done("deposit", declaration, "--receipt", receipt, "--company", "Élan", *access, token=token)
    again = done("deposit", declaration, *access, token=token)
    assert again["deposit"]["deposit_id"] == deposited["deposit"]["deposit_id"]  # type: ignore[index]
    age = str(Path(declaration).with_suffix(""))
    verified = done("receipt", "verify", receipt, "--sealed", age)
    assert verified["act"]["depositor"]["name"] == "Élan"  # type: ignore[index]
    refused = plis("receipt", "verify", receipt, "--sealed", str(paper))
    assert (refused.exit_code, "NON valable" in refused.output) == (1, True)
    first = ("--custodian", custodians[0][1], "--identity", str(custodians[0][0]))
    early = plis("open", "--tender", platform.tender_id, *first, *access, token=custodians[0][2])
    assert (early.exit_code, "Rien ne s'ouvre avant la clôture" in early.output) == (1, True)
    platform.close()
    wait_for(lambda: platform.company().receipt(str(deposited["deposit"]["deposit_id"]), wait=5))  # type: ignore[index]
    for key, custodian_id, custodian_token in (custodians[0], custodians[2]):
        minutes = done(
            "open", "--tender", platform.tender_id, "--custodian", custodian_id, "--identity", str(key),
            *access, token=custodian_token,
        )  # fmt: skip
    assert minutes["status"] == "completed"
    assert minutes["minutes"]["responses"][0]["files"][0]["outcome"] == "opened"  # type: ignore[index]


def check_custody_refusals(platform: Platform, consultation: str, paper: str, folder: Path) -> None:
    """Other keys than the logged ones are noticed on the company's machine, before anything is sealed."""
    said, proof = (platform.anonymous().get(f"{consultation}{end}").json() for end in ("", "/custody"))
    forged, proved, out = folder / "autre.json", folder / "preuve.json", folder / "faux"
    proved.write_text(json.dumps(proof))
    other = [{**said["custodians"][0], "recipient": new_identity()[1]}, *said["custodians"][1:]]
    given = ("--lot", "1", "--siret", str(ACME), "-o", str(out), "--custody", str(proved))
    for lie in ({"custodians": other}, {"opening_threshold": 1}, {"log_key": "autre+00000000+AAAA"}):
        forged.write_text(json.dumps({**said, **lie}))
        refused = plis("seal", paper, "--consultation", str(forged), *given)
        assert (refused.exit_code, "NON vérifiées" in refused.output, out.exists()) == (1, True, False)
    forged.write_text(json.dumps(said))
    assert done("seal", paper, "--consultation", str(forged), *given)["custody"]["verified"] is True  # type: ignore[index]
    trusted = done("seal", paper, "--consultation", str(forged), *given, "--log-key", said["log_key"])
    assert trusted["custody"]["log_key_trusted"] is True  # type: ignore[index]
    alone = ("seal", paper, "--consultation", str(forged), *given[:6])
    assert done(*alone)["custody"]["verified"] is False, "without network nothing is claimed"  # type: ignore[index]
    assert plis(*alone, "--log-key", said["log_key"]).exit_code == 1
    assert plis(*alone, "--log-key", said["log_key"], "--despite-custody").exit_code == 0


def test_keys_are_never_replaced_nor_shown(tmp_path: Path) -> None:
    key = tmp_path / "a.key"
    made = plis("keys", "new", "-o", str(key))
    assert "AGE-SECRET-KEY" not in made.output
    assert plis("keys", "new", "-o", str(key)).exit_code == 1
    assert plis("keys", "rehearse", str(key)).exit_code == 1, "one key alone leaves no reserve"
    keys = [str(key)]
    for name in ("b.key", "c.key"):
        assert plis("keys", "new", "-o", str(tmp_path / name)).exit_code == 0
        keys.append(str(tmp_path / name))
    assert done("keys", "rehearse", *keys)["opened"] == 3


def test_a_group_by_the_command_line(platform: Platform, tmp_path: Path) -> None:
    """The lead proposes, the member consents to what it read, and the sealed file carries group and subcontractors."""
    platform.publish()
    access = ("--url", platform.url)
    file, parts, paper = tmp_path / "groupement.json", tmp_path / "parts.json", tmp_path / "offre.txt"
    members = [{"siret": str(ACME), "name": "Acme"}, {"siret": str(BUYER), "name": "Régie", "share": "Vitres"}]
    drafted = {"tender_id": platform.tender_id, "kind": "solidaire", "lead_is_jointly_liable": True}
    file.write_text(json.dumps({**drafted, "members": members}))
    lead = token_of(platform, "mandataire", Right.SUBMIT, kind="economic_operator")
    claims = {"sub": "membre", "name": "membre", "kind": "economic_operator", "rights": [Right.SUBMIT]}
    member = platform.issuer.issue({**claims, "siret": str(BUYER)})
    early = plis("group", "consent", str(file), "--siret", str(BUYER), *access, token=member)
    assert "pas encore été proposé" in early.output
    proposed = done("group", "propose", str(file), "--siret", str(ACME), *access, token=lead)
    assert proposed["awaited"] == [str(BUYER)]
    agreed = done("group", "consent", str(file), "--siret", str(BUYER), *access, token=member)
    assert (agreed["awaited"], agreed["group_id"]) == ([], proposed["group_id"])
    listed = done("group", "list", "--place", "consented", "--siret", str(BUYER), *access, token=member)
    assert [one["group_id"] for one in listed] == [agreed["group_id"]]  # type: ignore[index]
    left = done("group", "withdraw", str(file), "--siret", str(BUYER), *access, token=member)
    assert left["awaited"] == [str(BUYER)]
    shown = plis("group", "list", "--siret", str(BUYER), *access, token=member)
    assert "attend votre consentement" in shown.output
    done("group", "consent", str(file), "--siret", str(BUYER), *access, token=member)
    paper.write_text("prix")
    parts.write_text(json.dumps({"variants": [{"number": 1, "title": "Bio", "documents": ["offre.txt"]}]}))
    consultation = f"{platform.url}/responses/consultations/{platform.tender_id}"
    given = ("--consultation", consultation, "--lot", "1", "--siret", str(ACME), "-o", str(tmp_path / "out"))
    sealed = done("seal", str(paper), *given, "--group", str(file), "--parts", str(parts))
    deposited = done("deposit", str(sealed["declaration"]), *access, token=lead)
    assert deposited["deposit"]["group_id"] == proposed["group_id"]  # type: ignore[index]
