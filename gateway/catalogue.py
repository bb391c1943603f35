"""Public catalogue answers held in memory: a hot read makes no call, and reading goes on while the catalog is away.

Answers belong to a revision of the catalogue, which changes with every publication. This process hears of a new one by
an event, at once (`News`); as a safety net the revision is also asked for every ``PROBE_SECONDS``, or more often while
nothing can be heard, by one request at a time. When it has changed, answers of the former revision are fetched again as
they are asked for; an answer that names another revision than the known one counts for the one it names. If the catalog
does not answer, what is held is given on (at most ``KEPT`` answers, the least used go first), marked as stale for the
reader of headers. Published versions of a procedure never change and are kept across revisions.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from chassis.envelopes import Event
from chassis.errors import SERVICE_AWAY, Unavailable
from chassis.records import dump
from chassis.rendered import Rendered

PROBE_SECONDS = 5.0
"""How long a revision counts as current, in seconds, while news are heard: a midnight is seen after this time."""
DEAF_PROBE_SECONDS = 1.0
"""The same while nothing can be heard: a publication is then seen at the latest after this time."""
PROBE_AGAIN_SECONDS = 3.0
"""Pause before a catalog that did not answer is asked again."""
KEPT = 4_000


@dataclass(frozen=True, slots=True)
class Held:
    """One answer, as the catalog gave it, with its strong ETag."""

    answer: Rendered[Any]
    tag: str
    revision: int
    immutable: bool = False
    stale: bool = False

    @property
    def body(self) -> bytes:
        return self.answer.json

    @property
    def reply(self) -> Any:
        """The answer as a record."""
        return self.answer.record


class News:
    """What this process heard of new revisions. A `chassis.broadcasts.Listener`."""

    def __init__(self) -> None:
        self.latest: Any = None
        """The last `Revision` that was told of."""
        self.is_listening = False
        self.gaps = 0
        """How often something may have been missed."""

    def listening(self) -> None:
        self.is_listening = True
        self.gaps += 1

    def deaf(self) -> None:
        self.is_listening = False

    def heard(self, event: Event[Any]) -> None:
        self.latest = event.payload


class Catalogue:
    """The cache; safe to share between green threads."""

    def __init__(
        self, revision: Callable[[], int], clock: Callable[[], float], kept: int = KEPT, news: News | None = None
    ) -> None:
        self._ask_revision = revision
        self._clock = clock
        self._news = news or News()
        self._gaps = -1
        self._taken_up: Any = None
        self._kept = kept
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._revision = 0
        self._probe_due = 0.0
        self._probing = threading.Lock()
        self._away = False

    def get(self, name: str, question: Any, fetch: Callable[[], Rendered[Any]], *, immutable: bool = False) -> Held:
        """The answer to a question (a record) put to a method; ``fetch`` calls the catalog when nothing is held.

        Raises `Unavailable` only when the catalog is away and nothing is held for this question.
        """
        key = name + json.dumps(dump(question), sort_keys=True, ensure_ascii=False)
        held = self._held.get(key)
        self._probe(may_wait=held is None or not self._revision)
        if held is not None and (immutable or held.revision == self._revision):
            self._held.move_to_end(key)
            return self._marked(held)
        if self._away and self._clock() < self._probe_due:
            # It did not answer a moment ago, so nobody is made to wait for it again before the next probe.
            if held is None:
                raise SERVICE_AWAY(retry_after=round(PROBE_AGAIN_SECONDS))
            return self._marked(held)
        asked_at = self._revision
        try:
            answer = fetch()
        except Unavailable:
            self._away, self._probe_due = True, self._clock() + PROBE_AGAIN_SECONDS
            if held is None:
                raise
            return self._marked(held)
        # The catalog may know of a newer revision than was heard here, or still be building it and say so.
        named = asked_at if answer.revision is None else answer.revision
        self._revision = max(self._revision, named)
        return self._keep(key, answer, named, immutable=immutable)

    def still_holds(self, held: Held) -> bool:
        """Whether this is what `get` would give now, without asking anybody."""
        self._listen()
        if self._away or self._clock() >= self._probe_due:
            return False
        return held.immutable or held.revision == self._revision

    def _keep(self, key: str, answer: Rendered[Any], revision: int, *, immutable: bool) -> Held:
        made = Held(answer, hashlib.sha256(answer.json).hexdigest()[:32], revision, immutable)
        self._held[key] = made
        self._held.move_to_end(key)
        while len(self._held) > self._kept:
            self._held.popitem(last=False)
        return made

    def _marked(self, held: Held) -> Held:
        return replace(held, stale=True) if self._away else held

    def _listen(self) -> None:
        """Take up what was heard; where something may have been missed, the revision is to be asked for."""
        news = self._news
        if news.latest is not None and news.latest is not self._taken_up:
            self._taken_up = news.latest
            self._revision = max(self._revision, news.latest.revision)
        if news.gaps != self._gaps:
            self._gaps, self._probe_due = news.gaps, 0.0
        elif not news.is_listening and not self._away:
            self._probe_due = min(self._probe_due, self._clock() + DEAF_PROBE_SECONDS)

    def _probe(self, *, may_wait: bool) -> None:
        self._listen()
        if self._clock() < self._probe_due:
            return
        # One request asks; others go on with what is held, unless they have nothing.
        if not self._probing.acquire(blocking=may_wait):
            return
        try:
            if self._clock() < self._probe_due:
                return
            try:
                self._revision = self._ask_revision()
                self._away = False
                self._probe_due = self._clock() + (PROBE_SECONDS if self._news.is_listening else DEAF_PROBE_SECONDS)
            except Unavailable:
                self._away = True
                self._probe_due = self._clock() + PROBE_AGAIN_SECONDS
        finally:
            self._probing.release()
