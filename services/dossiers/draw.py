"""``./motcua dossiers graph``: draws the table of states; asks no service and no database."""

import argparse
import sys

from services.dossiers.domain.graph import FORMATS


def main() -> int:
    parser = argparse.ArgumentParser(prog="motcua dossiers", description="What can happen to a dossier.")
    commands = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    drawn = commands.add_parser("graph", help="draw the table of states and actions")
    drawn.add_argument("--format", choices=tuple(FORMATS), default="text", help="text (default), mermaid or dot")
    options = parser.parse_args()
    sys.stdout.write(FORMATS[options.format]() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
