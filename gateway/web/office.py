"""The pages of who watches over an agency, administers it, edits the catalogue or operates the portal, together."""

from gateway.routing import Area
from gateway.web import (
    announcing,
    board,
    editing,
    edition_parts,
    feedback,
    form_editing,
    invitations,
    offering,
    operating,
    services_menu,
    staff,
    staff_account,
    wording,
)

AREAS: tuple[Area, ...] = (
    board.area,
    staff.area,
    staff_account.area,
    invitations.area,
    editing.area,
    edition_parts.area,
    form_editing.area,
    operating.area,
    announcing.area,
    feedback.area,
    services_menu.area,
    wording.area,
    offering.area,
)
