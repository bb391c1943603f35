"""The counter (quầy một cửa): officers file for who came, or whose papers came by post.

The dossier is the person's, the acts are the officer's: the history names the officer, and the audit trail has a row.
Who has an account is told like everybody who files, and has it in their list at once. Who has none is told by text
message to the telephone that they left for the dossier, as they said at the desk (`contacting`), and looks it up by its
code. They are kept here as accounts would keep them, sealed, and found again by the same identity number; also when
they open an account (`taking_over`).
"""

import datetime as dt
import unicodedata
from typing import Any

import sqlalchemy as sa

from chassis import audit, cursors
from chassis.callers import Channel
from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.ids import new_id
from chassis.service import Sealer, Signer, Storage, Work
from services.accounts.contract import (
    BIRTH_DATE_RANGE,
    CONTACT,
    IDENTITY,
    NAME_FORM,
    AccountKind,
    IdentityKind,
    account_context,
)
from services.catalog.contract.forms import kind_of, normalise
from services.dossiers import contract, policy
from services.dossiers.contacts import Contact, masked
from services.dossiers.contract import (
    LOOKUP,
    BeginAtDesk,
    DeskDraftLine,
    DeskDraftPage,
    DossierView,
    HandInPapers,
    ListDeskDrafts,
    PersonAtDesk,
)
from services.dossiers.domain.actions import Action, Party
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.content import Handed
from services.dossiers.handlers import drafts, rights
from services.dossiers.handlers.contacting import telephone
from services.dossiers.handlers.moves import may_take, opened
from services.dossiers.handlers.versions import newest
from services.dossiers.handlers.views import dossier_view
from services.dossiers.store import contents, desk_drafts, desk_people, handed, known, reaching, rows
from services.persons import full_name, is_possible_birth_date

Row = sa.Row[Any]


def begin_at_desk(call: Call[BeginAtDesk], storage: Storage, sealer: Sealer) -> DossierView:
    """Begin a dossier for a person, for whom the officer acts at the desk of the agency that receives it.

    The telephone that was given is this dossier's: others of the person keep theirs.
    """
    request = call.request
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        day = local_day(work.now)
        procedure, offer = newest(work.db, request.procedure_code, request.agency_code, day, request.channel)
        agency = known.agency(work.db, request.agency_code)
        if agency is None or not agency.active:
            raise contract.NOT_OFFERED(agency=request.agency_code, procedure=request.procedure_code)
        contact = Contact(telephone(request.person.phone, "/person/phone"), request.person.messages)
        applicant = _applicant(work, sealer, request.person, contact)
        if applicant.leaving_at is not None:
            raise contract.APPLICANT_LEAVING()
        if applicant.restricted:
            raise contract.APPLICANT_RESTRICTED()
        row = drafts.begun(
            work,
            sealer,
            procedure,
            offer,
            agency,
            applicant,
            drafts.known_case(procedure, request.case),
            request.channel,
            prefilled=not request.on_paper,
            contact=contact,
        )
        if not policy.at_the_desk(call.caller, row):
            raise contract.ROLE_MISSING(roles="receiver").as_denial()
        audit.record(
            work,
            "dossier.begun-at-desk",
            about=applicant.account_id,
            thing=row.id,
            facts={
                "channel": request.channel.value,
                "on_paper": request.on_paper,
                "messages": request.person.messages.value,
            },
        )
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def hand_in_papers(call: Call[HandInPapers], storage: Storage, sealer: Sealer, signer: Signer) -> DossierView:
    """Note which papers were handed in; they count like files, and the receipt lists them."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.EDIT)
        asked = {paper.key for paper in contents.papers_of(work.db, row.id)}
        seen = set[str]()
        for at, paper in enumerate(request.papers):
            if paper.paper_key not in asked:
                raise contract.PAPER_UNKNOWN(paper=paper.paper_key)
            if paper.paper_key in seen:
                raise INVALID_REQUEST(problems=[FieldProblem(f"/papers/{at}/paper_key", "twice", {})])
            seen.add(paper.paper_key)
        given = [Handed(paper.paper_key, paper.originals, paper.copies) for paper in request.papers]
        before = drafts.missing(work.db, row)
        anew = frozenset(paper.paper_key for paper in request.papers if paper.anew)
        handed.replace(work.db, row.id, [one for one in given if one.is_something], work.now, call.caller.id, anew)
        drafts.stays_whole(work.db, row, before)
        row = drafts.edited(work, row, sealer, signer, "papers-handed-in")
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def list_desk_drafts(call: Call[ListDeskDrafts], storage: Storage) -> DeskDraftPage:
    """What was begun at the caller's desks and left; only what the caller may also go on with."""
    request = call.request
    policy.check(call.caller, call.method)
    with storage.glance() as db:
        reach = [reaching.Reach(frozenset((held.agency,)), held.procedures) for held in policy.at_desks(call.caller)]
        found, cursor = desk_drafts.page(db, reach, cursors.read(request), request.limit)
    heads = any(held.role == Party.SUPERVISOR for held in policy.at_desks(call.caller))
    items = tuple(
        DeskDraftLine(
            id=row.id,
            procedure_code=row.procedure_code,
            procedure_name=row.procedure_name,
            agency_code=row.agency_code,
            agency_name=row.agency_name,
            channel=Channel(row.channel),
            applicant_name=row.applicant_name,
            changed_at=row.changed_at,
            may_discard=heads or row.begun_by in ("", call.caller.id),
        )
        for row in found
    )
    return DeskDraftPage(items=items, next_cursor=cursors.write(request, cursor))


