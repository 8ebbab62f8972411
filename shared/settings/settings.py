"""The settings of a process, read once from the environment (`PLIS_…`) by the composition roots and the wirings.

Modes guard one another: a development or sandbox platform refuses real gateways, and a real platform refuses the
development issuer, so that nothing done for practice can reach the world.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.settings.secret_files import SecretFiles

_DEVELOPMENT_ISSUER: Final = "urn:plis:dev:"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PRACTICE_HOSTS: Final = _LOOPBACK | {
    "staging.entreprise.api.gouv.fr",
    "sandbox-api.piste.gouv.fr",
    "sandbox-oauth.piste.gouv.fr",
}
_NODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
# Each is a field and a variable, `PLIS_` before its name: where a store, a broker or a service is, if there is one.
_ADDRESSES: Final = (
    *("database_url", "amqp_url", "blobs_url", "oidc_issuer", "smtp_url", "clamd_url"),
    *("api_entreprise_url", "tsa_url", "company_directory_url", "dume_url", "chorus_pro_url", "chorus_pro_token_url"),
)
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(ValueError):
    """The environment contradicts itself or cannot be read; the message is French and names the variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between two installations of the platform."""

    data_dir: Path
    secrets_dir: Path
    database_url: str | None = field(default=None, repr=False)  # it may hold a password
    amqp_url: str | None = field(default=None, repr=False)  # it may hold a password
    blobs_url: str | None = field(default=None, repr=False)  # it may hold a password
    oidc_issuer: str | None = None
    oidc_jwks_file: Path | None = None
    oidc_audience: str = "plis"
    standards_dir: Path | None = None
    dev: bool = False
    sandbox: bool = False
    public_url: str = "http://127.0.0.1:8000"
    api_entreprise_url: str | None = None
    company_directory_url: str | None = None
    dume_url: str | None = None  # the DUME service of the State; its client certificate is the secret `dume_client.pem`
    dume_technical_id: str | None = None
    chorus_pro_url: str | None = None  # the State's invoicing portal, up to /cpro; accounts are secrets `chorus_pro_…`
    chorus_pro_token_url: str | None = None
    operator_siret: str | None = None  # the public body that runs the platform, told to administrations that it asks
    tsa_url: str | None = None
    clamd_url: str | None = None  # unix:///… or tcp://host:port; without it nothing is scanned, and that is said
    smtp_url: str | None = field(default=None, repr=False)  # it may hold a password
    ntp_server: str | None = None
    witnesses: tuple[str, ...] = ()
    smtp_from: str | None = None
    reminder_hours: int = 48  # legal hours without reading after which an e-mail leaves again
    reminders: int = 2
    practice_days: int = 7  # after which the deposits of the test space are forgotten
    log_level: str = "INFO"
    metrics_port: int | None = None
    node: str = "node-1"

    def __post_init__(self) -> None:
        _check_modes(self)
        if self.clamd_url and urlsplit(self.clamd_url).scheme not in {"unix", "tcp"}:
            raise SettingsError("PLIS_CLAMD_URL commence par unix:// ou tcp://.")
        if bool(self.chorus_pro_url) != bool(self.chorus_pro_token_url):
            raise SettingsError("PLIS_CHORUS_PRO_URL et PLIS_CHORUS_PRO_TOKEN_URL vont ensemble.")
        if self.log_level not in _LEVELS:
            raise SettingsError(f"PLIS_LOG_LEVEL vaut l'un de {', '.join(_LEVELS)}.")
        if not _NODE.fullmatch(self.node):
            raise SettingsError("PLIS_NODE ne comporte que des minuscules, des chiffres et des tirets.")
        if self.secrets_dir.resolve().is_relative_to(self.data_dir.resolve()):
            raise SettingsError("PLIS_SECRETS_DIR doit être hors du dossier de données, que l'on sauvegarde.")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings from `PLIS_…` variables; an empty variable counts as absent.

        Raises:
            SettingsError: a value cannot be read, or two contradict each other.
        """
        given = {
            name.removeprefix("PLIS_"): value for name, value in environ.items() if name.startswith("PLIS_") and value
        }
        data_dir = Path(given.get("DATA_DIR") or _default_data_dir(environ)).expanduser().absolute()
        secrets_dir = Path(given.get("SECRETS_DIR") or f"{data_dir}-secrets").expanduser().absolute()
        jwks = given.get("OIDC_JWKS_FILE")
        return cls(
            data_dir=data_dir,
            secrets_dir=secrets_dir,
            oidc_jwks_file=Path(jwks).expanduser().absolute() if jwks else None,
            oidc_audience=given.get("OIDC_AUDIENCE", "plis"),
            standards_dir=_standards_dir(given.get("STANDARDS"), data_dir),
            dev=_switch(given, "DEV"),
            sandbox=_switch(given, "SANDBOX"),
            public_url=given.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            log_level=given.get("LOG_LEVEL", "INFO").upper(),
            metrics_port=_port(given, "METRICS_PORT"),
            node=given.get("NODE", "node-1"),
            reminder_hours=_number(given, "REMINDER_HOURS", 48),
            reminders=_number(given, "REMINDERS", 2),
            practice_days=_number(given, "PRACTICE_DAYS", 7),
            dume_technical_id=given.get("DUME_TECHNICAL_ID"),
            operator_siret=_siret(given, "OPERATOR_SIRET"),
            smtp_from=given.get("SMTP_FROM"),
            ntp_server=given.get("NTP_SERVER"),
            witnesses=tuple(given.get("WITNESSES", "").split()),
            **{name: given.get(name.upper()) for name in _ADDRESSES},
        )

    @property
    def samples_dir(self) -> Path | None:
        """Give the folder of official samples, the sibling of the standards, when it is there."""
        if self.standards_dir is None:
            return None
        samples = self.standards_dir.parent / "samples"
        return samples if samples.is_dir() else None

    def secret(self, name: str) -> bytes:
        """Read a secret of the secrets folder.

        Raises:
            FileNotFoundError: nobody has made it.
        """
        return SecretFiles(self.secrets_dir).read(name)

    def create_secret(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Read a secret of the secrets folder, making it first, once, if it is absent."""
        return SecretFiles(self.secrets_dir).create(name, make)


def _check_practice_gateways(settings: Settings, *, practice: bool) -> None:
    """A practice platform asks nobody real."""
    for name, url, what in (
        ("PLIS_API_ENTREPRISE_URL", settings.api_entreprise_url, "la véritable API Entreprise"),
        ("PLIS_COMPANY_DIRECTORY_URL", settings.company_directory_url, "le véritable annuaire"),
        ("PLIS_DUME_URL", settings.dume_url, "le véritable service DUME"),
        ("PLIS_CHORUS_PRO_URL", settings.chorus_pro_url, "le véritable portail de facturation"),
        ("PLIS_CHORUS_PRO_TOKEN_URL", settings.chorus_pro_token_url, "le véritable portail de facturation"),
    ):
        if practice and url and urlsplit(url).hostname not in _PRACTICE_HOSTS:
            raise SettingsError(f"{name} : une plateforme d'essai n'appelle pas {what}.")


def _check_modes(settings: Settings) -> None:
    practice = settings.dev or settings.sandbox
    _check_practice_gateways(settings, practice=practice)
    if practice and settings.smtp_url and urlsplit(settings.smtp_url).hostname not in _LOOPBACK:
        raise SettingsError("PLIS_SMTP_URL : une plateforme d'essai n'écrit qu'à un serveur de la même machine.")
    if settings.smtp_url and not settings.smtp_from:
        raise SettingsError("PLIS_SMTP_FROM manque : les courriels partent au nom d'une adresse.")
    issuer = settings.oidc_issuer
    if issuer is None:
        return
    if issuer.startswith(_DEVELOPMENT_ISSUER) and not settings.dev:
        raise SettingsError("PLIS_OIDC_ISSUER : l'émetteur de développement n'est accepté qu'avec PLIS_DEV=1.")
    local = issuer.startswith(_DEVELOPMENT_ISSUER) or urlsplit(issuer).hostname in _LOOPBACK
    if settings.sandbox and not local:
        raise SettingsError("PLIS_OIDC_ISSUER : un bac à sable n'accepte pas d'émetteur d'identités réel.")


def _default_data_dir(environ: Mapping[str, str]) -> str:
    base = environ.get("XDG_DATA_HOME") or f"{environ.get('HOME') or Path.home()}/.local/share"
    return f"{base}/plis"


def _standards_dir(given: str | None, data_dir: Path) -> Path | None:
    if given is not None:
        folder = Path(given).expanduser().absolute()
        if not folder.is_dir():
            raise SettingsError("PLIS_STANDARDS ne désigne pas un dossier.")
        return folder
    root = Path(__file__).resolve().parents[2]
    beside = root.parent / "shared" / "standards"
    # The sibling folder counts only for a source checkout: in site-packages it would be somebody else's.
    candidates = ([beside] if (root / "pyproject.toml").is_file() else []) + [data_dir / "standards"]
    return next((folder for folder in candidates if folder.is_dir()), None)


def _switch(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "0")
    if value not in {"0", "1"}:
        raise SettingsError(f"PLIS_{name} vaut 0 ou 1.")
    return value == "1"


def _siret(given: Mapping[str, str], name: str) -> str | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        return str(Siret.parse(text))
    except InvalidValue as error:
        raise SettingsError(f"PLIS_{name} : {error}") from error


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,4}", text, re.ASCII):
        raise SettingsError(f"PLIS_{name} est un nombre entier.")
    return int(text)


def _port(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise SettingsError(f"PLIS_{name} est un numéro de port.")
    return int(text)
