"""Who hears of what concerns a party, with all that decides how they are told: one statement for each event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from chassis.statements import Prepared, ask
from services.accounts.contract import ConsentPurpose
from services.dossiers.contract import ContactUse
from services.notifications.domain.desk import dossier_of, person_of
from services.notifications.store import desk_contacts

_LISTENERS: Final = Prepared(
    sa.text("""
    SELECT who.person, contacts.account_id IS NOT NULL AS is_known, contacts.language,
           contacts.phone_sealed, contacts.email_sealed,
           coalesce(contacts.restricted, false) AS restricted,
           (SELECT jsonb_agg(jsonb_build_array(topic, channel, wanted))
            FROM preferences WHERE preferences.account_id = who.person) AS chosen,
           (SELECT jsonb_agg(purpose) FROM consents
            WHERE consents.account_id = who.person AND consents.given) AS agreed
    FROM (
        SELECT CAST(:party AS text) AS person, 0 AS place
        UNION ALL
        SELECT account_id, 1 FROM followers WHERE organisation_id = :party AND active AND follows
    ) AS who LEFT JOIN contacts ON contacts.account_id = who.person
    ORDER BY who.place, who.person
""")
)


@dataclass(frozen=True, slots=True)
class Listener:
    """A person who is told: in which language, by which channels they are reached, what they chose and agreed to."""

    person: str
    language: str = "vi"
    sealed: Mapping[str, str] = field(default_factory=dict, repr=False)
    chosen: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    agreed: frozenset[str] = frozenset()
    waited_for: bool = False
    """Nothing was told of them yet: what they want is asked when they are known."""
    silent: bool = False
    """They said that they want no message."""
    is_known: bool = False
    """There is an account's contact of them."""

    def is_reached_by(self, channel: str) -> bool:
        return bool(self.sealed.get("email" if channel == "email" else "phone"))


def listeners(db: sa.Connection, party: str) -> list[Listener]:
    """Whose matter it is, and of an organisation the members who follow it."""
    return [_listener(row) for row in ask(db, _LISTENERS, {"party": party})]


def listener(db: sa.Connection, person: str) -> Listener:
    """One person, by themselves: an account, or who left a telephone at a desk for a dossier."""
    dossier_id = dossier_of(person)
    return at_the_desk(db, dossier_id) if dossier_id else listeners(db, person)[0]


def at_the_desk(db: sa.Connection, dossier_id: str) -> Listener:
    """Who left a telephone at a desk for a dossier, as they said there; maybe nothing of them was told yet."""
    return who_left(dossier_id, desk_contacts.contact(db, dossier_id))


def who_left(dossier_id: str, row: sa.Row[Any] | None) -> Listener:
    """The same, by the contact as it was read."""
    person = person_of(dossier_id)
    if row is None:
        return Listener(person, waited_for=True)
    agreed = {ConsentPurpose.PROGRESS_MESSAGES.value} if row.messages == ContactUse.ALL.value else set[str]()
    silent = row.messages == ContactUse.NONE.value
    return Listener(person, sealed={"phone": row.phone_sealed}, agreed=frozenset(agreed), silent=silent)


def _listener(row: sa.Row[tuple[object, ...]]) -> Listener:
    said: dict[str, dict[str, bool]] = {}
    for topic, channel, wanted in row.chosen or ():
        said.setdefault(topic, {})[channel] = wanted
    agreed = () if row.restricted else row.agreed or ()
    sealed = {"phone": row.phone_sealed or "", "email": row.email_sealed or ""}
    return Listener(row.person, row.language or "vi", sealed, said, frozenset(agreed), is_known=bool(row.is_known))
