"""Small records in the manner of the national database, made for tests."""

from typing import Any

WAYS_HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS_HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
LAWS_HEAD = "Tên văn bản pháp lýMã văn bản"


def record(code: object = "1.100001", **other: Any) -> dict[str, Any]:
    """A whole record without a fault; ``other`` are keys to change, None to leave a key out."""
    whole = {
        "ma_thu_tuc": code,
        "detail_url": "https://dichvucong.example/thu-tuc/0f8fad5b-d9cb-469f-a165-70867728950e",
        "formality_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "ten_thu_tuc": "Cấp giấy xác nhận thử nghiệm",
        "so_quyet_dinh": "12/QĐ-BTP",
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "loai_thu_tuc": "Loại khác",
        "linh_vuc": "Thử nghiệm",
        "doi_tuong_thuc_hien": "Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX)",
        "co_quan_co_tham_quyen": "Ủy ban nhân dân cấp xã",
        "trinh_tu_thuc_hien": "Bước 1: Chuẩn bị hồ sơ.\nBước 2: Trả kết quả.",
        "cach_thuc_thuc_hien": f"{WAYS_HEAD}Trực tuyến3 Ngày làm việc50,000 VNĐ(Lệ phí: 50.000 đồng/lần)Gửi qua mạng",
        "thanh_phan_ho_so": f"--{PAPERS_HEAD}Đơn đề nghịMẫu số 01.docx1 bản chínhGiấy khai sinh0 bản chính,1 bản sao",
        "can_cu_phap_ly": f"{LAWS_HEAD}Luật Hộ tịch60/2014/QH13",
        "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "ket_qua_xu_ly": "Giấy xác nhậnMã: KQ.G15.000031Từ khóaKhông có thông tinMô tảKhông có thông tin",
        "thu_tuc_lien_quan": "Không có thông tin",
    }
    return {key: value for key, value in (whole | other).items() if value is not None}
