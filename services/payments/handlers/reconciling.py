"""Reconciliation with the provider: its file of a day beside our books, and the mending of what they disagree on.

What is paid there and missing here is asked of the provider; its signed answer settles the obligation or goes to
suspense, exactly as a callback would, and ends a refund as any answer about it does. What is booked here and missing
there is asked about too. Whatever differs then is left to people (`handlers/differences`): the books are not changed by
a file, which nobody signed.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from chassis.callers import system
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.service import Storage
from services.payments import store
from services.payments.adapters.provider import Answer, PaymentProvider, ProviderAway, Question
from services.payments.domain.reconciling import Key, Kind, Line, Match, Side, bounds, compare, read_day_file
from services.payments.domain.refunds import AT_PROVIDER
from services.payments.domain.vnpay import Verdict
from services.payments.handlers import differences, refund_sending, settlement
from services.payments.store import differences as cases
from services.payments.store import reconciling as kept

log = get_log(__name__)

ASK_AGAIN = dt.timedelta(minutes=1)
"""When the timer asks again about a refund that the provider had no end of."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a run came to: every line of both sides, and how many were mended by asking."""

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
        return _told(storage, provider, Reconciled(day, matches, 0))
    for match in missing:
        if match.side is Side.PAY:
            _ask_about(storage, provider, match, day)
        elif match.kind is Kind.MISSING_HERE:
            _ask_about_refund(storage, provider, match)
    again = _compare(storage, provider, day, theirs, digest)
    open_before = len([match for match in matches if match.kind is not Kind.MATCHED])
    open_after = len([match for match in again if match.kind is not Kind.MATCHED])
    return _told(storage, provider, Reconciled(day, again, open_before - open_after))


def _told(storage: Storage, provider: PaymentProvider, done: Reconciled) -> Reconciled:
    """What is left after the provider was asked becomes a matter of people."""
    with storage.work(system(provider.name)) as work:
        differences.take_note(work, provider.name, done.day, done.matches)
    return done


def _compare(
    storage: Storage, provider: PaymentProvider, day: dt.date, theirs: Sequence[Line], digest: str
) -> Sequence[Match]:
    with storage.work(system(provider.name)) as work:
        matches = compare(ours_of(work.db, provider.name, day, theirs), theirs)
        kept.keep(work.db, provider.name, day, matches, work.now)
        counted = {kind.value: sum(match.kind is kind for match in matches) for kind in Kind}
        kept.add_run(
            work.db,
            id=new_id(),
            provider=provider.name,
            day=day,
            file_digest=digest,
            **counted,
            theirs_total=sum(_into(line.side, line.amount) for line in theirs),
            ours_total=sum(_into(match.side, match.ours or 0) for match in matches),
            made_at=work.now,
        )
    log.info("reconciled", provider=provider.name, day=day.isoformat(), **counted)
    return matches


def ours_of(db: sa.Connection, provider: str, day: dt.date, theirs: Sequence[Line]) -> Sequence[Line]:
    """What we have of a day, and of what the file names; without what other days' files had. Repairs count."""
    first, last = bounds(day)
    named, elsewhere = {line.key for line in theirs}, kept.matched_elsewhere(db, provider, day)
    refs = [line.txn_ref for line in theirs]
    numbers = {side: [line.transaction_no for line in theirs if line.side is side] for side in Side}
    of_the_day: Counter[Key] = Counter()
    for line, at in (
        *kept.settled_lines(db, provider, first, last, refs),
        *kept.suspended_lines(db, provider, first, last, numbers[Side.PAY]),
        *kept.refund_lines(db, provider, first, last, numbers[Side.REFUND]),
    ):
        # Another payment of an order that the file names, or the payment of a refund, is of its own day.
        if line.key in named or (first <= at < last and line.key not in elsewhere):
            of_the_day[line.key] += line.amount
    for key in kept.repaired_on(db, provider, day) - elsewhere:
        of_the_day.setdefault(key, 0)
    for key, amount in kept.repaired(db, provider, [*refs, *(ref for _, ref, _ in of_the_day)]).items():
        if key in of_the_day or key in named:
            of_the_day[key] += amount
    return [Line(ref, number, amount, side) for (side, ref, number), amount in of_the_day.items()]


def _into(side: Side, amount: int) -> int:
    """What a line brings the agency: less than nothing where money went back."""
    return amount if side is Side.PAY else -amount


def _ask_about_refund(storage: Storage, provider: PaymentProvider, match: Match) -> None:
    """Ask about the refund that the file tells of, if it is on its way; judge the answer as any other."""
    with storage.work(system(provider.name)) as work:
        refund = cases.refund_of(work.db, match.txn_ref, match.theirs or 0, match.transaction_no)
        if refund is None or refund.state not in AT_PROVIDER:
            return
        question = refund_sending.question_of(work, refund)
    try:
        answer = provider.ask_refund(question, storage.now())
    except ProviderAway as away:
        _note(storage, provider, match, f"not answered: {away}")
        return
    refund_sending.take_answer(storage, provider, refund, answer, ASK_AGAIN)
    _note(storage, provider, match, f"asked: {answer.report.verdict.value}")


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
