"""Which key files each process gets: what it needs and nothing else.

The gateway alone can sign a caller's passport, accounts alone can sign an access token; a stolen key directory of any
other service lets nobody speak for somebody else. Used by the launcher, the compose file and the cluster manifests::

    python -m deploy.key_shares ALL-KEYS SHARES      # makes SHARES/gateway, SHARES/accounts, …
"""

import sys
from pathlib import Path
from typing import Final

AUDITED: Final = ("audit.private", "audit.public")
"""For the signed heads of audit trails."""
OF_EVERY_SERVICE: Final = ("passport.public", *AUDITED, "seal-replies.key")
"""To know whose call it is, to sign the audit trail, to seal the replies that are kept (`chassis.replies`)."""

NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "gateway": ("passport.private", "tokens.public"),
    "accounts": (
        *OF_EVERY_SERVICE,
        "tokens.private",
        "tokens.public",
        "seal-identity.key",
        "seal-contact.key",
        "seal-code.key",
        "index.key",
    ),
    "dossiers": (
        *OF_EVERY_SERVICE,
        "receipts.private",
        "receipts.public",
        "seal-identity.key",
        "seal-contact.key",
        "seal-answers.key",
        "index.key",
    ),
    "notifications": (*OF_EVERY_SERVICE, "seal-contact.key", "seal-code.key", "index.key"),
    "payments": (*OF_EVERY_SERVICE, "receipts.private", "receipts.public"),
    "catalog": OF_EVERY_SERVICE,
}


def share_all(source: Path, target: Path) -> None:
    """Bring every service's key directory under ``target`` up to date with ``source``."""
    from chassis.keys import share  # The launcher reads this page before there is any library.

    for service, names in NEEDS.items():
        share(source, target / service, service, names)


if __name__ == "__main__":
    share_all(Path(sys.argv[1]), Path(sys.argv[2]))
