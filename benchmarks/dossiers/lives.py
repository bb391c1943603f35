"""One generated dossier: its whole life as rows, as the service would have written them.

The same number, seed, size and time make the same rows. Due dates, whose turn it is, the chain of the history, the
figures and the receipt come from the service's own rules; only what decides them (which steps, when, by whom) is drawn.
"""

import dataclasses
import datetime as dt
import json
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final

from benchmarks.dossiers import world
from chassis.callers import Channel
from chassis.records import dump
from chassis.sealing import Sealer
from chassis.signing import Signer
from services.dossiers import receipts, rules
from services.dossiers.contract import Receipt, ReceiptKind, ReceiptPaper
from services.dossiers.domain import codes, content, deadlines
from services.dossiers.domain.actions import Action, Party, State
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.content import Filled, HeldFile
from services.dossiers.domain.deadlines import Deadline, Limit, LimitUnit
from services.dossiers.domain.duties import Duty, Situation, Stage, duty_of, next_look
from services.dossiers.domain.figures import Happening, Standing, after
from services.dossiers.domain.history import FORM, GENESIS, Kind, entry_of, hash_of
from services.dossiers.domain.states import is_closed
from services.dossiers.handlers import clock
from services.dossiers.store import filled

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

Plan = tuple[Action, State]
BEGINS: Final[tuple[Plan, ...]] = ((Action.SUBMIT, State.SUBMITTED),)
TAKEN: Final = (*BEGINS, (Action.RECEIVE, State.RECEIVED))
WORKED: Final = (*TAKEN, (Action.START, State.PROCESSING))
GIVEN: Final = (*WORKED, (Action.ASSIGN, State.PROCESSING))
DONE: Final = (*GIVEN, (Action.DECIDE, State.DECIDED))
LIVES: Final[tuple[tuple[int, tuple[Plan, ...]], ...]] = (
    (4200, (*DONE, (Action.RETURN, State.RETURNED))),
    (300, (*BEGINS, (Action.REFUSE, State.REFUSED))),
    (100, (*TAKEN, (Action.WITHDRAW, State.WITHDRAWN), (Action.STOP, State.STOPPED))),
    (200, (*BEGINS, (Action.WITHDRAW, State.WITHDRAWN))),
    (500, BEGINS),
    (400, TAKEN),
    (400, WORKED),
    (3000, GIVEN),
    (230, (*BEGINS, (Action.ASK_SUPPLEMENT, State.SUPPLEMENT))),
    (30, (*TAKEN, (Action.WITHDRAW, State.WITHDRAWN))),
    (640, DONE),
)
"""How many of ten thousand dossiers have which life; the open ones are many on purpose."""
_WEIGHTS: Final = [weight for weight, _ in LIVES]

_BY_APPLICANT: Final = {Action.SUBMIT, Action.WITHDRAW}


@dataclass
class Rows:
    """What one dossier adds to each table, and to the figures."""

    of: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    figures: Counter[tuple[str, str, str, dt.date, str]] = field(default_factory=Counter)

    def add(self, table: str, **columns: Any) -> None:
        self.of.setdefault(table, []).append(columns)


@dataclass(frozen=True)
class Scene:
    """What all dossiers of a run share."""

    size: int
    now: dt.datetime
    sealer: Sealer
    signer: Signer
    seed: int = 1
    every: int = 1
    """Of so many dossiers one is lived whole; the others are like it, without papers, files, receipt and chain."""
    sequences: Counter[tuple[str, dt.date]] = field(default_factory=Counter)

    def chance(self, number: int) -> random.Random:
        return random.Random(self.seed * 1_000_003 + number)


