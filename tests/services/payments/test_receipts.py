"""Receipts as people have them: checked by a code, signed, without a gap in their numbers, replaced by two people."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from chassis import restoring
from chassis.callers import ANONYMOUS, Caller, CallerKind, system
from chassis.errors import Invalid, PortalError
from chassis.keys import load_ring
from chassis.signing import Signer, read
from chassis.testing import call_of, fresh_storage
from services.payments import contract, store
from services.payments.agreement import examine
from services.payments.domain.ledger import Share
from services.payments.domain.receipts import CounterKind
from services.payments.handlers import collecting, receipting
from services.payments.handlers import receipts as handlers
from services.payments.store import issued
from services.payments.tables import receipts
from tests.services.payments.world import AGENCY, RECEIVER

VERIFY = Path(__file__).parents[3] / "docs" / "receipts" / "verify.py"
WATCHER = Caller(kind=CallerKind.STAFF, id="staff-2", agency=AGENCY, roles=("supervisor",))
HEAD = Caller(kind=CallerKind.STAFF, id="staff-3", agency=AGENCY, roles=("agency_administrator",))
BOTH = Caller(kind=CallerKind.STAFF, id="staff-4", agency=AGENCY, roles=("receiver", "supervisor"))
WHY = "Tên khoản thu ghi sai"


@pytest.fixture
def signer(keys_dir):
    return Signer(keys_dir, "receipts")


def paid(world, *amounts):
    """A receipt of money that came online."""
    started = world.start(world.fee_due(*amounts or (8000,)))
    world.hear(world.ipn(started, vnp_TransactionNo=started.payment.id[-12:]))
    (found,) = [row for row in world.rows(receipts) if row.payment_id == started.payment.id]
    return found


def check(world, signer, code):
    request = contract.CheckReceipt(look_up=code)
    return handlers.check_receipt(call_of(contract.check_receipt, request, caller=ANONYMOUS), world.storage, signer)


def ask(world, receipt, caller=RECEIVER):
    request = contract.AskReceiptCorrection(receipt_id=receipt.id, reason=WHY)
    return handlers.ask_receipt_correction(
        call_of(contract.ask_receipt_correction, request, caller=caller), world.storage
    )


def decide(world, asked, caller=WATCHER, *, agree=True):
    request = contract.DecideReceiptCorrection(correction_id=asked.id, agree=agree)
    call = call_of(contract.decide_receipt_correction, request, caller=caller)
    return handlers.decide_receipt_correction(call, world.storage)


def register(world, caller=RECEIVER, **wanted):
    request = contract.GetReceiptRegister(**{"agency_code": AGENCY, "year": 2026} | wanted)
    call = call_of(contract.get_receipt_register, request, caller=caller)
    return handlers.get_receipt_register(call, world.storage)


def code_of(failure):
    return failure.value.code


def test_a_number_that_somebody_may_hold_is_not_given_again_after_the_database_was_restored(world):
    paid(world)

    with fresh_storage("dossiers") as dossiers:
        restoring.carry_out(world.storage, "payments", world.now - dt.timedelta(hours=1), {"dossiers": dossiers}, 500)

    assert paid(world).number == 502
    with world.storage.read() as db:
        assert sum(one.check == "numbers" for one in examine(db)) == 500, "the books say which numbers have no receipt"
    world.tampered = True


# Checked by anybody


def test_whoever_has_the_code_reads_the_receipt_however_they_type_it(world, signer):
    receipt = paid(world, 5000, 3000)

    proof = check(world, signer, "-".join(receipt.look_up[at : at + 5].lower() for at in range(0, 20, 5)))

    assert (proof.number, proof.total, proof.total_in_words) == ("00000001", 8000, "Tám nghìn đồng")
    assert (proof.stands_for, proof.stands_vi) == (8000, "Có hiệu lực")
    assert "buoi" not in repr(proof)


def test_a_code_that_no_receipt_has_is_not_found(world, signer):
    paid(world)

    with pytest.raises(PortalError) as failure:
        check(world, signer, "0" * 20)
    assert code_of(failure) == "receipt.not-found"


def test_a_receipt_is_checked_without_the_portal_and_a_changed_one_found_out(world, signer, tmp_path):
    proof = check(world, signer, paid(world).look_up)
    keys, word = tmp_path / "keys.json", tmp_path / "receipt.jws"
    keys.write_text(json.dumps({"keys": signer.public_keys()}), "utf-8")

    def verified(signed):
        word.write_text(signed, "utf-8")
        done = subprocess.run(
            [sys.executable, str(VERIFY), "money", str(word), str(keys)], capture_output=True, text=True, check=False
        )
        return done.returncode

    assert verified(proof.signed) == 0
    head, content, signature = proof.signed.split(".")
    assert verified(".".join((head, content[:-4] + "AAAA", signature))) == 1


def test_the_signature_tells_what_the_receipt_still_proves(world, signer, keys_dir):
    receipt = paid(world, 5000, 3000)
    with world.storage.work(system("payments")) as work:
        receipting.counter(work, receipt.payment_id, CounterKind.ADJUST, [Share("fee-2", 1000)], "Hoàn một phần")

    proof = check(world, signer, receipt.look_up)

    stated = read(load_ring(keys_dir, "receipts.public").keys, handlers.KIND, proof.signed)
    assert (stated["total"], stated["stands_for"]) == (8000, 7000)
    assert [one.total for one in proof.counter_receipts] == [1000]
    (counter,) = [row for row in world.rows(receipts) if row.kind == "counter"]
    assert check(world, signer, counter.look_up).counters_number == "AA-26E 00000001"


# Replaced by two people


def test_a_wrong_receipt_is_replaced_when_a_second_person_agrees(world, signer):
    receipt = paid(world)

    done = decide(world, ask(world, receipt))

    assert done.agreed is True
    replaced = check(world, signer, receipt.look_up)
    assert (replaced.stands_for, replaced.stands_vi) == (0, "Đã được thay thế bằng biên lai khác")
    (new,) = [row for row in world.rows(receipts) if row.id == done.replacement_id]
    assert (new.number, new.total, new.reason) == (2, 8000, WHY)
    assert check(world, signer, new.look_up).stands_for == 8000


def test_nobody_decides_what_they_asked_themselves(world):
    asked = ask(world, paid(world), caller=BOTH)

    with pytest.raises(PortalError) as failure:
        decide(world, asked, caller=BOTH)

    assert code_of(failure) == "payment.second-person-needed"
    assert len(world.rows(receipts)) == 1


def test_a_request_that_is_refused_changes_nothing_and_can_be_made_again(world):
    receipt = paid(world)
    asked = ask(world, receipt)
    with pytest.raises(PortalError) as failure:
        ask(world, receipt)
    assert code_of(failure) == "payment.asked-already"

    decide(world, asked, agree=False)

    with pytest.raises(PortalError) as failure:
        decide(world, asked)
    assert code_of(failure) == "payment.decided-already"
    assert len(world.rows(receipts)) == 1
    ask(world, receipt)


def test_what_was_replaced_or_cancelled_is_not_replaced_again(world):
    receipt = paid(world)
    decide(world, ask(world, receipt))

    with pytest.raises(PortalError) as failure:
        ask(world, receipt)

    assert code_of(failure) == "receipt.over"


# Numbers


def test_a_process_that_dies_before_the_commit_leaves_no_gap(world):
    first = paid(world)
    started = world.start(world.fee_due())

    class Killed(BaseException):
        pass

    def die():
        with world.storage.work(system("payments")) as work:
            payment = store.find_payment(work.db, started.payment.id)
            receipting.issue(work, store.find_obligation(work.db, payment.obligation_id), payment)
            raise Killed

    with pytest.raises(Killed):
        die()

    second = paid(world)
    assert (first.number, second.number) == (1, 2)
    with world.storage.read() as db:
        assert list(issued.missing_numbers(db)) == []


def test_numbers_begin_anew_on_the_first_of_january_in_vietnam(world):
    world.now = dt.datetime(2026, 12, 31, 16, 59, tzinfo=dt.UTC)
    last = paid(world)
    world.now = dt.datetime(2026, 12, 31, 17, 0, tzinfo=dt.UTC)
    first = paid(world)

    assert (last.series, last.number) == ("AA-26E", 1)
    assert (first.series, first.number) == ("AA-27E", 1)
    assert [line.series for line in register(world).items] == ["AA-26E"]
    assert [line.series for line in register(world, year=2027).items] == ["AA-27E"]


def test_the_register_lists_every_number_page_by_page_and_says_that_none_is_missing(world):
    one, *_ = [paid(world, 5000, 3000) for _ in range(3)]
    decide(world, ask(world, one))

    lines, cursor = [], ""
    while page := register(world, cursor=cursor, limit=2):
        lines += page.items
        assert page.missing == ()
        cursor = page.next_cursor
        if not cursor:
            break

    assert [line.number for line in lines] == ["00000001", "00000002", "00000003", "00000004"]
    assert [line.charges for line in lines] == [8000, 8000, 8000, 0]
    assert lines[3].counters == "AA-26E 00000001"


@pytest.mark.parametrize("cursor", ["nonsense", "01GTKT,AA-26E,1", "of another year"])
def test_a_cursor_of_anything_else_is_refused_by_the_register(world, cursor):
    for _ in range(2):
        paid(world)
    given = register(world, limit=1).next_cursor if cursor == "of another year" else cursor

    with pytest.raises(Invalid):
        register(world, year=2025, cursor=given)


def test_books_of_another_agency_do_not_exist(world):
    paid(world)

    with pytest.raises(PortalError) as failure:
        register(world, agency_code="H27.99.99")
    assert code_of(failure) == "payment.books-not-found"


# Who collects


def propose(world, caller=HEAD, **changes):
    said = {"agency_code": AGENCY, "name": "UBND xã Tân Mỹ Hà", "tax_code": "0100109106"} | changes
    request = contract.ProposeCollector(**said)
    return collecting.propose_collector(call_of(contract.propose_collector, request, caller=caller), world.storage)


def settle_proposal(world, proposal, caller=WATCHER):
    request = contract.DecideCollector(proposal_id=proposal.id, agree=True)
    return collecting.decide_collector(call_of(contract.decide_collector, request, caller=caller), world.storage)


def test_receipts_state_who_collects_from_when_two_people_said_so(world):
    proposal = propose(world)
    before = paid(world)
    settle_proposal(world, proposal)
    after = paid(world)

    assert (before.tax_code, before.collector_name) == ("", "")
    assert (after.tax_code, after.collector_name) == ("0100109106", "UBND xã Tân Mỹ Hà")


def test_nobody_leads_money_to_an_account_alone(world):
    proposal = propose(world, bank_bin="970436", account_number="1234567890", account_name="UBND XA TAN MY HA")

    with pytest.raises(PortalError) as failure:
        settle_proposal(world, proposal, caller=HEAD)

    assert code_of(failure) == "payment.second-person-needed"


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ({"bank_bin": "970436"}, "collector.incomplete"),
        ({"bank_bin": "123456", "account_number": "1", "account_name": "A"}, "collector.bank-unknown"),
    ],
)
def test_an_account_is_whole_and_at_a_bank_that_is_known(world, account, code):
    with pytest.raises(PortalError) as failure:
        propose(world, **account)
    assert code_of(failure) == code
