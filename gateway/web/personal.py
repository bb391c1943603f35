"""Cá nhân: the room of one's own account, with its entries, and the frame in which each of its pages stands."""

from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from gateway.rendering import here
from gateway.routing import Words
from gateway.visits import Visit
from gateway.web.forms import Filled

HOME = "/ca-nhan"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the room, as its menu names it."""

    address: str
    name: Words
    about: Words
    """What is done there, in a few words."""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together."""

    name: Words
    entries: tuple[Entry, ...]


DETAILS = Entry(
    f"{HOME}/thong-tin",
    Words("Thông tin của tôi", "My details"),
    Words("Họ tên, giấy tờ, điện thoại, thư điện tử", "Name, identity paper, telephone, e-mail"),
)
PASSWORD = Entry(f"{HOME}/mat-khau", Words("Mật khẩu", "Password"), Words("Đặt mật khẩu khác", "Set another password"))
SECOND_FACTOR = Entry(
    f"{HOME}/hai-lop",
    Words("Đăng nhập hai lớp", "Second factor"),
    Words("Ứng dụng xác thực, mã khôi phục", "Authenticator, recovery codes"),
)
DEVICES = Entry(
    f"{HOME}/thiet-bi",
    Words("Thiết bị", "Devices"),
    Words("Tài khoản đang mở ở đâu; đăng xuất từ xa", "Where the account is open; sign out from afar"),
)
ACTING = Entry(
    f"{HOME}/lam-viec-cho",
    Words("Làm việc cho ai", "For whom I work"),
    Words("Cho mình, cho doanh nghiệp, hoặc cho người ủy quyền", "Myself, a business, or who delegated to me"),
)
ORGANISATIONS = Entry(
    f"{HOME}/to-chuc",
    Words("Doanh nghiệp, tổ chức", "Businesses"),
    Words("Mở tài khoản, thành viên, lời mời", "Open an account, members, invitations"),
)
DELEGATIONS = Entry(
    f"{HOME}/uy-quyen",
    Words("Ủy quyền", "Delegations"),
    Words("Nhờ người khác làm thay, hoặc làm thay người khác", "Let others act for you, or act for them"),
)
INBOX = Entry(
    f"{HOME}/tin-bao", Words("Tin báo", "Messages"), Words("Mọi điều cổng đã báo bạn", "All that you were told")
)
BEING_TOLD = Entry(
    f"{HOME}/nhan-tin",
    Words("Cách nhận tin", "How I am told"),
    Words("Kênh, giờ yên tĩnh, ngôn ngữ", "Channels, quiet hours, language"),
)
CONSENTS = Entry(
    f"{HOME}/dong-y",
    Words("Đồng ý dùng dữ liệu", "Consents"),
    Words("Dữ liệu dùng vào việc gì; đồng ý, rút lại", "What data is used for; agree, withdraw"),
)
MY_DATA = Entry(
    f"{HOME}/du-lieu",
    Words("Dữ liệu của tôi", "My data"),
    Words("Lấy bản sao, hạn chế xử lý, đề nghị xóa", "Take a copy, restrict it, have it erased"),
)
CORRECTIONS = Entry(
    f"{HOME}/dinh-chinh",
    Words("Đính chính", "Corrections"),
    Words("Sửa họ tên, ngày sinh, số giấy tờ", "Set name, birth date or number right"),
)
LOOKS = Entry(
    f"{HOME}/ai-da-xem",
    Words("Ai đã xem", "Who looked"),
    Words("Cán bộ nào đã xem dữ liệu của bạn, vì sao", "Which officers looked at your data, and why"),
)

MENU = (
    Group(Words("Tài khoản", "Account"), (DETAILS, PASSWORD, SECOND_FACTOR, DEVICES)),
    Group(Words("Làm việc thay người khác", "Acting for others"), (ACTING, ORGANISATIONS, DELEGATIONS)),
    Group(Words("Tin báo", "Messages"), (INBOX, BEING_TOLD)),
    Group(Words("Quyền với dữ liệu", "Rights to my data"), (CONSENTS, MY_DATA, CORRECTIONS, LOOKS)),
)

