"""Why a member of staff opens a dossier: the duty that their role gives them in it, at that moment.

Nobody types a reason to do their daily work, so it is told from what the portal knows; the person it is about reads it.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from services.dossiers.domain.actions import PARTY_NAMES, Party
from services.dossiers.domain.duties import TASK_NAMES, Task

WATCHING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "supervisor": "giám sát việc giải quyết hồ sơ (người giám sát)",
        "auditor": "kiểm tra, thanh tra (cán bộ kiểm tra)",
        "agency_administrator": "quản trị của cơ quan (người quản trị)",
    }
)
"""What who does not handle dossiers opens them for, by role."""

HANDLING: Final = (Party.PROCESSOR, Party.APPROVER, Party.RECEIVER)


def opened_for(roles: Collection[str], responsible: str, task: str, *, holds: bool) -> str:
    """The duty for which somebody with these roles opens a dossier, in Vietnamese, with the role in brackets.

    ``responsible`` and ``task`` say whose turn it is and to do what. Who holds the dossier handles it; else whose turn
    it is does what is to be done; else who handles dossiers follows one of theirs, and the others watch.
    """
    if holds:
        return f"xử lý hồ sơ được giao ({PARTY_NAMES[Party.PROCESSOR].vi})"
    if responsible in roles and task:
        return f"{TASK_NAMES[Task(task)].vi} ({PARTY_NAMES[Party(responsible)].vi})"
    for role, duty in WATCHING.items():
        if role in roles and not any(party.value in roles for party in HANDLING):
            return duty
    for party in HANDLING:
        if party.value in roles:
            return f"theo dõi hồ sơ trong phạm vi được giao ({PARTY_NAMES[party].vi})"
    return ""
