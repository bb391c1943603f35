"""Every address of the API over real HTTP, for everybody: let in, refused or told of nothing as is promised.

What is asked is the smallest request that the gateway takes, about a real dossier that is closed and its real fee, with
a version that it never had: so the policy answers, and nothing happens to it.
"""

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest
import requests

from chassis.contracts import Method
from chassis.ids import new_id
from chassis.records import dump
from chassis.tokens import TokenIssuer
from deploy.portal_client import small_pdf
from gateway.assembly import registry
from gateway.reading import version_tag
from gateway.routing import Route, Upload
from tests.flows.conftest import System, Told
from tests.flows.sampling import sample
from tests.policy import promises
from tests.policy.people import COMMUNE, EVERYBODY, OTHERS, OWNER, PROGRAMS, ROLES, Somebody
from tests.policy.promises import FORBIDDEN, NOT_FOUND, SIGN_IN, YES

pytestmark = pytest.mark.flows

RETURNED: Final = 10
AT_ONCE: Final = 4
OF_AN_AGENCY: Final = {"get_register", "begin_at_desk"}
"""Methods about no dossier that name an agency, which a role has to reach."""
OF_THEIR_AGENCIES: Final = {"agency_administrator", "supervisor"}
"""Roles that announce and hear feedback for the agencies that they reach."""
OF_AN_UPLOAD: Final = {"get_upload", "finish_upload", "drop_upload"}
"""Methods about an upload in parts; of one that is not there nobody hears more."""
TURNED_AWAY: Final = {
    "signed-in": ("program",),
    "citizen": ("staff", "program"),
    "staff": ("citizen", "program"),
    "program": ("citizen",),
}
ASKED_TO_SIGN_IN: Final = "request.sign-in-first"
"""Whoever hears another 401 has passed the policy: a code or a password is wrong, or the session is over."""
KEYS_HAVE: Final = {("events",), ("subscriptions",), ("events", "subscriptions")}
"""The scopes with which keys are made: a program without any, or with others, cannot come."""
BEYOND_REACH: Final = "subscription.out-of-scope"
"""What somebody hears who names an agency that is not theirs to manage: a refusal, though it is a 422."""
NO_MANDATE: Final = "dossier.mandate-not-found"
"""Who hears this has passed the policy: the dossier was filed by its owner."""
NOT_ANCHORED: Final = "history.not-anchored"
"""Who hears this has passed the policy: the history is younger than the last anchor."""
NOT_FRESH: Final = "session.step-up-needed"
"""Who hears this has passed the policy, and lacks a fresh proof."""
REAL: Final = frozenset({"dossier_id", "file_id", "obligation_id"})
"""What in an address is the real thing; everything else that is named there does not exist."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """What real things the addresses are about."""

    dossier: str
    file: str
    obligation: str

    def known(self) -> dict[str, str]:
        ids = {"dossier_id": self.dossier, "file_id": self.file, "obligation_id": self.obligation}
        numbers = {"identity_number": "001090000001", "delegate_identity_number": "001090000001"}
        return {**ids, **numbers, "agency_code": COMMUNE, "agency": COMMUNE, "procedure_code": "2.000635"}


def people() -> list[Somebody]:
    """Two citizens, staff of each role in the agency and in another one, and programs of both with each scope."""
    names = {f"{role} of the {where}" for role in ROLES for where in ("agency", "neighbour")}
    staff = [one for one in EVERYBODY if one.name in names]
    assert len(staff) == len(names)
    programs = [one for one in PROGRAMS if one.caller.roles in KEYS_HAVE and not one.caller.assurance]
    assert len(programs) == 1 + len(KEYS_HAVE)
    return [OWNER, OTHERS[0], *staff, *programs]


def administrator_of(agency: str) -> Somebody:
    """Who makes the keys of an agency's programs."""
    where = "agency" if agency == COMMUNE else "neighbour"
    return next(one for one in EVERYBODY if one.name == f"agency_administrator of the {where}")


