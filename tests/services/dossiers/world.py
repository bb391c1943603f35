"""A small world for dossiers: a real database and object store, a catalogue of two procedures, people and officers."""

import datetime as dt
import functools
import hashlib
import inspect
import io
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PIL import Image

from chassis.callers import ANONYMOUS, Caller, CallerKind, Channel, system
from chassis.contracts import EventType, Method
from chassis.ids import new_id
from chassis.objects import LocalObjects
from chassis.parts import Parts
from chassis.sealing import Sealer
from chassis.signing import Signer
from chassis.storage import Storage
from chassis.testing import call_of, emitted, event_of
from deploy.portal_client import small_pdf
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.adapters.scanning import SandboxScanner, Scanner
from services.dossiers.contract import DossierView
from services.dossiers.handlers import (
    anchoring,
    apologies,
    appointments,
    assigning,
    board,
    claiming,
    consulting,
    contacting,
    counter,
    decision,
    desk,
    digesting,
    discarding,
    drafts,
    erasing,
    filing,
    following,
    handing_over,
    history,
    issuing,
    looking,
    mandates,
    openness,
    pausing,
    public_look_up,
    questions,
    reassessing,
    restricting,
    returning,
    reuse,
    rights,
    uploading,
    versions,
    watch,
)
from services.dossiers.tables import dossiers
from services.notifications import contract as notifications
from services.payments import contract as payments

AGENCY = "H27.30.12"
OTHER_AGENCY = "H27.30.13"
DESK = "H27.30.12.1"
EXTRACT = "2.000635"  # Cấp bản sao Trích lục hộ tịch: same day, a fee for each copy
CAR = "1.012575"  # Đăng ký xe lần đầu: the clock starts after payment
PDF = small_pdf("A paper")


def a_picture(form: str = "PNG", side: int = 4) -> bytes:
    """A small whole picture."""
    out = io.BytesIO()
    Image.effect_noise((side, side), 40).save(out, form)
    return out.getvalue()


PNG = a_picture()
REASONS = {
    "reason_code": "wrong-papers",
    "reason": "Giấy tờ không phải của người nộp",
    "legal_basis": "NĐ 61/2018/NĐ-CP điều 17",
}

_HANDLERS: dict[str, Any] = {
    handler.__name__: handler
    for handler in (
        drafts.create_draft,
        discarding.discard_draft,
        drafts.save_draft,
        versions.get_draft_move,
        versions.move_draft,
        drafts.attach_paper,
        drafts.remove_paper,
        filing.submit_dossier,
        filing.supplement_dossier,
        filing.withdraw_dossier,
        desk.receive_dossier,
        reassessing.reassess_fees,
        desk.refuse_dossier,
        desk.request_supplement,
        desk.start_processing,
        desk.stop_dossier,
        decision.decide_dossier,
        decision.attach_result,
        decision.propose_decision,
        decision.send_back,
        returning.return_result,
        returning.confirm_delivery,
        pausing.allow_supplement,
        pausing.require_duty,
        pausing.suspend_processing,
        pausing.resume_processing,
        appointments.arrange_appointment,
        appointments.move_appointment,
        appointments.end_appointment,
        consulting.consult_agency,
        consulting.answer_consultation,
        consulting.take_back_consultation,
        consulting.list_consultations,
        handing_over.list_processors,
        assigning.assign_dossier,
        assigning.assign_dossiers,
        assigning.claim_dossier,
        assigning.release_dossier,
        assigning.transfer_dossier,
        apologies.extend_deadline,
        questions.list_reasons,
        questions.find_party,
        questions.get_dossier,
        questions.list_my_dossiers,
        questions.list_agency_dossiers,
        questions.find_dossiers,
        board.get_board,
        public_look_up.get_completion,
        public_look_up.look_up_dossier,
        questions.get_timeline,
        questions.get_deadline,
        questions.get_file,
        issuing.list_official_papers,
        issuing.get_register,
        openness.rate_dossier,
        openness.get_figures,
        looking.reveal_applicant,
        looking.list_looks,
        mandates.get_mandate,
        counter.begin_at_desk,
        counter.hand_in_papers,
        counter.list_desk_drafts,
        contacting.correct_contact,
        claiming.claim_reliefs,
        uploading.begin_upload,
        uploading.get_upload,
        uploading.finish_upload,
        uploading.drop_upload,
        reuse.list_my_papers,
        reuse.reuse_paper,
        history.get_history,
        history.get_receipts,
        history.get_signing_keys,
        anchoring.get_anchor_proof,
        anchoring.list_anchors,
    )
}


