"""Reconciliation with the provider: its file of a day beside our books, and the mending of what they disagree on.

What is paid there and missing here is asked of the provider; its signed answer settles the obligation or goes to
suspense, exactly as a callback would. What is booked here and missing there is asked about too. Amounts that differ are
left to people: the books are not changed by a file, which nobody signed.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.callers import system
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.service import Storage
from services.payments import store
from services.payments.adapters.provider import Answer, PaymentProvider, ProviderAway, Question
from services.payments.domain.reconciling import Kind, Line, Match, bounds, compare, read_day_file
from services.payments.domain.vnpay import Verdict
from services.payments.handlers import settlement
from services.payments.store import reconciling as kept

log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a run came to: every payment of both sides, and how many were mended by asking."""

    day: dt.date
    matches: Sequence[Match]
    mended: int

    def count(self, kind: Kind) -> int:
        """How many came out so."""
        return sum(match.kind is kind for match in self.matches)


def reconcile(storage: Storage, provider: PaymentProvider, day: dt.date, text: str, *, mend: bool = True) -> Reconciled:
    """Compare a day with the provider's file of it; with ``mend`` ask about what is missing and compare again.

    `UnreadableDayFile` before anything is done. Run again it finds what is so then, and books nothing twice.
    """
    theirs = read_day_file(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    matches = _compare(storage, provider, day, theirs, digest)
    missing = [match for match in matches if match.kind in (Kind.MISSING_HERE, Kind.MISSING_THERE)]
    if not mend or not missing:
        return Reconciled(day, matches, 0)
    for match in missing:
        _ask_about(storage, provider, match, day)
    again = _compare(storage, provider, day, theirs, digest)
    open_before = len([match for match in matches if match.kind is not Kind.MATCHED])
    open_after = len([match for match in again if match.kind is not Kind.MATCHED])
    return Reconciled(day, again, open_before - open_after)


def _compare(
    storage: Storage, provider: PaymentProvider, day: dt.date, theirs: Sequence[Line], digest: str
) -> Sequence[Match]:
    first, last = bounds(day)
    with storage.work(system(provider.name)) as work:
        refs = [line.txn_ref for line in theirs]
        settled = list(kept.settled_lines(work.db, provider.name, first, last, refs))
        suspended = list(kept.suspended_lines(work.db, provider.name, first, last, theirs))
        elsewhere = kept.matched_elsewhere(work.db, provider.name, day)
        named = {(line.txn_ref, line.transaction_no) for line in theirs}
        ours = [
            line
            for line in (*settled, *suspended)
            if (key := (line.txn_ref, line.transaction_no)) in named or key not in elsewhere
        ]
        matches = compare(ours, theirs)
        kept.keep(work.db, provider.name, day, matches, work.now)
        counted = {kind.value: sum(match.kind is kind for match in matches) for kind in Kind}
        kept.add_run(
            work.db,
            id=new_id(),
            provider=provider.name,
            day=day,
            file_digest=digest,
            **counted,
            theirs_total=sum(line.amount for line in theirs),
            ours_total=sum(match.ours or 0 for match in matches),
            made_at=work.now,
        )
    log.info("reconciled", provider=provider.name, day=day.isoformat(), **counted)
    return matches


def _ask_about(storage: Storage, provider: PaymentProvider, match: Match, day: dt.date) -> None:
    """Ask, holding neither lock nor connection, then judge the answer as any other."""
    with storage.read() as db:
        payment = store.find_payment_by_ref(db, provider.name, match.txn_ref)
    created_at = payment.created_at if payment is not None else bounds(day)[0]
    try:
        answer = provider.ask(Question(match.txn_ref, created_at), storage.now())
    except ProviderAway as away:
        _note(storage, provider, match, f"not answered: {away}")
        return
    _judge(storage, provider, match, answer)


def _judge(storage: Storage, provider: PaymentProvider, match: Match, answer: Answer) -> None:
    report = answer.report
    code = ""
    with storage.work(system(provider.name)) as work:
        if report.verdict is Verdict.PAID:
            heard, payment_id = settlement.hear(work, provider.name, report)
            code = heard.value
        else:
            payment_id = None
        store.keep_provider_event(
            work.db,
            id=new_id(),
            provider=provider.name,
            kind="answer",
            params=dict(answer.raw),
            received_at=work.now,
            judged_at=work.now,
            answer=code,
            payment_id=payment_id,
        )
    words = f"asked: {report.verdict.value}" + (f", {code}" if code else "")
    _note(storage, provider, match, words)


def _note(storage: Storage, provider: PaymentProvider, match: Match, words: str) -> None:
    with storage.work(system(provider.name)) as work:
        kept.note(work.db, provider.name, match, words)
