"""What services say to the pages of one's own account, so that each has something to show."""

import dataclasses
import datetime as dt

from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from tests.unit.gateway.builders import HASH, NOON
from tests.unit.gateway.fakes import House

PATHS = (
    "/ca-nhan", "/ca-nhan/thong-tin", "/ca-nhan/dien-thoai", "/ca-nhan/thu-dien-tu", "/ca-nhan/mat-khau",
    "/ca-nhan/hai-lop", "/ca-nhan/thiet-bi?da=thiet-bi", "/ca-nhan/to-chuc", "/ca-nhan/to-chuc/org-1",
    "/ca-nhan/uy-quyen?thu-tuc=2.000635", "/ca-nhan/tin-bao", "/ca-nhan/nhan-tin", "/ca-nhan/dong-y",
    "/ca-nhan/du-lieu", "/ca-nhan/dinh-chinh", "/ca-nhan/dinh-chinh?cach=giay-to&lang=en",
    "/ca-nhan/ai-da-xem", "/ho-so/of-org", "/ho-so/of-org?lang=en", "/xac-thuc-lai?lang=en",
)  # fmt: skip
FOR_ANOTHER = ("/ca-nhan/lam-viec-cho", "/ho-so?lang=en", "/ho-so/of-an")
UNSUBSCRIBING = ("/huy-nhan-thu/on", "/huy-nhan-thu/off?lang=en", "/huy-nhan-thu/last", "/huy-nhan-thu/old")
OF_ANYBODY = ("/huong-dan", "/huong-dan?lang=en", "/quen-mat-khau", "/xoa-du-lieu?ma=" + "r" * 32, *UNSUBSCRIBING)
PAGES = [
    *(("", path) for path in OF_ANYBODY),
    *(("an", path) for path in PATHS),
    *(("an-for-org", path) for path in FOR_ANOTHER),
]
"""Who sees what; for the checks of every page."""

PRESSED = (
    ("", "/dang-nhap", {"#identity_number": "001090000001", "#password": "mot cua mot lan"},
     'form[action="/dang-nhap"] button', "code"),
    ("", "/dang-ky", {"#full_name": "An", "#birth_date": "hôm qua"}, 'form[action="/dang-ky"] button', "wrong"),
    ("", "/quen-mat-khau", {"#identity_number": "001090000001"}, 'form[action="/quen-mat-khau"] button', "set"),
    ("an", "/ca-nhan/dien-thoai", {"#phone": "0987654321"}, 'form[action="/ca-nhan/dien-thoai"] button', "proof"),
    ("an", "/ca-nhan/thu-dien-tu", {"#email": "an@example.vn"}, 'form[action="/ca-nhan/thu-dien-tu"] button', "code"),
    ("an", "/ca-nhan/hai-lop", {}, 'form[action="/ca-nhan/hai-lop/them"] button', "offer"),
    ("an", "/ca-nhan/to-chuc/org-1", {"#identity_number": "1"}, 'form[action$="/moi"] button', "wrong"),
    ("an", "/ca-nhan/uy-quyen", {"#valid_to": "mai"}, 'form[action="/ca-nhan/uy-quyen"] button', "wrong"),
    ("an", "/ca-nhan/dinh-chinh?cach=giay-to", {"#why": "sai"}, 'form[action$="/de-nghi"] button', "wrong"),
)  # fmt: skip
"""Pages that come of what was typed: who, where, what into which field, what is pressed, and their name."""

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


def whose(asked: dossiers.FindParty) -> dossiers.PartyFound:
    """Whose a dossier of another party is; of all others there is none."""
    theirs = {"of-org": "org-1", "of-an": "acc-1"}
    if asked.dossier_id not in theirs:
        raise dossiers.DOSSIER_NOT_FOUND()
    return dossiers.PartyFound(dossier_id=asked.dossier_id, principal_id=theirs[asked.dossier_id])


