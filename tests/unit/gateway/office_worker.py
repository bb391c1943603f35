"""Somebody of the office in a browser: signed in by a cookie, with the page's own form to send back."""

import re
from html import unescape
from typing import Any

from tests.browser import office
from tests.browser.portal import furnished
from tests.unit.gateway.fakes import House

HTML = {"Accept": "text/html"}


def at_work(who: str = "hanh") -> House:
    """A gateway with one of everything, and this person signed in."""
    house = furnished()
    office.furnish(house)
    house.client.set_cookie("motcua-access", who, domain="127.0.0.1")
    return house


def get(house: House, path: str) -> Any:
    return house.client.get(path, headers=HTML, base_url="http://127.0.0.1")


def send(house: House, page: str, to: str, **typed: Any) -> Any:
    """Send the form of a page that goes to this address, with what is typed over what it has."""
    shown = get(house, page).text if page.startswith("/") else page
    every = re.findall(r"<form.*?</form>", shown, re.DOTALL)
    forms = [form for form in every if f'action="{to}"' in form and 'method="post"' in form]
    assert forms, f"no form on {page[:60]} goes to {to}"
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', forms[0])
    fields = {name: unescape(value) for name, value in hidden} | typed
    return house.client.post(to, data=fields, headers=HTML, base_url="http://127.0.0.1")
