"""Deliveries are signed as Standard Webhooks has it, so that any library of the standard verifies them."""

import pytest

from services.notifications.domain.signatures import headers, secret_text, signature

# The worked example of the standard's own libraries (svix, standard-webhooks).
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
EXPECTED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_delivery_has_the_signature_of_the_standards_example() -> None:
    assert signature(SECRET, *MESSAGE) == EXPECTED


def test_while_a_secret_is_replaced_a_delivery_is_signed_by_both_the_new_one_first() -> None:
    other = secret_text(bytes(range(32)))

    assert headers([other, SECRET], *MESSAGE) == {
        "webhook-id": MESSAGE[0],
        "webhook-timestamp": "1614265330",
        "webhook-signature": f"{signature(other, *MESSAGE)} {EXPECTED}",
    }


def test_a_secret_is_thirty_two_bytes_in_the_standards_form() -> None:
    assert secret_text(bytes(32)) == "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    for size in (24, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            secret_text(bytes(size))
