"""How a request to dossiers can fail, as a whole."""

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, Stale, TooMany, Unavailable, error

DOSSIER_NOT_FOUND = error(
    "dossier.not-found",
    NotFound,
    vi="Không tìm thấy hồ sơ. Xin kiểm tra lại đường dẫn hoặc danh sách hồ sơ của bạn.",
    en="There is no such dossier. Please check the link, or look in the list of your dossiers.",
)
LOOKUP_NO_MATCH = error(
    "dossier.lookup-no-match",
    NotFound,
    vi="Không có hồ sơ nào khớp với mã và 4 số đã nhập. Xin xem lại giấy tiếp nhận và nhập cả hai cho đúng.",
    en="No dossier matches this code and these 4 digits. Please look at your receipt and enter both again.",
)
PERSON_DIFFERS = error(
    "dossier.person-differs",
    Conflict,
    vi="Số giấy tờ này thuộc về một người có họ tên khác. Xin đối chiếu lại giấy tờ của người nộp.",
    en="This identity number belongs to somebody of another name. Please compare the applicant's paper again.",
)
NAME_NOTED_OTHERWISE = error(
    "dossier.name-noted-otherwise",
    Conflict,
    vi="Hồ sơ lập dở với số giấy tờ này ghi họ tên khác. Xin đối chiếu lại; nếu lần trước ghi sai, chọn “Sửa họ tên đã "
    "ghi” (name_corrected) rồi gửi lại.",
    en="A draft with this number has another name. Please compare; if that was a slip, choose “Correct the name noted "
    "before” (name_corrected) and send again.",
)
CONTACT_OF_ACCOUNT = error(
    "dossier.contact-of-account",
    Conflict,
    vi="Người nộp hồ sơ này có tài khoản: họ đổi số điện thoại và chọn cách nhận tin trong tài khoản của mình.",
    en="The applicant has an account: they change their telephone, and how they are told, there.",
)
BEGUN_AT_DESK = error(
    "dossier.begun-at-desk",
    Conflict,
    vi="Hồ sơ này do cán bộ lập tại quầy. Xin hoàn tất tại quầy, hoặc lập hồ sơ mới để nộp trực tuyến.",
    en="An officer began this dossier at the desk. Please finish it there, or begin another to file online.",
)
LOOKUP_TOO_OFTEN = error(
    "dossier.lookup-too-often",
    TooMany,
    vi="Đã có quá nhiều lần tra cứu sai cho mã này hoặc từ mạng này. Xin đăng nhập để xem hồ sơ, hoặc thử lại hôm sau.",
    en="There were too many wrong look-ups of this code or from this network. Please sign in, or try again tomorrow.",
)
FILE_NOT_FOUND = error(
    "dossier.file-not-found",
    NotFound,
    vi="Hồ sơ không có tệp này. Xin tải lại trang để xem các tệp hiện có.",
    en="The dossier has no such file. Please reload the page to see its files.",
)
MANDATE_NOT_FOUND = error(
    "dossier.mandate-not-found",
    NotFound,
    vi="Hồ sơ này không nộp theo ủy quyền, hoặc ủy quyền không có văn bản đính kèm. Xin yêu cầu người nộp xuất trình.",
    en="The dossier was not filed by a delegation, or that has no paper. Please ask the applicant to show it.",
)
OFFICIAL_PAPER_NOT_FOUND = error(
    "dossier.official-paper-not-found",
    NotFound,
    vi="Hồ sơ không có giấy tờ này. Xin xem danh sách giấy tờ đã phát hành của hồ sơ.",
    en="The dossier has no such paper. Please look at the list of papers issued about it.",
)
RATED_TOO_EARLY = error(
    "dossier.rated-too-early",
    Conflict,
    vi="Bạn đánh giá được sau khi đã nhận kết quả. Hồ sơ này chưa trả kết quả.",
    en="You can rate the service once you have the result. This dossier has none yet.",
)
RATED_BEFORE = error(
    "dossier.rated-before",
    Conflict,
    vi="Bạn đã đánh giá hồ sơ này rồi. Mỗi hồ sơ được đánh giá một lần; nếu còn điều chưa hài lòng, xin gửi phản ánh.",
    en="You have rated this dossier already. Each is rated once; if there is more to say, please send a complaint.",
)
NOT_ANCHORED = error(
    "history.not-anchored",
    NotFound,
    vi="Chưa có mốc nào bao gồm lịch sử của hồ sơ này. Mốc được lập mỗi ngày sau nửa đêm; xin thử lại vào ngày mai.",
    en="No anchor is over the history of this dossier yet. One is made each day after midnight; please try tomorrow.",
)
REGISTER_TOO_LONG = error(
    "dossier.register-too-long",
    Conflict,
    vi="Sổ có {parts} phần, mỗi phần {most} số, nên không in một lần. Xin tải từng phần: thêm part=1 đến part={parts}.",
    en="The register has {parts} parts of {most} numbers each, too many to print at once. Please download each part: "
    "add part=1 to part={parts}.",
)
PAPER_UNKNOWN = error(
    "dossier.paper-unknown",
    NotFound,
    vi="Thủ tục không yêu cầu giấy tờ “{paper}” trong trường hợp này. Xin chọn một thành phần hồ sơ trong danh sách.",
    en="The procedure does not ask for the paper “{paper}” in this case. Please choose one from the list.",
)
PROCEDURE_NOT_FOUND = error(
    "dossier.procedure-not-found",
    NotFound,
    vi="Không có thủ tục {procedure} đang có hiệu lực. Xin tìm lại trong danh mục thủ tục.",
    en="There is no procedure {procedure} in force. Please search the catalogue again.",
)
NOT_OFFERED = error(
    "dossier.not-offered",
    Conflict,
    vi="Cơ quan {agency} không tiếp nhận thủ tục {procedure}. Xin chọn cơ quan khác trong trang của thủ tục.",
    en="Agency {agency} does not take procedure {procedure}. Please choose another agency on the procedure's page.",
)
NOT_OFFERED_ONLINE = error(
    "dossier.not-offered-online",
    Conflict,
    vi="Cơ quan chưa nhận thủ tục {procedure} qua mạng. {how_vi}.",
    en="The agency does not take procedure {procedure} online yet. {how_en}.",
)
OFFER_ENDED = error(
    "dossier.offer-ended",
    Conflict,
    vi="Từ ngày {ended}, cơ quan không nhận thủ tục {procedure} qua mạng nữa. {how_vi}. Hoặc chọn cơ quan khác.",
    en="Since {ended} the agency no longer takes procedure {procedure} online. {how_en}. Or choose another agency.",
)
CASE_UNKNOWN = error(
    "dossier.case-unknown",
    Invalid,
    vi="Thủ tục không có trường hợp “{case}”. Xin chọn một trường hợp trong danh sách.",
    en="The procedure has no case “{case}”. Please choose one from the list.",
)
APPLICANT_UNKNOWN = error(
    "dossier.applicant-unknown",
    Conflict,
    vi="Thông tin tài khoản của bạn đang được đồng bộ. Xin thử lại sau ít giây.",
    en="Your account is still being made known here. Please try again in a few seconds.",
)
APPLICANT_RESTRICTED = error(
    "dossier.applicant-restricted",
    Conflict,
    vi="Dữ liệu của bạn đang bị hạn chế xử lý theo yêu cầu của bạn. Xin gỡ hạn chế rồi lập, nộp hồ sơ.",
    en="Your data is restricted, as you asked. Please lift that, then begin or file a dossier.",
)
APPLICANT_LEAVING = error(
    "dossier.applicant-leaving",
    Conflict,
    vi="Bạn đã đề nghị xóa dữ liệu nên không lập, nộp hồ sơ mới được. Xin rút đề nghị xóa rồi thử lại.",
    en="You asked that your data be erased, so no dossier can be begun or filed. Take that back, then try again.",
)
DRAFT_OF_A_COLLEAGUE = error(
    "dossier.draft-of-a-colleague",
    Forbidden,
    vi="Bản nháp này do đồng nghiệp lập. Xin nhờ người đó hoặc người giám sát bộ phận bỏ; bạn vẫn làm tiếp được.",
    en="A colleague began this draft. Ask them, or who watches over the desk, to discard it; you may go on with it.",
)
DOSSIER_STALE = error(
    "dossier.stale",
    Stale,
    vi="Hồ sơ đã thay đổi từ khi bạn mở (phiên bản {expected}, nay {actual}). Xin tải lại và xem trước khi làm tiếp.",
    en="The dossier changed since you opened it (version {expected}, now {actual}). Please reload before you go on.",
)
CONTENT_CHANGED = error(
    "dossier.content-changed",
    Stale,
    vi="Nội dung hồ sơ khác với nội dung bạn đã xem{where_vi}{by_vi}. Xin xem lại rồi nộp.",
    en="The content differs from what you saw{where_en}{by_en}. Please look it over, then file it.",
)
ACTION_NOT_ALLOWED = error(
    "dossier.action-not-allowed",
    Conflict,
    vi="Không thể thực hiện việc này khi hồ sơ ở trạng thái “{state_vi}”. Xin tải lại hồ sơ để xem việc có thể làm.",
    en="This cannot be done while the dossier is in state “{state_en}”. Please reload it to see what can be done.",
)
NOT_EDITABLE = error(
    "dossier.not-editable",
    Conflict,
    vi="Hồ sơ đã được cơ quan tiếp nhận nên không sửa được. Chỉ sửa được khi chờ tiếp nhận hoặc chờ bổ sung.",
    en="The agency has the dossier, so it cannot be edited. Edit while it waits for reception or a supplement.",
)
ROLE_MISSING = error(
    "dossier.role-missing",
    Forbidden,
    vi="Việc này cần vai trò {roles_vi} trong cơ quan. Xin liên hệ người quản trị cơ quan.",
    en="This needs the role {roles_en} in the agency. Please ask your agency's administrator.",
)
SECOND_PERSON_NEEDED = error(
    "dossier.second-person-needed",
    Forbidden,
    vi="Người phê duyệt phải khác người thụ lý hồ sơ. Xin chuyển cho người có thẩm quyền khác.",
    en="Who approves must not be who processed the dossier. Please pass it to another competent person.",
)
PAPERS_MISSING = error(
    "dossier.papers-missing",
    Invalid,
    vi="Hồ sơ còn thiếu {count} giấy tờ bắt buộc. Xin đính kèm rồi nộp lại.",
    en="{count} required papers are missing. Please attach them, then submit again.",
)
PAPER_WOULD_BE_MISSING = error(
    "dossier.paper-would-be-missing",
    Conflict,
    vi="Hồ sơ đã nộp phải giữ giấy tờ bắt buộc “{paper}”. Muốn thay tệp này, xin thêm tệp mới trước rồi bỏ tệp cũ.",
    en="A filed dossier keeps its required paper “{paper}”. To replace it, please add the new file first, then take "
    "the old one away.",
)
RECEPTION_PAPERS_MISSING = error(
    "dossier.reception-papers-missing",
    Conflict,
    vi="Chưa tiếp nhận được: hồ sơ còn thiếu giấy tờ bắt buộc “{papers}”. Xin yêu cầu người nộp bổ sung.",
    en="It cannot be received yet: the required paper “{papers}” is missing. Please ask for a supplement.",
)
FORM_WRONG = error(
    "dossier.form-wrong",
    Invalid,
    vi="Bản khai còn {count} chỗ chưa đúng. Xin sửa các mục được chỉ ra rồi nộp lại.",
    en="{count} answers of the form are not right yet. Please correct the fields named, then submit again.",
)
DOSSIER_EMPTY = error(
    "dossier.empty",
    Invalid,
    vi="Hồ sơ chưa có nội dung nào. Xin điền biểu mẫu hoặc đính kèm giấy tờ rồi nộp.",
    en="There is nothing in the dossier yet. Please fill in the form or attach papers, then submit.",
)
SUPPLEMENT_ALREADY_ASKED = error(
    "dossier.supplement-already-asked",
    Conflict,
    vi="Đã yêu cầu bổ sung một lần; pháp luật chỉ cho phép một lần. Xin tiếp nhận hoặc từ chối, nêu rõ lý do.",
    en="A supplement was asked for already and the law allows it once. Please receive or refuse, giving the reason.",
)
SUPPLEMENT_INCOMPLETE = error(
    "dossier.supplement-incomplete",
    Invalid,
    vi="Còn {count} mục được yêu cầu chưa bổ sung. Xin đính kèm tệp mới cho từng mục rồi gửi lại.",
    en="{count} of the items asked for were not supplied. Please attach a new file for each, then send again.",
)
SUPPLEMENT_STILL_OPEN = error(
    "dossier.supplement-still-open",
    Conflict,
    vi="Người nộp còn thời hạn bổ sung đến {until}. Xin đợi hết thời hạn rồi mới từ chối hoặc dừng xử lý.",
    en="The applicant may still supply what was asked until {until}. Please wait for that before refusing or stopping.",
)
PROCEDURE_CHANGED = error(
    "dossier.procedure-changed",
    Conflict,
    vi="Phiên bản {version} của thủ tục {procedure} hết hiệu lực từ {ended}. Bản nháp vẫn được giữ: xin xem điểm khác, "
    "chuyển bản nháp sang phiên bản {current} rồi nộp.",
    en="Version {version} of procedure {procedure} ended on {ended}. The draft is kept: please look at what differs, "
    "move the draft to version {current}, then submit.",
)
PROCEDURE_ENDED = error(
    "dossier.procedure-ended",
    Conflict,
    vi="Thủ tục {procedure} không còn thực hiện từ {ended}{reason}. Bản nháp vẫn được giữ; xin tìm thủ tục thay thế "
    "trong danh mục.",
    en="Procedure {procedure} is no longer carried out since {ended}{reason}. The draft is kept; please look in the "
    "catalogue for what replaced it.",
)
MOVE_OUTDATED = error(
    "dossier.move-outdated",
    Stale,
    vi="Thủ tục {procedure} nay có phiên bản {current} đang hiệu lực. Xin xem lại điểm khác rồi chuyển bản nháp.",
    en="Version {current} of procedure {procedure} is in force now. Please look at what differs, then move the draft.",
)
RETURN_WAY_NOT_OFFERED = error(
    "dossier.return-way-not-offered",
    Invalid,
    vi="Cơ quan không trả kết quả theo cách này. Xin chọn: {ways_vi}.",
    en="The agency does not return results in this way. Please choose: {ways_en}.",
)
CASE_NEEDED = error(
    "dossier.case-needed",
    Invalid,
    vi="Thủ tục có nhiều trường hợp với giấy tờ khác nhau. Xin chọn trường hợp của bạn rồi nộp: {cases}.",
    en="The procedure has several cases with different papers. Please choose yours, then submit: {cases}.",
)
REASON_NEEDED = error(
    "dossier.reason-needed",
    Invalid,
    vi="Từ chối phải có mã lý do, lý do và căn cứ pháp lý. Xin điền đủ cả ba.",
    en="A refusal needs a reason code, a reason and a legal basis. Please give all three.",
)
STEP_INCOMPLETE = error(
    "dossier.step-incomplete",
    Invalid,
    vi="Còn thiếu {what_vi}. Xin nêu đủ rồi thực hiện lại.",
    en="This step still needs {what_en}. Please give it, then try again.",
)
FEES_UNPAID = error(
    "dossier.fees-unpaid",
    Conflict,
    vi="Hồ sơ còn {amount:dong} phí, lệ phí chưa nộp. Xin thanh toán trước khi nhận kết quả.",
    en="{amount:dong} of fees are still to be paid. Please pay before the result is returned.",
)
RESULT_MISSING = error(
    "dossier.result-missing",
    Conflict,
    vi="Hồ sơ chưa có tệp kết quả. Xin đính kèm kết quả rồi trả trực tuyến.",
    en="The dossier has no result file. Please attach the result, then return it online.",
)
FILE_NOT_STORED = error(
    "file.not-stored",
    Conflict,
    vi="Tệp chưa tải lên đầy đủ hoặc không khớp mã kiểm tra. Xin tải lên lại.",
    en="The file was not uploaded whole, or does not match its checksum. Please upload it again.",
)
FILE_TYPE_REFUSED = error(
    "file.type-refused",
    Invalid,
    vi="Chỉ nhận tệp PDF, JPEG hoặc PNG còn đọc được. Xin lưu lại tệp theo một trong các dạng này.",
    en="Only readable PDF, JPEG or PNG files are taken. Please save the file in one of these formats.",
)
FILE_ENCRYPTED = error(
    "file.encrypted",
    Invalid,
    vi="Tệp PDF được khóa bằng mật khẩu nên cán bộ không mở được. Xin lưu lại không có mật khẩu rồi tải lên.",
    en="The PDF is locked by a password, so no officer can open it. Please save it without one and upload it again.",
)
FILE_UNREADABLE = error(
    "file.unreadable",
    Invalid,
    vi="Tệp bị hỏng hoặc bị cắt mất một phần. Xin mở thử trên máy của bạn, lưu hoặc chụp lại rồi tải lên.",
    en="The file is damaged or cut off. Please try to open it yourself, save or scan it again, then upload it.",
)
FILE_TOO_COMPLEX = error(
    "file.too-complex",
    Invalid,
    vi="Tệp có quá nhiều trang hoặc ảnh quá lớn (tối đa {pages} trang, {pixels} điểm ảnh). Xin tách hoặc thu nhỏ.",
    en="The file has too many pages or too large a picture (at most {pages} pages, {pixels} pixels). Please split it.",
)
FILE_INFECTED = error(
    "file.infected",
    Invalid,
    vi="Tệp có mã độc ({found}) nên không được nhận và không mở được. Xin quét máy của bạn rồi dùng tệp khác.",
    en="The file holds malware ({found}), so it is not taken and cannot be opened. Please scan your computer.",
)
FILE_IN_QUARANTINE = error(
    "file.in-quarantine",
    Unavailable,
    vi="Tệp đang chờ quét mã độc, chưa mở hoặc nộp được. Hệ thống tự quét; xin thử lại sau ít phút.",
    en="The file waits to be scanned for malware. That happens by itself; please try again in a few minutes.",
)
PAPER_INFECTED = error(
    "dossier.paper-infected",
    Conflict,
    vi="Hồ sơ có tệp chứa mã độc: {names}. Xin bỏ tệp này, tải lên tệp khác rồi nộp.",
    en="The dossier holds files with malware: {names}. Please remove them, upload others, then submit.",
)
TOO_MANY_UPLOADS = error(
    "upload.too-many",
    Conflict,
    vi="Hồ sơ đang có {limit} tệp tải lên dở. Xin hoàn tất hoặc hủy bớt rồi tải tiếp.",
    en="{limit} uploads to this dossier are unfinished. Please finish or cancel some of them first.",
)
TOO_MANY_FILES = error(
    "dossier.too-many-files",
    Conflict,
    vi="Mỗi giấy tờ nhận tối đa {limit} tệp. Xin xóa bớt tệp không cần.",
    en="A paper takes at most {limit} files. Please remove what is not needed.",
)
FEE_NOT_ASSESSED = error(
    "dossier.fee-not-assessed",
    Invalid,
    vi="Mức thu “{label}” chưa cố định. Xin nhập số lượng hoặc số tiền khi tiếp nhận.",
    en="The fee “{label}” is not fixed. Please enter its quantity or amount when receiving.",
)

FEE_REASON_NEEDED = error(
    "dossier.fee-reason-needed",
    Invalid,
    vi="“{label}” theo quy định là {listed:dong}. Thu khác mức này thì phải ghi lý do và căn cứ miễn, giảm.",
    en="“{label}” is {listed:dong} by the record. Another amount needs a reason and its legal basis.",
)

FEE_WAIVER_REASON_NEEDED = error(
    "dossier.fee-waiver-reason-needed",
    Invalid,
    vi="“{label}” là khoản phải thu. Nếu không thu (0 đồng) thì phải ghi lý do và căn cứ miễn.",
    en="“{label}” is to be charged. To ask for nothing (0 VND), give a reason and its legal basis.",
)

NOT_DELEGATED = error(
    "dossier.not-delegated",
    Forbidden,
    vi="Ủy quyền của bạn không bao gồm thủ tục này. Xin người ủy quyền mở rộng phạm vi, hoặc nộp cho chính mình.",
    en="Your delegation does not include this procedure. Ask your principal to widen it, or file for yourself.",
)
