"""How a question to the catalogue can fail."""

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, Stale, error

PROCEDURE_NOT_FOUND = error(
    "procedure.not-found",
    NotFound,
    vi="Không có thủ tục mã {code}. Xin kiểm tra lại mã hoặc tìm theo tên.",
    en="There is no procedure {code}. Please check the code or search by name.",
)
VERSION_NOT_FOUND = error(
    "procedure.version-not-found",
    NotFound,
    vi="Thủ tục {code} không có phiên bản {version}. Xin mở phiên bản hiện hành.",
    en="Procedure {code} has no version {version}. Please open the current one.",
)
NOT_IN_FORCE = error(
    "procedure.not-in-force",
    NotFound,
    vi="Thủ tục {code} không có phiên bản nào có hiệu lực ngày {at}. Xin chọn ngày khác.",
    en="No version of procedure {code} is in force on {at}. Please choose another day.",
)
NOT_RECORDED = error(
    "procedure.not-recorded",
    NotFound,
    vi="Nội dung thủ tục {code} vào ngày {at} không được ghi lại ở đây; phiên bản sớm nhất được ghi có hiệu lực từ "
    "{earliest}, phiên bản tiếp theo sau ngày đã chọn từ {next}. Xin chọn từ các ngày đó.",
    en="What procedure {code} said on {at} is not recorded here; the earliest recorded version begins on {earliest}, "
    "the next one after that day on {next}. Please choose a day from one of these on.",
)
PROCEDURE_WITHDRAWN = error(
    "procedure.withdrawn",
    NotFound,
    vi="Thủ tục {code} đã bãi bỏ từ ngày {since}: {reason}. Xin tìm thủ tục thay thế trong danh mục.",
    en="Procedure {code} was withdrawn from {since} on: {reason}. Please look for what takes its place.",
)
FORM_NOT_FOUND = error(
    "procedure.form-not-found",
    NotFound,
    vi="Thủ tục {code} không có mẫu điện tử “{form}”. Xin mở trang của thủ tục để chọn mẫu.",
    en="Procedure {code} has no electronic form “{form}”. Please choose one on the procedure's page.",
)
CASE_UNKNOWN = error(
    "procedure.case-unknown",
    Invalid,
    vi="Thủ tục không có trường hợp “{case}”. Xin chọn một trong các trường hợp: {cases}.",
    en="The procedure has no case “{case}”. Please choose one of: {cases}.",
)
PAPER_UNKNOWN = error(
    "procedure.paper-unknown",
    Invalid,
    vi="Thành phần hồ sơ của thủ tục không có giấy tờ này. Xin lấy khóa giấy tờ trong bản ghi của thủ tục.",
    en="The procedure asks for no such paper. Please take the keys of papers from its record.",
)
VERSION_OR_DATE = error(
    "procedure.version-or-date",
    Invalid,
    vi="Chỉ chọn phiên bản hoặc ngày, không chọn cả hai.",
    en="Choose a version or a day, not both.",
)
AGENCY_NOT_FOUND = error(
    "agency.not-found",
    NotFound,
    vi="Không có cơ quan mã {code}. Xin chọn trong danh sách cơ quan.",
    en="There is no agency {code}. Please choose one from the list of agencies.",
)
LIFE_EVENT_UNKNOWN = error(
    "life-event.unknown",
    Invalid,
    vi="Không có nhóm sự kiện “{key}”. Xin chọn trong danh sách nhóm.",
    en="There is no life event “{key}”. Please choose one from the list.",
)
FIELD_UNKNOWN = error(
    "field.unknown",
    Invalid,
    vi="Không có lĩnh vực “{key}”. Xin chọn trong danh sách lĩnh vực.",
    en="There is no field “{key}”. Please choose one from the list.",
)
UNIT_NOT_FOUND = error(
    "unit.not-found",
    NotFound,
    vi="Ngày {at} không có đơn vị hành chính mã {code}. Xin kiểm tra lại mã; mã trước 01/07/2025 thì tra đơn vị cũ.",
    en="There is no unit {code} on {at}. Please check the code; look one of before 2025-07-01 up as a former unit.",
)
FORMER_UNIT_UNNAMED = error(
    "unit.former-unnamed",
    Invalid,
    vi="Xin cho biết mã, hoặc tên xã, huyện hay tỉnh cũ cần tra.",
    en="Please give the code, or the name of the former commune, district or province.",
)
CURSOR_WRONG = error(
    "cursor.wrong",
    Invalid,
    vi="Con trỏ trang (cursor) không đúng hoặc thuộc câu hỏi khác. Xin bắt đầu lại từ trang đầu, để trống cursor.",
    en="The page cursor is not right, or belongs to another question. Start again from the first page, without cursor.",
)
NOT_PROVIDED = error(
    "service-level.not-provided",
    NotFound,
    vi="Cơ quan {agency} không cung cấp thủ tục {code} ngày {at}. Xin chọn cơ quan khác trong trang của thủ tục.",
    en="Agency {agency} does not provide procedure {code} on {at}. Please choose another on the procedure's page.",
)
LEVEL_NOT_RECORDED = error(
    "service-level.not-recorded",
    NotFound,
    vi="Mức cung cấp thủ tục {code} của cơ quan {agency} vào ngày {at} không được ghi lại ở đây; mức tiếp theo được "
    "ghi áp dụng từ {next}. Xin chọn từ ngày đó.",
    en="How far agency {agency} provided procedure {code} on {at} is not recorded here; the next recorded level holds "
    "from {next} on. Please choose a day from then on.",
)
NO_LEVELS = error(
    "service-level.no-scheme",
    NotFound,
    vi="Ngày {at} chưa có quy định về mức độ dịch vụ công trực tuyến. Xin chọn từ ngày {from_day}.",
    en="There were no levels of online services on {at}. Please choose a day from {from_day} on.",
)

