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
    """Money to send back, đồng; ``full`` says that it is all that was paid."""

    txn_ref: str
    transaction_no: str
    amount: int
    full: bool
    created_at: dt.datetime
    reason: str
    by: str


class PaymentProvider(Protocol):
    """A provider of online payments."""

    @property
    def name(self) -> str: ...

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

    def refund(self, order: RefundOrder, now: dt.datetime) -> Answer:
        """Have money sent back."""
        ...
