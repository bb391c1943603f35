"""The page of an electronic form in a real browser: it answers while somebody fills it in."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request

from chassis.testing import call_of
from services.catalog import contract as catalog
from services.catalog.handlers import locating
from tests.browser import chromium
from tests.browser.portal import furnished, served
from tests.unit.gateway.builders import NOON, a_procedure
from tests.unit.gateway.fakes import a_house
from tests.unit.gateway.test_forms import CODE, KEY, a_form_view

BROWSER = chromium.found()
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium on this machine (apt-get install chromium)"
)

SET = """
function set(name, value) {
  const input = document.querySelector(`[name="${name}"]`);
  input.value = value;
  for (const type of ["input", "change", "focusout"]) input.dispatchEvent(new Event(type, { bubbles: true }));
}
function hidden(pointer) { return document.querySelector(`[data-at="${pointer}"]`).hidden; }
function told(ident) { const at = document.getElementById(ident + "-wrong"); return at.hidden ? "" : at.textContent; }
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A gateway whose catalogue knows the shipped forms and the units."""
    house = a_house()
    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    house.rpc.answer(catalog.get_procedure, a_procedure())
    house.rpc.answer(catalog.get_form, lambda asked: a_form_view(asked.form))
    house.rpc.answer(catalog.list_communes, lambda asked: locating.list_communes(call_of(catalog.list_communes, asked)))

    def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
        return house.application.handle(Request(environ))(environ, start_response)

    server = make_server("127.0.0.1", 0, wsgi, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/thu-tuc/{CODE}/mau/{KEY}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(address: str) -> Iterator[chromium.Page]:
    """The form, with its module at work."""
    assert BROWSER is not None
    with chromium.page(BROWSER) as opened:
        opened.open(address)
        opened.run(SET)
        opened.until("document.querySelector('form.eform').dataset.live === 'yes'")
        yield opened
        assert [said for said in opened.complaints if "favicon" not in said] == []


def test_related_fields_come_and_go(page: chromium.Page) -> None:
    assert page.run("hidden('/spouse')")

    page.run('document.querySelector(\'[name="/purpose"][value="marriage"]\').click()')
    assert not page.run("hidden('/spouse')")
    assert page.run("hidden('/other_purpose')")

    page.run('document.querySelector(\'[name="/purpose"][value="other"]\').click()')
    assert page.run("hidden('/spouse')")


def test_a_field_that_was_left_is_checked_at_once_and_others_are_not(page: chromium.Page) -> None:
    page.run("set('/copies', '99')")

    assert page.run("told('f-copies')") == "Số này không được quá 20; xin sửa lại."
    assert page.run("document.querySelector('[name=\"/copies\"]').getAttribute('aria-invalid')") == "true"
    assert page.run("told('f-requester-full_name')") == ""

    page.run("set('/copies', '2')")
    assert page.run("told('f-copies')") == ""


def test_communes_follow_their_province(page: chromium.Page) -> None:
    page.run("set('/requester/residence/province', '42')")

    page.until("document.querySelector('[name=\"/requester/residence/commune\"]').options.length === 70")


def test_communes_are_of_the_province_that_was_chosen_last_whichever_list_comes_first(
    page: chromium.Page,
) -> None:
    page.run("""
      const ask = window.fetch;
      window.answered = 0;
      window.fetch = async (address) => {
        const answer = await ask(address);
        if (address.includes("/01/")) await new Promise((go) => setTimeout(go, 400)); // as on a slow line
        setTimeout(() => { window.answered += 1; }, 100);
        return answer;
      };
    """)
    for province in ("01", "42", "01", "42"):  # the arrow keys go through a list one by one
        page.run(f"set('/requester/residence/province', '{province}')")

    page.until("window.answered === 4")
    assert page.run("document.querySelector('[name=\"/requester/residence/commune\"]').options.length") == 70


LED_TO = """
(() => {
  document.querySelector("#problems a").click();
  const field = document.activeElement;
  const { top } = document.querySelector(`label[for="${field.id}"]`).getBoundingClientRect();
  return [field.name, told(field.id), field.getAttribute("aria-invalid"), top >= 0].join();
})()
"""


def test_what_the_server_alone_found_wrong_stays_at_its_field_until_that_is_changed() -> None:
    assert BROWSER is not None
    with served(furnished()) as home, chromium.page(BROWSER) as opened:
        opened.send("Network.setCookie", name="motcua-access", value="an", url=home)
        opened.open(f"{home}/ho-so/draft/khai")
        opened.type('[name="/copies"]', "7")
        opened.follow(".actions button")
        opened.until("document.querySelector('form.eform').dataset.live === 'yes'")
        opened.run(SET)

        assert opened.run(LED_TO) == "/copies,Sổ gốc chỉ còn một bản.,true,true"
        opened.run("set('/copies', '1')")
        assert opened.run("told('f-copies')") == ""


def test_a_form_with_problems_is_not_sent_and_the_first_of_them_has_the_focus(page: chromium.Page) -> None:
    page.run("window.stayed = true; document.querySelector('button[name=_check]').click()")

    assert page.run("told('f-requester-full_name')") == "Xin điền mục này."
    assert page.run("document.activeElement.name") == "/requester/full_name"
    assert page.run("window.stayed === true")


def test_a_row_is_added_by_the_server_and_nothing_typed_is_lost(page: chromium.Page) -> None:
    page.run("set('/copies', '7'); setTimeout(() => document.querySelector('button[name=_add]').click())")

    page.until("document.readyState === 'complete' && document.querySelector('[name=\"/stays#rows\"]').value === '1'")
    assert page.run("document.querySelector('[name=\"/copies\"]').value") == "7"
    assert not page.run("document.querySelector('[data-at=\"/stays/0/from\"]').hidden")


def test_a_press_that_leaves_a_field_which_is_wrong_is_not_lost(page: chromium.Page) -> None:
    page.run("""
      window.pressed = 0;
      document.addEventListener("click", (event) => { window.pressed += event.target.matches("[name=_check]"); }, true);
      document.addEventListener("submit", (event) => event.preventDefault());
    """)
    page.send("Emulation.setDeviceMetricsOverride", width=320, height=740, deviceScaleFactor=1, mobile=False)
    page.type('[name="/copies"]', "99")

    page.press("[name=_check]")

    page.until("window.pressed === 1")
    page.until('!document.getElementById("f-copies-wrong").hidden')
