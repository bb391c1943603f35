"""VietQR contents: the standard's vectors, read back by a reader that shares nothing with the writer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.domain import vietqr
from services.payments.domain.vietqr import Transfer, UnsoundQr

transfers = st.builds(
    Transfer,
    bank_bin=st.from_regex(r"\A[0-9]{6}\Z"),
    account=st.from_regex(r"\A[0-9A-Z]{1,19}\Z"),
    amount=st.none() | st.integers(1, 10**13 - 1),
    purpose=st.from_regex(r"\A[A-Za-z0-9 ./-]{0,25}\Z"),
)
KNOWN = (
    "00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA5303704540520000"
    "5802VN62210817HS G15260720000126304C30F"
)


def by_hand(content):
    """Another reader: it walks the text by a stack of lengths, and sums with a table made the other way round."""
    table = []
    for byte in range(256):
        value = byte << 8
        for _ in range(8):
            value = ((value << 1) ^ 0x1021) if value & 0x8000 else value << 1
        table.append(value & 0xFFFF)
    crc = 0xFFFF
    for sign in content[:-4]:
        crc = (crc << 8 & 0xFFFF) ^ table[crc >> 8 ^ ord(sign)]
    assert f"{crc:04X}" == content[-4:]

    def walk(text):
        while text:
            length = int(text[2:4])
            yield text[:2], text[4 : 4 + length]
            text = text[4 + length :]

    outer = dict(walk(content))
    scheme = dict(walk(outer["38"]))
    bank = dict(walk(scheme["01"]))
    return outer, scheme, bank


def test_the_known_content_is_written_to_the_letter():
    assert vietqr.payload(Transfer("970436", "1234567890", 20000, "HS G1526072000012")) == KNOWN


def test_a_checksum_seen_elsewhere_is_ours():
    seen = "00020001021238570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN6304"
    assert vietqr.checksum("123456789") == "29B1"  # the check value of CRC-16/CCITT-FALSE
    assert len(vietqr.checksum(seen)) == 4


@given(transfers)
def test_whatever_is_written_another_reader_reads(transfer):
    content = vietqr.payload(transfer)

    outer, scheme, bank = by_hand(content)

    assert (scheme["00"], scheme["02"], outer["53"], outer["58"]) == ("A000000727", "QRIBFTTA", "704", "VN")
    assert (bank["00"], bank["01"]) == (transfer.bank_bin, transfer.account)
    assert outer.get("54") == (None if transfer.amount is None else str(transfer.amount))
    assert outer["01"] == ("11" if transfer.amount is None else "12")
    assert vietqr.read(content) == transfer


@given(transfers, st.data())
def test_a_content_with_one_sign_changed_is_not_read(transfer, data):
    content = vietqr.payload(transfer)
    at = data.draw(st.integers(0, len(content) - 5))
    other = data.draw(st.characters(min_codepoint=48, max_codepoint=90).filter(lambda sign: sign != content[at]))

    with pytest.raises(UnsoundQr):
        vietqr.read(content[:at] + other + content[at + 1 :])


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer("97043", "1", 1, ""),
        Transfer("970436", "1" * 20, 1, ""),
        Transfer("970436", "1", 0, ""),
        Transfer("970436", "1", 1, "x" * 26),
        Transfer("970436", "1", 1, "Lệ phí"),
    ],
)
def test_what_a_bank_could_not_read_is_not_written(transfer):
    with pytest.raises(UnsoundQr):
        vietqr.payload(transfer)
