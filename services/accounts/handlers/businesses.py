"""The account of a business (tổ chức, doanh nghiệp), opened by its legal representative."""

from chassis.contracts import Call
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from services.accounts import acting_store, audit, policy, store
from services.accounts.adapters.registers import Claim, Finding, RegisterAway, Registers
from services.accounts.audit import Act
from services.accounts.contract import (
    BUSINESS_REGISTER_AWAY,
    CONTACT,
    IDENTITY,
    LOOKUP,
    NOT_REPRESENTATIVE,
    ORGANISATION_EXISTS,
    TAX_CODE_UNKNOWN,
    TAX_CODE_WRONG,
    MemberRole,
    OrganisationView,
    RegisterOrganisation,
    account_context,
    account_opened,
)
from services.accounts.domain.tax_code import tax_code
from services.accounts.handlers.account_states import account_state, identity_of
from services.accounts.handlers.fresh import require_fresh
from services.accounts.handlers.networks import network_index
from services.accounts.handlers.organisations import own_account, put_member, wrong_field
from services.accounts.handlers.register_checks import note_failed_check, slow_down_checks

log = get_log(__name__)


def register_organisation(
    call: Call[RegisterOrganisation], storage: Storage, sealer: Sealer, registers: Registers
) -> OrganisationView:
    """Open the account of a business for its legal representative, whom the business register vouches for."""
    policy.check(call.caller, call.method)
    code = tax_code(call.request.tax_code)
    if code is None:
        raise wrong_field("/tax_code", TAX_CODE_WRONG)
    network = network_index(sealer, call.caller)
    with storage.work(call.caller, call.trace) as work:
        require_fresh(work, call.caller)
        person = own_account(work, call.caller.id)
        slow_down_checks(work, identity_of(sealer, person), network)
    number = sealer.unseal(IDENTITY, person.identity_sealed, account_context(person.id))
    # The register is asked between two transactions: nothing is held while somebody else takes their time.
    try:
        found = registers.businesses.check_representative(
            code, Claim(person.identity_kind, number, person.name, person.birth_date)
        )
    except RegisterAway as away:
        log.warning("business register is away", reason=away.reason)
        raise BUSINESS_REGISTER_AWAY(retry_after=60) from None
    if found.finding is not Finding.MATCH:
        note_failed_check(storage, call, identity_of(sealer, person), network)
        raise wrong_field("/tax_code", TAX_CODE_UNKNOWN if found.finding is Finding.UNKNOWN else NOT_REPRESENTATIVE)
    with storage.command(call) as work:
        organisation = _open(work, sealer, code, found.name, person)
        if organisation is None:
            raise ORGANISATION_EXISTS()
        put_member(work, organisation.id, person.id, MemberRole.OWNER)
        audit.record(work, Act.ORGANISATION_CHANGED, about=organisation.id, facts={"what": "opened"})
        view = OrganisationView(
            organisation_id=organisation.id, tax_code=code, name=organisation.name, role=MemberRole.OWNER
        )
        return work.done(view)


def _open(work: Work, sealer: Sealer, code: str, name: str, person: store.Row) -> store.Row | None:
    organisation_id = new_id()
    context = account_context(organisation_id)
    phone = sealer.unseal(CONTACT, person.phone_sealed, account_context(person.id))
    organisation = acting_store.add_organisation(
        work.db,
        id=organisation_id,
        kind="organisation",
        name=name,
        identity_kind="tax_code",
        identity_sealed=sealer.seal(IDENTITY, code, context),
        # A tax code is public, so there is nothing to mask.
        identity_masked=code,
        identity_index=sealer.index(IDENTITY, code),
        identity_last4_index=sealer.index(LOOKUP, code[-4:]),
        phone_sealed=sealer.seal(CONTACT, phone, context),
        phone_masked=person.phone_masked,
        phone_index=sealer.indexed(person.phone_index),
        phone_last4_index=sealer.indexed(person.phone_last4_index),
        phone_verified_at=person.phone_verified_at,
        opened_at=work.now,
        changed_at=work.now,
    )
    if organisation is not None:
        work.emit(account_opened, organisation.id, account_state(organisation))
    return organisation
