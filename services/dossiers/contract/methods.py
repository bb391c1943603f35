"""The commands and queries of dossiers, each with the record it takes and the record it gives."""

from chassis.contracts import command, query
from services.dossiers.contract.desk import (
    AttachResult,
    DecideDossier,
    ListAgencyDossiers,
    ReceiveDossier,
    RefuseDossier,
    RequestSupplement,
    ReturnResult,
    StartProcessing,
    StopDossier,
)
from services.dossiers.contract.requests import (
    AttachPaper,
    CreateDraft,
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
    DeadlineView,
    DossierPage,
    DossierView,
    DraftMove,
    FileGrant,
    LookUpView,
    TimelineView,
)

create_draft = command(SERVICE, "create_draft", CreateDraft, DossierView)
save_draft = command(SERVICE, "save_draft", SaveDraft, DossierView)
move_draft = command(SERVICE, "move_draft", MoveDraft, DossierView)
attach_paper = command(SERVICE, "attach_paper", AttachPaper, DossierView, apart=("object_key",))
remove_paper = command(SERVICE, "remove_paper", RemovePaper, DossierView)
submit_dossier = command(SERVICE, "submit_dossier", SubmitDossier, DossierView)
supplement_dossier = command(SERVICE, "supplement_dossier", SupplementDossier, DossierView)
withdraw_dossier = command(SERVICE, "withdraw_dossier", WithdrawDossier, DossierView)
receive_dossier = command(SERVICE, "receive_dossier", ReceiveDossier, DossierView)
refuse_dossier = command(SERVICE, "refuse_dossier", RefuseDossier, DossierView)
request_supplement = command(SERVICE, "request_supplement", RequestSupplement, DossierView)
start_processing = command(SERVICE, "start_processing", StartProcessing, DossierView)
decide_dossier = command(SERVICE, "decide_dossier", DecideDossier, DossierView)
attach_result = command(SERVICE, "attach_result", AttachResult, DossierView, apart=("object_key",))
return_result = command(SERVICE, "return_result", ReturnResult, DossierView)
stop_dossier = command(SERVICE, "stop_dossier", StopDossier, DossierView)

get_draft_move = query(SERVICE, "get_draft_move", GetDraftMove, DraftMove)
get_dossier = query(SERVICE, "get_dossier", GetDossier, DossierView)
list_my_dossiers = query(SERVICE, "list_my_dossiers", ListMyDossiers, DossierPage)
list_agency_dossiers = query(SERVICE, "list_agency_dossiers", ListAgencyDossiers, DossierPage)
look_up_dossier = query(SERVICE, "look_up_dossier", LookUpDossier, LookUpView)
get_timeline = query(SERVICE, "get_timeline", GetTimeline, TimelineView)
get_deadline = query(SERVICE, "get_deadline", GetDeadline, DeadlineView)
get_file = query(SERVICE, "get_file", GetFile, FileGrant)
