"""A file that came with a page's form: kept in the store, and named in a command with its size and digest."""

from typing import Any, TypeVar

from chassis.contracts import Method
from chassis.objects import Stored
from chassis.records import load
from gateway import files
from gateway.visits import Visit

Rep = TypeVar("Rep")


def take(visit: Visit, method: Method[Any, Rep], key: str = "", **known: str) -> Rep:
    """Give the command with the form's file; if it is refused, the file is not kept."""
    part = visit.given_file

    def tell(stored: Stored) -> Rep:
        described = {
            **known,
            "object_key": stored.key,
            "media_type": part.media_type,
            "size": stored.size,
            "sha256": stored.sha256,
        }
        return visit.send(method, load(method.request, described), key=key)

    return files.keep(visit.means.objects, part, visit.means.settings.paper_limit, tell)