# Editorial work

EDITION_NOT_FOUND = error(
    "edition.not-found",
    NotFound,
    vi="Không có bản biên tập này. Xin chọn trong danh sách bản biên tập.",
    en="There is no such edition. Please choose one from the list of editions.",
)
EDITION_OPEN = error(
    "edition.already-open",
    Conflict,
    vi="Thủ tục {code} đang có bản biên tập {edition} chưa xong. Xin làm tiếp bản đó hoặc bỏ nó trước.",
    en="Procedure {code} has an edition {edition} that is not finished. Please go on with it, or discard it first.",
)
EDITION_STALE = error(
    "edition.stale",
    Stale,
    vi="Bản biên tập đã thay đổi từ khi bạn mở (bản {expected}, nay {actual}). Xin tải lại và xem trước khi làm tiếp.",
    en="The edition changed since you opened it (version {expected}, now {actual}). Please reload before you go on.",
)
EDITION_STATE = error(
    "edition.act-not-allowed",
    Conflict,
    vi="Không làm được việc này khi bản biên tập ở trạng thái “{state_vi}”. Xin tải lại để xem việc có thể làm.",
    en="This cannot be done while the edition is in state “{state_en}”. Please reload it to see what can be done.",
)
EDITION_INVALID = error(
    "edition.invalid",
    Invalid,
    vi="Bản biên tập còn {count} chỗ chưa đúng. Xin sửa các mục được chỉ ra rồi gửi lại.",
    en="{count} things in the edition are not right yet. Please correct the fields named below and send it again.",
)
EDITION_OUTDATED = error(
    "edition.outdated",
    Conflict,
    vi="Phiên bản {latest} đã công bố sau khi bản này được soạn. Xin so sánh, sửa và ghi phiên bản gốc là {latest}.",
    en="Version {latest} was published after this was written. Please compare, change it, name {latest} as its base.",
)
EDITOR_CANNOT_APPROVE = error(
    "edition.second-person-needed",
    Forbidden,
    vi="Người duyệt phải khác mọi người đã soạn bản này. Xin chuyển cho người thẩm định khác.",
    en="Who approves must not be anyone who wrote this edition. Please pass it to another reviewer.",
)
EDITOR_ROLE_MISSING = error(
    "edition.role-missing",
    Forbidden,
    vi="Việc này cần vai trò {roles_vi}. Xin liên hệ người quản trị cơ quan.",
    en="This needs the role {roles_en}. Please ask your agency's administrator.",
)
DAY_PAST = error(
    "edition.day-past",
    Invalid,
    vi="Ngày phải từ {earliest} trở đi: điều đã có hiệu lực hôm qua không sửa lại được. Xin chọn ngày khác.",
    en="The day must be {earliest} or later: what held yesterday is not changed. Please choose another day.",
)
TRANSITION_WRONG = error(
    "edition.transition-wrong",
    Invalid,
    vi="Phiên bản trước phải còn hiệu lực ít nhất đến ngày phiên bản mới bắt đầu ({valid_from}). Xin chọn ngày khác.",
    en="The version before must hold at least until the new one begins ({valid_from}). Please choose another day.",
)
VERSION_ENDED = error(
    "procedure.version-ended",
    Conflict,
    vi="Phiên bản {version} của thủ tục {code} đã hết hiệu lực hoặc đã bãi bỏ. Xin chọn phiên bản còn hiệu lực.",
    en="Version {version} of procedure {code} has ended or was withdrawn. Please choose one that still holds.",
)
NOTHING_TO_COMPARE = error(
    "edition.nothing-to-compare",
    NotFound,
    vi="Thủ tục {code} chưa có phiên bản nào được công bố để so sánh.",
    en="Procedure {code} has no published version to compare with.",
)

