"""Statements of banks: read whole or not at all; references are found however a bank bends the words."""

import datetime as dt

import pytest

from services.payments.domain.statements import UnreadableStatement, read_csv, references_in

HEAD = "transaction_no,booked_at,account_number,amount,description\n"


@pytest.mark.parametrize(
    "words",
    [
        "MC0123456789AB",
        "nguyen thi buoi chuyen tien mc0123456789ab",
        "MBVCB.123.MC 0123 4567 89AB.CT tu 0011",
        "IBFT MC0123456789AB-020826-10:22:33",
        "MC-0123456789-AB",
    ],
)
def test_a_reference_is_found_in_bent_words(words):
    assert references_in(words) == ("MC0123456789AB",)


def test_words_without_one_have_none_and_words_with_two_have_both():
    assert references_in("chuc mung nam moi MC123") == ()
    assert references_in("MC0123456789AB MC0123456789AB MCFFFFFFFFFFFF") == ("MC0123456789AB", "MCFFFFFFFFFFFF")


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_file_is_read_with_its_columns_in_any_order(separator):
    text = (
        "\ufeffamount,description,balance,account_number,booked_at,transaction_no\r\n8000,MC,9,123,2026-08-03,FT1\r\n"
    )

    (line,) = read_csv(text.replace(",", separator))

    assert (line.transaction_no, line.booked_on, line.amount) == ("FT1", dt.date(2026, 8, 3), 8000)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("transaction_no,amount\n", 1),
        (HEAD + ",2026-08-03,123,8000,x\n", 2),
        (HEAD + "F,03/08/2026,123,8000,x\n", 2),
        (HEAD + "F,2026-08-03,123,8.000,x\n", 2),
        (HEAD + "F,2026-08-03,123,8000,x\nG,2026-08-03,123,0,x\n", 3),
        (HEAD + "F,2026-08-03,123,8000,x\nF,2026-08-03,123,9000,x\n", 3),
        (HEAD + "F,2026-08-03,12 3,8000,x\n", 2),
    ],
)
def test_what_is_wrong_is_named_by_its_line(text, line):
    with pytest.raises(UnreadableStatement) as failure:
        read_csv(text)
    assert failure.value.line == line
    assert failure.value.vi != failure.value.en
    for english in (" is ", " not ", " are ", " twice", " than "):
        assert english not in failure.value.vi
