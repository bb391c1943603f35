"""Sign-in of staff: number, password and authenticator code together; no part is told to be the wrong one."""

from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.sealing import Sealer
from chassis.storage import Storage
from chassis.tokens import TokenIssuer
from services.accounts import code_store, policy, staff_store, store
from services.accounts.adapters.passwords import Passwords
from services.accounts.contract import STAFF_SIGN_IN_WRONG, SignedIn, StaffSignIn
from services.accounts.domain.totp import matching_step
from services.accounts.handlers.devices import device_index, known_device
from services.accounts.handlers.factors import AUTHENTICATOR, staff_context
from services.accounts.handlers.networks import network_index
from services.accounts.handlers.sessions import open_session
from services.accounts.handlers.sign_in import note_failure, slow_down
from services.accounts.handlers.standing import standing_of

_ACTION = "staff_sign_in"


def normal_number(number: str) -> str:
    """A staff number as it is stored and compared."""
    return "".join(number.split()).casefold()


def staff_sign_in(
    call: Call[StaffSignIn], storage: Storage, sealer: Sealer, passwords: Passwords, tokens: TokenIssuer
) -> SignedIn:
    """Open a session for a member of staff; the authenticator's code is spent by it."""
    policy.check(call.caller, call.method)
    number = normal_number(call.request.staff_number)
    subject, network = sealer.index("staff", number), network_index(sealer, call.caller)
    with storage.work(call.caller, call.trace) as work:
        found = staff_store.staff_with_password(work.db, number)
        device_id = known_device(work, found.id if found else "", call.request.device_token)
        if device_id:
            subject = device_index(sealer, device_id)
        slow_down(work, _ACTION, found.id if found else "", subject, network, on_device=bool(device_id))
    right = passwords.match(found.password_hash if found else None, call.request.password)
    if found is not None and right and found.active:
        secret = sealer.unseal(AUTHENTICATOR, found.totp_sealed, staff_context(found.id))
        outcome = _enter(call, storage, sealer, tokens, found, secret, subject, network, device_id)
        if isinstance(outcome, SignedIn):
            return outcome
    note_failure(storage, _ACTION, call.caller, call.trace, subject, network, found.id if found else "")
    raise STAFF_SIGN_IN_WRONG()


def _enter(
    call: Call[StaffSignIn],
    storage: Storage,
    sealer: Sealer,
    tokens: TokenIssuer,
    member: store.Row,
    secret: str,
    subject: str,
    network: str,
    device_id: str,
) -> SignedIn | PortalError:
    with storage.work(call.caller, call.trace) as work:
        step = matching_step(secret, call.request.totp_code, work.now, member.totp_last_step)
        if step is None or not staff_store.take_totp_step(work.db, member.id, step, member.totp_sealed):
            return STAFF_SIGN_IN_WRONG()
        code_store.forget_failures(work.db, _ACTION, subject, network)
        return open_session(
            work,
            sealer,
            tokens,
            member.id,
            "staff",
            member.name,
            assurance=2,
            device=call.request.device,
            standing=standing_of(work.db, member, work.now),
            device_id=device_id,
        )
