"""The headers that every answer carries: what a browser may do with it, and who may keep it.

Sources: OWASP ASVS 5.0 chapter 3.4, RFC 9110, RFC 9111. There is no CORS header anywhere: other sites' pages may not
read this API with a visitor's browser; programs are not bound by CORS and lose nothing.
"""

import gzip

from werkzeug.wrappers import Request, Response

from gateway.routing import Reuse

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'{forms}; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
WORTH_PACKING = 1_400
"""Bytes below which a page goes in one packet as it is."""
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
SHOWN_POLICY = "default-src 'none'; frame-ancestors 'self'"
"""Of a file that one of our own pages shows in a frame. Not a sandbox: in one, browsers do not start their viewer."""
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"

REUSE = {
    Reuse.NEVER: "no-store",
    Reuse.PUBLIC: "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400",
    Reuse.FOR_EVER: "public, max-age=31536000, immutable",
}


def let_frame(response: Response, *, bank: str = "") -> None:
    """Let a page show addresses of this portal in frames; nobody can frame the page itself all the same."""
    policy = PAGE_POLICY.format(forms=f" {bank}" if bank else "")
    response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"


def harden(response: Response, *, secure: bool, bank: str = "") -> None:
    """Set what is not set yet; ``bank`` is the origin that a payment form may lead to."""
    is_page = response.mimetype == "text/html"
    policy = PAGE_POLICY.format(forms=f" {bank}" if bank else "") if is_page else DATA_POLICY
    given = {name.lower() for name, _ in response.headers}
    wanted = (("Content-Security-Policy", policy), *_ALWAYS, *(_PAGES if is_page else ()), *(_SECURE if secure else ()))
    for name, value in wanted:
        if name.lower() not in given:
            response.headers.add(name, value)


_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", REUSE[Reuse.NEVER]),
)
_PAGES = (("Permissions-Policy", "geolocation=(), camera=(), microphone=(), payment=()"),)
_SECURE = (("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),)


def pack(response: Response, request: Request) -> None:
    """Compress a page for the line. Never one that shows what stands in its address beside who is signed in: how well
    such a page packs could tell of the person to who chose the address (BREACH, CVE-2013-3587)."""
    if response.mimetype != "text/html" or response.is_streamed or "Content-Encoding" in response.headers:
        return
    also_varies_by(response, "Accept-Encoding")
    body = response.get_data()
    if len(body) >= WORTH_PACKING and request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(body, compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def also_varies_by(response: Response, *names: str) -> None:
    """Tell caches which request headers the answer depends on."""
    for name in names:
        response.vary.add(name)