def furnish(house: House) -> None:
    """Let accounts and notifications answer as they would to An."""
    say = house.rpc.answer
    say(accounts.get_profile, PROFILE)
    say(accounts.list_sessions, accounts.SessionList(sessions=(HERE, ELSEWHERE)))
    say(accounts.offer_second_factor, OFFER)
    say(accounts.confirm_second_factor, accounts.RecoveryCodes(codes=tuple(f"7K2M{n}-Q9RT{n}" for n in range(8))))
    sent = accounts.CodeSent(challenge_id="cha-1", expires_at=NOON, resend_after=60, phone_masked="091*****78")
    for starts in (
        accounts.start_sign_in,
        accounts.start_step_up,
        accounts.start_email_change,
        accounts.start_recovery,
    ):
        say(starts, sent)
    say(accounts.start_phone_change, accounts.STEP_UP_NEEDED())
    organisation = accounts.OrganisationView(
        organisation_id="org-1", tax_code="0100109106", name="Công ty TNHH Sông Thu", role=accounts.MemberRole.OWNER
    )
    invitation = accounts.InvitationToJoin(
        invitation_id="inv-1", organisation_id="org-2", organisation_name="Hợp tác xã Tân Mỹ",
        identity_masked="0420********", role=accounts.MemberRole.FILER, may_take_back=True,
        expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=6, hours=5),
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
    say(dossiers.find_party, whose)
    states = accounts.DelegationState
    say(
        accounts.list_delegations,
        accounts.DelegationList(
            given=(a_delegation("del-1", states.OFFERED), a_delegation("del-2", states.REVOKED)),
            received=(a_delegation("del-3", states.OFFERED), a_delegation("del-4", states.ACCEPTED)),
        ),
    )
    message = notifications.InboxMessage(
        id="mes-1", matter="dossier.received", title="Hồ sơ H27.30.12-261124-0001 đã được tiếp nhận",
        body="Ủy ban nhân dân xã Tân Mỹ Hà đã tiếp nhận hồ sơ của bạn.\nHẹn trả kết quả: 26/11/2026.", sent_at=NOON,
        dossier_id="dos-1", dossier_code="H27.30.12-261124-0001",
    )  # fmt: skip
    read = dataclasses.replace(
        message, id="mes-2", read_at=NOON, matter="account.delegation-granted", title="Ủy quyền có hiệu lực",
        body="Một ủy quyền mà bạn là một bên đã được chấp nhận.", dossier_id="", dossier_code="",
    )  # fmt: skip
    say(notifications.list_inbox, notifications.InboxPage(messages=(message, read), unread=3, next_cursor="x"))
    say(notifications.read_preferences, PREFERENCES)
    followed = notifications.FollowedOrganisation(organisation_id="org-1", role="owner", follows=True, changed_at=NOON)
    say(notifications.list_followed, notifications.FollowedOrganisations(organisations=(followed,)))
    say(notifications.read_unsubscription, unsubscription)
    furnish_rights(house)


def unsubscription(asked: notifications.ReadUnsubscription) -> notifications.UnsubscriptionView:
    """What an address in a mail switches off: mails that come, that ended, the last way out, and none any more."""
    if asked.token == "old":
        raise notifications.UNSUBSCRIBE_NOT_VALID()
    return notifications.UnsubscriptionView(
        topic="result", name_vi="Kết quả giải quyết", name_en="Decisions and results", email_masked="a***@example.vn",
        wanted=asked.token != "off", may_stop=asked.token != "last",
        why_vi="NĐ 61/2018/NĐ-CP yêu cầu báo cho bạn; bạn chọn kênh, nhưng phải còn ít nhất một kênh ngoài cổng.",
        why_en="Decree 61/2018/NĐ-CP says that you must be told; one channel outside the portal stays.",
    )  # fmt: skip


def furnish_rights(house: House) -> None:
    """What is asked about one's data."""
    say = house.rpc.answer
    say(accounts.list_consent_purposes, accounts.PurposeList(purposes=PURPOSES))
    [law, consent] = PURPOSES
    stands = (
        accounts.ConsentView(purpose=law.purpose, basis=law.basis, given=False, version_in_force=1),
        accounts.ConsentView(
            purpose=consent.purpose, basis=consent.basis, given=True, version_in_force=2, version=1, changed_at=NOON
        ),
    )
    said = accounts.ConsentEntry(
        purpose=consent.purpose, act=accounts.ConsentAct.GIVEN, version=1, sha256=HASH, language="vi",
        channel=accounts.ConsentChannel.REGISTRATION, at=NOON,
    )  # fmt: skip
    say(accounts.list_consents, accounts.ConsentList(consents=stands))
    say(accounts.list_consent_history, accounts.ConsentHistory(items=(said,), next_cursor="7"))
    say(accounts.get_restriction, accounts.RestrictionView(restricted=True, since=NOON))
    say(accounts.list_erasures, accounts.ErasureList(erasures=(ERASURE, REFUSED)))
    say(
        accounts.get_erasure, dataclasses.replace(ERASURE, state=accounts.ErasureState.DONE, done_at=NOON, kept=(KEPT,))
    )
    correction = accounts.CorrectionView(
        correction_id="cor-1", way=accounts.CorrectionWay.EVIDENCE, state=accounts.CorrectionState.ASKED,
        fields=(accounts.CorrectionField.NAME, accounts.CorrectionField.IDENTITY), asked_at=NOON, has_evidence=False,
    )  # fmt: skip
    decided = dataclasses.replace(
        correction, correction_id="cor-2", state=accounts.CorrectionState.REFUSED, decided_at=NOON, reason="Ảnh mờ"
    )
    say(accounts.list_corrections, accounts.CorrectionList(corrections=(correction, decided)))
    look = dossiers.LookView(
        look_id="loo-1", at=NOON, dossier_id="dos-1", dossier_code="H27.30.12-261124-0001",
        look=dossiers.Look.REVEALED, by_name="Lê Thị Bình", by_agency="Ủy ban nhân dân xã Tân Mỹ Hà",
        fields=(dossiers.PersonalField.PHONE,), why="Gọi báo thiếu giấy tờ",
    )  # fmt: skip
    say(dossiers.list_looks, dossiers.LookPage(items=(look,)))
    act = accounts.AccountLook(
        place="9", at=NOON, act="personal-data.revealed", by_name="Võ Thị Hạnh", by_agency="Sở", fields=("identity",)
    )
    say(accounts.list_account_looks, accounts.AccountLooks(items=(act,)))


