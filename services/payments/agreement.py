"""Whether books, obligations, payments, receipts and cash boxes tell the same: everything is added up anew.

Each check is one statement over whole tables, read from one snapshot, so it may run while money comes in. It trusts no
sum that is kept anywhere: a balance is the sum of all lines ever booked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from services.payments.domain import receipts as rules
from services.payments.domain.receipts import CounterKind
from services.payments.domain.words import amount_in_words
from services.payments.store import issued

BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree: which check found it, about what, in a sentence."""

    check: str
    about: str
    sentence: str


CHECKS: Final[dict[str, tuple[str, str]]] = {
    "transfers": (
        "Every transfer has lines that sum to zero.",
        """
        SELECT t.id AS about, count(e.line) || ' lines that sum to ' || coalesce(sum(e.amount), 0) AS sentence
        FROM ledger_transfers t LEFT JOIN ledger_entries e ON e.transfer_id = t.id
        GROUP BY t.id HAVING count(e.line) < 2 OR coalesce(sum(e.amount), 0) <> 0
        """,
    ),
    "books": (
        "All lines together sum to zero.",
        """
        SELECT 'ledger' AS about, 'all lines sum to ' || sum(amount) AS sentence
        FROM ledger_entries HAVING coalesce(sum(amount), 0) <> 0
        """,
    ),
    "receivable": (
        "What the books say is owed is what obligations say that are due, by agency and head.",
        """
        WITH booked AS (
            SELECT agency_code, head, sum(amount) AS amount FROM ledger_entries WHERE account = 'receivable'
            GROUP BY agency_code, head
        ), due AS (
            SELECT agency_code, item ->> 'head' AS head, sum((item ->> 'amount')::bigint) AS amount
            FROM obligations, jsonb_array_elements(items) item WHERE state = 'due' GROUP BY agency_code, item ->> 'head'
        )
        SELECT coalesce(b.agency_code, d.agency_code) || ' ' || coalesce(b.head, d.head) AS about,
            coalesce(b.amount, 0) || ' in the books, ' || coalesce(d.amount, 0) || ' due' AS sentence
        FROM booked b FULL JOIN due d ON d.agency_code = b.agency_code AND d.head = b.head
        WHERE coalesce(b.amount, 0) <> coalesce(d.amount, 0)
        """,
    ),
    "revenue": (
        "What the books say was earned is what was asked for and not withdrawn, less what was to be paid back.",
        """
        WITH booked AS (
            SELECT agency_code, head, sum(amount) AS amount FROM ledger_entries WHERE account = 'revenue'
            GROUP BY agency_code, head
        ), earned AS (
            SELECT agency_code, head, sum(amount) AS amount FROM (
                SELECT agency_code, item ->> 'head' AS head, -(item ->> 'amount')::bigint AS amount
                FROM obligations, jsonb_array_elements(items) item WHERE state <> 'withdrawn'
                UNION ALL
                SELECT agency_code, head, e.amount FROM ledger_entries e JOIN ledger_transfers t ON t.id = e.transfer_id
                WHERE e.account = 'revenue' AND t.kind IN ('refund_owed', 'refund_dropped')
            ) parts GROUP BY agency_code, head
        )
        SELECT coalesce(b.agency_code, d.agency_code) || ' ' || coalesce(b.head, d.head) AS about,
            coalesce(b.amount, 0) || ' in the books, ' || coalesce(d.amount, 0) || ' by obligations' AS sentence
        FROM booked b FULL JOIN earned d ON d.agency_code = b.agency_code AND d.head = b.head
        WHERE coalesce(b.amount, 0) <> coalesce(d.amount, 0)
        """,
    ),
    "obligations": (
        "An obligation is settled by exactly one payment of its total, and by nothing if it is not settled.",
        """
        SELECT o.id AS about, o.state || ' ' || o.total || ', paid ' || coalesce(sum(p.amount), 0) || ' by '
            || count(p.id) AS sentence
        FROM obligations o LEFT JOIN payments p ON p.obligation_id = o.id
            AND p.state IN ('paid', 'refunding', 'refunded', 'partially_refunded')
        GROUP BY o.id HAVING (o.state = 'settled' AND (count(p.id) <> 1 OR sum(p.amount) <> o.total))
            OR (o.state <> 'settled' AND count(p.id) > 0)
        """,
    ),
    "payments": (
        "A payment that settled is in the books once, with its amount, and no other payment is.",
        """
        WITH booked AS (
            SELECT t.payment_id, count(DISTINCT t.id) AS times, -sum(e.amount) AS amount
            FROM ledger_transfers t JOIN ledger_entries e ON e.transfer_id = t.id AND e.account = 'receivable'
            WHERE t.kind IN ('settled', 'credited') GROUP BY t.payment_id
        )
        SELECT coalesce(p.id, b.payment_id, 'no payment') AS about, coalesce(p.state, 'not settled') || ' '
            || coalesce(p.amount, 0) || ', booked ' || coalesce(b.times, 0) || ' times: ' || coalesce(b.amount, 0)
            AS sentence
        FROM (SELECT * FROM payments WHERE state IN ('paid', 'refunding', 'refunded', 'partially_refunded')) p
            FULL JOIN booked b ON b.payment_id = p.id
        WHERE p.id IS NULL OR coalesce(b.times, 0) <> 1 OR b.amount <> p.amount
        """,
    ),
    "receipts": (
        "A payment that settled has one receipt of its amount, and no other payment has one.",
        """
        SELECT coalesce(p.id, r.payment_id) AS about, coalesce(p.state, 'not settled') || ' ' || coalesce(p.amount, 0)
            || ', receipted ' || coalesce(r.total::text, 'never') AS sentence
        FROM (SELECT * FROM payments WHERE state IN ('paid', 'refunding', 'refunded', 'partially_refunded')) p
            FULL JOIN (SELECT * FROM receipts WHERE kind = 'issued') r ON r.payment_id = p.id
        WHERE p.id IS NULL OR r.id IS NULL OR r.total <> p.amount
        """,
    ),
    "cash": (
        "Cash in the books is cash that went in and out of boxes, with what counts found.",
        """
        WITH booked AS (
            SELECT agency_code, sum(amount) AS amount FROM ledger_entries WHERE account = 'cash' GROUP BY agency_code
        ), moved AS (
            SELECT agency_code, sum(amount) AS amount FROM (
                SELECT d.agency_code, CASE WHEN m.incoming THEN m.amount ELSE -m.amount END AS amount
                FROM cash_movements m JOIN cash_days d ON d.id = m.cash_day_id
                UNION ALL
                SELECT agency_code, difference FROM cash_days WHERE state = 'closed'
                UNION ALL
                SELECT o.agency_code, p.amount FROM payments p JOIN obligations o ON o.id = p.obligation_id
                WHERE p.provider = 'desk' AND p.settled_at IS NOT NULL
                    AND NOT EXISTS (SELECT FROM cash_movements WHERE payment_id = p.id)
                    AND NOT EXISTS (
                        SELECT FROM cash_days c WHERE c.agency_code = o.agency_code AND c.opened_at <= p.settled_at
                    )
            ) parts GROUP BY agency_code
        )
        SELECT coalesce(b.agency_code, m.agency_code) AS about, coalesce(b.amount, 0) || ' in the books, '
            || coalesce(m.amount, 0) || ' in boxes' AS sentence
        FROM booked b FULL JOIN moved m ON m.agency_code = b.agency_code
        WHERE coalesce(b.amount, 0) <> coalesce(m.amount, 0)
        """,
    ),
    "cash days": (
        "A box that was counted differs from its float and movements by as much as it says, and the books say so too.",
        """
        WITH moved AS (
            SELECT cash_day_id, sum(CASE WHEN incoming THEN amount ELSE -amount END) AS amount
            FROM cash_movements GROUP BY cash_day_id
        ), booked AS (
            SELECT t.reference, sum(e.amount) AS amount FROM ledger_transfers t
            JOIN ledger_entries e ON e.transfer_id = t.id AND e.account = 'cash'
            WHERE t.kind = 'cash_differs' GROUP BY t.reference
        )
        SELECT d.agency_code || ' ' || d.desk || ' ' || d.day AS about, 'counted ' || d.counted || ', expected '
            || d.float_amount + coalesce(m.amount, 0) || ', difference ' || d.difference || ', booked '
            || coalesce(b.amount, 0) AS sentence
        FROM cash_days d LEFT JOIN moved m ON m.cash_day_id = d.id
            LEFT JOIN booked b ON b.reference = 'cash-differs:' || d.id
        WHERE d.state <> 'open' AND (
            d.counted <> d.float_amount + coalesce(m.amount, 0) + d.difference
            OR (d.state = 'closed' AND d.difference <> coalesce(b.amount, 0)))
        """,
    ),
    "bank": (
        "What came into bank accounts by the books is what banks stated that came in.",
        """
        WITH booked AS (
            SELECT e.agency_code, sum(e.amount) AS amount FROM ledger_entries e
            JOIN ledger_transfers t ON t.id = e.transfer_id
            WHERE e.account = 'bank' AND t.kind IN ('settled', 'suspended') GROUP BY e.agency_code
        ), stated AS (
            SELECT agency_code, sum(amount) AS amount FROM bank_lines WHERE amount > 0 GROUP BY agency_code
        )
        SELECT coalesce(b.agency_code, s.agency_code) AS about, coalesce(b.amount, 0) || ' in the books, '
            || coalesce(s.amount, 0) || ' stated' AS sentence
        FROM booked b FULL JOIN stated s ON s.agency_code = b.agency_code
        WHERE coalesce(b.amount, 0) <> coalesce(s.amount, 0)
        """,
    ),
    "suspense": (
        "Money in suspense is owed to somebody: no account of it is overdrawn.",
        """
        SELECT coalesce(nullif(agency_code, ''), 'no agency') || ' ' || head AS about,
            'more was taken out than came in, by ' || sum(amount) AS sentence
        FROM ledger_entries WHERE account = 'suspense' GROUP BY agency_code, head HAVING sum(amount) > 0
        """,
    ),
    "suspended": (
        "Every sum in suspense that people work on is in the books, and every one in the books is worked on.",
        """
        WITH booked AS (
            SELECT t.reference, -sum(e.amount) AS amount FROM ledger_transfers t
            JOIN ledger_entries e ON e.transfer_id = t.id AND e.account = 'suspense'
            WHERE t.kind = 'suspended' GROUP BY t.reference
        )
        SELECT coalesce(s.reference, b.reference) AS about, coalesce(b.amount, 0) || ' in the books, '
            || coalesce(s.amount, 0) || ' on the desk' AS sentence
        FROM suspense s FULL JOIN booked b ON b.reference = s.reference
        WHERE coalesce(s.amount, 0) <> coalesce(b.amount, 0)
        """,
    ),
    "paid back": (
        "A refund that settled left the books once with its amount, and no other refund did.",
        """
        WITH booked AS (
            SELECT substring(t.reference from '[^:]*$') AS id, sum(e.amount) AS amount FROM ledger_transfers t
            JOIN ledger_entries e ON e.transfer_id = t.id AND e.account = 'refund_payable'
            WHERE t.kind = 'refunded' GROUP BY t.id
        )
        SELECT coalesce(r.id, b.id) AS about, coalesce(r.amount, 0) || ' settled, ' || coalesce(b.amount, 0)
            || ' booked' AS sentence
        FROM (SELECT * FROM refunds WHERE state = 'settled') r FULL JOIN booked b ON b.id = r.id
        WHERE coalesce(r.amount, 0) <> coalesce(b.amount, 0)
        """,
    ),
    "repairs": (
        "What people repaired after a reconciliation is in the books once, with its amount, and nothing else is.",
        """
        WITH booked AS (
            SELECT substring(t.reference from '[^:]*$') AS id, sum(e.amount) AS amount FROM ledger_transfers t
            JOIN ledger_entries e ON e.transfer_id = t.id AND e.account = 'clearing'
            WHERE t.kind = 'repaired' GROUP BY t.id
        ), confirmed AS (
            SELECT r.id, CASE d.side WHEN 'pay' THEN r.amount ELSE -r.amount END - coalesce(s.amount, 0) AS amount,
                r.claimed
            FROM difference_repairs r JOIN differences d ON d.id = r.difference_id
                LEFT JOIN suspense s ON s.id = r.suspense_id
            WHERE r.state = 'confirmed'
        )
        SELECT coalesce(c.id, b.id) AS about, coalesce(c.amount, 0) || ' confirmed, ' || coalesce(b.amount, 0)
            || ' booked' AS sentence
        FROM confirmed c FULL JOIN booked b ON b.id = c.id
        WHERE coalesce(c.amount, 0) <> coalesce(b.amount, 0) OR coalesce(c.claimed, 0) <> -coalesce(b.amount, 0)
        """,
    ),
    "refunds": (
        "No more was paid back than was owed back.",
        """
        SELECT coalesce(nullif(agency_code, ''), 'no agency') || ' ' || head AS about,
            'more was paid back than was owed, by ' || sum(amount) AS sentence
        FROM ledger_entries WHERE account = 'refund_payable' GROUP BY agency_code, head HAVING sum(amount) > 0
        """,
    ),
}
"""Each check with what it holds and the statement that gives what breaks it."""