# What can be wrong in an edition: told at the field

PART_MISSING = error(
    "edition.part-missing",
    Invalid,
    vi="Thiếu phần bắt buộc: {part_vi} (Nghị định 63/2010/NĐ-CP điều 8). Xin bổ sung.",
    en="A required part is missing: {part_en} (Decree 63/2010, article 8). Please add it.",
)
KEY_TWICE = error(
    "edition.key-twice",
    Invalid,
    vi="Khóa “{key}” dùng hai lần. Xin đặt khóa khác.",
    en="The key “{key}” is used twice.",
)
CASE_NOT_LISTED = error(
    "edition.case-not-listed",
    Invalid,
    vi="Không có trường hợp “{key}” trong danh sách trường hợp.",
    en="There is no case “{key}” in the list of cases.",
)
WAY_TWICE = error(
    "edition.way-twice",
    Invalid,
    vi="Cùng một trường hợp có hai cách nộp “{channel}”. Xin gộp lại hoặc tách theo trường hợp.",
    en="One case has two ways by “{channel}”. Please join them, or part them by case.",
)
FEE_PRICE_WRONG = error(
    "edition.fee-price-wrong",
    Invalid,
    vi="Mức thu không hợp với cách tính: số tiền đi với mức cố định hoặc theo đơn vị, ngoại tệ đi với cách thu riêng.",
    en="The price does not fit the rule: an amount goes with fixed or per unit, foreign money with its own rule only.",
)
TIERS_WRONG = error(
    "edition.tiers-wrong",
    Invalid,
    vi="Các bậc phải nối tiếp nhau từ 1, bậc cuối không có giới hạn trên.",
    en="The tiers must follow each other from 1 on, the last without an end.",
)
ENDS_BEFORE_IT_BEGINS = error(
    "edition.ends-before-it-begins",
    Invalid,
    vi="Ngày kết thúc phải sau ngày bắt đầu.",
    en="The last day must come after the first.",
)
PAPER_WITHOUT_COPIES = error(
    "edition.paper-without-copies",
    Invalid,
    vi="Giấy tờ phải có ít nhất một bản chính hoặc bản sao; nếu chỉ là ghi chú, xin ghi vào phần lưu ý.",
    en="A paper has at least one original or copy; if it is only a note, please put it among the notes.",
)
FORM_NOT_THERE = error(
    "edition.form-not-there",
    Invalid,
    vi="Không có biểu mẫu điện tử “{key}”.",
    en="There is no electronic form “{key}”.",
)
FORM_UNSOUND = error(
    "edition.form-unsound", Invalid, vi="Biểu mẫu chưa đúng: {fault}.", en="The form is not sound: {fault}."
)
RELATED_TO_ITSELF = error(
    "edition.related-to-itself",
    Invalid,
    vi="Thủ tục không thể liên quan đến chính nó.",
    en="A procedure is not related to itself.",
)

# What should be looked at once more