DONE: dict[str, Words] = {
    "dien-thoai": Words(
        "Đã đổi số điện thoại. Số cũ được báo; các thiết bị khác đã được đăng xuất.",
        "Your telephone was changed. The former number is told; other devices were signed out.",
    ),
    "thu": Words("Đã xác nhận địa chỉ thư điện tử.", "Your e-mail address is confirmed."),
    "mat-khau": Words(
        "Đã đặt mật khẩu mới. Các thiết bị khác đã được đăng xuất.",
        "Your new password is set. Other devices were signed out.",
    ),
    "bo-hai-lop": Words(
        "Đã bỏ ứng dụng xác thực. Từ nay mã đến bằng tin nhắn.",
        "The authenticator is no longer used. Codes come by text message again.",
    ),
    "thiet-bi": Words("Đã đăng xuất.", "Signed out there."),
    "mo-to-chuc": Words("Đã mở tài khoản doanh nghiệp.", "The account of the business is open."),
    "moi": Words(
        "Đã mời. Người được mời thấy lời mời ở mục này khi đăng nhập.",
        "Invited. They find the invitation here when they sign in.",
    ),
    "rut-loi-moi": Words(
        "Đã rút lại lời mời. Người được mời không trả lời được nữa.",
        "The invitation was taken back. It cannot be answered any more.",
    ),
    "vai-tro": Words("Đã đổi vai trò.", "The role was changed."),
    "bo-thanh-vien": Words("Người đó không còn là thành viên.", "They are no longer a member."),
    "roi": Words("Bạn đã rời tổ chức.", "You have left the organisation."),
    "nhan-loi": Words("Bạn đã là thành viên.", "You are a member now."),
    "tu-choi": Words("Đã từ chối.", "Declined."),
    "uy-quyen": Words(
        "Đã gửi ủy quyền. Ủy quyền có hiệu lực khi người kia nhận.",
        "The delegation was offered. It counts when the other has accepted it.",
    ),
    "van-ban": Words("Đã đính kèm văn bản.", "The paper is attached."),
    "nhan-uy-quyen": Words("Bạn đã nhận ủy quyền.", "You have accepted."),
    "cham-dut": Words("Ủy quyền đã chấm dứt.", "The delegation has ended."),
    "nhan-tin": Words("Đã lưu lựa chọn.", "Your choice is kept."),
    "dong-y": Words("Đã ghi nhận sự đồng ý.", "Your consent is recorded."),
    "rut-dong-y": Words(
        "Đã rút lại. Có hiệu lực từ bây giờ.", "Withdrawn. It counts from now on."
    ),
    "dinh-chinh": Words("Đã sửa theo cơ sở dữ liệu dân cư.", "Corrected by the population register."),
    "de-nghi-dinh-chinh": Words(
        "Đã gửi đề nghị. Hãy đính kèm giấy tờ chứng minh.", "Sent. Please attach the paper that proves it."
    ),
    "giay-dinh-chinh": Words("Đã nhận giấy tờ chứng minh.", "The paper was received."),
    "han-che": Words("Dữ liệu của bạn đang bị hạn chế xử lý.", "Your data is restricted now."),
    "go-han-che": Words("Đã gỡ hạn chế.", "The restriction is lifted."),
    "rut-xoa": Words("Đã rút đề nghị xóa.", "Your request for erasure was taken back."),
}  # fmt: skip
"""What a page says after something was done; by the word in its address (``?da=``)."""


def personal_page(
    visit: Visit,
    entry: Entry,
    template: str,
    *,
    status: int = 200,
    said: str = "",
    filled: Filled | None = None,
    heading: Words | None = None,
    address: str = "",
    **facts: Any,
) -> Response:
    """A page of the room: with the menu, what was just done, and what is wrong with a form."""
    return visit.page(
        template,
        status=status,
        said=said,
        filled=filled or Filled(),
        menu=MENU,
        entry=entry,
        heading=heading or entry.name,
        done=DONE.get(visit.request.args.get("da", "")) if status == 200 else None,
        place="account",
        other_language=here(address or entry.address, "vi" if visit.language == "en" else "en"),
        **facts,
    )
