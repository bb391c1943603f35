"""What people may choose: by which channels they are told of each topic, and what may not be switched off.

A *topic* groups matters as people think of them (nhóm tin). Each of its channels is one of three: always used, since
law or safety wants it; used unless the person switches it off; used once the person switches it on. Where a topic must
reach its person outside the portal, the last channel there cannot be switched off: which one it is, is free.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

OUTSIDE = ("sms", "push", "email")
"""Channels that reach a person who does not look at the portal, the one that is taken first in front."""


class Mode(enum.StrEnum):
    """What may be chosen of a channel."""

    ALWAYS = "always"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Topic:
    """Some matters with one choice. ``can_wait``: quiet hours hold it; ``why``: why something is not to be chosen;
    ``for_staff``: it is members of staff who choose, and what is told by mail only."""

    name: str
    name_vi: str
    name_en: str
    channels: Mapping[str, Mode]
    can_wait: bool = True
    must_reach: bool = False
    why_vi: str = ""
    why_en: str = ""
    for_staff: bool = False

    def wants(self, channel: str, said: Mapping[str, bool]) -> bool:
        """Whether a channel is used for who said this; a channel that the topic does not have never is."""
        mode = self.channels.get(channel)
        if mode is None:
            return False
        if mode is Mode.ALWAYS or said.get(channel, mode is Mode.ON):
            return True
        return self.must_reach and channel == self._last_resort() and not self._reaches(said)

    def allows(self, said: Mapping[str, bool]) -> bool:
        """Whether a person may choose this: nothing that is always used switched off, the last way out not either."""
        fixed = {channel for channel, mode in self.channels.items() if mode is Mode.ALWAYS}
        if any(channel in fixed and not wanted for channel, wanted in said.items()):
            return False
        return not self.must_reach or self._reaches(said)

    def _reaches(self, said: Mapping[str, bool]) -> bool:
        return any(
            mode is Mode.ALWAYS or said.get(channel, mode is Mode.ON)
            for channel, mode in self.channels.items()
            if channel in OUTSIDE
        )

    def _last_resort(self) -> str:
        return next((channel for channel in OUTSIDE if channel in self.channels), "")