def examine(db: sa.Connection) -> Iterator[Finding]:
    """Everything that does not agree; nothing if all does. Its statements may take as long as they need."""
    db.execute(sa.text("SET LOCAL statement_timeout = 0"))
    for name, (_, statement) in CHECKS.items():
        for about, sentence in db.execute(sa.text(statement)):
            yield Finding(name, about, sentence)
    yield from _numbers(db)
    yield from _papers(db)


def _numbers(db: sa.Connection) -> Iterator[Finding]:
    for missing in issued.missing_numbers(db):
        yield Finding("numbers", missing, "the number was given and no receipt has it")


def _papers(db: sa.Connection) -> Iterator[Finding]:
    """What each receipt says of itself, and that nothing of it was taken back twice."""
    for row, counters in issued.with_counters(db, BATCH):
        about = f"{row.series} {row.number:08d} of {row.agency_code}"
        if sum(item["amount"] for item in row.items) != row.total:
            yield Finding("papers", about, f"its items do not sum to {row.total}")
        if row.total_in_words != amount_in_words(row.total):
            yield Finding("papers", about, f"its words are not those of {row.total}")
        left = row.total
        for kind, amount in counters:
            left = rules.still_good_for(left, [(CounterKind(kind), amount)]) if kind == "adjust" else left - amount
        if left < 0:
            yield Finding("papers", about, f"counter-receipts take back {-left} more than it proved")
