"""A mail server in a process of its own: ``python -m tests.services.notifications.mail_server PORT_FILE MAIL_FILE``.

It speaks enough of RFC 5321 to take mails, one line of JSON for each in the file. Who is written to decides what it
says: ``nobody@`` 550, ``full@`` 452, ``dead@`` ends the line after the data was taken.
"""

import json
import socketserver
import sys
from pathlib import Path


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test ESMTP")
        recipients: list[str] = []
        while line := self.rfile.readline().decode("utf-8").strip():
            verb = line.split(" ")[0].upper().partition(":")[0]
            if verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                answer = {"nobody": "550 5.1.1 no such user", "full": "452 4.2.2 mailbox full"}
                known = answer.get(address.partition("@")[0], "250 ok")
                recipients += [address] if known.startswith("250") else []
                self.say(known)
            elif verb == "DATA":
                self.say("354 go on")
                data = b""
                while (read := self.rfile.readline()) not in (b".\r\n", b""):
                    data += read[1:] if read.startswith(b"..") else read
                with Path(sys.argv[2]).open("a", encoding="utf-8") as kept:
                    kept.write(json.dumps({"to": recipients, "data": data.decode("utf-8")}) + "\n")
                if any(address.startswith("dead@") for address in recipients):
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok" if verb in ("EHLO", "HELO", "MAIL", "RSET") else "502 what?")


def main() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        Path(sys.argv[1]).write_text(str(server.server_address[1]), encoding="utf-8")
        server.serve_forever()


if __name__ == "__main__":
    main()
