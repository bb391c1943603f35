"""The chained history of a dossier, for whoever wants to check that nothing of it was changed."""

import datetime as dt
from typing import Annotated

from chassis.contracts import query
from chassis.records import Ident, Json, Rule, record
from services.dossiers.contract.terms import SERVICE, Sha256


@record
class GetHistory:
    """Everything that was done to a dossier and everybody of the staff who opened it, as a hash chain."""

    dossier_id: Ident
    after: Annotated[int, Rule(min=0, description="Number of the last entry that is known already")] = 0
    limit: Annotated[int, Rule(min=1, max=500)] = 200


@record
class HistoryEntry:
    """One entry. ``hash`` is the SHA-256 of the canonical JSON of dossier_id and all of the entry but ``hash``.

    ``at`` is text, as the hash goes over these very characters. ``inner`` is the digest of what is for officers only.
    """

    seq: Annotated[int, Rule(min=1)]
    kind: Annotated[str, Rule(choices=("action", "look"))]
    at: Annotated[str, Rule(max=40)]
    shown: Json
    inner: Sha256
    previous: Sha256
    hash: Sha256


@record
class HistoryBreak:
    """Where the chain does not hold."""

    seq: Annotated[int, Rule(min=1)]
    vi: Annotated[str, Rule(max=300)]
    en: Annotated[str, Rule(max=300)]


@record
class HistoryView:
    """A stretch of the history, what the portal's own check of the whole found, and the signed head to keep."""

    dossier_id: Ident
    code: Annotated[str, Rule(max=80)]
    entries: tuple[HistoryEntry, ...]
    length: Annotated[int, Rule(min=0, description="Entries of the whole history")]
    head: Sha256
    sound: bool
    breaks: tuple[HistoryBreak, ...] = ()
    signed: Annotated[
        str, Rule(max=4000, description="JWS: the head at this time. A later history must go on from an earlier head")
    ] = ""


@record
class GetSigningKeys:
    """The public keys with which receipts and heads of histories are checked."""


@record
class SigningKey:
    """A public key as a JWK (RFC 8037)."""

    kty: Annotated[str, Rule(choices=("OKP",))]
    crv: Annotated[str, Rule(choices=("Ed25519",))]
    use: Annotated[str, Rule(choices=("sig",))]
    alg: Annotated[str, Rule(choices=("Ed25519",))]
    kid: Annotated[str, Rule(max=16)]
    x: Annotated[str, Rule(max=60, description="The key, base64url")]


@record
class SigningKeys:
    """All keys that ever signed, in the order in which they were made: a JWK set (RFC 7517)."""

    keys: tuple[SigningKey, ...]


@record
class ListAnchors:
    """The anchors of all histories, for anybody to keep."""

    after: Annotated[int, Rule(min=0, description="Number of the last anchor that is known already")] = 0
    limit: Annotated[int, Rule(min=1, max=1000)] = 100


@record
class HistoryAnchor:
    """One anchor: a Merkle root (RFC 6962) over the heads of all histories that grew since the one before.

    ``previous`` is the SHA-256 of the canonical JSON of what the one before states; ``signed`` states all of it.
    """

    number: Annotated[int, Rule(min=1)]
    day: dt.date
    made_at: Annotated[str, Rule(max=40)]
    dossiers: Annotated[int, Rule(min=0, description="How many histories grew")]
    root: Sha256
    previous: Sha256
    signed: Annotated[str, Rule(max=4000, description="JWS, to be checked with /api/v1/signing-keys")]


@record
class AnchorPage:
    """Some anchors in their order."""

    anchors: tuple[HistoryAnchor, ...]
    next_after: Annotated[int, Rule(min=0)]
    more: bool


@record
class GetAnchorProof:
    """That a published anchor is over the history of a dossier."""

    dossier_id: Ident
    newest: Annotated[int, Rule(min=0, description="Number of an anchor; of none newer is the proof. 0: of any")] = 0


@record
class AnchorProof:
    """The path (RFC 6962, 2.1.1) from the head of a history, as it was at the anchor, to the anchor's root.

    The leaf is the SHA-256 of the byte 00 and the text ``dossier_id:length:head``, a node that of the byte 01 and both
    nodes under it. ``head`` is the hash of the entry number ``length`` of the history.
    """

    dossier_id: Ident
    length: Annotated[int, Rule(min=1, description="How many entries the history had")]
    head: Sha256
    place: Annotated[int, Rule(min=0, description="Of the leaf, from 0, among the anchor's `dossiers`")]
    path: Annotated[tuple[Sha256, ...], Rule(max=64, description="What the leaf is joined with, the nearest first")]
    anchor: HistoryAnchor


get_anchor_proof = query(SERVICE, "get_anchor_proof", GetAnchorProof, AnchorProof)
list_anchors = query(SERVICE, "list_anchors", ListAnchors, AnchorPage)
get_history = query(SERVICE, "get_history", GetHistory, HistoryView)
get_signing_keys = query(SERVICE, "get_signing_keys", GetSigningKeys, SigningKeys)
