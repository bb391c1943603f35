"""``./motcua payments graph``: draws the tables of states; asks no service and no database."""

import argparse
import sys

from services.payments.domain.graph import FORMATS


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="motcua payments", description="What can happen to a payment and to a refund."
    )
    commands = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    drawn = commands.add_parser("graph", help="draw the tables of states and actions")
    drawn.add_argument("--format", choices=tuple(FORMATS), default="text", help="text (default), mermaid or dot")
    options = parser.parse_args()
    sys.stdout.write(FORMATS[options.format]() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
