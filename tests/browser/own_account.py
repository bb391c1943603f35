"""What services say to the pages of one's own account, so that each has something to show."""

from services.accounts import contract as accounts
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import House

PATHS = (
    "/ca-nhan", "/ca-nhan/thong-tin", "/ca-nhan/dien-thoai", "/ca-nhan/thu-dien-tu", "/ca-nhan/mat-khau",
    "/ca-nhan/hai-lop", "/ca-nhan/thiet-bi?da=thiet-bi", "/ca-nhan/to-chuc", "/ca-nhan/to-chuc/org-1",
    "/ca-nhan/uy-quyen?thu-tuc=2.000635", "/xac-thuc-lai?lang=en",
)  # fmt: skip
FOR_ANOTHER = ("/ca-nhan/lam-viec-cho", "/ho-so?lang=en")
OF_ANYBODY = ("/quen-mat-khau",)
PAGES = [
    *(("", path) for path in OF_ANYBODY),
    *(("an", path) for path in PATHS),
    *(("an-for-org", path) for path in FOR_ANOTHER),
]
"""Who sees what; for the checks of every page."""

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
    organisation = accounts.OrganisationView(
        organisation_id="org-1", tax_code="0100109106", name="Công ty TNHH Sông Thu", role=accounts.MemberRole.OWNER
    )
    invitation = accounts.InvitationToJoin(
        invitation_id="inv-1", organisation_id="org-2", organisation_name="Hợp tác xã Tân Mỹ",
        identity_masked="0420********", role=accounts.MemberRole.FILER, expires_at=NOON,
    )  # fmt: skip
    members = tuple(
        accounts.MemberView(account_id=f"acc-{at}", name=name, role=role, since=NOON)
        for at, (name, role) in enumerate(
            (("Nguyễn Văn An", accounts.MemberRole.OWNER), ("Lê Thị Na", accounts.MemberRole.FILER)), start=1
        )
    )
    roles = tuple(accounts.MemberRole)
    say(
        accounts.list_organisations, accounts.OrganisationList(organisations=(organisation,), invitations=(invitation,))
    )
    say(accounts.list_members, accounts.MemberList(members=members, invitations=(invitation,), may_give=roles))
    states = accounts.DelegationState
    say(
        accounts.list_delegations,
        accounts.DelegationList(
            given=(a_delegation("del-1", states.OFFERED), a_delegation("del-2", states.REVOKED)),
            received=(a_delegation("del-3", states.OFFERED), a_delegation("del-4", states.ACCEPTED)),
        ),
    )


def a_delegation(name: str, state: accounts.DelegationState) -> accounts.DelegationView:
    """One that An gave or received, in force for long if it was accepted."""
    return accounts.DelegationView(
        delegation_id=name, principal_id="acc-9", principal_name="Trần Thị Bưởi", delegate_id="", delegate_name="",
        delegate_identity_masked="0010********", procedures=("2.000635",), valid_from=NOON.date().replace(year=2020),
        valid_to=NOON.date().replace(year=2090), evidence_sha256="ab" * 32, state=state, offered_at=NOON,
    )  # fmt: skip
