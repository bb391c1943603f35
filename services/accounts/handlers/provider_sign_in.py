"""Sign-in by an identity provider: away to it with a request of ours, and back with a code for an existing account.

The way back is bound to the browser that went: beside ``state``, which travels in addresses, it must show ``binding``,
which does not. A request is good once, also if what came of it was refused.
"""

import base64
import datetime as dt
import hashlib
import hmac
import secrets

from chassis.audit import Outcome
from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.logs import get_log
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from chassis.tokens import TokenIssuer
from services.accounts import audit, policy, rules, store
from services.accounts.adapters.oidc import IdentityProvider
from services.accounts.adapters.oidc_http import ProviderAway, ProviderRefused
from services.accounts.audit import Act
from services.accounts.contract import (
    CODE,
    IDENTITY,
    PROVIDER_AWAY,
    PROVIDER_INCOMPLETE,
    PROVIDER_NO_ACCOUNT,
    PROVIDER_NONE,
    PROVIDER_REFUSED,
    ConfirmProviderSignIn,
    ProviderSignIn,
    SignedIn,
    StartProviderSignIn,
)
from services.accounts.domain.electronic_identity import ElectronicIdentity, is_same_person, read_identity
from services.accounts.handlers.devices import known_device
from services.accounts.handlers.sessions import open_session

log = get_log(__name__)

RANDOM_BYTES = 32


def start_provider_sign_in(
    call: Call[StartProviderSignIn], storage: Storage, sealer: Sealer, provider: IdentityProvider | None
) -> ProviderSignIn:
    """Make a request to the provider; gives where to go, and what the browser must keep for the way back."""
    policy.check(call.caller, call.method)
    if provider is None:
        raise PROVIDER_NONE()
    state, binding, nonce, verifier = (secrets.token_urlsafe(RANDOM_BYTES) for _ in range(4))
    limits = rules.claim_rules_at(storage.now()).under(provider.mapping)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    acr_values = " ".join(sorted(limits.assurance, key=lambda acr: -limits.assurance[acr]))
    # The provider may have to be asked for its addresses: before the transaction, not in it.
    try:
        url = provider.authorization_url(state=state, nonce=nonce, challenge=challenge, acr_values=acr_values)
    except (ProviderAway, ProviderRefused) as away:
        log.warning("identity provider is away", reason=away.reason)
        raise PROVIDER_AWAY(retry_after=30) from None
    with storage.command(call) as work:
        ends_at = work.now + dt.timedelta(seconds=limits.request_lifetime_seconds)
        state_hash = _digest(state)
        store.add_provider_request(
            work.db,
            state_hash=state_hash,
            binding_hash=_digest(binding),
            nonce_sealed=sealer.seal(CODE, nonce, f"provider-nonce:{state_hash}"),
            verifier_sealed=sealer.seal(CODE, verifier, f"provider-verifier:{state_hash}"),
            ends_at=ends_at,
        )
        return work.done(ProviderSignIn(authorization_url=url, state=state, binding=binding, expires_at=ends_at))


def confirm_provider_sign_in(
    call: Call[ConfirmProviderSignIn],
    storage: Storage,
    sealer: Sealer,
    tokens: TokenIssuer,
    provider: IdentityProvider | None,
) -> SignedIn:
    """Open a session for the account of whoever the provider says has signed in."""
    policy.check(call.caller, call.method)
    if provider is None:
        raise PROVIDER_NONE()
    request = call.request
    state_hash = _digest(request.state)
    with storage.work(call.caller, call.trace) as work:
        waiting = store.take_provider_request(work.db, state_hash, work.now)
    bound = waiting is not None and hmac.compare_digest(waiting.binding_hash, _digest(request.binding))
    if waiting is None or not bound or request.iss not in ("", provider.issuer):
        raise PROVIDER_REFUSED()
    nonce = sealer.unseal(CODE, waiting.nonce_sealed, f"provider-nonce:{state_hash}")
    verifier = sealer.unseal(CODE, waiting.verifier_sealed, f"provider-verifier:{state_hash}")
    try:
        claims = provider.identify(code=request.code, verifier=verifier, nonce=nonce)
    except ProviderAway as away:
        log.warning("identity provider is away", reason=away.reason)
        raise PROVIDER_AWAY(retry_after=30) from None
    except ProviderRefused as refused:
        log.warning("identity provider's answer is refused", reason=refused.reason)
        raise PROVIDER_REFUSED() from None
    claim_rules = rules.claim_rules_at(storage.now()).under(provider.mapping)
    found = read_identity(claims, claim_rules)
    if isinstance(found, str):
        # Names only: what the claims say is about a person.
        looked_for = claim_rules.claims.get(found, found)
        log.error("identity provider tells too little", lacks=found, claim=looked_for, given=" ".join(sorted(claims)))
        raise PROVIDER_INCOMPLETE(what=found)
    with storage.work(call.caller, call.trace) as work:
        outcome = _enter(work, sealer, tokens, provider.issuer, found, request)
    if isinstance(outcome, PortalError):
        raise outcome
    return outcome


def _enter(
    work: Work,
    sealer: Sealer,
    tokens: TokenIssuer,
    issuer: str,
    identity: ElectronicIdentity,
    request: ConfirmProviderSignIn,
) -> SignedIn | PortalError:
    account = store.account_with_password(work.db, sealer.index(IDENTITY, identity.identity_number))
    if account is None or not account.active:
        return PROVIDER_NO_ACCOUNT()
    subject = sealer.index("provider-subject", f"{issuer}|{identity.subject}")
    linked = store.link_of(work.db, subject)
    if (linked is not None and linked != account.id) or not is_same_person(identity, account.name, account.birth_date):
        audit.record(work, Act.SIGN_IN_FAILED, about=account.id, outcome=Outcome.FAILED, facts={"way": "provider"})
        return PROVIDER_REFUSED()
    if linked is None:
        store.add_link(work.db, subject, account.id, work.now)
        audit.record(work, Act.ACCOUNT_CHANGED, about=account.id, actor=account.id, facts={"what": "provider-linked"})
    return open_session(
        work,
        sealer,
        tokens,
        account.id,
        "citizen",
        account.name,
        assurance=identity.assurance,
        device=request.device,
        device_id=known_device(work, account.id, request.device_token),
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