def citizen(name: str = "an") -> Caller:
    return Caller(kind=CallerKind.CITIZEN, id=f"citizen-{name}", name="Nguyễn Văn An", assurance=1)


def officer(*roles: str, agency: str = AGENCY, name: str = "hoa") -> Caller:
    return Caller(kind=CallerKind.STAFF, id=f"staff-{name}", name="Lê Thị Hoa", agency=agency, roles=roles)


PERSON = citizen()
RECEIVER = officer("receiver", name="receiver")
PROCESSOR = officer("processor", name="processor")
APPROVER = officer("approver", name="approver")
SUPERVISOR = officer("supervisor", name="supervisor")


def a_procedure(code: str = EXTRACT, **changes: Any) -> catalog.ProcedureVersion:
    """A published version, small but with every part that dossiers use."""
    day = dt.date(2025, 7, 1)
    content = {name: value for name, value in changes.items() if name != "offers"}
    facts: dict[str, Any] = {
        "code": code,
        "version": 1,
        "content_hash": hashlib.sha256(f"{code}{content}".encode()).hexdigest(),
        "valid_from": day,
        "published_at": dt.datetime(2025, 6, 1, tzinfo=dt.UTC),
        "name": "Cấp bản sao Trích lục hộ tịch" if code == EXTRACT else "Đăng ký xe lần đầu",
        "field": "ho-tich",
        "field_name": "Hộ tịch",
        "levels": (catalog.AgencyLevel.COMMUNE,),
        "tabs": (catalog.Tab.CITIZEN,),
        "audiences": (catalog.Audience.CITIZEN,),
        "ways": tuple(
            catalog.Way(
                channel=channel,
                limit=catalog.Limit(value=1, unit=catalog.LimitUnit.SAME_DAY)
                if code == EXTRACT
                else catalog.Limit(value=2, unit=catalog.LimitUnit.WORKING_DAY),
            )
            for channel in (Channel.ONLINE, Channel.DIRECT)
        ),
        "fees": (
            catalog.Fee(
                head="copy",
                kind=catalog.FeeKind.PHI,
                label="Phí cấp bản sao",
                rule=catalog.FeeRule.PER_UNIT,
                amount=8000,
                unit="bản",
            ),
        ),
        "papers": (
            catalog.Paper(key="declaration", name="Tờ khai", originals=1, form="Mẫu 01"),
            catalog.Paper(key="identity", name="Giấy tờ tùy thân", originals=1, handling=catalog.Handling.SHOW),
            catalog.Paper(key="mandate", name="Văn bản ủy quyền", originals=1, required=False),
        ),
        "clock_starts_after_payment": code == CAR,
        "provenance": catalog.Provenance(name="test", retrieved_on=day, verified=True),
        "offers": (an_offer(), an_offer(OTHER_AGENCY)),
    }
    return catalog.ProcedureVersion(**{**facts, **changes})


def an_offer(agency: str = AGENCY, **changes: Any) -> catalog.Offer:
    facts: dict[str, Any] = {
        "agency_code": agency,
        "desk_code": agency,
        "scheme": catalog.Scheme.TWO_KINDS_BY_DEFAULT_FULL,
        "level": catalog.ServiceLevel.FULL,
        "files_online": True,
        "pays_online": True,
        "returns_online": True,
        "returns_by_post": True,
        "returns_at_desk": True,
        "valid_from": dt.date(2025, 7, 1),
    }
    return catalog.Offer(**{**facts, **changes})


