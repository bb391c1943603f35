"""What a browser carries, by itself: its cookies' ages, its form's token, and what is told or good once."""

import datetime as dt
import hashlib
import hmac

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from gateway.browsers import A_YEAR, LARGEST, Browser, WhyEnded
from services.accounts.contract import SignedIn

NOW = dt.datetime(2026, 8, 3, 5, 0, tzinfo=dt.UTC)
SECRET = "s" * 43


def a_browser(subject: str = "", *, secure: bool = False, **cookies: str) -> Browser:
    lines = "; ".join(f"motcua-{name}={value}" for name, value in cookies.items())
    return Browser(Request(EnvironBuilder(headers={"Cookie": lines}).get_environ()), secure, subject)


def given(browser: Browser) -> dict[str, tuple[str, str]]:
    """The cookies that the answer sets, with their ages."""
    response = Response()
    browser.write(response)
    found = {}
    for line in response.headers.getlist("Set-Cookie"):
        name, _, rest = line.partition("=")
        parts = dict(part.strip().partition("=")[::2] for part in rest.split(";")[1:])
        found[name.removeprefix("motcua-")] = (rest.partition(";")[0], parts["Max-Age"])
    return found


def signed_in(access: str = "a", device: str = "d", seconds: float = 1800) -> SignedIn:
    until = NOW + dt.timedelta(seconds=seconds)
    return SignedIn(
        session_id="ses-1",
        subject_id="acc-1",
        kind="citizen",
        name="An",
        access_token=access,
        access_expires_at=until,
        refresh_token="r",
        refresh_expires_at=until,
        device_token=device,
    )


def test_a_forms_token_is_good_in_its_own_browser_and_for_whom_it_was_drawn() -> None:
    token = a_browser("acc-1", form=SECRET).form_token()
    salt, _, proof = token.partition(".")

    assert a_browser("acc-1", form=SECRET).is_ours(token)
    assert not a_browser("acc-2", form=SECRET).is_ours(token)
    assert not a_browser("", form=SECRET).is_ours(token)
    assert not a_browser("acc-1", form="t" * 43).is_ours(token)
    assert not a_browser("acc-1").is_ours(token)
    for wrong in ("", ".", salt, f"{salt}.", f".{proof}", f"x{token}", f"{token}0", f"{salt}.é"):
        assert not a_browser("acc-1", form=SECRET).is_ours(wrong), wrong


@pytest.mark.parametrize(("length", "ours"), [(0, False), (39, False), (40, True)])
def test_a_browser_without_a_secret_of_ours_proves_nothing(length: int, ours: bool) -> None:
    secret = "s" * length
    anybodys = hmac.new(secret.encode(), b"salt acc-1", hashlib.sha256).hexdigest()

    assert a_browser("acc-1", form=secret).is_ours(f"salt.{anybodys}") is ours


def test_a_secret_that_could_be_guessed_is_replaced() -> None:
    for length, ours in ((0, False), (39, False), (40, True)):
        short = a_browser(form="s" * length)
        token = short.form_token()

        assert ("form" in given(short)) is not ours
        assert a_browser(form="s" * length).is_ours(token) is ours
        assert short.is_ours(token)


@pytest.mark.parametrize(("seconds", "age"), [(1800, "1800"), (0.5, "1"), (-5, "1")])
def test_a_session_is_carried_as_long_as_it_may_be_refreshed_and_its_device_for_a_year(
    seconds: float, age: str
) -> None:
    browser = a_browser()
    browser.sign_in(signed_in(seconds=seconds), NOW)

    assert given(browser) == {"access": ("a", age), "refresh": ("r", age), "device": ("d", str(A_YEAR))}
    assert browser.subject == "acc-1"
    another = a_browser(device="known", ended="reused")
    another.sign_in(signed_in(device=""), NOW)
    assert given(another) == {"access": ("a", "1800"), "refresh": ("r", "1800"), "ended": ("", "0")}
    assert another.device == "known"


def test_a_token_that_no_browser_keeps_is_not_carried() -> None:
    browser = a_browser(access="old")
    for length in (LARGEST, LARGEST + 1):
        browser.carry("x" * length, NOW + dt.timedelta(seconds=60), NOW)

        assert len(browser.access) == (length if length == LARGEST else 0)
    assert given(browser) == {"access": ("", "0")}
    for seconds, age in ((60, "60"), (0.5, "1"), (-60, "1")):
        browser.carry("next", NOW + dt.timedelta(seconds=seconds), NOW)
        assert given(browser) == {"access": ("next", age)}


def test_signing_out_forgets_the_session_and_by_which_code_it_began_but_not_the_device() -> None:
    browser = a_browser("acc-1", access="a", refresh="r", device="d", entered="cha-1")
    assert browser.has_entered_by("cha-1")
    assert not browser.has_entered_by("cha-2")
    browser.sign_out()

    assert given(browser) == {"access": ("", "0"), "refresh": ("", "0"), "entered": ("", "0")}
    assert (browser.access, browser.refresh, browser.device, browser.subject) == ("", "", "d", "")
    assert not a_browser("", entered="cha-1").has_entered_by("cha-1"), "nobody is signed in"
    assert not a_browser("acc-1").has_entered_by("")


@pytest.mark.parametrize(
    ("why", "told"),
    [("token-reused", WhyEnded.REUSED), ("acting-ended", WhyEnded.ACTING), ("", WhyEnded.ENDED), ("signed-out", None)],
)
def test_why_a_session_ended_is_told_once(why: str, told: WhyEnded | None) -> None:
    browser = a_browser("acc-1", access="a")
    browser.lose_session(why)

    assert (browser.access, browser.subject) == ("", "")
    assert [browser.told_end(), browser.told_end()] == [told, None]
    assert a_browser(ended="nonsense").told_end() is None
    assert given(a_browser("acc-1")) == {}


def test_a_return_from_the_identity_provider_is_good_once() -> None:
    gone = a_browser()
    gone.leave_for_identity("binding", "/ho-so?a=1 2&ữ", 300)
    [(value, age)] = given(gone).values()
    back = a_browser(identity=value)

    assert age == "300"
    assert back.back_from_identity() == ("binding", "/ho-so?a=1 2&ữ")
    assert back.back_from_identity() == ("", "")
    assert given(back) == {"identity": ("", "0")}


def test_where_the_portal_has_tls_a_cookie_of_another_name_counts_for_nothing() -> None:
    assert a_browser(access="a", secure=True).access == ""
    assert a_browser(access="a").access == "a"
