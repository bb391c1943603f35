"""Reconciliation at the operator's console: ``./motcua payments reconcile --day 2026-08-03 [--file FILE]``.

Without a file the sandbox bank is asked for its own. Exit code 0: the two sides agree; 1: they do not, each difference
told in a line; 2: it could not be done.
"""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import requests

from chassis.database import make_engine
from chassis.settings import SettingsWrong, load_settings
from chassis.storage import Storage
from services.payments.adapters.vnpay import Vnpay
from services.payments.domain.receipts import VIETNAM
from services.payments.domain.reconciling import SIDE_WORDS, WORDS, Kind, Side, UnreadableDayFile
from services.payments.handlers.reconciling import Reconciled, reconcile
from services.payments.sandbox_bank import day_files, merchants
from services.payments.settings import PaymentsSettings, vnpay_account
from services.payments.store import Row, differences
from services.payments.store import reconciling as kept


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="motcua payments reconcile", description="Compare a day with the provider's file of it."
    )
    parser.add_argument("--day", type=dt.date.fromisoformat, required=True, help="YYYY-MM-DD, in Vietnam")
    parser.add_argument("--file", type=Path, help="the provider's file; in the sandbox it is fetched")
    parser.add_argument("--only-compare", action="store_true", help="ask the provider nothing, mend nothing")
    options = parser.parse_args(arguments)
    if options.day > dt.datetime.now(VIETNAM).date():
        print(f"{options.day} has not come yet: nobody has a file of it.", file=sys.stderr)
        return 2
    try:
        settings = load_settings(PaymentsSettings, os.environ)
        storage = Storage(make_engine(settings.database_url, name="payments-reconcile", pool_size=2))
        account = vnpay_account(settings)
        secret = str(account.secret) or merchants.secret_of(storage, account.tmn_code)
        provider = Vnpay(account, lambda: secret)
        if options.file is not None:
            text = options.file.read_text("utf-8-sig")
        elif account.secret:
            raise SettingsWrong(["--file is missing; only the sandbox bank hands its file out by itself."])
        else:
            bank = account.api_url.partition("/merchant_webapi")[0]
            text = fetched(bank, account.tmn_code, options.day.isoformat(), secret)
        done = reconcile(storage, provider, options.day, text, mend=not options.only_compare)
    except UnicodeDecodeError:
        print("The file is not in UTF-8.", file=sys.stderr)
        return 2
    except (SettingsWrong, OSError, UnreadableDayFile, requests.RequestException) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return tell(storage, provider.name, done)


def fetched(bank: str, tmn_code: str, day: str, secret: str) -> str:
    """The sandbox bank's file."""
    query = urlencode({"tmn": tmn_code, "day": day, "hash": day_files.signature(tmn_code, day, secret)})
    answer = requests.get(f"{bank}{day_files.PATH}?{query}", timeout=10)
    answer.raise_for_status()
    return answer.text


def tell(storage: Storage, provider: str, done: Reconciled) -> int:
    """The report, and whether the two sides agree on the day."""
    for kind in Kind:
        of = [match for match in done.matches if match.kind is kind]
        print(
            f"{len(of):7}  {WORDS[kind][0]} ({WORDS[kind][1]}):"
            f" {sum(match.ours or 0 for match in of)} / {sum(match.theirs or 0 for match in of)} đồng"
        )
    if done.mended:
        print(f"{done.mended} mended by asking the provider")
    with storage.read() as db:
        left = kept.still_open(db, provider)
        cases = differences.all_unclosed(db, provider)
    for row in left:
        print(
            f"{row.day} {SIDE_WORDS[Side(row.side)][1]} {row.txn_ref} {row.transaction_no}:"
            f" {WORDS[Kind(row.kind)][1]}, ours {row.ours}, theirs {row.theirs}{f'; {row.note}' if row.note else ''};"
            f" {_case(cases.get((Side(row.side), row.txn_ref, row.transaction_no)))}",
            file=sys.stderr,
        )
    return 1 if any(match.kind is not Kind.MATCHED for match in done.matches) else 0


def _case(difference: Row | None) -> str:
    if difference is None:
        return "no case"
    return f"case {difference.id} of {difference.agency_code or 'no agency'}: {difference.state}"


if __name__ == "__main__":
    sys.exit(main())
