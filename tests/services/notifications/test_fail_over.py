"""Two providers stand in for each other; a message that does not arrive goes another way, and all of it can be seen."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import structlog.testing

from chassis.callers import ANONYMOUS, system
from chassis.errors import Forbidden, Invalid
from chassis.testing import call_of
from services.dossiers import contract as dossiers
from services.notifications import contract, rules, watch
from services.notifications.domain.providers import Attempt, Parcel, Result, Verdict
from services.notifications.handlers import reporting
from services.notifications.store import counted, outgoing
from services.notifications.tables import deliveries, message_days
from tests.services.notifications import building

THROTTLED, UNSURE, OUTAGE, NO_BALANCE, UNDELIVERED = (f"+8499000000{n}" for n in (5, 6, 7, 8, 9))
TWICE, LATE, TURNS, NOBODY, SILENT = (f"+849900000{n}" for n in (10, 11, 12, 13, 14))
SECRET = "a secret of two"


def received(world: Any) -> None:
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))


def attempts(world: Any) -> list[tuple[str, str]]:
    with world.storage.read() as db:
        rows = db.execute(sa.select(deliveries).order_by(deliveries.c.finished_at, deliveries.c.attempt))
        return [(row.provider, row.result) for row in rows]


def state(world: Any, **wanted: Any) -> str:
    (row,) = world.rows(**wanted)
    return str(row.state)


class Scripted:
    """A provider that answers as it is told and remembers what it was asked."""

    def __init__(self, name: str, *answers: Attempt) -> None:
        self.name = name
        self.answers = list(answers)
        self.asked: list[str] = []

    def send(self, parcel: Parcel) -> Attempt:
        self.asked.append(parcel.id)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


TAKEN = Attempt(Result.TAKEN)
AWAY = Attempt(Result.LATER, "status 500", verdict=Verdict.BAD)
LOST_ANSWER = Attempt(Result.UNSURE, "ReadTimeout", verdict=Verdict.BAD)


def test_what_the_first_does_not_take_the_second_does_at_the_next_attempt(world: Any) -> None:
    world.code_is_asked("482913", phone=OUTAGE)
    world.send()
    world.pass_time(seconds=5)
    world.send()

    assert attempts(world) == [("sandbox", "later"), ("sandbox-2", "taken")]
    assert len(world.sms(OUTAGE)) == 1


def test_after_failures_in_a_row_everything_goes_to_the_second_until_the_first_has_shown_itself(world: Any) -> None:
    first, second = Scripted("one", AWAY), Scripted("two", TAKEN)
    world.providers["sms"] = [first, second]
    world.account_opens()
    limits = rules.circuit_limits_on("sms", building.NOW.date())
    for _ in range(limits.failures):
        received(world)
        world.send()

    asked = len(first.asked)
    for _ in range(3):
        received(world)
        world.send()
    assert len(first.asked) == asked == limits.failures

    first.answers = [TAKEN]
    for _ in range(limits.good):
        world.pass_time(seconds=limits.rest)
        received(world)
        world.send()
    assert len(first.asked) == asked + limits.good
    with world.storage.read() as db:
        assert not counted.circuits(db)["one"].is_open
    received(world)
    world.send()
    assert len(first.asked) == asked + limits.good + 1


def test_a_used_up_balance_is_an_alarm_and_the_second_takes_over_at_once(world: Any) -> None:
    world.now = dt.datetime.now(dt.UTC)
    world.code_is_asked("482913", phone=NO_BALANCE)
    with structlog.testing.capture_logs() as logged:
        world.send()
    world.code_is_asked("593024", challenge="c-2")
    world.send()

    assert attempts(world)[-1] == ("sandbox-2", "taken")
    assert watch.messages_health(world.storage).reason.startswith("not asked at present: sandbox (")
    [alarm] = [line for line in logged if line["event"] == "a provider is not asked any more"]
    assert (alarm["provider"], alarm["log_level"]) == ("sandbox", "error")


def test_a_provider_that_asks_to_be_left_alone_is(world: Any) -> None:
    world.providers["sms"] = world.providers["sms"][:1]
    world.code_is_asked("482913", phone=THROTTLED)
    world.send()

    [row] = world.rows()
    assert row.due_at - world.now == dt.timedelta(seconds=5)
    world.pass_time(seconds=5)
    world.send()
    assert state(world) == "sent"


def test_a_message_whose_answer_was_lost_is_asked_again_of_the_same_one_and_is_there_once(world: Any) -> None:
    world.code_is_asked("482913", phone=UNSURE)
    world.send()
    world.pass_time(seconds=5)
    world.send()

    assert attempts(world) == [("sandbox", "unsure"), ("sandbox", "taken")]
    assert len(world.sms(UNSURE)) == 1


def test_a_process_that_dies_after_the_provider_took_it_asks_the_same_one_under_the_same_id(world: Any) -> None:
    first, second = Scripted("one", TAKEN), Scripted("two", TAKEN)
    world.providers["sms"] = [first, second]
    world.code_is_asked("482913")
    with world.storage.work(system("dies")) as work:
        [row] = outgoing.claim_due(work.db, work.now, 1)
        outgoing.lease(work.db, row.id, work.now + dt.timedelta(seconds=30), "one")
    first.send(Parcel(row.id, row.matter, building.PHONE, "", ""))  # and dies before it could say so

    world.pass_time(seconds=31)
    world.send()

    assert first.asked == [row.id, row.id]
    assert second.asked == []
    assert state(world) == "sent"


def test_one_that_is_silent_twice_is_passed_over(world: Any) -> None:
    silent, other = Scripted("one", LOST_ANSWER), Scripted("two", TAKEN)
    world.providers["sms"] = [silent, other]
    world.code_is_asked("482913")
    for _ in range(3):
        world.send()
        world.pass_time(seconds=20)

    assert [provider for provider, _ in attempts(world)] == ["one", "one", "two"]


def test_a_report_makes_a_message_delivered(world: Any) -> None:
    world.code_is_asked("482913")
    world.send()
    assert state(world) == "sent"

    world.reports_come()

    assert state(world) == "delivered"


@pytest.mark.parametrize(("phone", "reports"), [(TWICE, 2), (LATE, 1), (TURNS, 2)])
def test_reports_that_come_late_twice_or_against_each_other_leave_it_delivered(
    world: Any, phone: str, reports: int
) -> None:
    world.account_opens(phone=phone)
    received(world)
    world.send()
    came = 0
    for _ in range(3):
        came += world.reports_come()
        world.pass_time(seconds=40)

    assert came == reports
    assert state(world, channel="sms") == "delivered"
    world.reports_come()


def test_a_report_that_overtakes_the_answer_is_not_undone_by_it(world: Any) -> None:
    class Overtaken:
        name = "one"

        def send(self, parcel: Parcel) -> Attempt:
            with world.storage.work(system("report")) as work:
                reporting.take(work, world.sealer, "one", "r-1", parcel.id, "delivered", "")
            return AWAY

    world.providers["sms"] = [Overtaken()]
    world.code_is_asked("482913")
    world.send()
    world.pass_time(minutes=1)

    assert world.send() == 0
    assert state(world) == "delivered"


def test_what_was_not_delivered_goes_by_e_mail_under_the_same_event_and_once(world: Any) -> None:
    world.account_opens(phone=UNDELIVERED)
    received(world)
    world.send()
    with structlog.testing.capture_logs() as logged:
        world.reports_come()
    world.send()

    (sms,) = world.rows(channel="sms")
    (mail,) = world.rows(channel="email")
    assert (sms.state, mail.state, mail.instead_of, mail.event_id) == ("undelivered", "sent", sms.id, sms.event_id)
    assert building.CODE_OF_DOSSIER in world.sms(building.EMAIL)[0].text
    assert [line["instead"] for line in logged if line["event"] == "a message did not reach its person"] == ["email"]


def test_a_number_that_does_not_exist_is_told_to_its_person_once_by_other_ways(world: Any) -> None:
    world.account_opens(phone=NOBODY)
    for _ in range(2):
        received(world)
        world.send()
        world.reports_come()

    assert sorted(row.channel for row in world.rows(matter="contact.phone-unreachable")) == ["email", "inbox"]


def test_a_code_that_does_not_arrive_is_told_nowhere_else(world: Any) -> None:
    world.account_opens(phone=UNDELIVERED)
    world.code_is_asked("482913", phone=UNDELIVERED)
    world.send()
    world.reports_come()

    assert {row.channel for row in world.rows(matter="account.code.sign-in")} == {"sms"}
    assert state(world, matter="account.code.sign-in") == "undelivered"


def test_the_figures_of_the_day_say_what_was_taken_and_what_it_cost(world: Any) -> None:
    world.account_opens()
    received(world)
    world.send()
    world.reports_come()
    (sms,) = world.rows(channel="sms")

    with world.storage.read() as db:
        days = {(row.provider, row.outcome): row for row in db.execute(sa.select(message_days))}
        cost = db.scalar(sa.select(deliveries.c.cost).where(deliveries.c.message_id == sms.id))

    price = rules.price_on("sms", "sandbox", building.NOW.date())
    assert cost == sms.segments * price > 0
    assert (days["sandbox", "taken"].messages, days["sandbox", "taken"].cost) == (1, cost)
    assert days["sandbox", "reported-delivered"].messages == 1


def report(
    world: Any, body: str, *, secret: str = SECRET, at: dt.datetime | None = None, report_id: str = "r-1"
) -> None:
    stamp = int((at or world.now).timestamp())
    asked = contract.ReportDelivery(
        provider="sms-1",
        report_id=report_id,
        timestamp=stamp,
        signature=reporting.signature(secret, report_id, stamp, body),
        body=body,
    )
    call = call_of(contract.report_delivery, asked, caller=ANONYMOUS)
    reporting.report_delivery(call, world.storage, world.sealer, {"sms-1": SECRET})


def sent_by_gateway(world: Any) -> str:
    world.providers["sms"] = [Scripted("sms-1", TAKEN)]
    world.code_is_asked("482913")
    world.send()
    return str(world.rows()[0].id)


def test_a_signed_report_counts_and_a_second_one_changes_nothing(world: Any) -> None:
    body = f'{{"id": "{sent_by_gateway(world)}", "status": "delivered"}}'

    report(world, body)
    report(world, body)

    assert state(world) == "delivered"
    with world.storage.read() as db:
        taken = db.scalar(sa.select(message_days.c.messages).where(message_days.c.outcome == "reported-delivered"))
    assert taken == 1


@pytest.mark.parametrize(
    "wrong", [{"secret": "another"}, {"at": building.NOW - dt.timedelta(minutes=6)}, {"secret": ""}]
)
def test_a_report_that_is_not_proved_or_is_old_is_refused(world: Any, wrong: dict[str, Any]) -> None:
    body = f'{{"id": "{sent_by_gateway(world)}", "status": "undelivered"}}'

    with pytest.raises(Forbidden):
        report(world, body, **wrong)
    assert state(world) == "sent"


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"id": "m", "status": "eaten"}', '{"id": 7, "status": "delivered"}'])
def test_a_report_that_says_nothing_is_refused(world: Any, body: str) -> None:
    with pytest.raises(Invalid):
        report(world, body)


def test_a_report_of_a_message_that_is_not_ours_changes_nothing(world: Any) -> None:
    sent_by_gateway(world)

    report(world, '{"id": "somebody-elses", "status": "undelivered"}')

    assert state(world) == "sent"
