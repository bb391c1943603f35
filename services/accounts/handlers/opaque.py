"""Calls whose content must leave no trace.

The chassis keeps a fingerprint of each command with its reply, sealed. It is a plain digest, from which whoever opens
it could find a password by trying; so secrets are replaced by keyed digests before it is taken.
"""

import dataclasses
from typing import Any, TypeVar

from chassis.contracts import Call
from chassis.sealing import Sealer
from services.accounts.contract import (
    AskCorrection,
    InviteMember,
    OfferDelegation,
    StartEmailChange,
    StartPhoneChange,
    StartRecovery,
    StartRegistration,
    StartSignIn,
)

Req = TypeVar(
    "Req",
    StartRegistration,
    StartSignIn,
    StartRecovery,
    StartPhoneChange,
    StartEmailChange,
    InviteMember,
    OfferDelegation,
    AskCorrection,
)

_SECRET = ("identity_number", "delegate_identity_number", "full_name", "phone", "email", "password", "device_token")


def opaque(call: Call[Req], sealer: Sealer) -> Call[Req]:
    """The same call with its secrets as keyed digests: equal for equal content, telling nothing about it."""
    hidden: dict[str, Any] = {
        name: sealer.index("fingerprint", f"{name}|{getattr(call.request, name)}").root
        for name in _SECRET
        if hasattr(call.request, name)
    }
    return dataclasses.replace(call, request=dataclasses.replace(call.request, **hidden))
