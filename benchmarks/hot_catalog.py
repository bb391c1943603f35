"""A catalog that answers one search from memory: all that the gateway's hot path needs of it is its first answer."""

import datetime as dt

from benchmarks.search.documents import shipped
from chassis.service import Call, rpc
from services.catalog import contract
from services.catalog.listings import Listed, listing_of


def page() -> contract.SearchPage:
    """The answer of both sides: twenty procedures."""
    items = tuple(
        Listed(version.code, version.version, version.content_hash, listing_of(version)).summary()
        for version in shipped()[:20]
    )
    return contract.SearchPage(
        items=items,
        total=len(items),
        nearness=contract.Nearness.EXACT,
        understood="đăng ký",
        next_cursor="",
        revision=1,
    )


class HotCatalog:
    """Stands in for the catalog service."""

    name = contract.SERVICE

    @rpc(contract.get_revision)
    def get_revision(self, call: Call[contract.GetRevision]) -> contract.Revision:
        return contract.Revision(revision=1, changed_at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC))

    @rpc(contract.search_procedures)
    def search_procedures(self, call: Call[contract.SearchProcedures]) -> contract.SearchPage:
        return page()
