"""The words of messages are data, and wrong data is found when it is loaded."""

import datetime as dt
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.contracts import events_of
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from services.notifications import rules
from services.notifications.domain.facts import Amount, Phrase, all_written, written
from services.notifications.domain.plain import without_diacritics
from services.notifications.domain.samples import samples_of
from services.notifications.domain.segments import encoding, segments
from services.notifications.domain.templates import Template, TemplateWrong, Text, in_force, placeholders, template_of
from services.payments import contract as payments

TODAY = dt.date(2026, 11, 24)
SOUND: dict[str, Any] = {
    "version": 1,
    "valid_from": "2026-01-01",
    "sms": {"vi": "Hồ sơ {code} đã xong.", "en": "Dossier {code} is done."},
}


def made(**changes: Any) -> Template:
    return template_of("matter", {**SOUND, **changes}, {"code"}, ("sms",))


def test_all_templates_load_and_every_matter_has_words() -> None:
    assert set(rules.all_templates()) == {matter.name for matter in rules.matters_on(TODAY)}


def test_every_matter_follows_an_event_that_exists() -> None:
    known = {
        event.address
        for service in (accounts.SERVICE, dossiers.SERVICE, payments.SERVICE, notifications.SERVICE)
        for event in events_of(service)
    }

    assert {matter.event for matter in rules.matters_on(TODAY)} - {""} <= known


def test_only_matters_with_a_code_are_secret_and_urgent() -> None:
    for matter in rules.matters_on(TODAY):
        assert matter.secret == matter.urgent == ("code" in matter.facts)
        if matter.secret:
            assert matter.channels in (("sms",), ("email",))


def test_no_text_message_holds_a_link() -> None:
    for versions in rules.all_templates().values():
        for template in versions:
            for (channel, _), text in template.texts.items():
                assert channel != "sms" or not any(mark in text.body for mark in ("http", "www.", "{link}"))


def test_no_text_message_says_what_a_dossier_is_about() -> None:
    """Whoever looks at the telephone on the table learns a code and a date, not a procedure, a paper or a reason."""
    telling = {"procedure_name", "items", "reason", "legal_basis", "task", "place", "consulted_name"}
    for versions in rules.all_templates().values():
        for template in versions:
            for (channel, _), text in template.texts.items():
                assert channel not in ("sms", "push") or not placeholders(text.body) & telling, template.matter


@pytest.mark.parametrize(
    "words",
    ["Hồ sơ {mystery}", "Hồ sơ {code.__class__}", "Hồ sơ {code!r}", "Hồ sơ {code:>10}", "Hồ sơ {", "Hồ sơ {}", ""],
)
def test_a_template_that_is_not_plain_text_with_known_placeholders_is_refused(words: str) -> None:
    with pytest.raises(TemplateWrong):
        made(sms={"vi": words, "en": "Dossier"})


def test_a_template_that_lacks_a_language_is_refused() -> None:
    with pytest.raises(TemplateWrong, match="en"):
        made(sms={"vi": "Hồ sơ {code}"})


def test_a_template_that_is_not_in_nfc_is_refused() -> None:
    with pytest.raises(TemplateWrong, match="NFC"):
        made(sms={"vi": unicodedata.normalize("NFD", "Hồ sơ {code}"), "en": "Dossier"})


@given(st.text())
def test_what_a_fact_holds_is_never_read_as_a_template(value: str) -> None:
    expected = unicodedata.normalize("NFC", f"Hồ sơ {value} đã xong.")

    assert made().render("sms", "vi", {"code": value}).body == expected


def test_an_unknown_language_is_answered_in_vietnamese() -> None:
    assert made().render("sms", "fr", {"code": "1"}).body == "Hồ sơ 1 đã xong."


def test_the_newest_version_that_is_valid_on_the_day_counts() -> None:
    old, new = made(version=1), made(version=2, valid_from="2026-12-01")

    assert in_force([old, new], dt.date(2026, 11, 30)).version == 1
    assert in_force([old, new], dt.date(2026, 12, 1)).version == 2
    with pytest.raises(LookupError):
        in_force([new], dt.date(2026, 11, 30))


def test_facts_are_written_as_people_read_them() -> None:
    moment = dt.datetime(2026, 12, 31, 18, 5, tzinfo=dt.UTC)

    assert written(moment, "vi") == "01:05 ngày 01/01/2027"
    assert written(moment, "en") == "01:05 on 1 Jan 2027"
    assert written(Amount(1_250_000), "vi") == "1.250.000 đồng"
    assert written(Amount(1_250_000), "en") == "1,250,000 VND"
    assert written(Phrase("có", "yes"), "en") == "yes"
    assert written(Phrase("có", "yes"), "vi") == "có"
    assert written("{code}", "en") == "{code}"
    assert all_written({"ok": Phrase("có", "yes")}) == {"vi": {"ok": "có"}, "en": {"ok": "yes"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ế" * 70, 1),
        ("ế" * 71, 2),
        ("ế" + "a" * 69, 1),
        ("ế" * 134, 2),
        ("ế" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),  # 33 of them fit into a part of 67 units
    ],
)
def test_segments_are_counted_as_operators_count_them(text: str, expected: int) -> None:
    assert segments(text) == expected


@given(st.text(max_size=400), st.text(max_size=50))
def test_a_longer_text_never_needs_fewer_segments(text: str, more: str) -> None:
    assert segments(text + more) >= segments(text)


BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = "\f^{}\\[~]|€"


