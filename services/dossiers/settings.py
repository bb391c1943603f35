"""What dossiers may be told beside what every service is told."""

import functools
from dataclasses import dataclass

from chassis.settings import Address, ServiceSettings, address, setting
from services.dossiers.adapters.clamd import ClamdScanner
from services.dossiers.adapters.scanning import NoScanner, SandboxScanner, Scanner


@dataclass(frozen=True, kw_only=True)
class DossiersSettings(ServiceSettings):
    """Where files are scanned for malware. Without a scanner, outside the sandbox, all files stay in quarantine."""

    clamd: Address | None = setting("MOTCUA_CLAMD", default=None, parse=address, help="ClamAV's daemon, host:port")


@functools.cache
def scanner_of(clamd: Address | None, *, sandbox: bool) -> Scanner:
    """The scanner by the settings: clamd where it is named, the sandbox's twin in a sandbox; one for the process."""
    if clamd is not None:
        return ClamdScanner(clamd)
    return SandboxScanner() if sandbox else NoScanner()
