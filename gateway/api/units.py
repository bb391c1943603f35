"""Administrative units: those in force, and what became of those of before 2025-07-01; held in memory, with ETag."""

from gateway.api.procedures import read
from gateway.routing import Area, Auth, Reuse, Words
from services.catalog import contract as catalog

area = Area("units", Words("Đơn vị hành chính", "Administrative units"))

for path, method, summary, errors in (
    ("/api/v1/provinces", catalog.list_provinces, Words("Các tỉnh, thành phố", "Provinces"), ()),
    (
        "/api/v1/provinces/{province}/communes",
        catalog.list_communes,
        Words("Các xã, phường, đặc khu của một tỉnh", "Communes of a province"),
        (catalog.UNIT_NOT_FOUND,),
    ),
    ("/api/v1/units", catalog.search_units, Words("Tìm đơn vị hành chính theo tên", "Find units by name"), ()),
    (
        "/api/v1/units/{code}",
        catalog.get_unit,
        Words("Một đơn vị hành chính", "One administrative unit"),
        (catalog.UNIT_NOT_FOUND,),
    ),
    (
        "/api/v1/former-units",
        catalog.find_former_units,
        Words("Đơn vị cũ nay thuộc đâu", "What became of a former unit"),
        (catalog.UNIT_NOT_FOUND, catalog.FORMER_UNIT_UNNAMED),
    ),
):
    area.route("GET", path, method, auth=Auth.PUBLIC, reuse=Reuse.PUBLIC, summary=summary, errors=errors)(read)