def counted_another_way(text: str) -> int:
    """Parts by writing the message out: units in a list, cut where a part is full, never within a character."""
    if set(text) <= set(BASIC + ESCAPED):
        written = [["esc", letter] if letter in ESCAPED else [letter] for letter in text]
        whole, part = 160, 153
    else:
        coded = [letter.encode("utf-16-be", "surrogatepass") for letter in text]
        written = [[each[at : at + 2] for at in range(0, len(each), 2)] for each in coded]  # type: ignore[misc]
        whole, part = 70, 67
    if sum(map(len, written)) <= whole:
        return 1
    parts: list[list[object]] = [[]]
    for units in written:
        if len(parts[-1]) + len(units) > part:
            parts.append([])
        parts[-1] += units
    return len(parts)


@given(
    st.one_of(
        st.text(max_size=500),
        st.text(alphabet=BASIC + ESCAPED, max_size=700),
        st.text(alphabet="Hồ sơ đã được tiếp nhận 0123456789😀€", max_size=300),
    )
)
def test_segments_are_those_of_a_count_that_writes_the_message_out(text: str) -> None:
    assert segments(text) == counted_another_way(text)


VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ –“”…0123456789"


@given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper(), max_size=300))
def test_vietnamese_without_diacritics_is_cheap_and_never_longer_in_parts(text: str) -> None:
    bare = without_diacritics(text)

    assert encoding(bare) == "GSM-7"
    assert len(bare) == len(text) + 2 * text.count("…")


def test_vietnamese_without_diacritics_reads_as_people_write_it() -> None:
    assert without_diacritics("Hồ sơ “Đăng ký” đã xong – xem cổng…") == 'Ho so "Dang ky" da xong - xem cong...'


def test_a_template_may_send_its_text_messages_without_diacritics_and_nothing_else() -> None:
    inbox = {language: {"title": "Hồ sơ", "body": "Hồ sơ {code}"} for language in ("vi", "en")}
    raw = {**SOUND, "inbox": inbox, "plain": True}
    template = template_of("matter", raw, {"code"}, ("sms", "inbox"))

    assert template.render("sms", "vi", {"code": "Đ1"}).body == "Ho so D1 da xong."
    assert template.render("inbox", "vi", {"code": "Đ1"}).body == "Hồ sơ Đ1"


INBOX = {"vi": {"title": "Hồ sơ", "body": "Xem {code}"}, "en": {"title": "Dossier", "body": "See {code}"}}


def test_an_email_has_the_words_of_the_inbox_and_a_push_message_its_title_and_those_of_the_text_message() -> None:
    template = template_of("matter", {**SOUND, "inbox": INBOX}, {"code"}, ("sms", "inbox", "email", "push"))

    assert template.render("email", "vi", {"code": "H1"}) == Text("Hồ sơ", "Xem H1")
    assert template.render("push", "en", {"code": "H1"}) == Text("Dossier", "Dossier H1 is done.")
    assert template.render("email", "fr", {"code": "H1"}) == template.render("email", "vi", {"code": "H1"})


def test_a_channels_own_words_go_before_those_of_another() -> None:
    own = {language: {"title": "E", "body": language} for language in ("vi", "en")}
    template = template_of("matter", {**SOUND, "inbox": INBOX, "email": own}, {"code"}, ("sms", "inbox", "email"))

    assert template.render("email", "en", {}) == Text("E", "en")
    # Words that are there are read although the matter does not ask for the channel.
    more = template_of("matter", {**SOUND, "email": own}, {"code"}, ("sms",))
    assert more.render("email", "vi", {}) == Text("E", "vi")


@pytest.mark.parametrize(
    ("there", "channel"),
    [
        (("sms",), "inbox"),
        (("sms",), "email"),
        (("sms",), "push"),
        (("inbox",), "push"),
        (("inbox",), "sms"),
        ((), "email"),
    ],
)
def test_a_channel_of_which_nothing_can_be_borrowed_has_no_words_and_says_so(
    there: tuple[str, ...], channel: str
) -> None:
    words = {"sms": SOUND["sms"], "inbox": INBOX}
    raw = {"version": 1, "valid_from": "2026-01-01", **{name: words[name] for name in there}}
    template = template_of("matter", raw, {"code"}, there)

    assert not template.has(channel)
    with pytest.raises(LookupError, match=f"has no words for {channel}"):
        template.render(channel, "vi", {"code": "H1"})
    with pytest.raises(TemplateWrong, match="no words"):
        template_of("matter", raw, {"code"}, (*there, channel))


def test_a_title_is_needed_where_a_channel_has_one_and_a_name_is_plain() -> None:
    with pytest.raises(TemplateWrong, match="empty"):
        made(email={language: {"title": "", "body": "b"} for language in ("vi", "en")})
    for text in ("{code.x}", "{code[0]}", "{0}", "{}", "{code!r}", "{code:>9}", "{code"):
        with pytest.raises(TemplateWrong):
            placeholders(text)


@pytest.mark.parametrize(
    "raw",
    [
        {"sms": "Hồ sơ"},
        {"sms": {"vi": ["Hồ sơ"], "en": "Dossier"}},
        {"sms": {"vi": {"title": "a", "body": "b"}, "en": "Dossier"}},
        {"fax": {"vi": "Hồ sơ", "en": "Dossier"}},
        {"email": {"vi": "Hồ sơ", "en": "Dossier"}},
        {"email": {"vi": {"title": "{mystery}", "body": "b"}, "en": {"title": "a", "body": "b"}}},
    ],
)
def test_words_of_another_shape_are_refused_whatever_it_is(raw: dict[str, Any]) -> None:
    with pytest.raises(TemplateWrong):
        made(**raw)


def test_every_fact_of_every_matter_has_a_sample() -> None:
    for matter in rules.matters_on(TODAY):
        assert not [value for value in samples_of(matter.facts).values() if str(value).startswith("[")]
