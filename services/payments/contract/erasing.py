"""What payments say to a request for erasure, and that their part of it is done."""

from chassis.contracts import event
from services.accounts.contract import DataErased, ErasureAnswered
from services.payments.contract.terms import SERVICE

erasure_answered = event(SERVICE, "erasure_answered", ErasureAnswered, aggregate="erasure")
data_erased = event(SERVICE, "data_erased", DataErased, aggregate="erasure")