def an_id(at: dt.datetime, chance: random.Random) -> str:
    """A UUIDv7 as `chassis.ids` would have made it at that time."""
    high, low = chance.getrandbits(12), chance.getrandbits(62)
    millis = int(at.timestamp() * 1000)
    return str(uuid.UUID(int=(millis << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low))


class Life:
    """One dossier under way."""

    def __init__(self, scene: Scene, number: int) -> None:
        self.scene, self.number, self.chance = scene, number, scene.chance(number)
        self.rows = Rows()
        chance = self.chance
        self.plan = chance.choices([plan for _, plan in LIVES], _WEIGHTS)[0]
        last = self.plan[-1][1]
        self.is_open = not is_closed(last, any(action is Action.RECEIVE for action, _ in self.plan))
        in_big = self.plan is GIVEN and chance.random() < 0.98
        few = {place * scene.every for place in (7, scene.size // scene.every // 3, scene.size // scene.every // 2)}
        self.held_by = world.FEW if number in few else chance.choice(world.OFFICERS)
        if number in few:
            self.plan, self.is_open, in_big = GIVEN, True, True
        self.agency = world.BIG if in_big else chance.choice((*world.COMMUNES, *world.DEPARTMENTS))
        rare = chance.random() < 0.0001
        self.procedure = world.procedure_of(world.SELDOM if rare else chance.choice(world.PROCEDURES[:-1]))
        often = max(scene.size // 5_000, 1)
        who = -1 if number % often == 0 and scene.size >= 10_000 else chance.randrange(max(scene.size // 5, 1))
        self.applicant_id, self.applicant_name = world.person(who)
        self.begun_at = self._begun()

    def _begun(self) -> dt.datetime:
        """What is open began lately, so that most of it is in time."""
        ago = self.chance.uniform(0.2, 1.4 * self.procedure.days) if self.is_open else self.chance.uniform(40, 730)
        at = self.scene.now - dt.timedelta(days=ago)
        return at.replace(microsecond=self.chance.randrange(1_000_000))

    def row(self) -> dict[str, Any]:
        """The columns of a draft, with its papers and files."""
        at, chance, of = self.begun_at, self.chance, self.procedure
        self.id = an_id(at, chance)
        salt = f"{chance.getrandbits(128):032x}"
        answers = {"copies": chance.randrange(1, 5), "purpose": "Bổ sung hồ sơ cá nhân"}
        given = Filled(answers, salt)
        held = []
        for position, (key, name) in enumerate((("declaration", "Tờ khai"), ("identity", "Giấy tờ tùy thân"))):
            self.rows.add("papers", dossier_id=self.id, key=key, position=position, name=name, required=True,
                          originals=1, copies=0)  # fmt: skip
            digest = f"{chance.getrandbits(256):064x}"
            file_id = an_id(at + HOUR / 60, chance)
            self.rows.add("files", id=file_id, dossier_id=self.id, paper_key=key, object_key=f"bench/{file_id}",
                          name=f"{key}.pdf", media_type="application/pdf", size=120_000 + position, sha256=digest,
                          added_at=at + HOUR / 60, added_by=self.applicant_id, scan="clean", scanned_at=at,
                          scan_engine="sandbox")  # fmt: skip
            held.append((HeldFile(file_id, key, digest), name))
        self.papers = tuple(
            ReceiptPaper(paper_key=one.paper_key, paper_name=name, file_id=one.id, file_name=f"{one.paper_key}.pdf",
                         size=120_000 + place, sha256=one.sha256)
            for place, (one, name) in enumerate(held)
        )  # fmt: skip
        return {
            "id": self.id,
            "state": 0,
            "version": 4,
            "procedure_code": of.code,
            "procedure_version": 1,
            "procedure_content_hash": of.content_hash,
            "procedure_name": of.name,
            "agency_code": self.agency,
            "agency_name": f"Cơ quan {self.agency}",
            "desk_code": world.desk_of(self.agency),
            "applicant_id": self.applicant_id,
            "applicant_name": self.applicant_name,
            "applicant_identity_masked": "********1234",
            "applicant_phone_masked": "*******678",
            "identity_last4_index": f"k.{self.number % 10_000}",
            "phone_last4_index": f"k.{self.number % 10_000}",
            "channel": "online",
            **filled.columns(self.scene.sealer, self.id, given),
            "content_hash": content.content_hash(
                of.code, of.content_hash, self.agency, "", given, [one for one, _ in held]
            ),
            "created_at": at,
            "changed_at": at + HOUR / 30,
        }

    def lived(self) -> Rows:
        """The whole life."""
        row = self.row()
        at, state, previous, standing = self.begun_at + HOUR / 20, State.DRAFT, GENESIS, Standing()
        for seq, (action, to) in enumerate(self.plan, start=1):
            details = self._step(action, at, row)
            received = row.get("received_at") is not None
            if is_closed(to, received):
                row["closed_at"] = at
            if to is not state:
                row["state_since"] = at
            due = row.get("due_at")
            marked = {**details, **({"due_at": due.isoformat()} if due else {}),
                      **({"final": True} if "closed_at" in row else {})}  # fmt: skip
            acted = self._action(seq, action, state, to, at, marked)
            self.rows.add("actions", **acted)
            entry = entry_of(Kind.ACTION, acted)
            link = hash_of(entry, seq, previous)
            self.rows.add("history", dossier_id=self.id, seq=seq, kind="action", ref=str(seq), form=FORM,
                          previous=previous, hash=link)  # fmt: skip
            previous = link
            told = {"channel": "online", **details}
            standing = after(standing, Happening(action, at, due, told, final="closed_at" in row))
            row["state"], row["version"], row["changed_at"], state = int(to), row["version"] + 1, at, to
            at += self._pause(action)
        self.rows.add("standings", dossier_id=self.id, counted=standing.to_stored())
        for measure, day in standing.counted.items():
            self.rows.figures[(self.agency, self.procedure.field, self.procedure.code, day, measure.value)] += 1
        self._turn(row)
        now, version = self.scene.now, row["version"]
        told = {"state": "told", "wanted_version": version, "told_version": version, "told_at": now}
        later = {"due_since": now, "next_try_at": now, "check_at": now + 30 * DAY}
        self.rows.add("national_records", dossier_id=self.id, known_there=True, **told, **later)
        self.rows.of["dossiers"] = [row]
        return self.rows

    def _pause(self, action: Action) -> dt.timedelta:
        if action is Action.ASSIGN:
            return dt.timedelta(days=self.chance.uniform(0.5, 1.1 * self.procedure.days))
        return dt.timedelta(hours=self.chance.uniform(0.01, 0.02 if self.is_open else 6))

    def _step(self, action: Action, at: dt.datetime, row: dict[str, Any]) -> dict[str, Any]:
        match action:
            case Action.SUBMIT:
                return self._filed(at, row)
            case Action.RECEIVE:
                rule_set, found = self._deadline(at)
                row |= {"received_at": at, "clock_started_at": at, "rule_set": rule_set.id, "limit_unit": "working_day"}
                row |= {"limit_value": self.procedure.days, **clock._kept_as(found)}
            case Action.ASSIGN:
                row["processor_id"] = self.held_by
                return {"assignee": self.held_by}
            case Action.DECIDE:
                row |= {"decided_at": at, "outcome": "approved"}
                return {"outcome": "approved"}
            case Action.RETURN:
                row |= {"returned_at": at, "return_way": "online"}
                return {"way": "online", "tracking_number": "", "received_by": ""}
            case Action.ASK_SUPPLEMENT:
                asked = an_id(at, self.chance)
                self.respond_by = at + 30 * DAY
                self.rows.add("supplement_requests", id=asked, dossier_id=self.id, asked_at=at, asked_by="bench",
                              respond_by=self.respond_by, answers_hash="0" * 64)  # fmt: skip
                return {"request_id": asked, "papers": ["identity"]}
            case Action.REFUSE | Action.STOP:
                row |= {
                    "reason_code": "wrong-papers",
                    "reason": "Giấy tờ không đúng",
                    "legal_basis": "NĐ 61/2018/NĐ-CP",
                }
        return {}

    def _filed(self, at: dt.datetime, row: dict[str, Any]) -> dict[str, Any]:
        day = local_day(at)
        self.scene.sequences[(self.agency, day)] += 1
        sequence = self.scene.sequences[(self.agency, day)]
        code = codes.format_code(codes_on(day), self.agency, day, sequence)
        row |= {"code": code, "submitted_at": at}
        plain = Receipt(code=code, submitted_at=at, content_hash=row["content_hash"], papers=self.papers,
                        handed_in=(), number=1, kind=ReceiptKind.SUBMISSION, issued_at=at)  # fmt: skip
        signed = self.scene.signer.sign(receipts.KIND, receipts.statement(SimpleNamespace(**row), plain))
        row["receipt"] = dump(dataclasses.replace(plain, signed=signed))
        self.rows.add("receipts", dossier_id=self.id, number=1, kind="submission", issued_at=at, signed=signed)
        return {"content_hash": row["content_hash"], "code": code, "offer": OFFER}

    def _deadline(self, at: dt.datetime) -> tuple[deadlines.DeadlineRules, Deadline]:
        rule_set = rules.deadline_rules_on(local_day(at))
        limit = Limit(self.procedure.days, LimitUnit.WORKING_DAY, f"Thủ tục {self.procedure.code}, trực tuyến")
        return rule_set, deadlines.due(at, limit, rules.calendar_of(), rule_set)

    def _action(
        self, seq: int, action: Action, state: State, to: State, at: dt.datetime, details: dict[str, Any]
    ) -> dict[str, Any]:
        by_staff = action not in _BY_APPLICANT
        why = action in (Action.REFUSE, Action.STOP)
        return {
            "dossier_id": self.id,
            "seq": seq,
            "action": action.value,
            "from_state": int(state),
            "to_state": int(to),
            "at": at,
            "actor_kind": "staff" if by_staff else "citizen",
            "actor_id": "bench-officer-00" if by_staff else self.applicant_id,
            "actor_name": "Lê Thị Hoa" if by_staff else "",
            "actor_agency": self.agency if by_staff else "",
            "reason_code": "wrong-papers" if why else "",
            "reason": "Giấy tờ không đúng" if why else "",
            "legal_basis": "NĐ 61/2018/NĐ-CP" if why else "",
            "note": "",
            "details": details,
            "trace": "",
        }

    def _turn(self, row: dict[str, Any]) -> None:
        """Whose turn it is now, and how far the watch has gone by now."""
        now, calendar = self.scene.now, rules.calendar_of()
        situation = Situation(
            state=State(row["state"]),
            closed="closed_at" in row,
            since=row["state_since"],
            received="received_at" in row,
            due_at=row.get("due_at"),
            respond_by=getattr(self, "respond_by", None),
        )

        def ends(start: dt.datetime, limit: Limit) -> dt.datetime:
            found = deadlines.due(start, limit, calendar, rules.deadline_rules_on(local_day(start))).due_at
            assert found is not None
            return found

        duty = duty_of(now, situation, rules.duty_clocks_on(local_day(now)), ends)
        if duty is None:
            return
        stage, at = self._looked_at(duty, now)
        person = {Party.APPLICANT: self.applicant_id, Party.PROCESSOR: row.get("processor_id", "")}.get(duty.party, "")
        row |= {
            "responsible": duty.party.value,
            "responsible_id": person,
            "task": duty.task.value,
            "next_due_at": duty.until,
            "watch_stage": stage,
            "watch_at": at,
        }

    def _looked_at(self, duty: Duty, now: dt.datetime) -> tuple[int, dt.datetime]:
        plan, stage = rules.watch_plan_on(local_day(now)), int(Stage.QUIET)
        while (at := next_look(duty, stage, plan, rules.calendar_of())) <= now:
            stage += 1
        return stage, at


OFFER: Final = {"files_online": True, "pays_online": True, "returns_online": True, "returns_by_post": True,
                "returns_at_desk": True}  # fmt: skip


def codes_on(day: dt.date) -> codes.CodePattern:
    return codes.pattern_on(rules.code_patterns(), day)


def lives(scene: Scene) -> Iterator[Life]:
    """The dossiers of a run that are lived whole, one after another; their rows are in each."""
    for number in range(0, scene.size, scene.every):
        life = Life(scene, number)
        life.lived()
        yield life


def likeness(life: Life, number: int) -> dict[str, str]:
    """What makes another dossier of a life that was lived: each text and what stands in its place."""
    scene, chance = life.scene, life.scene.chance(number)
    row = life.rows.of["dossiers"][0]
    of, name = world.person(chance.randrange(max(scene.size // 5, 1)))
    day = local_day(row["submitted_at"])
    scene.sequences[(life.agency, day)] += 1
    code = codes.format_code(codes_on(day), life.agency, day, scene.sequences[(life.agency, day)])
    other = {life.id: an_id(life.begun_at, chance), row["code"]: code, world.FEW: chance.choice(world.OFFICERS)}
    asked = {one["id"]: an_id(one["asked_at"], chance) for one in life.rows.of.get("supplement_requests", ())}
    return {**other, **asked, life.applicant_id: of, life.applicant_name: name}


def drafts(scene: Scene, count: int, first: int = 0) -> Iterator[tuple[Rows, dict[str, Any]]]:
    """Drafts that are ready to be filed, each with its row."""
    for number in range(count):
        life = Life(scene, scene.size + first + number)
        life.applicant_id, life.applicant_name = world.person(number % max(scene.size // 5, 1))
        life.begun_at = scene.now - HOUR
        row = life.row()
        life.rows.of["dossiers"] = [row]
        yield life.rows, row


def written(value: Any) -> str:
    """A value as COPY takes it."""
    if value is None:
        return "\\N"
    if isinstance(value, dict | list | tuple):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


assert Channel.ONLINE == "online"
