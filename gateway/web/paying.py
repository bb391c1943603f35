"""The page to which the payment provider sends people back: it reads and tells, and settles nothing."""

from urllib.parse import urlencode

from werkzeug.wrappers import Response

from gateway.flows import paying
from gateway.routing import Area, Words
from gateway.visits import Visit

area = Area("paying", Words("Thanh toán", "Payment"))


@area.page("GET", "/payments/vnpay/return", summary=Words("Trở về từ trang thanh toán", "Back from the payment page"))
def vnpay_return(visit: Visit) -> Response:
    """What is known now; while it is not final the page asks again by itself, with a script or without."""
    back = paying.read_return(visit)
    query = dict(visit.request.args.to_dict())
    query.pop("lang", None)
    other = urlencode(query if visit.language == "en" else {**query, "lang": "en"})
    response = visit.page("payment_return.html", back=back, other_language=f"/payments/vnpay/return?{other}")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