def key_of(address: str, issuer: TokenIssuer, one: Somebody) -> str:
    """An API key as the administrator of the program's agency gets it."""
    agency = one.caller.agency
    token = token_of(issuer, administrator_of(agency), "")
    made = requests.post(
        f"{address}/api/v1/agencies/{agency}/api-keys",
        json={"name": one.name, "scopes": list(one.caller.roles)},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": new_id()},
        timeout=30,
    )
    assert made.status_code == 201, made.text
    key: str = made.json()["key"]
    return key


def token_of(issuer: TokenIssuer, one: Somebody, owner_id: str) -> str:
    """An access token as accounts would make it."""
    caller = one.caller
    claims = {
        "kind": caller.kind.value,
        "sub": owner_id if one is OWNER else caller.id.replace(" ", "-"),
        "name": "Người Thử",
        "agency": caller.agency,
        "roles": list(caller.roles),
        "holdings": [dump(held) for held in caller.holdings],
        "assurance": caller.assurance,
        "sid": new_id(),
        "auth_time": 0,
    }
    return issuer.issue(claims, 600)


class Addresses:
    """The API of a running portal, asked by everybody."""

    def __init__(self, address: str, asked: Asked) -> None:
        self.address = address
        self.asked = asked
        self.session = requests.Session()
        self.session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=AT_ONCE))

    def hear(self, route: Route, token: str) -> str:
        """What somebody hears at an address, in the words of the promises."""
        known = self.asked.known()
        path = route.path
        for name in route.names_in_path:
            values = sample(route.path_record, **known) if route.path_record else {}
            path = path.replace(f"{{{name}}}", str(values.get(name, known.get(name, "x-1"))))
        headers = {"Idempotency-Key": new_id(), "If-Match": f'"{version_tag(987_654)}"', "Accept-Language": "vi"}
        if route.options is not None:
            headers |= {"Tus-Resumable": "1.0.0", "Upload-Length": "700", "Upload-Offset": "0"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        options: dict[str, Any] = {"params": sample(route.query, **known) if route.query else {}}
        if isinstance(route.transfer, Upload):
            options["data"] = small_pdf("de thu")
            tus = route.options is not None
            headers["Content-Type"] = "application/offset+octet-stream" if tus else "application/pdf"
        elif route.body is not None:
            options["json"] = sample(route.body, **known)
        answer = self.session.request(
            route.verb, self.address + path, headers=headers, timeout=30, allow_redirects=False, **options
        )
        return self._word(answer)

    @staticmethod
    def _word(answer: requests.Response) -> str:
        is_problem = answer.headers.get("Content-Type", "").startswith("application/problem+json")
        code = answer.json()["code"] if is_problem and answer.content else ""
        if answer.status_code >= 500 or code in ("request.rate-exceeded", "request.invalid"):
            return f"{answer.status_code} {code}"
        if answer.status_code == 401:
            return SIGN_IN if code == ASKED_TO_SIGN_IN or not answer.content else YES
        if answer.status_code == 403 or code == BEYOND_REACH:
            return YES if code == NOT_FRESH else FORBIDDEN
        if code in (NO_MANDATE, NOT_ANCHORED):
            return YES
        if answer.status_code == 404:
            return NOT_FOUND
        return YES


def is_about_the_dossier(route: Route) -> bool:
    return bool(route.names_in_path) and set(route.names_in_path) <= REAL


def names_an_agency(method: Method[Any, Any]) -> bool:
    """Whether it is about an agency that the request names, which is `COMMUNE`."""
    return bool({"agency", "agency_code"} & {field.name for field in dataclasses.fields(method.request)})


def about_what_is_owed(words: frozenset[str]) -> bool:
    """Whether it is about something that is owed or was paid; of what is not there everybody hears so."""
    return not {"anyone", "citizen", "auditor"} & words


def promised(route: Route, one: Somebody, word: str) -> str:
    """What somebody must hear at an address."""
    caller = one.caller
    if caller.kind.value in TURNED_AWAY[word]:
        return FORBIDDEN
    assert route.method is not None
    method: Method[Any, Any] = route.method
    if method.service == "dossiers":
        return _of_dossiers(method.name, one)
    words = promises.words_of(method.service)[method.name]
    if method.service == "payments":
        is_there = is_about_the_dossier(route) or names_an_agency(method) or not about_what_is_owed(words)
        return promises.payments(one, words, reads=not method.changes) if is_there else NOT_FOUND
    if words == {"agency_administrator"} and not one.reaches and one.role in words:
        return "their own agencies only"
    if method.service == "catalog" and one.role in words & OF_THEIR_AGENCIES and not one.reaches:
        return "their own agencies only"
    if method.service == "notifications":
        said = promises.notifications(one, words, sandbox=True)
        elsewhere = (one.role == "agency_administrator" and not one.reaches) or (
            one.caller.is_program and one.caller.agency != COMMUNE
        )
        return FORBIDDEN if said == YES and elsewhere and names_an_agency(method) else said
    return {"accounts": promises.accounts, "catalog": promises.catalog}[method.service](one, words)


def _of_dossiers(method: str, one: Somebody) -> str:
    if method in OF_AN_UPLOAD:
        return NOT_FOUND
    table = promises.Dossiers()
    row = table.cells[method]
    if method == "list_processors" and one.caller.is_staff and not table.sees(one, RETURNED):
        return NOT_FOUND  # It names a dossier, which is not there for them.
    if not table.is_about_one(method):
        said = table.says(one, method, 0)
        return FORBIDDEN if method in OF_AN_AGENCY and said == YES and not one.reaches else said
    if not table.sees(one, RETURNED):
        return NOT_FOUND
    # In which states, the version that never was is answered before.
    return YES if row.get("applicant" if one.caller.is_citizen else one.role, "-") != "-" else FORBIDDEN


def agree(promise: str, heard: str, route: Route) -> bool:
    if promise == "their own agencies only":
        # Whatever is named by an agency is refused; the list of one's own agencies is not.
        return heard in (FORBIDDEN, NOT_FOUND) or (heard == YES and route.verb == "GET")
    if promise == YES and not is_about_the_dossier(route):
        return heard in (YES, NOT_FOUND)
    return promise == heard


def routes() -> Iterator[tuple[Route, str]]:
    words = {(verb, path): word for verb, path, word in promises.lines_of("routes")}
    for route in registry().api:
        yield route, words[route.verb, route.path]


@pytest.mark.timeout(240)
def test_everybody_hears_at_every_address_what_is_promised(system: System, told: Told) -> None:
    story = told.story
    files = [file["id"] for paper in story.dossier["papers"] for file in paper["files"]]
    asked = Asked(story.dossier["id"], files[0], story.obligation)
    addresses = Addresses(system.address, asked)
    issuer = TokenIssuer(told.state / "keys", system.address)
    open_to_all = [route for route, word in routes() if word in ("public", "provider")]
    closed = [(route, word) for route, word in routes() if word not in ("public", "provider")]
    everybody = people()
    tokens = {
        one.name: key_of(system.address, issuer, one)
        if one.caller.is_program
        else token_of(issuer, one, story.dossier["applicant_id"])
        for one in everybody
    }

    def judge(work: tuple[Route, str, Somebody | None]) -> str:
        route, word, one = work
        name = one.name if one else "nobody"
        heard = addresses.hear(route, tokens[name] if one else "")
        promise = promised(route, one, word) if one else SIGN_IN
        return "" if agree(promise, heard, route) else f"{route.verb} {route.path}: {name}: {promise}, not {heard}"

    work = [(route, word, one) for one in (None, *everybody) for route, word in closed]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        wrong = [found for found in threads.map(judge, work) if found]
    asked_by_nobody = [route for route in open_to_all if route.limit != "sign-in"]
    for_nobody = {f"{route.verb} {route.path}": addresses.hear(route, "") for route in asked_by_nobody}

    assert not wrong, "\n".join(wrong)
    assert [(place, heard) for place, heard in for_nobody.items() if heard in (SIGN_IN, FORBIDDEN)] == []
    assert len(closed) + len(open_to_all) == len(registry().api)
    assert len(closed) > 80
