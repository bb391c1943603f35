"""What agencies offer: read by everybody; set, ended and looked after by the administrators of agencies."""

from gateway.api.procedures import read
from gateway.routing import Area, Auth, Reuse, Words
from services.catalog import contract as catalog

area = Area("offers", Words("Mức độ cung cấp của cơ quan", "What agencies offer"))

VERSION = "expected_version"
ROOM = "/api/v1/procedures/{code}/offers"
NOT_THERE = (catalog.PROCEDURE_NOT_FOUND, catalog.AGENCY_NOT_FOUND)
CLAIMING = (
    *NOT_THERE,
    catalog.NOT_IN_FORCE,
    catalog.OFFER_DAY_PAST,
    catalog.DESK_WRONG,
    catalog.AGENCY_CLOSED,
    catalog.ADMINISTRATOR_NEEDED,
    catalog.EDITOR_ROLE_MISSING,
)

area.route(
    "GET",
    ROOM,
    catalog.list_offers,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Các cơ quan cung cấp thủ tục ở mức nào", "Who offers a procedure, and how far"),
    errors=(catalog.PROCEDURE_NOT_FOUND, catalog.CURSOR_WRONG),
    notes=Words(
        "Mức đã áp dụng, đang áp dụng và sắp áp dụng, kèm lý do.",
        "Past, current and coming, each with the level that holds and why.",
    ),
)(read)
area.passes(
    "GET",
    f"{ROOM}/{{agency}}",
    catalog.get_agency_offers,
    auth=Auth.PUBLIC,
    shows_version="version",
    summary=Words("Mức độ cung cấp của một cơ quan", "What one agency offers"),
    errors=NOT_THERE,
    notes=Words(
        "ETag dùng cho If-Match khi công bố hoặc kết thúc.",
        "Its ETag goes into If-Match when an offer is set or ended.",
    ),
)
area.passes(
    "PUT",
    f"{ROOM}/{{agency}}",
    catalog.set_offer,
    auth=Auth.STAFF,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Công bố mức độ cung cấp từ một ngày", "Set an offer from a day on"),
    errors=(*CLAIMING, catalog.OFFER_REFUSED, catalog.OFFER_STALE),
    notes=Words(
        "Mức cao hơn nội dung thủ tục đáp ứng thì không nhận, mọi lý do được nêu kèm căn cứ.",
        "A level beyond what the record bears is refused with every reason and its legal basis.",
    ),
)
area.passes(
    "POST",
    f"{ROOM}/{{agency}}/preview",
    catalog.preview_offer,
    auth=Auth.STAFF,
    summary=Words("Xem trước mức độ trước khi công bố", "What an offer would come to"),
    errors=CLAIMING,
)
area.passes(
    "POST",
    f"{ROOM}/{{agency}}/end",
    catalog.end_offer,
    auth=Auth.STAFF,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Thôi cung cấp sau một ngày", "End an offer after a day"),
    errors=(
        *NOT_THERE,
        catalog.OFFER_DAY_PAST,
        catalog.OFFER_NOT_THERE,
        catalog.OFFER_STALE,
        catalog.ADMINISTRATOR_NEEDED,
        catalog.EDITOR_ROLE_MISSING,
    ),
)
area.passes(
    "GET",
    f"{ROOM}/{{agency}}/history",
    catalog.get_offer_history,
    auth=Auth.STAFF,
    summary=Words("Ai đã công bố gì, khi nào", "Who did what to an agency's offers"),
    errors=(*NOT_THERE, catalog.ADMINISTRATOR_NEEDED, catalog.EDITOR_ROLE_MISSING),
)
area.passes(
    "GET",
    "/api/v1/agencies/{agency}/offers-above-record",
    catalog.list_offers_above_record,
    auth=Auth.STAFF,
    summary=Words("Mức đã công bố mà nội dung thủ tục không đáp ứng", "Offers above what the record bears"),
    errors=(catalog.AGENCY_NOT_FOUND, catalog.CURSOR_WRONG, catalog.ADMINISTRATOR_NEEDED, catalog.EDITOR_ROLE_MISSING),
    notes=Words(
        "Gồm cả cơ quan cấp dưới, hôm nay và những ngày tới.",
        "With the agencies under it, today and on days to come.",
    ),
)
