"""Consent (sự đồng ý): what personal data is used for, on which basis, and what a person has said to each purpose."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, event, query
from chassis.records import Ident, Rule, record
from services.accounts.contract.terms import SERVICE


class ConsentPurpose(enum.StrEnum):
    """What personal data is used for (mục đích xử lý dữ liệu); what goes further is another purpose."""

    PUBLIC_SERVICES = "public-services"
    ACCOUNT_SECURITY = "account-security"
    PROGRESS_MESSAGES = "progress-messages"


class PurposeBasis(enum.StrEnum):
    """Why data may be used: the law requires it, or the person agrees."""

    LAW = "law"
    CONSENT = "consent"


class ConsentAct(enum.StrEnum):
    """What a person did."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class ConsentChannel(enum.StrEnum):
    """Where they did it: with the registration of the account, or signed in to it."""

    REGISTRATION = "registration"
    ACCOUNT = "account"


WordsVersion = Annotated[int, Rule(min=1, max=10_000, description="Version of the words that the person was shown")]
WordsLanguage = Annotated[str, Rule(choices=("vi", "en"), description="Language in which they were shown")]
WordsHash = Annotated[str, Rule(pattern=r"[0-9a-f]{64}", description="SHA-256 of the words, both languages")]
Sentence = Annotated[str, Rule(max=4000)]


@record
class ConsentChoice:
    """A purpose to which somebody agrees, with the words that they were shown."""

    purpose: ConsentPurpose
    version: WordsVersion
    language: WordsLanguage = "vi"


@record
class ListConsentPurposes:
    """What personal data is used for, with every version of the words."""


@record
class ListConsents:
    """What the caller has said to each purpose."""


@record
class GiveConsent:
    """Agree to a purpose, having been shown these words."""

    purpose: ConsentPurpose
    version: WordsVersion
    language: WordsLanguage = "vi"


@record
class WithdrawConsent:
    """Withdraw the consent to a purpose; counts from now on."""

    purpose: ConsentPurpose


@record
class ListConsentHistory:
    """Everything the caller has said, the newest first."""

    cursor: Annotated[str, Rule(max=60)] = ""
    limit: Annotated[int, Rule(min=1, max=100)] = 50


@record
class PurposeWords:
    """A purpose in words. ``sha256`` is over the canonical JSON of purpose, version and all the words."""

    version: WordsVersion
    valid_from: dt.date
    title_vi: Sentence
    title_en: Sentence
    text_vi: Sentence
    text_en: Sentence
    consequence_vi: Annotated[str, Rule(max=4000, description="What follows if it is not given, or withdrawn")]
    consequence_en: Sentence
    sha256: WordsHash


@record
class PurposeView:
    """A purpose with its basis; ``words`` in the order of versions, of which the last is in force."""

    purpose: ConsentPurpose
    basis: PurposeBasis
    source: Sentence
    words: tuple[PurposeWords, ...]


@record
class PurposeList:
    """All purposes."""

    purposes: tuple[PurposeView, ...]


@record
class ConsentView:
    """Where the caller stands with a purpose. What rests on the law is used without consent, and is never given."""

    purpose: ConsentPurpose
    basis: PurposeBasis
    given: bool
    version_in_force: WordsVersion
    version: Annotated[int, Rule(min=0, description="Version that was agreed to; 0: none")] = 0
    changed_at: dt.datetime | None = None


@record
class ConsentList:
    """Where the caller stands with each purpose."""

    consents: tuple[ConsentView, ...]


@record
class ConsentEntry:
    """One row of the ledger, which nothing changes."""

    purpose: ConsentPurpose
    act: ConsentAct
    version: WordsVersion
    sha256: WordsHash
    language: WordsLanguage
    channel: ConsentChannel
    at: dt.datetime


@record
class ConsentHistory:
    """A page of the ledger."""

    items: tuple[ConsentEntry, ...]
    next_cursor: Annotated[str, Rule(max=60)] = ""


@record
class ConsentChanged:
    """Somebody agreed to a purpose, or withdrew that; whoever serves the purpose goes by it from now on."""

    account_id: Ident
    purpose: ConsentPurpose
    given: bool
    version: WordsVersion
    at: dt.datetime


list_consent_purposes = query(SERVICE, "list_consent_purposes", ListConsentPurposes, PurposeList)
list_consents = query(SERVICE, "list_consents", ListConsents, ConsentList)
list_consent_history = query(SERVICE, "list_consent_history", ListConsentHistory, ConsentHistory)
give_consent = command(SERVICE, "give_consent", GiveConsent, ConsentView, natural="what is given stays given")
withdraw_consent = command(
    SERVICE, "withdraw_consent", WithdrawConsent, ConsentView, natural="what is withdrawn stays withdrawn"
)
consent_changed = event(SERVICE, "consent_changed", ConsentChanged, aggregate="consent")
