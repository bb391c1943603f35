"""The port to a payment provider: what payments needs of one, whoever it is.

Contract for adapters: nothing here touches the database; `ask` and `refund` go over the network, bounded in time, and
raise `ProviderAway` when no answer that can be trusted came (it may be asked again); a message whose signature is wrong
is never turned into a `Report`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from services.payments.domain.vnpay import Order, Report
from services.payments.domain.vnpay_refunds import RefundReport


class ProviderAway(Exception):
    """The provider did not answer in time, or what it answered cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which attempt to ask about; ``created_at`` is the time its order bears."""

    txn_ref: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """A genuine answer: what it says, and all of it as it came."""

    report: Report
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Money to send back, đồng; ``full`` says that it is all that was paid.

    ``request_id`` (at most 32 letters and digits) is the same over all tries: a provider that has it already does
    nothing more. ``created_at`` is the time that the order of the payment bears.
    """

    request_id: str
    txn_ref: str
    transaction_no: str
    amount: int
    full: bool
    created_at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class RefundQuestion:
    """Which refund to ask about: of this amount, and none of those of the payment that are ``known`` already."""

    txn_ref: str
    created_at: dt.datetime
    amount: int
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """A genuine answer about a refund: what it says, and all of it as it came."""

    report: RefundReport
    raw: Mapping[str, str]


class PaymentProvider(Protocol):
    """A provider of online payments."""

    @property
    def name(self) -> str: ...

    @property
    def is_away(self) -> bool:
        """Whether it did not answer lately, so that nobody should be sent there now. Asks nobody."""
        ...

    def pay_url(self, order: Order) -> str:
        """Where to send the browser. Pure computing: the provider need not be reachable."""
        ...

    @property
    def return_url(self) -> str:
        """Where the provider is to send the browser back."""
        ...

    def is_genuine(self, params: Mapping[str, str]) -> bool:
        """Whether a callback or return was signed by the provider, for us."""
        ...

    def read(self, params: Mapping[str, str]) -> Report:
        """What a genuine callback or return says."""
        ...

    def ask(self, question: Question, now: dt.datetime) -> Answer:
        """What the provider knows of an attempt."""
        ...

    def refund(self, order: RefundOrder, now: dt.datetime) -> RefundAnswer:
        """Have money sent back. After `ProviderAway` it may have been, or not: ask before it is sent again."""
        ...

    def ask_refund(self, question: RefundQuestion, now: dt.datetime) -> RefundAnswer:
        """What the provider knows of a refund."""
        ...
