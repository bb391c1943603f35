"""People's rights to their data: consent, a copy of everything, correction, erasure and restriction."""

from werkzeug.wrappers import Response

from chassis.personal_data import OWN_NAME_ONLY, PROOF_TOO_OLD
from gateway.api.security import FRESH, NEEDS_PROOF
from gateway.flows import exporting, looks
from gateway.routing import Area, Auth, Download, Words
from gateway.visits import Visit
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers

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


@area.route(
    "POST",
    "/api/v1/me/data-copies",
    accounts.open_export,
    auth=Auth.CITIZEN,
    transfer=Download("application/zip"),
    limit="sign-in",
    summary=Words("Lấy bản sao toàn bộ dữ liệu của tôi", "Take a copy of everything that is held about me"),
    errors=(*FRESH, OWN_NAME_ONLY, PROOF_TOO_OLD, exporting.COPY_INCOMPLETE),
    notes=Words(
        f"Một tệp ZIP: {exporting.DATA} theo {exporting.SCHEMA} (JSON Schema), {exporting.PAGE} để đọc, thư mục "
        f"{exporting.ROOM} và {exporting.CONTENTS}, ghi rõ bản sao có đủ không. {NEEDS_PROOF.vi}",
        f"One ZIP: {exporting.DATA} by {exporting.SCHEMA} (JSON Schema), {exporting.PAGE} for reading, the directory "
        f"{exporting.ROOM}, and {exporting.CONTENTS}, which says whether the copy is complete. {NEEDS_PROOF.en}",
    ),
)
def take_copy(visit: Visit) -> Response:
    """Ask every service first; only then does the copy begin to stream."""
    return exporting.copy_of(visit, visit.call(), with_files=visit.ask().files)


area.passes(
    "GET",
    "/api/v1/me/restriction",
    accounts.get_restriction,
    auth=Auth.CITIZEN,
    summary=Words("Dữ liệu của tôi có đang bị hạn chế xử lý", "Whether my data is restricted"),
    errors=(accounts.ACCOUNT_NOT_FOUND,),
)
area.passes(
    "PUT",
    "/api/v1/me/restriction",
    accounts.restrict_account,
    auth=Auth.CITIZEN,
    summary=Words("Hạn chế xử lý dữ liệu của tôi", "Have my data restricted"),
    errors=(*FRESH, OWN_NAME_ONLY),
    notes=Words(
        "Hồ sơ đang giải quyết vẫn tiếp tục; không lập hồ sơ mới; cán bộ không mở được hồ sơ đã xong.",
        "Dossiers under way go on; none is begun; officers cannot open those that are closed.",
    ),
)
area.passes(
    "DELETE",
    "/api/v1/me/restriction",
    accounts.lift_restriction,
    auth=Auth.CITIZEN,
    summary=Words("Gỡ hạn chế xử lý", "Lift the restriction"),
    errors=(*FRESH, OWN_NAME_ONLY),
)
area.passes(
    "POST",
    "/api/v1/me/erasures",
    accounts.ask_erasure,
    auth=Auth.CITIZEN,
    status=202,
    limit="sign-in",
    summary=Words("Đề nghị xóa tài khoản và dữ liệu của tôi", "Ask that my account and data be erased"),
    errors=(*FRESH, OWN_NAME_ONLY),
    notes=Words(
        f"Giữ lại mã biên nhận: theo đó xem được kết quả cả khi tài khoản không còn. {NEEDS_PROOF.vi}",
        f"Keep the receipt: by it you see what became of it, also without an account. {NEEDS_PROOF.en}",
    ),
)
area.passes(
    "GET",
    "/api/v1/me/erasures",
    accounts.list_erasures,
    auth=Auth.CITIZEN,
    summary=Words("Các đề nghị xóa dữ liệu của tôi", "My requests for erasure"),
)
area.passes(
    "DELETE",
    "/api/v1/me/erasures/current",
    accounts.cancel_erasure,
    auth=Auth.CITIZEN,
    summary=Words("Rút đề nghị xóa dữ liệu", "Take a request for erasure back"),
    errors=(accounts.ERASURE_TOO_LATE,),
)
area.passes(
    "GET",
    "/api/v1/erasures/{receipt}",
    accounts.get_erasure,
    auth=Auth.PUBLIC,
    limit="look-up",
    summary=Words("Kết quả đề nghị xóa, theo mã biên nhận", "What became of a request for erasure, by its receipt"),
    errors=(accounts.ERASURE_NOT_FOUND,),
)
area.passes(
    "GET",
    "/api/v1/desk/erasures",
    accounts.list_erasure_requests,
    auth=Auth.STAFF,
    summary=Words("Đề nghị xóa đang giải quyết, theo hạn", "Requests for erasure under way, by their clock"),
)


@area.route(
    "GET",
    "/api/v1/me/looks",
    dossiers.list_looks,
    auth=Auth.CITIZEN,
    reply=looks.LookedPage,
    summary=Words("Ai đã xem dữ liệu của tôi và vì sao", "Who looked at my data and why"),
    notes=Words("Một danh sách cho mọi phần: hồ sơ và tài khoản.", "One list of all parts: dossiers and the account."),
)
def read_looks(visit: Visit) -> Response:
    """What every service tells, in one order."""
    return visit.answer(looks.list_looks(visit, visit.ask()))
