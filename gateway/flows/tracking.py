"""Following a dossier without signing in."""

from gateway.visits import Visit
from services.dossiers import contract as dossiers


def look_up(visit: Visit, question: dossiers.LookUpDossier) -> dossiers.LookUpView:
    """What may be told to who knows code and second fact; unknown codes and wrong facts are refused alike."""
    return visit.send(dossiers.look_up_dossier, question)
