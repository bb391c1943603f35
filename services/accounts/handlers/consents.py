"""Consents: a ledger of what people agreed to, in which words, and when they took it back.

Rows are only ever added; the last one for a purpose counts. What rests on the law is shown and cannot be withdrawn.
Who acts for an organisation as its owner or manager speaks for it; a delegate never speaks for their principal.
"""

from collections.abc import Iterable

from chassis import cursors
from chassis.callers import Caller
from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, NOT_FOR_YOU, FieldProblem
from chassis.storage import Storage, Work
from services.accounts import audit, policy, rights_store
from services.accounts.audit import Act
from services.accounts.contract import (
    CONSENT_NOT_NEEDED,
    CONSENT_WORDS_CHANGED,
    ConsentAct,
    ConsentChanged,
    ConsentChannel,
    ConsentChoice,
    ConsentEntry,
    ConsentHistory,
    ConsentList,
    ConsentPurpose,
    ConsentView,
    GiveConsent,
    ListConsentHistory,
    ListConsentPurposes,
    ListConsents,
    PurposeBasis,
    PurposeList,
    PurposeView,
    PurposeWords,
    WithdrawConsent,
    consent_changed,
)
from services.accounts.purposes import purposes_at


def list_consent_purposes(call: Call[ListConsentPurposes], storage: Storage) -> PurposeList:
    """What data is used for, why it may be, and in which words that is and was told."""
    policy.check(call.caller, call.method)
    return PurposeList(purposes=tuple(purposes_at(storage.now()).values()))


def list_consents(call: Call[ListConsents], storage: Storage) -> ConsentList:
    """Where the caller stands with each purpose."""
    policy.check(call.caller, call.method)
    subject = _subject(call.caller)
    with storage.read() as db:
        said = rights_store.standing_consents(db, subject)
    purposes = purposes_at(storage.now()).values()
    return ConsentList(consents=tuple(_view(purpose, said.get(purpose.purpose)) for purpose in purposes))


def list_consent_history(call: Call[ListConsentHistory], storage: Storage) -> ConsentHistory:
    """What the caller has said, the newest first, with the hash of the words it was said to."""
    policy.check(call.caller, call.method)
    asked, subject = call.request, _subject(call.caller)
    before = cursors.read(asked, subject)
    with storage.read() as db:
        found = rights_store.consent_history(db, subject, int(before) if before else None, asked.limit + 1)
    page = found[: asked.limit]
    return ConsentHistory(
        items=tuple(
            ConsentEntry(
                purpose=ConsentPurpose(row.purpose),
                act=ConsentAct(row.act),
                version=row.version,
                sha256=row.words_sha256,
                language=row.language,
                channel=ConsentChannel(row.channel),
                at=row.at,
            )
            for row in page
        ),
        next_cursor=cursors.write(asked, str(page[-1].seq), subject) if len(found) > asked.limit else "",
    )


def give_consent(call: Call[GiveConsent], storage: Storage) -> ConsentView:
    """Agree to a purpose in the words in force; agreeing twice to the same words is agreeing once."""
    policy.check(call.caller, call.method)
    subject, request = _subject(call.caller), call.request
    with storage.command(call) as work:
        purpose = _by_consent(work, request.purpose)
        if purpose.words[-1].version != request.version:
            raise CONSENT_WORDS_CHANGED(version=purpose.words[-1].version)
        rights_store.lock_consents(work.db, subject)
        known = rights_store.standing_consents(work.db, subject).get(purpose.purpose)
        if known is None or known.act != ConsentAct.GIVEN or known.version != request.version:
            words = purpose.words[-1]
            known = _say(work, subject, purpose, words, ConsentAct.GIVEN, request.language, ConsentChannel.ACCOUNT)
        return work.done(_view(purpose, known))


