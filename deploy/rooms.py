"""The processes of the portal, by name. The launcher, the broker's rights and the databases are all made from this."""

SERVICES = ("catalog", "accounts", "dossiers", "payments", "notifications")
"""Services with a database of their own, in the order in which they are shown."""

GATEWAY = "gateway"

TARGETS: dict[str, tuple[str, ...]] = {
    "catalog": ("services.catalog.service:CatalogService",),
    "accounts": ("services.accounts.service:AccountsService",),
    "dossiers": ("services.dossiers.service:DossiersService",),
    "payments": ("services.payments.service:PaymentsService",),
    "notifications": ("services.notifications.service:NotificationsService",),
    "gateway": ("gateway.service:Gateway",),
}
"""What ``python -m chassis.runner`` runs in each process."""

STAND_INS: dict[str, tuple[str, ...]] = {
    "payments": ("services.payments.sandbox_bank.service:SandboxBank",),
    "dossiers": ("services.dossiers.sandbox_national.service:SandboxNational",),
}
"""The sandbox's stand-ins: the bank people pay at, the national portal. Each runs in the first process of its service
only, as it listens on a port."""

YIELDS: dict[str, int] = {"notifications": 5}
"""By how much a service yields to the others where processors are short, as ``nice`` counts: nobody looks at a page
that waits for what it does. At 5 it gets a third of what another gets, and all there is when nobody else wants it."""


def yielding(service: str) -> list[str]:
    """What to start a service's command with, so that it yields as it should."""
    return ["nice", "-n", str(YIELDS[service])] if service in YIELDS else []


FOLLOWS: dict[str, tuple[str, ...]] = {
    "catalog": (),
    "accounts": ("catalog", "dossiers", "payments", "notifications"),
    "dossiers": ("catalog", "accounts", "payments", "notifications"),
    "payments": ("accounts", "dossiers"),
    "notifications": ("accounts", "dossiers", "payments"),
}
"""Whose events each service follows."""


def topology() -> str:
    """``FOLLOWS`` in the words of ``python -m chassis.topology``: ``consumer:source,source;…``."""
    return ";".join(f"{consumer}:{','.join(sources)}" for consumer, sources in FOLLOWS.items())
