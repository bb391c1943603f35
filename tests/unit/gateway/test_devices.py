"""Devices are named as their owners call them, and nothing else of the browser's words goes on."""

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from gateway.devices import device_name

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 Chrome/139.0.0.0 Mobile Safari/537.36"
COC_COC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 coc_coc_browser/135.0 Chrome/129 Safari/537"
)
EDGE = f"{CHROME} Edg/140.0.0.0"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (CHROME, "Chrome · Windows"),
        (IPHONE, "Safari · iPhone"),
        (ANDROID, "Chrome · Android"),
        (COC_COC, "Cốc Cốc · macOS"),
        (EDGE, "Edge · Windows"),
        (FIREFOX, "Firefox · Linux"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("x" * 100_000, ""),
    ],
)
def test_a_device_has_a_short_name(given: str, name: str) -> None:
    request = Request(EnvironBuilder(headers={"User-Agent": given}).get_environ())

    assert device_name(request) == name