def a_desk() -> catalog.Agency:
    """The one-stop desk of the commune, with its address and hours."""
    return catalog.Agency(
        code=DESK,
        name="Trung tâm Phục vụ hành chính công xã Tân Mỹ Hà",
        kind=catalog.AgencyKind.ONE_STOP_DESK,
        level=catalog.AgencyLevel.COMMUNE,
        dossier_unit=AGENCY,
        address="Thôn 1, xã Tân Mỹ Hà",
        hours=tuple(catalog.DeskHours(weekday=day, opens="07:30", closes="11:30") for day in (1, 2)),
    )


class World:
    """Calls the handlers as the service would; time moves only when a test moves it."""

    def __init__(self, storage: Storage, directory: Path, keys_dir: Path) -> None:
        self.storage = storage
        self.directory = directory
        self.objects = LocalObjects(directory)
        self.sealer = Sealer(keys_dir)
        self.signer = Signer(keys_dir, "receipts")
        self.parts = Parts(self.objects, directory)
        self.scanner: Scanner = SandboxScanner()
        self._asked_for: dict[tuple[str, ...], str] = {}
        self.now = dt.datetime(2026, 8, 10, 2, 0, tzinfo=dt.UTC)  # Monday, 09:00 in Vietnam

    def clock(self) -> dt.datetime:
        return self.now

    def pass_time(self, **span: float) -> None:
        self.now += dt.timedelta(**span)

    def call(self, method: Method[Any, Any], caller: Caller, /, key: str | None = None, **fields: Any) -> Any:
        if method is contract.submit_dossier and "content_hash" not in fields:
            fields["content_hash"] = self.hash_of(fields["dossier_id"])
        call = call_of(method, method.request(**fields), caller=caller, key=key)
        handler = _HANDLERS[method.name]
        has = {
            "storage": self.storage,
            "objects": self.objects,
            "parts": self.parts,
            "sealer": self.sealer,
            "signer": self.signer,
            "scanner": self.scanner,
        }
        return handler(call, **{name: has[name] for name in inspect.signature(handler).parameters if name in has})

    def hash_of(self, dossier_id: str) -> str:
        """The content hash that somebody sees who has just read the dossier."""
        with self.storage.read() as db:
            return db.scalar(sa.select(dossiers.c.content_hash).where(dossiers.c.id == dossier_id)) or "0" * 64

    def told(self, event_type: EventType[Any], aggregate_id: str, payload: Any, version: int = 1) -> None:
        """Another service tells of something."""
        account_state = functools.partial(following.on_account_state, sealer=self.sealer)
        followers: dict[str, Any] = {
            catalog.agency_published.address: following.on_agency_published,
            catalog.procedure_published.address: following.on_procedure_published,
            catalog.procedure_withdrawn.address: following.on_procedure_withdrawn,
            accounts.account_opened.address: account_state,
            accounts.account_changed.address: account_state,
            accounts.account_corrected.address: lambda event, work: rights.on_account_corrected(
                event, work, self.sealer
            ),
            accounts.account_restricted.address: restricting.on_account_restricted,
            accounts.erasure_asked.address: erasing.on_erasure_asked,
            accounts.erasure_ended.address: erasing.on_erasure_ended,
            accounts.account_erased.address: lambda event, work: erasing.on_account_erased(event, work, self.objects),
            accounts.staff_changed.address: following.on_staff_changed,
            accounts.delegation_granted.address: mandates.on_delegation_granted,
            notifications.contact_reach_changed.address: lambda event, work: contacting.on_contact_reach_changed(
                event, work, self.sealer
            ),
            payments.payment_requested.address: following.on_payment_requested,
            payments.payment_settled.address: following.on_payment_settled,
            payments.payment_waived.address: reassessing.on_payment_waived,
            payments.fee_change_refused.address: reassessing.on_fee_change_refused,
        }
        event = event_of(event_type, aggregate_id, payload, version=version)
        with self.storage.work(system("dossiers")) as work:
            followers[event_type.address](event, work)

    def know(self) -> None:
        """The catalogue and the people that most tests need."""
        for code in (AGENCY, OTHER_AGENCY):
            self.told(catalog.agency_published, code, self.agency(code))
        for code in (EXTRACT, CAR):
            self.told(catalog.procedure_published, code, a_procedure(code))
        for person in (PERSON, citizen("binh")):
            self.told(accounts.account_opened, person.id, self.account(person))

    def hire(self, member: Caller, *, active: bool = True, mailed: bool = False) -> None:
        """Accounts tells of a member of staff with their roles, and whether they are reached by mail."""
        held = tuple(
            accounts.HeldRole(role=accounts.StaffRole(one.role), agency_code=one.agency, procedures=one.procedures)
            for one in member.reach()
        )
        state = accounts.StaffState(
            staff_id=member.id,
            staff_number=member.id,
            name=member.name,
            agency_code=member.agency,
            roles=tuple(accounts.StaffRole(role) for role in member.roles),
            active=active,
            holdings=held,
            mailed=mailed,
        )
        self.told(accounts.staff_changed, member.id, state)

    def agency(self, code: str) -> catalog.Agency:
        return catalog.Agency(
            code=code,
            name=f"Ủy ban nhân dân xã {code}",
            kind=catalog.AgencyKind.PEOPLES_COMMITTEE,
            level=catalog.AgencyLevel.COMMUNE,
            dossier_unit=code,
        )

    def account(
        self, person: Caller, identity: str = "042090001234", phone: str = "0912345678"
    ) -> accounts.AccountState:
        return accounts.AccountState(
            account_id=person.id,
            kind=accounts.AccountKind.CITIZEN,
            display_name=person.name,
            identity_kind=accounts.IdentityKind.CCCD,
            identity_sealed="v1.sealed",
            identity_masked="********1234",
            identity_last4_index=self.sealer.index(contract.LOOKUP, identity[-4:]),
            phone_sealed="v1.sealed",
            phone_masked="*******678",
            phone_last4_index=self.sealer.index(contract.LOOKUP, phone[-4:]),
        )

    def look(self) -> None:
        """The watch does what is due by now."""
        watch.watch(self.storage)

    def mornings(self) -> None:
        """The digests that are due by now are made up."""
        digesting.make_up_due(self.storage)

    # A dossier's life, in as few words as a test needs

    def stored(self, body: bytes = PDF) -> dict[str, Any]:
        """A file in the object store, as the gateway would announce it."""
        found = self.objects.put(io.BytesIO(body), 10_000_000)
        media_type = "image/png" if body.startswith(b"\x89PNG") else "application/pdf"
        return {"object_key": found.key, "size": found.size, "sha256": found.sha256, "media_type": media_type}

    def draft(self, procedure: str = EXTRACT, caller: Caller = PERSON, **fields: Any) -> DossierView:
        facts = {"procedure_code": procedure, "agency_code": AGENCY, **fields}
        return self.call(contract.create_draft, caller, **facts)

    def attach(
        self, dossier_id: str, paper: str, body: bytes = PDF, caller: Caller = PERSON, **fields: Any
    ) -> DossierView:
        facts = {"file_name": f"{paper}.pdf", **self.stored(body), **fields}
        return self.call(contract.attach_paper, caller, dossier_id=dossier_id, paper_key=paper, **facts)

    def submitted(self, procedure: str = EXTRACT, caller: Caller = PERSON, **fields: Any) -> DossierView:
        draft = self.draft(procedure, caller, **fields)
        self.call(contract.save_draft, caller, dossier_id=draft.id, answers={"copies": 1, "purpose": "Nộp hồ sơ"})
        self.attach(draft.id, "declaration", caller=caller)
        self.attach(draft.id, "identity", PNG, caller=caller)
        return self.call(contract.submit_dossier, caller, dossier_id=draft.id)

    def received(self, procedure: str = EXTRACT) -> DossierView:
        return self.call(contract.receive_dossier, RECEIVER, dossier_id=self.submitted(procedure).id)

    def processing(self) -> DossierView:
        return self.call(contract.start_processing, PROCESSOR, dossier_id=self.received().id)

    def decided(self) -> DossierView:
        dossier = self.processing()
        return self.call(contract.decide_dossier, APPROVER, dossier_id=dossier.id, outcome=contract.Outcome.APPROVED)

    def asked(self, dossier_id: str, caller: Caller = RECEIVER, papers: tuple[str, ...] = ("identity",)) -> DossierView:
        items = tuple(contract.AskedItem(paper_key=paper, reason="Ảnh chụp bị mờ") for paper in papers)
        return self.call(contract.request_supplement, caller, dossier_id=dossier_id, items=items)

    def act(self, method: Method[Any, Any], caller: Caller, dossier: DossierView, **fields: Any) -> Any:
        """Take a step with a dossier as it was last seen."""
        return self.call(method, caller, dossier_id=dossier.id, expected_version=dossier.version, **fields)

    def pay(
        self,
        dossier: DossierView,
        amount: int | None = None,
        provider: payments.Provider = payments.Provider.VNPAY,
    ) -> None:
        """Payments tells that the fee was asked for, if it did not yet, and that it is settled now."""
        assert dossier.fee is not None
        what = (dossier.id, *(item.head for item in dossier.fee.items))
        obligation = dossier.fee.obligation_id or self._asked_for.get(what) or self.request_payment(dossier)
        self._asked_for[what] = obligation
        facts = self.payment_facts(dossier, obligation, dossier.fee.total if amount is None else amount)
        settled = payments.PaymentSettled(**facts, payment_id=new_id(), provider=provider, receipt_id=new_id())
        self.told(payments.payment_settled, obligation, settled, version=2)

    def payment_facts(self, dossier: DossierView, obligation: str, amount: int) -> dict[str, Any]:
        return {
            "obligation_id": obligation,
            "dossier_id": dossier.id,
            "dossier_code": dossier.code,
            "procedure_code": dossier.procedure_code,
            "procedure_name": dossier.procedure_name,
            "agency_code": dossier.agency_code,
            "payer_id": dossier.applicant_id,
            "amount": amount,
            "at": self.now,
        }

    def request_payment(self, dossier: DossierView, amount: int | None = None, replaces: str = "") -> str:
        """Payments tells that the fee can be paid, or that a new amount took the place of another; its obligation."""
        assert dossier.fee is not None
        facts = self.payment_facts(dossier, new_id(), dossier.fee.total if amount is None else amount)
        requested = payments.PaymentRequested(**facts, items=(), pay_online=True, replaces=replaces)
        self.told(payments.payment_requested, facts["obligation_id"], requested)
        return str(facts["obligation_id"])

    def waive(self, dossier: DossierView) -> None:
        """Payments tells that nothing is due any more by a change."""
        assert dossier.fee is not None
        facts = self.payment_facts(dossier, dossier.fee.obligation_id, dossier.fee.total)
        self.told(payments.payment_waived, facts["obligation_id"], payments.PaymentWaived(**facts), version=2)

    def keep_fee(self, dossier: DossierView, why: payments.WhyKept) -> None:
        """Payments tells that a fee stays as it was."""
        assert dossier.fee is not None
        facts = self.payment_facts(dossier, dossier.fee.obligation_id, dossier.fee.total)
        refused = payments.FeeChangeRefused(**facts, why=why)
        self.told(payments.fee_change_refused, facts["obligation_id"], refused, version=2)

    def seen(self, dossier_id: str, caller: Caller = PERSON) -> DossierView:
        return self.call(contract.get_dossier, caller, dossier_id=dossier_id)

    def events(self, event_type: EventType[Any]) -> list[Any]:
        return emitted(self.storage, event_type)


__all__ = ["ANONYMOUS", "World"]
