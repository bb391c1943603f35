"""How a request about one's rights to one's data can fail."""

from chassis.errors import Conflict, error

CONSENT_NOT_NEEDED = error(
    "consent.not-needed",
    Conflict,
    vi="Mục đích này dựa trên quy định của luật, không cần đồng ý và không rút lại được. Xin xem căn cứ ở danh sách "
    "mục đích.",
    en="This purpose rests on the law: it needs no consent and cannot be withdrawn. See its basis in the list of "
    "purposes.",
)
CONSENT_WORDS_CHANGED = error(
    "consent.words-changed",
    Conflict,
    vi="Nội dung đã có bản mới (bản {version}). Xin đọc lại rồi đồng ý với bản đó.",
    en="The words have a new version ({version}). Please read them again and agree to that version.",
)
