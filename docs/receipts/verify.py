#!/usr/bin/env python3
"""Checks a receipt or a history of the portal Một Cửa, without the portal and without any library (Python 3.9 or newer)

    python3 verify.py receipt RECEIPT KEYS [FILE…]     the signature; and which papers the FILEs are
    python3 verify.py money RECEIPT KEYS               a receipt of money: the signature; and what it says
    python3 verify.py history HISTORY… KEYS            the hash chain and the signed head of one history
    python3 verify.py anchor PROOF HISTORY… KEYS       the same; and that a published anchor is over this history

RECEIPT  what the portal gave: a JWS (one line), or JSON with a field "signed"
HISTORY  answers of GET /api/v1/dossiers/{id}/history, in order where there are several
PROOF    answer of GET /api/v1/dossiers/{id}/history/anchor-proof
KEYS     answer of GET /api/v1/signing-keys, fetched once from the portal's own address

Ends with 0 if everything holds, 1 if something does not, 2 if it could not be read. Ed25519 is that of RFC 8032.
"""

import base64
import hashlib
import json
import sys

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


class Wrong(Exception):
    """What does not hold, in a sentence."""


# Ed25519: points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def point_of(raw):
    y = int.from_bytes(raw, "little")
    odd, y = y >> 255, y & (1 << 255) - 1
    squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(squared, (P + 3) // 8, P)
    if (x * x - squared) % P:
        x = x * SQRT_M1 % P
    if y >= P or (x * x - squared) % P or (not x and odd):
        raise Wrong("a key or signature is no point of the curve")
    if x & 1 != odd:
        x = P - x
    return x, y, 1, x * y % P


def is_signed(public, message, signature):
    base = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= Q:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left = times(s, base)
    right = add(point_of(signature[:32]), times(int.from_bytes(digest, "little") % Q, point_of(public)))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


# What the portal signs


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(word, kind, keys):
    """What a signed word states, if one of the keys signed it."""
    try:
        signed, _, signature = word.strip().rpartition(".")
        coded, _, content = signed.partition(".")
        header = json.loads(unb64(coded))
        public = {key["kid"]: unb64(key["x"]) for key in keys["keys"]}[header["kid"]]
    except KeyError:
        raise Wrong("it was signed with a key that is not among the portal's keys") from None
    except ValueError:
        raise Wrong("it is not a signed statement of the portal") from None
    if header["alg"] != "Ed25519" or header["typ"] != kind:
        raise Wrong("it is signed, but it is not a " + kind)
    if not is_signed(public, signed.encode(), unb64(signature)):
        raise Wrong("the signature is not right: it was changed, or the portal did not sign it")
    return json.loads(unb64(content))


def receipt(text, keys, files):
    word = json.loads(text)["signed"] if text.lstrip().startswith("{") else text
    found = opened(word, "motcua-receipt", keys)
    print("Mã hồ sơ {code}, giấy số {number}, cấp lúc {issued_at}".format(**found))
    print(found["procedure"]["name"] + " - " + found["agency"]["name"])
    given = {}
    for name in files:
        with open(name, "rb") as file:
            given[hashlib.sha256(file.read()).hexdigest()] = name
    for paper in found["papers"]:
        mark = " = " + given.pop(paper["sha256"]) if paper["sha256"] in given else ""
        print("  {sha256}  {size:>9}  {paper}: {file}".format(**paper) + mark)
    for paper in found.get("handed_in", ()):
        print("  on paper: {paper}, {originals} originals, {copies} copies".format(**paper))
    for claim in found.get("fee_claims", ()):
        print("  claimed: " + claim)
    if given:
        raise Wrong("not among the papers of this receipt: " + ", ".join(sorted(given.values())))


def money(text, keys):
    word = json.loads(text)["signed"] if text.lstrip().startswith("{") else text
    found = opened(word, "motcua-money-receipt", keys)
    print("{name} {series} {number}, {issued_at}".format(**found))
    print("{name} {tax_code}".format(**found["agency"]))
    for item in found["items"]:
        print("  {amount:>15,}  {label}".format(**item))
    print("  {total:>15,}  {total_in_words}".format(**found))
    if sum(item["amount"] for item in found["items"]) != found["total"]:
        raise Wrong("its items do not sum to its total")
    print("  {stands_for:>15,}  as of {as_of}".format(**found))


def history(texts, keys):
    stretches = [json.loads(text) for text in texts]
    whole, previous, number = stretches[-1], "0" * 64, 0
    for entry in (entry for stretch in stretches for entry in stretch["entries"]):
        content = {"dossier_id": whole["dossier_id"], **entry}
        del content["hash"]
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        number += 1
        if entry["seq"] != number or entry["previous"] != previous:
            raise Wrong(f"entry {entry['seq']} does not follow on the one before")
        if hashlib.sha256(canonical.encode()).hexdigest() != entry["hash"]:
            raise Wrong(f"entry {number} was changed")
        previous = entry["hash"]
        print(f"{number:3}  {entry['at']}  {entry['shown'].get('action') or entry['shown']['look']}")
    head = opened(whole["signed"], "motcua-history-head", keys)
    if (head["dossier_id"], head["length"], head["head"]) != (whole["dossier_id"], number, previous):
        raise Wrong(f"the signed head is not that of these {number} entries")


def anchor(text, texts, keys):
    proof, whole = json.loads(text), json.loads(texts[-1])
    history(texts, keys)
    told = {entry["seq"]: entry["hash"] for text in texts for entry in json.loads(text)["entries"]}
    if proof["dossier_id"] != whole["dossier_id"] or told.get(proof["length"]) != proof["head"]:
        raise Wrong("the proof is of another history: entry {length} has another hash".format(**proof))
    found = opened(proof["anchor"]["signed"], "motcua-history-anchor", keys)
    place, last = proof["place"], found["dossiers"] - 1
    if not 0 <= place <= last:
        raise Wrong("the anchor has no such place")
    node = hashlib.sha256(b"\0" + "{dossier_id}:{length}:{head}".format(**proof).encode()).digest()
    for other in map(bytes.fromhex, proof["path"]):  # RFC 9162, 2.1.3.2
        if last <= 0:
            raise Wrong("the path is too long")
        if place % 2 or place == last:
            node = hashlib.sha256(b"\1" + other + node).digest()
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            node = hashlib.sha256(b"\1" + node + other).digest()
        place, last = place // 2, last // 2
    if last or node.hex() != found["root"]:
        raise Wrong("the path does not lead to the root of the anchor")
    print(
        "its first {length} entries are in the anchor below; compare it with a copy that somebody kept".format(**proof)
    )
    print("anchor {number} of {day}, over {dossiers} histories: {root}".format(**found))


def main(arguments):
    if len(arguments) < 3 or arguments[0] not in ("receipt", "money", "history", "anchor"):
        print(__doc__)
        return 2
    try:
        texts = []
        for name in arguments[1:] if arguments[0] in ("history", "anchor") else arguments[1:3]:
            with open(name, encoding="utf-8") as file:
                texts.append(file.read())
        if arguments[0] == "receipt":
            receipt(texts[0], json.loads(texts[1]), arguments[3:])
        elif arguments[0] == "money":
            money(texts[0], json.loads(texts[1]))
        elif arguments[0] == "anchor":
            anchor(texts[0], texts[1:-1], json.loads(texts[-1]))
        else:
            history(texts[:-1], json.loads(texts[-1]))
    except Wrong as wrong:
        print(f"KHÔNG ĐÚNG / WRONG: {wrong}")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as unreadable:
        print(f"Không đọc được / cannot be read: {unreadable!r}")
        return 2
    print("ĐÚNG / GOOD: every signature and hash holds")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
