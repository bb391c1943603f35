"""What versions of a procedure say otherwise than each other, and which versions there are."""

from chassis.contracts import Call
from chassis.records import dump
from chassis.storage import Storage
from services.catalog import contract, policy, store
from services.catalog.contract import (
    CompareEdition,
    CompareVersions,
    Difference,
    Differences,
    ListVersions,
    ProcedureVersion,
    TextLine,
    VersionLine,
    VersionList,
)
from services.catalog.domain.difference import differences
from services.catalog.domain.validity import Interval, day_in_vietnam, in_force
from services.catalog.handlers.editions import examine, found
from services.catalog.handlers.publishing import hash_of
from services.catalog.handlers.reading import numbered, versions_of


def list_versions(call: Call[ListVersions], storage: Storage) -> VersionList:
    policy.check(call.caller, call.method)
    with storage.read() as db:
        rows = versions_of(db, call.request.code)
    today = day_in_vietnam(storage.now())
    current = in_force(((row.version, Interval(row.valid_from, row.valid_to)) for row in rows), today)
    return VersionList(
        code=call.request.code,
        items=tuple(
            VersionLine(
                version=row.version,
                content_hash=row.content_hash,
                name=row.name,
                publication_decision=row.content.get("publication_decision", ""),
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                published_at=row.published_at,
                withdrawn_at=row.withdrawn_at,
                withdrawal_reason=row.withdrawal_reason,
                repealed_by=row.repealed_by,
                in_force=row.version == current,
            )
            for row in reversed(rows)
        ),
    )


def compare_versions(call: Call[CompareVersions], storage: Storage) -> Differences:
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.read() as db:
        before = store.whole(numbered(db, asked.code, asked.from_), ())
        after = store.whole(numbered(db, asked.code, asked.to), ())
    return compared(before, after, asked.to)


def compare_edition(call: Call[CompareEdition], storage: Storage) -> Differences:
    """What an edition changes; one whose form is wrong cannot be compared, and what is wrong is told."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        row = found(db, call.request.edition_id)
        earlier = store.published_rows(db, row.code)
        if not earlier:
            raise contract.NOTHING_TO_COMPARE(code=row.code)
        version = call.request.with_version
        base = earlier[-1] if version is None else numbered(db, row.code, version)
        examined = examine(db, row)
    if examined.version is None:
        raise contract.EDITION_INVALID(count=len(examined.problems), problems=examined.problems)
    return compared(store.whole(base, ()), examined.version, None)


def compared(before: ProcedureVersion, after: ProcedureVersion, to: int | None) -> Differences:
    """Two texts of a procedure, compared for people."""
    return Differences(
        code=after.code,
        from_=before.version,
        to=to,
        from_hash=before.content_hash,
        to_hash=hash_of(after),
        items=tuple(
            Difference(
                part=one.part,
                kind=one.kind.value,
                key=one.key,
                vi=one.vi,
                en=one.en,
                before_vi=one.before[0],
                before_en=one.before[1],
                after_vi=one.after[0],
                after_en=one.after[1],
                lines=tuple(TextLine(op=line.op.value, text=line.text) for line in one.lines),
            )
            for one in differences(dump(before), dump(after))
        ),
    )