def withdraw_consent(call: Call[WithdrawConsent], storage: Storage) -> ConsentView:
    """Take a consent back; what was not given, or is withdrawn already, stays so."""
    policy.check(call.caller, call.method)
    subject = _subject(call.caller)
    with storage.command(call) as work:
        purpose = _by_consent(work, call.request.purpose)
        rights_store.lock_consents(work.db, subject)
        known = rights_store.standing_consents(work.db, subject).get(purpose.purpose)
        if known is not None and known.act == ConsentAct.GIVEN:
            agreed = next(words for words in purpose.words if words.version == known.version)
            known = _say(work, subject, purpose, agreed, ConsentAct.WITHDRAWN, known.language, ConsentChannel.ACCOUNT)
        return work.done(_view(purpose, known))


def check_choices(choices: Iterable[ConsentChoice], storage: Storage) -> None:
    """Refuse a registration that agrees to what needs no consent, or to words that are not in force."""
    purposes = purposes_at(storage.now())
    problems: list[FieldProblem] = []
    seen: set[ConsentPurpose] = set()
    for place, choice in enumerate(choices):
        known = purposes.get(choice.purpose)
        if known is None or known.basis is not PurposeBasis.CONSENT or choice.purpose in seen:
            problems.append(FieldProblem(f"/consents/{place}/purpose", CONSENT_NOT_NEEDED.code, {}))
        elif known.words[-1].version != choice.version:
            facts = {"version": known.words[-1].version}
            problems.append(FieldProblem(f"/consents/{place}/version", CONSENT_WORDS_CHANGED.code, facts))
        seen.add(choice.purpose)
    if problems:
        raise INVALID_REQUEST(problems=problems)


def record_choices(work: Work, account_id: str, choices: Iterable[ConsentChoice]) -> None:
    """Put what was agreed to at registration into the ledger; silence is no consent, so nothing else is put there."""
    purposes = purposes_at(work.now)
    for choice in choices:
        purpose = purposes[choice.purpose]
        agreed = next(words for words in purpose.words if words.version == choice.version)
        channel = ConsentChannel.REGISTRATION
        _say(work, account_id, purpose, agreed, ConsentAct.GIVEN, choice.language, channel, actor=account_id)


def _subject(caller: Caller) -> str:
    """For whom the caller speaks."""
    acting = caller.acting
    if acting is None:
        return caller.id
    if acting.role not in ("owner", "manager"):
        raise NOT_FOR_YOU()
    return acting.principal


def _by_consent(work: Work, name: ConsentPurpose) -> PurposeView:
    purpose = purposes_at(work.now)[name]
    if purpose.basis is not PurposeBasis.CONSENT:
        raise CONSENT_NOT_NEEDED()
    return purpose


def _say(
    work: Work,
    account_id: str,
    purpose: PurposeView,
    words: PurposeWords,
    act: ConsentAct,
    language: str,
    channel: ConsentChannel,
    *,
    actor: str = "",
) -> rights_store.Row:
    row = rights_store.add_consent(
        work.db,
        account_id=account_id,
        purpose=purpose.purpose,
        act=act,
        version=words.version,
        words_sha256=words.sha256,
        language=language,
        channel=channel,
        said_by=actor or work.caller.id,
        at=work.now,
    )
    given = act is ConsentAct.GIVEN
    audit.record(
        work,
        Act.CONSENT_GIVEN if given else Act.CONSENT_WITHDRAWN,
        about=account_id,
        thing=purpose.purpose,
        actor=actor,
        facts={"version": words.version},
    )
    told = ConsentChanged(
        account_id=account_id, purpose=purpose.purpose, given=given, version=words.version, at=work.now
    )
    work.emit(consent_changed, f"{account_id}:{purpose.purpose}", told)
    return row


def _view(purpose: PurposeView, said: rights_store.Row | None) -> ConsentView:
    given = said is not None and said.act == ConsentAct.GIVEN
    return ConsentView(
        purpose=purpose.purpose,
        basis=purpose.basis,
        given=given,
        version_in_force=purpose.words[-1].version,
        version=said.version if said is not None and given else 0,
        changed_at=said.at if said is not None else None,
    )
