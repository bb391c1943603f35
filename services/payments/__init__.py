"""Payments: what people owe for a dossier, how they pay it, the ledger that always balances, and receipts."""
