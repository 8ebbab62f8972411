"""What the environment says: where data and secrets live, which external systems are used, which modes hold."""

from shared.settings.secret_files import InsecureSecret, SecretFiles
from shared.settings.settings import Settings, SettingsError

__all__ = ["InsecureSecret", "SecretFiles", "Settings", "SettingsError"]
