"""One whole dossier, from search to result, driven through the public HTTP API only: ``./motcua demo``.

A citizen registers, files a dossier, is asked for a supplement, pays at the sandbox bank and downloads the result;
three officers of a commune receive, process, approve and return it. Every step is told as a person would see it, and
is checked. Exit code 0 only if every step held.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests

from deploy.demo.citizen import CitizenSteps
from deploy.demo.officers import OfficerSteps
from deploy.demo.story import KEYWORDS, say
from deploy.portal_client import Failed


class Demo(CitizenSteps, OfficerSteps):
    """The whole story, in its order."""

    def steps(self) -> list[tuple[str, str, Callable[[], None]]]:
        """What happens, in Vietnamese and English."""
        return [
            ("Cổng đã sẵn sàng", "the portal is there", self.visit),
            (f"Công dân tìm “{KEYWORDS}”, không dấu", "search without accents", self.search),
            ("Đọc thủ tục", "read the procedure", self.read_procedure),
            ("Đăng ký tài khoản bằng CCCD và số điện thoại", "register", self.register),
            ("Đọc mã trong tin nhắn, xác nhận và đăng nhập", "confirm by the code, signed in", self.confirm),
            ("Lập hồ sơ", "begin a dossier", self.draft),
            ("Đính kèm giấy tờ", "upload papers", self.attach),
            ("Nộp hồ sơ, nhận mã hồ sơ", "submit, get the code", self.submit),
            ("Tra cứu bằng mã hồ sơ và 4 số cuối, không đăng nhập", "look it up, not signed in", self.look_up),
            ("Cán bộ đăng nhập (mật khẩu và mã xác thực)", "officers sign in", self.officers_sign_in),
            ("Bộ phận một cửa yêu cầu bổ sung, một lần", "a supplement is asked for, once", self.ask_supplement),
            ("Công dân bổ sung hồ sơ", "the citizen supplements", self.supplement),
            ("Tiếp nhận hồ sơ, hẹn ngày trả", "received, with a due date", self.receive),
            ("Nộp lệ phí qua ngân hàng (thử nghiệm)", "pay at the sandbox bank", self.pay),
            ("Biên lai điện tử", "receipt", self.receipt),
            ("Chuyển xử lý", "processing", self.process),
            ("Vì sao hẹn trả vào ngày đó", "why it is due on that day", self.why_that_day),
            ("Trình phê duyệt", "a decision is proposed", self.propose),
            ("Đính kèm kết quả và phê duyệt", "result attached, approved", self.approve),
            ("Trả kết quả", "result returned", self.hand_over),
            ("Công dân tải kết quả, đối chiếu SHA-256", "download, compare the hash", self.download),
            ("Quá trình xử lý", "timeline", self.timeline),
            ("Kiểm tra giấy tiếp nhận và lịch sử, không cần cổng", "check receipt and history", self.check_receipt),
            ("Tin báo đã nhận ở từng bước", "messages got at each step", self.messages),
        ]

    def run(self) -> None:
        steps = self.steps()
        for number, (vietnamese, english, step) in enumerate(steps, start=1):
            say(f"\n{number:>2}/{len(steps)}  {vietnamese}  ({english})")
            step()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.demo", description="Drive one whole dossier through the portal."
    )
    parser.add_argument("--against", required=True, metavar="URL", help="the portal's address")
    parser.add_argument(
        "--accounts",
        type=Path,
        metavar="FILE",
        help="the staff accounts, where the portal does not show them",
    )
    options = parser.parse_args()
    begun = time.monotonic()
    demo = Demo(options.against)
    try:
        demo.know_staff(options.accounts)
        demo.run()
    except (Failed, requests.RequestException, KeyError, LookupError) as failed:
        say(f"\n✗ {type(failed).__name__}: {failed}" if not isinstance(failed, Failed) else f"\n✗ {failed}")
        return 1
    say(f"\n✓ Hồ sơ {demo.code} đi trọn đường, từ tìm kiếm đến kết quả, sau {time.monotonic() - begun:.0f} s.")
    say("  (one whole dossier, from search to result; every step held)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
