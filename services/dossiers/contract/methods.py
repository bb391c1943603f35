"""The commands and queries of dossiers, each with the record it takes and the record it gives."""

from chassis.audit_reading import listing
from chassis.contracts import command, query
from chassis.workings import looking, replaying
from services.dossiers.contract.desk import (
    AttachResult,
    DecideDossier,
    FindDossiers,
    ListAgencyDossiers,
    ReassessFees,
    ReceiveDossier,
    RefuseDossier,
    RequestSupplement,
    ReturnResult,
    StartProcessing,
    StopDossier,
)
from services.dossiers.contract.handling import (
    AllowSupplement,
    AnswerConsultation,
    ArrangeAppointment,
    AssignDossier,
    AssignDossiers,
    ClaimDossier,
    ConfirmDelivery,
    ConsultAgency,
    EndAppointment,
    ExtendDeadline,
    ListConsultations,
    ListProcessors,
    ListReasons,
    MoveAppointment,
    ProposeDecision,
    ReleaseDossier,
    RequireDuty,
    ResumeProcessing,
    SendBack,
    SuspendProcessing,
    TakeBackConsultation,
    TransferDossier,
)
from services.dossiers.contract.proceedings import (
    AssignmentOutcomes,
    ConsultationLine,
    ConsultationList,
    ProcessorList,
    ReasonList,
)
from services.dossiers.contract.requests import (
    AttachPaper,
    CreateDraft,
    FindParty,
    GetCompletion,
    GetDeadline,
    GetDossier,
    GetDraftMove,
    GetFile,
    GetTimeline,
    ListMyDossiers,
    LookUpDossier,
    MoveDraft,
    RemovePaper,
    SaveDraft,
    SubmitDossier,
    SupplementDossier,
    WithdrawDossier,
)
from services.dossiers.contract.terms import SERVICE
from services.dossiers.contract.views import (
    CompletionView,
    DeadlineView,
    DossierPage,
    DossierView,
    DraftMove,
    FileGrant,
    LookUpView,
    PartyFound,
    TimelineView,
)

create_draft = command(SERVICE, "create_draft", CreateDraft, DossierView)
save_draft = command(SERVICE, "save_draft", SaveDraft, DossierView)
move_draft = command(SERVICE, "move_draft", MoveDraft, DossierView)
attach_paper = command(SERVICE, "attach_paper", AttachPaper, DossierView, apart=("object_key",), timeout=8.0)
remove_paper = command(SERVICE, "remove_paper", RemovePaper, DossierView)
submit_dossier = command(SERVICE, "submit_dossier", SubmitDossier, DossierView)
supplement_dossier = command(SERVICE, "supplement_dossier", SupplementDossier, DossierView)
withdraw_dossier = command(SERVICE, "withdraw_dossier", WithdrawDossier, DossierView)
receive_dossier = command(SERVICE, "receive_dossier", ReceiveDossier, DossierView)
reassess_fees = command(SERVICE, "reassess_fees", ReassessFees, DossierView)
refuse_dossier = command(SERVICE, "refuse_dossier", RefuseDossier, DossierView)
request_supplement = command(SERVICE, "request_supplement", RequestSupplement, DossierView)
start_processing = command(SERVICE, "start_processing", StartProcessing, DossierView)
decide_dossier = command(SERVICE, "decide_dossier", DecideDossier, DossierView)
attach_result = command(SERVICE, "attach_result", AttachResult, DossierView, apart=("object_key",), timeout=8.0)
return_result = command(SERVICE, "return_result", ReturnResult, DossierView)
stop_dossier = command(SERVICE, "stop_dossier", StopDossier, DossierView)

get_draft_move = query(SERVICE, "get_draft_move", GetDraftMove, DraftMove)
find_party = query(SERVICE, "find_party", FindParty, PartyFound)
get_dossier = query(SERVICE, "get_dossier", GetDossier, DossierView)
list_my_dossiers = query(SERVICE, "list_my_dossiers", ListMyDossiers, DossierPage)
list_agency_dossiers = query(SERVICE, "list_agency_dossiers", ListAgencyDossiers, DossierPage)
find_dossiers = query(SERVICE, "find_dossiers", FindDossiers, DossierPage)
get_completion = query(SERVICE, "get_completion", GetCompletion, CompletionView)
look_up_dossier = query(SERVICE, "look_up_dossier", LookUpDossier, LookUpView)
get_timeline = query(SERVICE, "get_timeline", GetTimeline, TimelineView)
get_deadline = query(SERVICE, "get_deadline", GetDeadline, DeadlineView)
get_file = query(SERVICE, "get_file", GetFile, FileGrant)

list_reasons = query(SERVICE, "list_reasons", ListReasons, ReasonList)
list_processors = query(SERVICE, "list_processors", ListProcessors, ProcessorList)
list_consultations = query(SERVICE, "list_consultations", ListConsultations, ConsultationList)

allow_supplement = command(SERVICE, "allow_supplement", AllowSupplement, DossierView)
require_duty = command(SERVICE, "require_duty", RequireDuty, DossierView)
suspend_processing = command(SERVICE, "suspend_processing", SuspendProcessing, DossierView)
resume_processing = command(SERVICE, "resume_processing", ResumeProcessing, DossierView)
arrange_appointment = command(SERVICE, "arrange_appointment", ArrangeAppointment, DossierView)
move_appointment = command(SERVICE, "move_appointment", MoveAppointment, DossierView)
end_appointment = command(SERVICE, "end_appointment", EndAppointment, DossierView)
consult_agency = command(SERVICE, "consult_agency", ConsultAgency, DossierView)
take_back_consultation = command(SERVICE, "take_back_consultation", TakeBackConsultation, DossierView)
answer_consultation = command(SERVICE, "answer_consultation", AnswerConsultation, ConsultationLine)
assign_dossier = command(SERVICE, "assign_dossier", AssignDossier, DossierView)
assign_dossiers = command(SERVICE, "assign_dossiers", AssignDossiers, AssignmentOutcomes, timeout=15.0)
claim_dossier = command(SERVICE, "claim_dossier", ClaimDossier, DossierView)
release_dossier = command(SERVICE, "release_dossier", ReleaseDossier, DossierView)
transfer_dossier = command(SERVICE, "transfer_dossier", TransferDossier, DossierView)
propose_decision = command(SERVICE, "propose_decision", ProposeDecision, DossierView)
send_back = command(SERVICE, "send_back", SendBack, DossierView)
extend_deadline = command(SERVICE, "extend_deadline", ExtendDeadline, DossierView)
confirm_delivery = command(SERVICE, "confirm_delivery", ConfirmDelivery, DossierView)
list_audit = listing(SERVICE)
get_workings = looking(SERVICE)
replay_letter = replaying(SERVICE)
