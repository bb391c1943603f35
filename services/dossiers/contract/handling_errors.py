"""How a step in the handling of a dossier can fail: pauses, appointments, consultations, assignment, a new date."""

from chassis.errors import Conflict, Invalid, NotFound, error

REASON_UNKNOWN = error(
    "dossier.reason-unknown",
    Invalid,
    vi="Không có mã lý do “{code}” cho việc này. Xin chọn một trong: {choices}.",
    en="There is no reason code “{code}” for this. Please choose one of: {choices}.",
)
EXAMINATION_OVER = error(
    "dossier.examination-over",
    Conflict,
    vi="Khi thẩm định chỉ được yêu cầu bổ sung đến {until}. Nếu pháp luật chuyên ngành cho phép muộn hơn, xin lãnh đạo "
    "cho phép và nêu căn cứ; nếu không, xin giải quyết theo hồ sơ hiện có.",
    en="In examination a supplement could be asked for until {until}. If another law allows it later, please have a "
    "supervisor allow it, naming that law; otherwise decide on what is there.",
)
SUPPLEMENT_NOT_USED = error(
    "dossier.supplement-not-used",
    Conflict,
    vi="Chưa có yêu cầu bổ sung nào nên chưa cần cho phép thêm. Xin gửi yêu cầu thứ nhất trước.",
    en="No supplement was asked for yet, so nothing more needs to be allowed. Please ask for the first one.",
)
SUPPLEMENT_STILL_ALLOWED = error(
    "dossier.supplement-still-allowed",
    Conflict,
    vi="Đã cho phép yêu cầu bổ sung thêm một lần mà chưa dùng. Xin đợi cán bộ gửi yêu cầu đó rồi mới cho phép tiếp.",
    en="One more request was allowed already and is not used yet. Please wait until it is made before allowing more.",
)
CLOCK_STANDS_STILL = error(
    "dossier.clock-stands-still",
    Conflict,
    vi="Hồ sơ đang tạm dừng. Xin cho tính tiếp thời hạn, hoặc đợi cơ quan được hỏi trả lời, rồi thực hiện việc này.",
    en="The dossier is suspended. Please resume it, or wait for the agency that was asked, before doing this.",
)
NOT_SUSPENDED = error(
    "dossier.not-suspended",
    Conflict,
    vi="Hồ sơ không ở trong thời gian tạm dừng do cán bộ đặt. Xin tải lại hồ sơ để xem việc có thể làm.",
    en="The dossier is not suspended by an officer. Please reload it to see what can be done.",
)
TIME_PASSED = error(
    "dossier.time-passed",
    Invalid,
    vi="Thời điểm đã chọn phải sau {after}. Xin chọn thời điểm khác.",
    en="The time chosen has to be after {after}. Please choose another one.",
)
TIME_TOO_FAR = error(
    "dossier.time-too-far",
    Invalid,
    vi="Thời điểm đã chọn phải trong vòng một năm, không sau {before}. Xin chọn thời điểm khác.",
    en="The time chosen has to be within a year, not after {before}. Please choose another one.",
)
OUTSIDE_OFFICE_HOURS = error(
    "dossier.outside-office-hours",
    Invalid,
    vi="Cơ quan không làm việc vào lúc đó. Giờ làm việc gần nhất là {next}. Xin chọn giờ khác.",
    en="The agency is closed at that time. It opens next at {next}. Please choose another time.",
)
APPOINTMENT_OPEN = error(
    "dossier.appointment-open",
    Conflict,
    vi="Đã có một lịch hẹn cùng loại chưa kết thúc. Xin dời lịch đó, hoặc ghi kết quả của nó trước.",
    en="There is an appointment of this kind already. Please move it, or write down what became of it first.",
)
APPOINTMENT_NOT_FOUND = error(
    "dossier.appointment-not-found",
    NotFound,
    vi="Hồ sơ không có lịch hẹn nào như vậy đang mở. Xin tải lại hồ sơ.",
    en="The dossier has no such open appointment. Please reload the dossier.",
)
APPOINTMENT_TO_COME = error(
    "dossier.appointment-to-come",
    Conflict,
    vi="Chưa đến giờ hẹn ({at}). Xin ghi kết quả sau giờ đó, hoặc hủy lịch hẹn.",
    en="The appointment is yet to come ({at}). Please write down its outcome afterwards, or call it off.",
)
AGENCY_UNKNOWN = error(
    "dossier.agency-unknown",
    Invalid,
    vi="Không thể hỏi ý kiến cơ quan {agency}. Xin chọn cơ quan khác, đang hoạt động, không phải cơ quan giải quyết.",
    en="Agency {agency} cannot be consulted. Please choose another one that is active and does not decide itself.",
)
CONSULTATION_NOT_FOUND = error(
    "dossier.consultation-not-found",
    NotFound,
    vi="Không có câu hỏi nào như vậy đang chờ cơ quan của bạn. Xin tải lại danh sách.",
    en="No such question waits for your agency. Please reload the list.",
)
OPINION_AWAITED = error(
    "dossier.opinion-awaited",
    Conflict,
    vi="Đang chờ ý kiến của {agencies}. Xin đợi trả lời hoặc hết hạn trả lời; không cần nữa thì rút câu hỏi, có lý do, "
    "rồi phê duyệt.",
    en="The opinion of {agencies} is still awaited. Wait until it comes or its time is over, or take the question back "
    "with a reason, and then decide.",
)
LEGAL_BASIS_NEEDED = error(
    "dossier.legal-basis-needed",
    Invalid,
    vi="Chỉ tạm dừng thời hạn khi pháp luật cho phép. Xin nêu căn cứ pháp lý.",
    en="The clock stands still only where the law says so. Please give the legal basis.",
)
ASSIGNEE_UNKNOWN = error(
    "dossier.assignee-unknown",
    Invalid,
    vi="Người được chọn không phải cán bộ thụ lý được giao hồ sơ này. Xin chọn người khác.",
    en="The one chosen is no processor whose role reaches this dossier. Please choose another.",
)
HELD_BY_ANOTHER = error(
    "dossier.held-by-another",
    Conflict,
    vi="Hồ sơ do người khác đang xử lý. Xin đề nghị người đó chuyển, hoặc người giám sát phân công lại.",
    en="Somebody else handles this dossier. Please ask them to transfer it, or a supervisor to assign it anew.",
)
NOT_HELD = error(
    "dossier.not-held",
    Conflict,
    vi="Bạn không phải người đang xử lý hồ sơ này. Xin nhận xử lý trước.",
    en="You do not hold this dossier. Please claim it first.",
)
NOT_PROPOSED = error(
    "dossier.not-proposed",
    Conflict,
    vi="Thủ tục này cần trình phê duyệt trước. Xin đề nghị cán bộ thụ lý trình.",
    en="This needs a processor's proposal first. Please ask the processor for it.",
)
EXTENDED_ALREADY = error(
    "dossier.extended-already",
    Conflict,
    vi="Đã hẹn lại một lần; pháp luật chỉ cho phép một lần. Xin giải quyết ngay.",
    en="A new date was given once already and the law allows it once. Please finish the dossier now.",
)
CLOCK_NOT_RUNNING = error(
    "dossier.clock-not-running",
    Conflict,
    vi="Hồ sơ không có ngày hẹn trả đang tính nên không thể hẹn lại.",
    en="No due date is running for this dossier, so there is none to move.",
)
DUTY_ASKED = error(
    "dossier.duty-asked",
    Conflict,
    vi="Đã yêu cầu nghĩa vụ tài chính, hoặc còn phí, lệ phí chưa nộp: {amount:dong}. Xin đợi người nộp hoàn thành.",
    en="A duty was asked for before, or fees are still unpaid: {amount:dong}. Please wait until they are settled.",
)
TRACKING_NEEDED = error(
    "dossier.tracking-needed",
    Invalid,
    vi="Trả qua bưu chính phải có mã bưu gửi. Xin nhập mã trên phiếu gửi.",
    en="Returning by post needs the tracking number. Please enter the one on the consignment note.",
)
NOT_DISPATCHED = error(
    "dossier.not-dispatched",
    Conflict,
    vi="Kết quả chưa được giao cho bưu chính. Xin giao và nhập mã bưu gửi trước.",
    en="The result was not handed to the post yet. Please do so and enter the tracking number first.",
)
SEARCH_BY_ONE = error(
    "dossier.search-by-one",
    Invalid,
    vi="Xin tìm theo mã hồ sơ hoặc theo tên người nộp (ít nhất 2 chữ cái), không theo cả hai.",
    en="Search by a dossier's code or by the applicant's name (at least 2 letters), not by both.",
)
DOSSIERS_TWICE = error(
    "dossier.named-twice",
    Invalid,
    vi="Có hồ sơ được nêu hai lần. Xin bỏ bớt rồi gửi lại.",
    en="A dossier is named twice. Name each once and send it again.",
)
FEE_NOT_DUE = error(
    "dossier.fee-not-due",
    Conflict,
    vi="Hồ sơ không có phí, lệ phí nào đang chờ nộp nên không có gì để xác định lại.",
    en="No fee of this dossier is waiting to be paid, so there is none to change.",
)
FEE_PAID = error(
    "dossier.fee-paid",
    Conflict,
    vi="Phí, lệ phí đã nộp nên không xác định lại được. Nếu đã thu thừa, xin lập yêu cầu hoàn phần thừa cho người nộp.",
    en="The fee is paid, so it cannot be changed. If too much was paid, ask for a refund of what is too much.",
)
FEE_ON_ITS_WAY = error(
    "dossier.fee-on-its-way",
    Conflict,
    vi="Yêu cầu nộp phí vừa gửi chưa được lập xong. Xin thử lại sau ít phút.",
    en="The fee that was just asked for is not set up yet. Please try again in a few minutes.",
)
FEE_CHANGING = error(
    "dossier.fee-changing",
    Conflict,
    vi="Đã có một yêu cầu xác định lại phí, lệ phí đang chờ xử lý. Xin tải lại trang để xem kết quả.",
    en="A change of this fee is being carried out already. Please load the page again to see what became of it.",
)
FEE_UNCHANGED = error(
    "dossier.fee-unchanged",
    Invalid,
    vi="Mức xác định lại giống hệt mức đang chờ nộp. Xin nhập số lượng hoặc số tiền khác.",
    en="That is just what is waiting to be paid. Please enter another quantity or amount.",
)
CLAIM_UNDECIDED = error(
    "dossier.claim-undecided",
    Invalid,
    vi="Người nộp đề nghị miễn, giảm: {labels}. Xin chấp nhận hoặc không chấp nhận từng đề nghị, có lý do.",
    en="The applicant claims to pay less: {labels}. Please grant or refuse each claim, with a reason.",
)
CLAIM_UNKNOWN = error(
    "dossier.claim-unknown",
    Invalid,
    vi="Hồ sơ này không có chế độ miễn, giảm: {names}. Xin bỏ chọn hoặc chọn lại trong danh sách của thủ tục.",
    en="This filing has no such relief: {names}. Please take it out, or choose again from those of the procedure.",
)
CLAIMS_DECIDED = error(
    "dossier.claims-decided",
    Conflict,
    vi="Cơ quan đã xác định phí, lệ phí của hồ sơ nên không sửa đề nghị miễn, giảm được nữa. Xin liên hệ cơ quan.",
    en="The agency has decided about the fees, so claims cannot change any more. Please ask the agency.",
)
