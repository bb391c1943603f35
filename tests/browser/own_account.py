"""What services say to the pages of one's own account, so that each has something to show."""

from services.accounts import contract as accounts
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import House

PROFILE = accounts.ProfileView(
    id="acc-1", kind="citizen", name="Nguyễn Văn An", assurance=1, identity_kind=accounts.IdentityKind.CCCD,
    identity_masked="0010********", birth_date=NOON.date().replace(year=1990), phone_masked="091*****78",
    email_masked="an***@example.vn", phone_owner_verified=True,
)  # fmt: skip
HERE = accounts.SessionView(
    session_id="ses-1", device="Firefox · Windows", network="113.160.*.*", started_at=NOON, last_used_at=NOON,
    ends_at=NOON, current=True,
)  # fmt: skip
ELSEWHERE = accounts.SessionView(
    session_id="ses-2", device="Chrome · Android", network="203.0.*.*", started_at=NOON, last_used_at=NOON,
    ends_at=NOON, current=False,
)  # fmt: skip
OFFER = accounts.SecondFactorOffer(
    secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    otpauth_uri="otpauth://totp/Mot%20Cua:0010?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Mot%20Cua",
    expires_at=NOON,
)


def furnish(house: House) -> None:
    """Let accounts and notifications answer as they would to An."""
    say = house.rpc.answer
    say(accounts.get_profile, PROFILE)
    say(accounts.list_sessions, accounts.SessionList(sessions=(HERE, ELSEWHERE)))
    say(accounts.offer_second_factor, OFFER)
    say(accounts.confirm_second_factor, accounts.RecoveryCodes(codes=tuple(f"7K2M{n}-Q9RT{n}" for n in range(8))))
    say(accounts.start_step_up, accounts.CodeSent(challenge_id="cha-1", expires_at=NOON, resend_after=60))
