"""The rules of payments, in plain Python: states, the provider's protocol, the ledger, receipts."""