def _applicant(work: Work, sealer: Sealer, person: PersonAtDesk, contact: Contact) -> Row:
    """The account with this identity paper, or else the person as somebody without one."""
    number = normalise(person.identity_number)
    if kind_of(number) != person.identity_kind.value:
        raise INVALID_REQUEST(problems=[FieldProblem("/person/identity_number", "wrong-form", {})])
    name = _name(person, local_day(work.now))
    desk_people.one_at_a_time(work.db, number[-4:])
    found = _known(work.db, sealer, person.identity_kind.value, number)
    if found is not None:
        if _folded(found.name) != _folded(name):
            _correct(work, sealer, found, name, asked=person.name_corrected)
        return known.applicant_who_files(work.db, found.account_id) or found
    account_id = f"{contract.DESK_PREFIX}{new_id()}"
    context = account_context(account_id)
    known.put_applicant(
        work.db,
        account_id=account_id,
        kind=AccountKind.CITIZEN.value,
        name=name,
        identity_kind=person.identity_kind.value,
        identity_sealed=sealer.seal(IDENTITY, number, context),
        identity_masked="*" * (len(number) - 4) + number[-4:],
        identity_last4_index=sealer.index(LOOKUP, number[-4:]),
        phone_sealed=sealer.seal(CONTACT, contact.phone, context),
        phone_masked=masked(contact.phone),
        phone_last4_index=sealer.index(LOOKUP, contact.phone[-4:]),
        active=True,
        birth_date=person.birth_date,
    )
    made = known.applicant(work.db, account_id)
    assert made is not None
    return made


def _name(person: PersonAtDesk, today: dt.date) -> str:
    """The name in normal form, by the rules of registration; of an organisation, what a line may hold."""
    born = person.birth_date
    if born is not None and not is_possible_birth_date(born, today):
        raise INVALID_REQUEST(problems=[FieldProblem("/person/birth_date", BIRTH_DATE_RANGE.code, {})])
    if person.identity_kind is IdentityKind.TAX_CODE:
        name: str | None = " ".join(unicodedata.normalize("NFC", person.full_name).split())
        if name and (not name.isprintable() or set(name) & set("<>")):
            name = None
    else:
        name = full_name(person.full_name)
    if not name:
        raise INVALID_REQUEST(problems=[FieldProblem("/person/full_name", NAME_FORM.code, {})])
    return name


def _correct(work: Work, sealer: Sealer, found: Row, name: str, *, asked: bool) -> None:
    """Give somebody who is known from drafts of desks only the name that their paper says; what was filed stays."""
    rows.drafts_of(work.db, found.account_id)  # Held from here on, so that none is filed meanwhile.
    if not contract.came_to_a_desk(found.account_id) or desk_people.filed(work.db, found.account_id):
        raise contract.PERSON_DIFFERS()
    if not asked:
        raise contract.NAME_NOTED_OTHERWISE()
    known.put_applicant(work.db, **{**found._mapping, "name": name})
    corrected = known.applicant(work.db, found.account_id)
    assert corrected is not None
    rights.let_drafts_say(work, corrected, sealer)
    audit.record(work, "person.name-corrected", about=found.account_id)


def _known(db: sa.Connection, sealer: Sealer, kind: str, number: str) -> Row | None:
    """Who has this identity paper: an account before somebody who only came to a desk."""
    indexes = sealer.indexes(LOOKUP, number[-4:])
    candidates = [
        row
        for row in known.applicants_like(db, kind, indexes)
        if sealer.unseal(IDENTITY, row.identity_sealed, account_context(row.account_id)) == number
    ]
    return min(candidates, key=lambda row: (contract.came_to_a_desk(row.account_id), row.account_id), default=None)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
