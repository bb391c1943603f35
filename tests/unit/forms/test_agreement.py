"""The check in Python and the check in the browser say the same of the same answers, byte for byte."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from services.catalog.contract.forms import Context, check, plan_of
from services.catalog.seeds import read_seeds
from tests.node import node
from tests.unit.forms.generating import TODAY, Maker, made_cases

HERE = Path(__file__).parent
MODULE = HERE.parents[2] / "gateway" / "web" / "static" / "eforms.js"


def said_by_browser(plans: list[dict[str, Any]], cases: list[tuple[int, Any, Context]]) -> list[str]:
    sent = {
        "plans": plans,
        "cases": [{"plan": plan, "answers": answers, "context": in_json(context)} for plan, answers, context in cases],
    }
    # Lone surrogates and numbers beyond a double are written as JSON escapes them, as a browser would meet them.
    text = json.dumps(sent).replace("Infinity", "1e400")
    ran = subprocess.run(
        [node(), str(HERE / "agree.mjs"), str(MODULE)],
        input=text,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[:3000]
    return ran.stdout.splitlines()


def in_json(context: Context) -> dict[str, Any]:
    return {
        "today": context.today.isoformat(),
        "case": context.case,
        "channel": context.channel,
        "papers": None if context.papers is None else sorted(context.papers),
        "communes": None if context.communes is None else dict(context.communes),
    }


def said_by_server(plan: dict[str, Any], answers: Any, context: Context) -> str:
    found = check(plan, answers, context)
    problems = [
        {"pointer": p.pointer, "code": p.code, "params": dict(p.params), "vi": p.vi, "en": p.en} for p in found.problems
    ]
    said = {"answers": found.answers, "problems": problems, "shown": dict(found.shown)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def compare(plans: list[dict[str, Any]], cases: list[tuple[int, Any, Context]]) -> list[str]:
    server = [said_by_server(plans[plan], answers, context) for plan, answers, context in cases]
    browser = said_by_browser(plans, cases)
    assert len(browser) == len(cases)
    for (plan, answers, context), here, there in zip(cases, server, browser, strict=True):
        assert here == there, f"plan {plan}, answers {answers!r}, {context}"
    return server


@pytest.mark.parametrize("seed", range(4))
def test_of_answers_to_forms_made_by_chance_both_say_the_same(seed: int) -> None:
    plans, cases = made_cases(seed, forms=60, each=40)

    said = [json.loads(line) for line in compare(plans, cases)]

    # The cases are worth something: some answers are whole, many are not, and every kind of problem occurs.
    whole = sum(not result["problems"] for result in said)
    assert 0.02 < whole / len(said) < 0.9, whole
    assert sum(bool(result["answers"]) for result in said) > len(said) / 2


def test_the_cases_made_by_chance_meet_every_problem_there_is() -> None:
    met: set[str] = set()
    for seed in range(4):
        plans, cases = made_cases(seed, forms=60, each=40)
        for plan, answers, context in cases:
            met |= {problem.code for problem in check(plans[plan], answers, context).problems}

    known = set(plans[0]["sentences"])

    # Only answers of more than a hundred thousand characters are too large; they have a test of their own.
    assert known - met == {"form.too-large"}
    assert any(code.startswith("form.rule.") for code in met)


def shipped() -> list[Any]:
    return sorted({form.key: form for version in read_seeds().procedures for form in version.forms}.items())


@pytest.mark.parametrize(("key", "form"), shipped())
def test_of_answers_to_a_shipped_form_both_say_the_same(key: str, form: Any) -> None:
    by = Maker(sum(key.encode()))
    plan = plan_of(form, TODAY)
    cases = [(0, by.answers(plan, by.one(0.0, 0.0, 0.02, 0.2)), by.context()) for _ in range(150)]

    compare([plan], cases)


def test_answers_that_are_too_large_are_so_to_both() -> None:
    by = Maker(1)
    form = by.form()
    plan = plan_of(form, TODAY)
    plan["sections"] = [
        {
            "key": "s",
            "fields": [{"key": f"f{n}", "kind": "long_text", "max": 20_000, "vi": "", "en": ""} for n in range(6)],
        }
    ]
    plan["rules"] = []
    answers = {f"f{n}": "ạ" * 20_000 for n in range(6)}

    (said,) = compare([plan], [(0, answers, by.context())])

    assert [problem["code"] for problem in json.loads(said)["problems"]] == ["form.too-large"]