def words(version: int, title: str) -> accounts.PurposeWords:
    """A version of a purpose's words."""
    texts = dict.fromkeys(("text_vi", "text_en"), "Cổng dùng số điện thoại của bạn để báo tiến độ.")
    follows = dict.fromkeys(("consequence_vi", "consequence_en"), "Không đồng ý vẫn nộp được hồ sơ.")
    return accounts.PurposeWords(
        version=version, valid_from=NOON.date(), title_vi=title, title_en=title, sha256=HASH, **texts, **follows
    )


PURPOSES = (
    accounts.PurposeView(
        purpose=accounts.ConsentPurpose.PUBLIC_SERVICES, basis=accounts.PurposeBasis.LAW, source="NĐ 61/2018/NĐ-CP",
        words=(words(1, "Giải quyết thủ tục"),),
    ),
    accounts.PurposeView(
        purpose=accounts.ConsentPurpose.PROGRESS_MESSAGES, basis=accounts.PurposeBasis.CONSENT,
        source="Luật 91/2025/QH15", words=(words(1, "Báo tiến độ"), words(2, "Báo tiến độ qua tin nhắn")),
    ),
)  # fmt: skip
ERASURE = accounts.ErasureView(
    receipt="r" * 32, state=accounts.ErasureState.WAITING, asked_at=NOON, answer_by=NOON, carried_out_from=NOON
)
REFUSED = dataclasses.replace(
    ERASURE, receipt="s" * 32, state=accounts.ErasureState.REFUSED,
    obstacles=(
        accounts.ObstacleView(
            obstacle=accounts.ErasureObstacle.OPEN_DOSSIER, vi="Còn hồ sơ đang giải quyết.", en="A dossier is open."
        ),
    ),
)  # fmt: skip
KEPT = accounts.KeptView(
    kept=accounts.KeptData.PAYMENTS, vi="Chứng từ thu tiền", en="Receipts", source="Luật Kế toán", years=10
)


def a_topic(key: str, name: str, may_change: bool, why: str = "") -> notifications.TopicState:
    """A topic with three channels."""
    channels = tuple(
        notifications.ChannelState(
            channel=channel, wanted=channel is not notifications.MessageChannel.EMAIL,
            may_change=may_change and channel is not notifications.MessageChannel.INBOX, by_default=True,
            reachable=channel is not notifications.MessageChannel.EMAIL,
        )
        for channel in (
            notifications.MessageChannel.INBOX, notifications.MessageChannel.SMS, notifications.MessageChannel.EMAIL
        )
    )  # fmt: skip
    return notifications.TopicState(
        topic=key, name_vi=name, name_en=name, can_wait=may_change, one_outside=False, needs_consent=may_change,
        channels=channels, why_vi=why, why_en=why,
    )  # fmt: skip


PREFERENCES = notifications.Preferences(
    topics=(
        a_topic("codes", "Mã xác thực", False, "Không có mã thì không đăng nhập được."),
        a_topic("progress", "Các bước giải quyết khác", True),
    ),
    quiet_from="22:00", quiet_to="06:00", own_quiet_hours=False, language="vi",
)  # fmt: skip


def a_delegation(name: str, state: accounts.DelegationState) -> accounts.DelegationView:
    """One that An gave or received, in force for long if it was accepted."""
    return accounts.DelegationView(
        delegation_id=name, principal_id="acc-9", principal_name="Trần Thị Bưởi", delegate_id="", delegate_name="",
        delegate_identity_masked="0010********", procedures=("2.000635",), valid_from=NOON.date().replace(year=2020),
        valid_to=NOON.date().replace(year=2090), evidence_sha256="ab" * 32, state=state, offered_at=NOON,
    )  # fmt: skip
