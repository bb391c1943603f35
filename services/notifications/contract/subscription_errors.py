"""How subscribing to events can fail."""

from chassis.errors import Conflict, Invalid, NotFound, error

SUBSCRIPTION_NOT_FOUND = error(
    "subscription.not-found",
    NotFound,
    vi="Không tìm thấy đăng ký này. Xin xem lại danh sách đăng ký của cơ quan.",
    en="There is no such subscription. Please look at the list of your agency's.",
)
SUBSCRIPTION_ENDED = error(
    "subscription.ended",
    Conflict,
    vi="Đăng ký này đã chấm dứt. Xin tạo đăng ký mới.",
    en="This subscription has ended. Please make a new one.",
)
SUBSCRIPTION_UNVERIFIED = error(
    "subscription.unverified",
    Conflict,
    vi="Địa chỉ nhận chưa trả lời yêu cầu kiểm tra. Xin kiểm tra địa chỉ trước.",
    en="The endpoint has not answered its challenge yet. Please have it verified first.",
)
TOO_MANY_SUBSCRIPTIONS = error(
    "subscription.too-many",
    Conflict,
    vi="Cơ quan đã có {most} đăng ký. Xin chấm dứt đăng ký không dùng nữa.",
    en="The agency has {most} subscriptions already. Please end one that is no longer used.",
)
NOT_BY_THIS_WAY = error(
    "subscription.not-by-this-way",
    Conflict,
    vi="Việc này chỉ dùng cho đăng ký qua webhook. Đăng ký AMQP do đơn vị vận hành quản lý.",
    en="This is for webhooks only. AMQP subscriptions are kept by the operator.",
)
PLACE_BEYOND_END = error(
    "feed.place-beyond-end",
    Invalid,
    vi="Luồng sự kiện mới đến vị trí {head}, chưa có vị trí {after}. Hãy hỏi lại với after={head} hoặc nhỏ hơn.",
    en="The feed goes to place {head} and has no place {after} yet. Ask again with after={head} or less.",
)
OUT_OF_SCOPE = error(
    "subscription.out-of-scope",
    Invalid,
    vi="Cơ quan {agency} không thuộc phạm vi của bạn. Xin chỉ chọn cơ quan của mình và cấp dưới.",
    en="{agency} is not within your reach. Please name your own agency, or one under it.",
)
TYPE_UNKNOWN = error(
    "subscription.type-unknown",
    Invalid,
    vi="Không có loại sự kiện {type}. Xin xem danh sách loại tại /asyncapi.json.",
    en="There is no event type {type}. Please see /asyncapi.json for the types.",
)
URL_REFUSED = error(
    "subscription.url-refused",
    Invalid,
    vi="Không gửi được tới địa chỉ này ({why}). Xin dùng địa chỉ https công khai, cổng 443 hoặc 8443.",
    en="Nothing is sent to this address ({why}). Please give a public https address, port 443 or 8443.",
)
NOTHING_TO_REDELIVER = error(
    "subscription.nothing-asked",
    Invalid,
    vi="Xin nêu một mục trong nhật ký (handover) hoặc một thời điểm (since), không nêu cả hai.",
    en="Please name either an entry of the log (handover) or a time (since), not both.",
)
HANDOVER_NOT_FOUND = error(
    "handover.not-found",
    NotFound,
    vi="Không có mục này trong nhật ký gửi. Nhật ký được giữ 30 ngày.",
    en="There is no such entry in the log, which is kept for 30 days.",
)
CREDENTIAL_NOT_FOUND = error(
    "credential.not-found",
    NotFound,
    vi="Không tìm thấy khóa API này. Xin xem lại danh sách khóa của cơ quan.",
    en="There is no such API key. Please look at the list of the agency's keys.",
)
