"""Where the keys of the vault come from, and the cipher of what is newly sealed."""

from django.core.exceptions import ImproperlyConfigured

from config.environment import env
from config.settings.base import JIANJIAN_DATA, PRODUCTION

VAULT_KEY_PROVIDER: str = env.str("VAULT_KEY_PROVIDER", default="")
VAULT_KEYS: str = env.str("VAULT_KEYS", default="")
# The ring that bin/run keeps in the data folder; a key beside its data is no secret from whoever
# takes the disk, so production names a place of its own.
VAULT_KEY_FILE: str = env.str(
    "VAULT_KEY_FILE", default="" if PRODUCTION else str(JIANJIAN_DATA / "vault_keys.json")
)
if not (VAULT_KEY_PROVIDER or VAULT_KEYS or VAULT_KEY_FILE):
    raise ImproperlyConfigured(
        "VAULT_KEY_FILE is not set, nor are VAULT_KEYS or VAULT_KEY_PROVIDER. In production the "
        "vault has no default key: keep what `python -m config.vault_keys` prints in a file that "
        "only this account may read (chmod 600), and keep a copy of it elsewhere. A system that "
        "ran before the vault adds --former-secret, so that query codes stay good."
    )

VAULT_CIPHER: str = env.str("VAULT_CIPHER", default="AES-256-GCM")
if VAULT_CIPHER not in ("AES-256-GCM", "SM4-GCM"):
    raise ImproperlyConfigured(
        f"VAULT_CIPHER is {VAULT_CIPHER!r}; it must be AES-256-GCM or SM4-GCM."
    )
