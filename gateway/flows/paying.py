"""Coming back from the payment provider."""

from gateway.visits import Visit
from services.payments import contract as payments


def read_return(visit: Visit) -> payments.ReturnView:
    """What is known of the payment that the provider's signed query names. It reads only: the provider's own message to
    us, not the visitor's browser, settles a payment."""
    # What the portal adds to the address itself (the language) is not part of what the provider signed.
    signed = {name: value for name, value in visit.request.args.items() if name.startswith("vnp_")}
    question = payments.ReadReturn(provider=payments.Provider.VNPAY, params=signed)
    return visit.send(payments.read_return, question)