LIMIT_MISSING = error(
    "edition.limit-missing",
    Invalid,
    vi="Chưa có thời hạn giải quyết; dịch vụ khi đó không thể là toàn trình.",
    en="There is no time limit; the service can then not be wholly online.",
)
FEE_DOUBTFUL = error(
    "edition.fee-doubtful",
    Invalid,
    vi="Mức thu {amount:dong} có thể thiếu hàng nghìn. Xin kiểm tra lại với căn cứ.",
    en="A fee of {amount:dong} may lack its thousands. Please check it against its basis.",
)
FEE_KIND_OPEN = error(
    "edition.fee-kind-open",
    Invalid,
    vi="Chưa rõ khoản thu này là phí hay lệ phí. Xin ghi theo căn cứ nếu biết.",
    en="It is open whether this is a fee (phí) or a charge (lệ phí). Please say which, if its basis does.",
)
FEES_NOT_SAID = error(
    "edition.fees-not-said",
    Invalid,
    vi="Chưa nói có thu phí, lệ phí hay không. Nếu không thu, xin ghi là miễn phí.",
    en="Nothing is said of fees. If there are none, please say that it is free.",
)
DECISION_UNDATED = error(
    "edition.decision-undated",
    Invalid,
    vi="Chưa có ngày ký quyết định công bố nên không tính được thời gian công bố trước.",
    en="The publication decision has no date, so the notice before it takes effect cannot be counted.",
)
NOTICE_SHORT = error(
    "edition.notice-short",
    Invalid,
    vi="Quyết định công bố ngày {signed} phải ban hành trước ngày có hiệu lực ít nhất {days} ngày ({source}).",
    en="The publication decision of {signed} must come at least {days} days before the day of effect ({source}).",
)
LEVEL_FALLS = error(
    "edition.level-falls",
    Invalid,
    vi="Mức độ trực tuyến tại {agency} giảm từ {before_vi} xuống {after_vi}: {why_vi}",
    en="The online level at {agency} falls from {before_en} to {after_en}: {why_en}",
)

# What agencies offer

OFFER_REFUSED = error(
    "offer.refused",
    Invalid,
    vi="Chưa công bố được mức này: {why_vi}",
    en="This level cannot be claimed: {why_en}",
)
OFFER_STALE = error(
    "offer.stale",
    Stale,
    vi="Mức độ cung cấp đã thay đổi từ khi bạn mở (bản {expected}, nay {actual}). Xin tải lại rồi làm tiếp.",
    en="The offers changed since you opened them (version {expected}, now {actual}). Please reload before you go on.",
)
OFFER_DAY_PAST = error(
    "offer.day-past",
    Invalid,
    vi="Ngày phải từ {earliest} trở đi: mức độ đã áp dụng không sửa lại được. Xin chọn ngày khác.",
    en="The day must be {earliest} or later: a level that held is not changed. Please choose another day.",
)
OFFER_NOT_THERE = error(
    "offer.not-there",
    Conflict,
    vi="Sau ngày {last_day}, cơ quan {agency} không còn cung cấp thủ tục {code}, nên không có gì để kết thúc.",
    en="After {last_day} agency {agency} does not provide procedure {code} anyway, so there is nothing to end.",
)
DESK_WRONG = error(
    "offer.desk-wrong",
    Invalid,
    vi="{desk} không phải bộ phận một cửa đang hoạt động. Xin chọn bộ phận một cửa hoặc chính cơ quan.",
    en="{desk} is no one-stop desk at work. Please choose a one-stop desk, or the agency itself.",
)
AGENCY_CLOSED = error(
    "offer.agency-closed",
    Conflict,
    vi="Cơ quan {code} đã ngừng hoạt động nên không công bố được mức độ cung cấp. Xin chọn cơ quan khác.",
    en="Agency {code} is no longer at work and can claim no level. Please choose another agency.",
)
ADMINISTRATOR_NEEDED = error(
    "offer.administrator-needed",
    Forbidden,
    vi="Việc này cần vai trò quản trị của cơ quan {agency} hoặc cơ quan cấp trên. Xin liên hệ người quản trị cơ quan.",
    en="This needs the role of administrator at agency {agency} or one above it. Please ask your administrator.",
)
CLAIM_FAULTS = {
    code: error(
        f"offer.{code}",
        Invalid,
        vi="{vi} {basis} Vì vậy không công bố được mức này.",
        en="{en} {basis} So this level cannot be claimed.",
    )
    for code in (
        "record-incomplete",
        "template-missing",
        "online-way-missing",
        "interactive-form-missing",
        "exception-presence",
        "exception-on-site-check",
        "exception-incident",
        "exception-technical",
        "payment-channel-missing",
        "other-scheme",
        "level-unknown",
        "reason-needed",
        "choice-not-allowed",
        "way-back-missing",
    )
}
"""Why a claim is refused, by the code of the reason; the facts are its sentences and the text of the law."""
