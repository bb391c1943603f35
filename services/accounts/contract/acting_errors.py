"""How requests about organisations, their members and delegations can fail."""

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable, error

TAX_CODE_WRONG = error(
    "tax-code.wrong",
    Invalid,
    vi="Mã số thuế gồm 10 hoặc 13 chữ số và chữ số kiểm tra phải đúng. Xin xem lại trên giấy chứng nhận.",
    en="A tax code has 10 or 13 digits and a right check digit. Please look at the certificate again.",
)
TAX_CODE_UNKNOWN = error(
    "tax-code.not-in-register",
    Invalid,
    vi="Không tìm thấy mã số thuế trong cơ sở dữ liệu đăng ký doanh nghiệp. Xin kiểm tra lại.",
    en="The tax code is not in the business register. Please check it.",
)
NOT_REPRESENTATIVE = error(
    "tax-code.not-representative",
    Invalid,
    vi="Bạn không phải người đại diện theo pháp luật của doanh nghiệp này. Xin để người đại diện đăng ký rồi mời bạn.",
    en="You are not the legal representative of this business. Please let the representative register and invite you.",
)
BUSINESS_REGISTER_AWAY = error(
    "business-register.unavailable",
    Unavailable,
    vi="Chưa đối chiếu được với cơ sở dữ liệu đăng ký doanh nghiệp. Xin thử lại sau ít phút.",
    en="The business register cannot be reached now. Please try again in a few minutes.",
)
ORGANISATION_EXISTS = error(
    "organisation.exists",
    Conflict,
    vi="Doanh nghiệp này đã có tài khoản. Xin để chủ tài khoản mời bạn làm thành viên.",
    en="This business already has an account. Please let its owner invite you.",
)
ORGANISATION_NOT_FOUND = error(
    "organisation.not-found",
    NotFound,
    vi="Không tìm thấy tổ chức, hoặc bạn không phải thành viên. Xin xem lại danh sách tổ chức của bạn.",
    en="There is no such organisation, or you are not a member. Please look at the list of your organisations.",
)
MEMBER_ROLE_MISSING = error(
    "organisation.role-missing",
    Forbidden,
    vi="Vai trò của bạn trong tổ chức không cho phép việc này. Xin nhờ người đại diện hoặc người quản lý.",
    en="Your role in the organisation does not allow this. Please ask its owner or a manager.",
)
LAST_OWNER = error(
    "organisation.last-owner",
    Conflict,
    vi="Tổ chức cần ít nhất một người đại diện. Xin trao vai trò đại diện cho người khác trước.",
    en="An organisation needs at least one owner. Please give that role to somebody else first.",
)
INVITATION_GONE = error(
    "organisation.invitation-gone",
    NotFound,
    vi="Lời mời không còn hiệu lực hoặc không dành cho bạn. Xin đề nghị mời lại.",
    en="The invitation is over or not meant for you. Please ask to be invited again.",
)
INVITATION_TAKEN_BACK = error(
    "organisation.invitation-taken-back",
    Conflict,
    vi="Tổ chức đã rút lại lời mời này, nên không trả lời được nữa. Nếu có nhầm lẫn, xin hỏi người đã mời bạn.",
    en="The organisation took this invitation back, so it cannot be answered. If that is wrong, ask who invited you.",
)
INVITATION_ANSWERED = error(
    "organisation.invitation-answered",
    Conflict,
    vi="Lời mời đã được trả lời, không rút lại được nữa. Nếu người đó đã là thành viên, bạn có thể cho rời tổ chức.",
    en="The invitation was answered and cannot be taken back. If they are a member now, you can remove them.",
)
INVITATION_UNKNOWN = error(
    "organisation.invitation-not-found",
    NotFound,
    vi="Tổ chức không có lời mời này. Xin xem lại danh sách lời mời đang chờ.",
    en="The organisation has no such invitation. Please look at the list of those that wait.",
)
INVITED_MEMBER = error(
    "organisation.invited-is-member",
    Invalid,
    vi="Người có số giấy tờ này đã là thành viên, không cần mời nữa. Muốn đổi vai trò, xin đổi ở danh sách thành viên.",
    en="Who has this number is a member already. To give them another role, change it in the list of members instead.",
)
INVITED_ALREADY = error(
    "organisation.invited-already",
    Invalid,
    vi="Người này đã được mời và chưa trả lời. Muốn mời với vai trò khác, xin rút lại lời mời đang chờ trước.",
    en="This person was invited and has not answered yet. To invite them anew, take that invitation back first.",
)
MEMBER_ALREADY = error(
    "organisation.member-already",
    Conflict,
    vi="Bạn đã là thành viên của tổ chức này; vai trò của bạn không đổi. Muốn đổi, xin nhờ người đại diện đổi ở danh "
    "sách thành viên. Bạn có thể từ chối lời mời này.",
    en="You are a member of this organisation already, and your role stays. For another one, ask its owner to change "
    "it in the list of members. You can decline this invitation.",
)
MEMBERS_TOO_MANY = error(
    "organisation.too-many-invitations",
    TooMany,
    vi="Hôm nay tổ chức đã mời quá nhiều người. Xin thử lại ngày mai.",
    en="The organisation has invited too many people today. Please try again tomorrow.",
)
DELEGATION_DATES = error(
    "delegation.wrong-dates",
    Invalid,
    vi="Ngày kết thúc ủy quyền phải từ ngày bắt đầu trở đi, không ở quá khứ và không quá {days} ngày.",
    en="A delegation ends on or after its first day, not in the past, and lasts at most {days} days.",
)
DELEGATION_SELF = error(
    "delegation.to-oneself",
    Invalid,
    vi="Không thể ủy quyền cho chính mình. Xin nhập số giấy tờ của người được ủy quyền.",
    en="You cannot delegate to yourself. Please enter the number of the person who is to act for you.",
)
DELEGATION_THERE = error(
    "delegation.there-already",
    Conflict,
    vi="Bạn đã ủy quyền cho người này, cùng phạm vi, từ {valid_from} đến {valid_to}. Muốn đổi ngày, xin chấm dứt ủy "
    "quyền đó trước, hoặc chọn ngày không trùng.",
    en="You have let this person act in the same scope from {valid_from} to {valid_to}. For other days, end that "
    "delegation first, or choose days that do not overlap.",
)
DELEGATION_NO_EVIDENCE = error(
    "delegation.no-evidence",
    NotFound,
    vi="Ủy quyền này không có văn bản kèm theo. Người ủy quyền có thể đính kèm khi ủy quyền chưa được trả lời.",
    en="No paper was attached to this delegation. Who gives it can attach one while it is not answered.",
)
DELEGATION_NOT_FOUND = error(
    "delegation.not-found",
    NotFound,
    vi="Không tìm thấy ủy quyền này, hoặc đã được trả lời hay kết thúc. Xin xem lại danh sách ủy quyền.",
    en="There is no such delegation, or it was answered or ended. Please look at the list again.",
)
