"""Bank transfers: found by their reference, booked once, and kept in suspense when they fit nothing."""

import pytest
import sqlalchemy as sa

from chassis.callers import system
from chassis.testing import call_of
from services.payments import contract
from services.payments.agreement import examine
from services.payments.domain import suspense_words, vietqr
from services.payments.handlers import transfers
from services.payments.tables import bank_lines, payments, receipts
from tests.services.payments.test_cash import refused
from tests.services.payments.test_receipts import HEAD, propose, settle_proposal
from tests.services.payments.world import AGENCY, PAYER, RECEIVER, STRANGER

ACCOUNT = {"bank_bin": "970436", "account_number": "1234567890", "account_name": "UBND XA TAN MY HA"}


@pytest.fixture
def collecting(world):
    """A world whose agency collects into an account."""
    settle_proposal(world, propose(world, **ACCOUNT))
    return world


def asked(world, obligation, caller=PAYER):
    request = contract.GetTransfer(obligation_id=obligation.id)
    return transfers.get_transfer(call_of(contract.get_transfer, request, caller=caller), world.storage)


def stated(world, *lines, account="1234567890", key=None):
    """Import a statement of lines (number, amount, words)."""
    rows = "".join(f"{number},2026-08-03,{account},{amount},{words}\n" for number, amount, words in lines)
    content = "transaction_no,booked_at,account_number,amount,description\n" + rows
    request = contract.ImportStatement(agency_code=AGENCY, name="sao-ke.csv", content=content)
    return transfers.import_statement(
        call_of(contract.import_statement, request, caller=RECEIVER, key=key), world.storage
    )


def agrees(world):
    with world.storage.read() as db:
        return list(examine(db)) == []


def test_the_code_leads_money_to_the_agency_with_the_words_that_find_it_again(collecting):
    due = collecting.fee_due(8000)
    assert collecting.again(due).takes_transfers

    found = asked(collecting, due)

    told = vietqr.read(found.qr)
    assert (told.bank_bin, told.account, told.amount, told.purpose) == ("970436", "1234567890", 8000, found.purpose)
    assert found.bank_name == "Vietcombank"
    assert stated(collecting, ("FT1", 8000, f"MBVCB {found.purpose.lower()} CHUYEN TIEN")).settled == 1
    assert (collecting.again(due).state, collecting.again(due).takes_transfers) == ("settled", False)
    assert collecting.balances() == {"bank": 8000, "revenue": -8000}
    (receipt,) = collecting.rows(receipts)
    assert receipt.total == 8000
    assert agrees(collecting)


def test_a_file_that_is_imported_twice_books_once(collecting):
    purpose = asked(collecting, collecting.fee_due(8000)).purpose

    first = stated(collecting, ("FT1", 8000, purpose), ("FT2", 500, "?"))
    second = stated(collecting, ("FT1", 8000, purpose), ("FT2", 500, "?"), ("FT3", -70, "phi ngan hang"))

    assert (first.settled, first.suspended, first.known) == (1, 1, 0)
    assert (second.settled, second.suspended, second.outgoing, second.known) == (0, 0, 1, 2)
    assert len(collecting.rows(payments)) == 1
    assert agrees(collecting)


@pytest.mark.parametrize(
    ("amount", "words", "why"),
    [
        (8000, "tien dien", suspense_words.NO_REFERENCE),
        (7999, "{purpose}", "Số tiền khác với khoản phải nộp: khoản phải nộp là 8.000 đồng"),
        (16000, "{purpose}", "Số tiền khác với khoản phải nộp: khoản phải nộp là 8.000 đồng"),
        (8000, "{purpose} {other}", suspense_words.MANY_REFERENCES),
    ],
)
def test_money_that_fits_nothing_lies_in_suspense_and_settles_nothing(collecting, amount, words, why):
    due = collecting.fee_due(8000)
    purpose, other = asked(collecting, due).purpose, asked(collecting, collecting.fee_due(8000)).purpose

    done = stated(collecting, ("FT1", amount, words.format(purpose=purpose, other=other)))

    assert [line.why for line in done.items] == [why]
    assert collecting.again(due).state == "due"
    assert collecting.balances()["suspense"] == -amount
    assert agrees(collecting)


def test_a_second_transfer_for_the_same_obligation_is_kept_apart(collecting):
    due = collecting.fee_due(8000)
    purpose = asked(collecting, due).purpose

    done = stated(collecting, ("FT1", 8000, purpose), ("FT2", 8000, purpose))

    assert (done.settled, done.suspended) == (1, 1)
    assert done.items[1].why == "Khoản phải nộp không chờ tiền nữa: đã nộp"
    refused("payment.already-settled", asked, collecting, due)


def test_a_statement_with_one_wrong_line_books_nothing(collecting):
    purpose = asked(collecting, collecting.fee_due(8000)).purpose

    refused("statement.unreadable", stated, collecting, ("FT1", 8000, purpose), ("FT2", "8.000", "x"))
    refused("statement.other-account", stated, collecting, ("FT1", 8000, purpose), account="999")

    assert collecting.rows(bank_lines) == []


def test_an_agency_without_an_account_takes_no_transfers(world):
    settle_proposal(world, propose(world))

    due = world.fee_due()
    assert not world.again(due).takes_transfers
    refused("payment.no-transfers", asked, world, due)


def test_a_stranger_learns_nothing_of_what_is_owed(collecting):
    refused("payment.not-found", asked, collecting, collecting.fee_due(), caller=STRANGER)


def test_an_administrator_imports_no_statements(collecting):
    request = contract.ImportStatement(agency_code=AGENCY, name="x", content="x")
    call = call_of(contract.import_statement, request, caller=HEAD)

    refused("payment.role-missing", transfers.import_statement, call, collecting.storage)


def test_what_a_bank_stated_is_final(collecting):
    stated(collecting, ("FT1", 8000, "?"))

    with pytest.raises(sa.exc.IntegrityError) as failure, collecting.storage.work(system("payments")) as work:
        work.db.execute(sa.text("UPDATE bank_lines SET amount = 1"))
    assert failure.value.orig.diag.constraint_name == "rows_are_final"
