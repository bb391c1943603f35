"""The operator sees what was lost and sends it again, once; sees what each day cost; never sees words or names."""

import datetime as dt
from typing import Any

import pytest
import structlog.testing

from chassis.callers import Caller, CallerKind
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.records import dump
from chassis.testing import call_of
from services.dossiers import contract as dossiers
from services.notifications import console, contract, rules
from services.notifications.domain.providers import Attempt, Result
from services.notifications.handlers import operating
from tests.services.notifications import building
from tests.services.notifications.test_fail_over import NO_BALANCE, TAKEN, UNDELIVERED, Scripted
from tests.services.notifications.test_preferences import happens

OPERATOR = Caller(kind=CallerKind.STAFF, id="s-9", agency="H27", roles=("operator",), session="s-1", assurance=2)
OFFICER = Caller(kind=CallerKind.STAFF, id="s-1", agency="H27.12.34", roles=("receiver",))
REFUSED = Attempt(Result.REFUSED, "status 400")


def lost(world: Any) -> Any:
    """A message that the provider refused."""
    world.providers = {"sms": [Scripted("one", REFUSED)]}
    world.account_opens(email_sealed="")
    happens(world, dossiers.dossier_received)
    world.send()
    (row,) = world.rows(channel="sms")
    return row


def listed(world: Any, caller: Caller = OPERATOR, **asked: Any) -> contract.OperatedMessages:
    call = call_of(contract.list_messages, contract.ListMessages(**asked), caller=caller)
    return operating.list_messages(call, world.storage)


def resend(world: Any, message_id: str, caller: Caller = OPERATOR) -> str:
    call = call_of(contract.resend_message, contract.ResendMessage(message_id=message_id), caller=caller)
    return operating.resend_message(call, world.storage).message_id


def figures(world: Any, *, first: dt.date, last: dt.date, budget: int = 0) -> contract.MessageFigures:
    call = call_of(contract.read_message_figures, contract.ReadMessageFigures(first=first, last=last), caller=OPERATOR)
    return operating.read_message_figures(call, world.storage, budget=budget)


def test_what_was_lost_is_listed_without_words_names_or_numbers(world: Any) -> None:
    row = lost(world)

    [message] = listed(world).messages
    assert (message.id, message.state, message.reason, message.may_resend) == (row.id, "failed", "status 400", True)
    told = str(dump(message))
    for private in (building.APPLICANT, building.PHONE[3:], building.CODE_OF_DOSSIER, building.FACTS["agency_name"]):
        assert private not in told


def test_a_lost_message_is_sent_again_once_as_a_new_one_with_the_same_words(world: Any) -> None:
    row = lost(world)
    world.providers = {"sms": [Scripted("one", TAKEN)]}

    added = resend(world, row.id)
    with pytest.raises(Conflict):
        resend(world, row.id)
    world.send()

    old, new = world.rows(channel="sms")
    assert (old.state, new.id, new.state, new.instead_of) == ("failed", added, "sent", row.id)
    assert (new.texts, new.template_version) == (old.texts, old.template_version)
    assert [message.may_resend for message in listed(world).messages] == [False]


def test_what_is_not_lost_a_code_and_what_is_not_there_cannot_be_sent_again(world: Any) -> None:
    world.account_opens()
    world.code_is_asked("482913", phone=UNDELIVERED)
    happens(world, dossiers.dossier_received)
    world.send()
    world.reports_come()
    (code,) = world.rows(matter="account.code.sign-in")
    (sound,) = world.rows(matter="dossier.received", channel="sms")

    assert code.state == "undelivered"
    for message_id in (code.id, sound.id):
        with pytest.raises(Conflict):
            resend(world, message_id)
    with pytest.raises(NotFound):
        resend(world, "nothing")


def test_nobody_but_an_operator_sees_any_of_it(world: Any) -> None:
    with pytest.raises(Forbidden):
        listed(world, OFFICER)
    with pytest.raises(Forbidden):
        resend(world, "m", OFFICER)


def test_pages_of_the_list_have_every_message_once(world: Any) -> None:
    world.providers = {"sms": [Scripted("one", REFUSED)]}
    world.account_opens(email_sealed="")
    for _ in range(5):
        happens(world, dossiers.dossier_received)
    world.send()
    seen, cursor = [], ""
    while True:
        page = listed(world, limit=2, cursor=cursor)
        seen += [message.id for message in page.messages]
        cursor = page.next_cursor
        if not cursor:
            break

    assert sorted(seen) == sorted(row.id for row in world.rows(state="failed"))
    assert len(seen) == 5


def test_figures_of_days_show_what_was_taken_what_it_cost_and_how_providers_do(world: Any) -> None:
    world.account_opens()
    world.code_is_asked("482913", phone=NO_BALANCE)
    happens(world, dossiers.dossier_received)
    for _ in range(2):
        world.send()
        world.pass_time(seconds=5)
    today = rules.day_of(world.now)

    found = figures(world, first=today, last=today, budget=5000)

    taken = sum(each.messages for each in found.figures if each.channel == "sms" and each.outcome == "taken")
    assert taken == 2
    assert found.spent_this_month == sum(each.cost for each in found.figures) > 0
    assert [each.provider for each in found.providers if each.open_since] == ["sandbox"]
    assert figures(world, first=today - dt.timedelta(days=9), last=today - dt.timedelta(days=1)).figures == ()
    with pytest.raises(Invalid):
        figures(world, first=today, last=today - dt.timedelta(days=1))


def test_the_budget_is_an_alarm_once_for_each_step(world: Any) -> None:
    world.account_opens()
    happens(world, dossiers.dossier_received)
    world.send()
    today = rules.day_of(world.now)
    spent = figures(world, first=today, last=today).spent_this_month
    watch = operating.BudgetWatch()

    with structlog.testing.capture_logs() as logged:
        steps = [watch.look(world.storage, budget) for budget in (0, spent * 10, spent + 1, spent + 1, spent, spent)]

    assert steps == ["", "", "near", "near", "over", "over"]
    assert [line["step"] for line in logged if line["event"] == "the budget for messages"] == ["near", "over"]


def test_the_console_says_how_things_are_and_sends_again(world: Any, capsys: pytest.CaptureFixture[str]) -> None:
    row = lost(world)

    assert console.status(world.storage) == 0
    assert console.failed(world.storage, 10) == 0
    assert console.resend(world.storage, []) == 0
    assert console.resend(world.storage, [row.id]) == 1

    said = capsys.readouterr()
    assert "sms    one            works" in said.out
    assert row.id in said.out
    assert "1 of 1 messages are sent again." in said.out
    assert building.PHONE[3:] not in said.out
