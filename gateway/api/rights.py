"""People's rights to their data: consent, a copy of everything, correction, erasure and restriction."""

from gateway.routing import Area, Auth, Words
from services.accounts import contract as accounts

area = Area("rights", Words("Quyền đối với dữ liệu cá nhân", "Rights to one's personal data"))

area.passes(
    "GET",
    "/api/v1/consent-purposes",
    accounts.list_consent_purposes,
    auth=Auth.PUBLIC,
    summary=Words("Dữ liệu cá nhân được dùng vào việc gì", "What personal data is used for"),
    notes=Words(
        "Mọi bản nội dung, kèm mã băm; bản cuối đang có hiệu lực. Ghi rõ căn cứ: luật định hay cần đồng ý.",
        "Every version of the words with its hash, the last one in force; and the basis: the law, or consent.",
    ),
)
area.passes(
    "GET",
    "/api/v1/me/consents",
    accounts.list_consents,
    auth=Auth.CITIZEN,
    summary=Words("Tôi đã đồng ý những gì", "What I have agreed to"),
)
area.passes(
    "GET",
    "/api/v1/me/consent-history",
    accounts.list_consent_history,
    auth=Auth.CITIZEN,
    summary=Words("Lịch sử đồng ý và rút lại", "History of my consents"),
)
area.passes(
    "PUT",
    "/api/v1/me/consents/{purpose}",
    accounts.give_consent,
    auth=Auth.CITIZEN,
    summary=Words("Đồng ý với một mục đích", "Agree to a purpose"),
    errors=(accounts.CONSENT_NOT_NEEDED, accounts.CONSENT_WORDS_CHANGED),
    notes=Words(
        "Gửi kèm số bản nội dung mà người dùng đã đọc.", "Send the version of the words that the person was shown."
    ),
)
area.passes(
    "DELETE",
    "/api/v1/me/consents/{purpose}",
    accounts.withdraw_consent,
    auth=Auth.CITIZEN,
    summary=Words("Rút lại sự đồng ý", "Withdraw a consent"),
    errors=(accounts.CONSENT_NOT_NEEDED,),
    notes=Words(
        "Có hiệu lực từ lúc rút. Hậu quả của việc rút ghi ở danh sách mục đích.",
        "Counts from then on. What follows from it stands in the list of purposes.",
    ),
)
