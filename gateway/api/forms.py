"""Electronic forms: the description, a check of answers without keeping them, and what an account fills in."""

from werkzeug.wrappers import Response

from gateway.api.procedures import answer
from gateway.flows import browsing, filling
from gateway.routing import Area, Auth, Reuse, Words
from gateway.visits import Visit
from services.catalog import contract as catalog

area = Area("forms", Words("Mẫu điện tử", "Electronic forms"))

_ERRORS = (
    catalog.PROCEDURE_NOT_FOUND,
    catalog.FORM_NOT_FOUND,
    catalog.VERSION_NOT_FOUND,
    catalog.NOT_IN_FORCE,
    catalog.NOT_RECORDED,
    catalog.PROCEDURE_WITHDRAWN,
)


@area.route(
    "GET",
    "/api/v1/procedures/{code}/forms/{form}",
    catalog.get_form,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Một mẫu điện tử", "An electronic form"),
    errors=(*_ERRORS, catalog.VERSION_OR_DATE),
    notes=Words(
        "form là mô tả của mẫu; plan là mô tả ấy viết ra đủ, để kiểm tra bằng eforms.js.",
        "form is the description; plan is the same with everything written out, for a check by eforms.js.",
    ),
)
def get_form(visit: Visit) -> Response:
    """The form of the version in force, or of the one that is named, which never changes."""
    question = visit.ask()
    held = browsing.read(visit.means, catalog.get_form, question, immutable=question.version is not None)
    return answer(visit, held)


area.passes(
    "POST",
    "/api/v1/procedures/{code}/forms/{form}/checks",
    catalog.check_answers,
    auth=Auth.PUBLIC,
    summary=Words("Kiểm tra bản khai, không lưu", "Check answers without keeping them"),
    errors=(*_ERRORS, catalog.CASE_UNKNOWN, catalog.PAPER_UNKNOWN),
)


@area.route(
    "GET",
    "/api/v1/procedures/{code}/forms/{form}/prefill",
    catalog.get_form,
    auth=Auth.CITIZEN,
    operation="prefill_form",
    reply=filling.FormPrefill,
    summary=Words("Mẫu điền sẵn từ tài khoản", "What your account fills in"),
    errors=(*_ERRORS, catalog.VERSION_OR_DATE),
)
def prefill_form(visit: Visit) -> Response:
    """What the account knows; numbers are masked, as the server fills them in itself."""
    return visit.answer(filling.prefill(visit, filling.form(visit.means, visit.ask())))
