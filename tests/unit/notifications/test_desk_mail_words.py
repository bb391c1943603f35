"""What a mail to staff says: each kind that has anything, counted, the first ones named with their address."""

from services.notifications.domain.desk_mail import Part, desk_link, work_of
from services.notifications.domain.facts import Phrase

LATE, SOON = Phrase("Quá hạn", "Late"), Phrase("Sắp đến hạn", "Due soon")
PORTAL = "https://motcua.test"


def test_a_kind_without_anything_is_not_named() -> None:
    said = work_of([Part(LATE, 0, False, ()), Part(SOON, 1, False, [("d-1", "H27-1")])], PORTAL)

    assert said.vi == "Sắp đến hạn: 1\n• H27-1 https://motcua.test/can-bo/ho-so/d-1"
    assert said.en == "Due soon: 1\n• H27-1 https://motcua.test/can-bo/ho-so/d-1?lang=en"


def test_what_is_not_named_is_counted_and_what_is_not_counted_is_admitted() -> None:
    assert work_of([Part(LATE, 3, False, [("d-1", "H27-1")])], PORTAL).en.splitlines()[-1] == "• and 2 more"
    many = work_of([Part(LATE, 300, True, [("d-1", "H27-1")])], PORTAL).vi.splitlines()
    assert (many[0], many[-1]) == ("Quá hạn: 300+", "• và 299+ hồ sơ nữa")


def test_the_desk_opens_in_the_language_of_the_mail() -> None:
    assert desk_link(PORTAL) == Phrase("https://motcua.test/can-bo", "https://motcua.test/can-bo?lang=en")
