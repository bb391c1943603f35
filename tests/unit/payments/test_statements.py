"""Statements of banks: read whole or not at all; references are found however a bank bends the words."""

import datetime as dt

import pytest

from services.payments.domain.statements import MOST_LINES, UnreadableStatement, read_csv, references_in

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


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("booked", "day"),
    [
        ("2026-08-03", 3),
        ("2026-08-03 23:59:59", 3),
        ("2026-08-03T23:59:59+07:00", 3),
        ("2026-08-02T17:00:00Z", 3),
        ("2026-08-02T16:59:59Z", 2),
    ],
)
def test_a_line_is_booked_on_its_day_in_vietnam_however_lines_end(ending, booked, day):
    text = HEAD + f"F,{booked},123,8000,x\nG,{booked},123,-1,\n"

    lines = read_csv(text.replace("\n", ending).replace("8000", " 8000 "))

    assert [line.booked_on for line in lines] == [dt.date(2026, 8, day)] * 2
    assert [line.amount for line in lines] == [8000, -1]


def test_a_file_of_more_lines_than_are_read_at_once_is_to_be_parted():
    lines = "".join(f"F{n},2026-08-03,123,1,x\n" for n in range(MOST_LINES + 1))

    assert len(read_csv(HEAD + lines.rpartition("F")[0])) == MOST_LINES
    with pytest.raises(UnreadableStatement) as failure:
        read_csv(HEAD + lines)
    assert failure.value.line == MOST_LINES + 2


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
        (HEAD + "F,2026-08-03/04,123,8000,x\n", 2),
        (HEAD + "F,20260803,123,8000,x\n", 2),
        (HEAD + "F,2026-08-03\n", 2),
        (HEAD + 'F,2026-08-03,123,8000,"x\nG,2026-08-03,123,8000,x\n', 3),
        (HEAD + 'F,2026-08-03,123,8000,"x"y\n', 2),
        (HEAD + "F,2026-08-03,123,8000," + "x" * 140_000 + "\n", 2),
        (HEAD + "F,2026-08-03,123,8000,x\ry\n", 3),
    ],
)
def test_what_is_wrong_is_named_by_its_line_and_no_line_goes_missing_into_another(text, line):
    with pytest.raises(UnreadableStatement) as failure:
        read_csv(text)
    assert failure.value.line == line
    assert failure.value.vi != failure.value.en
    for english in (" is ", " not ", " are ", " twice", " than "):
        assert english not in failure.value.vi
