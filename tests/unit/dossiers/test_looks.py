"""Why a member of staff opened a dossier, as the person it is about reads it."""

import pytest

from services.dossiers.domain.looks import opened_for
from services.dossiers.policy import READERS

FOLLOWS = "theo dõi hồ sơ trong phạm vi được giao"


@pytest.mark.parametrize(
    ("roles", "turn", "holds", "said"),
    [
        ({"processor"}, ("processor", "process"), True, "xử lý hồ sơ được giao (cán bộ thụ lý)"),
        ({"receiver"}, ("receiver", "return"), False, "trả kết quả (cán bộ tiếp nhận và trả kết quả)"),
        (
            {"approver", "supervisor"},
            ("approver", "approve"),
            False,
            "phê duyệt hoặc trả lại để làm lại (người phê duyệt)",
        ),
        ({"supervisor"}, ("processor", "process"), False, "giám sát việc giải quyết hồ sơ (người giám sát)"),
        ({"processor"}, ("receiver", "receive"), False, FOLLOWS + " (cán bộ thụ lý)"),
        ({"receiver"}, ("processor", "process"), False, FOLLOWS + " (cán bộ tiếp nhận và trả kết quả)"),
        ({"auditor"}, ("", ""), False, "kiểm tra, thanh tra (cán bộ kiểm tra)"),
        ({"auditor", "processor"}, ("receiver", "receive"), False, FOLLOWS + " (cán bộ thụ lý)"),
        ({"catalog_editor"}, ("processor", "process"), False, ""),
    ],
)
def test_the_duty_follows_from_the_role_and_the_turn(
    roles: set[str], turn: tuple[str, str], holds: bool, said: str
) -> None:
    assert opened_for(roles, *turn, holds=holds) == said


@pytest.mark.parametrize("role", sorted(READERS))
def test_whoever_may_read_a_dossier_has_a_duty_to_tell(role: str) -> None:
    assert opened_for({role}, "", "", holds=False)
