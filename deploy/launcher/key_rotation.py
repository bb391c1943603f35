"""``./motcua keys``: which keys there are, and changing one while everything runs.

A key changes in two steps, so that every reader knows it before anything is made with it. Processes take up a replaced
file of sealing or index keys by themselves within `TAKEN_UP` seconds; those that sign or check signatures are
restarted, one after the other. Then stored texts are sealed anew, or look-up indexes renewed. Whatever is cut off is
taken up by the same command: the first step is left out while a newer key waits to be used, and the last goes on where
it ended.
"""

import time
from collections.abc import Callable

from deploy.key_shares import NEEDS
from deploy.launcher import control, errands
from deploy.launcher.places import Places
from deploy.launcher.progress import Problem
from deploy.rooms import GATEWAY, SERVICES

TAKEN_UP = 3.0
"""Longer than `chassis.sealing.LOOK_EVERY`, which cannot be imported here: the launcher needs no library."""
SEALS = ("seal-identity", "seal-contact", "seal-code", "seal-answers", "seal-replies")
INDEX = "index"
SIGNERS = {"passport": (GATEWAY,), "tokens": ("accounts",), "audit": SERVICES, "receipts": ("dossiers", "payments")}
"""Who makes signatures with a key; whoever has its public half reads them."""
NAMES = (*SEALS, INDEX, *SIGNERS)


def rotate(here: Places, socket: str, name: str, say: Callable[[str], None]) -> int:
    """Change one key; gives the exit code."""
    if name not in NAMES:
        raise Problem(f"These keys can be changed: {', '.join(NAMES)}.")
    waiting = _run(here, "chassis.keys", "waiting", str(here.keys), name).strip()
    kid = waiting or _run(here, "chassis.keys", "add", str(here.keys), name).strip()
    say(f"{name}: key {kid} {'waits to be used' if waiting else 'is made'}; every reader learns it")
    _distribute(here, socket, name, [service for service, files in NEEDS.items() if f"{name}.public" in files])
    _run(here, "chassis.keys", "activate", str(here.keys), name, kid)
    _distribute(here, socket, name, SIGNERS.get(name, ()))
    say(f"{name}: key {kid} is in use")
    if name == INDEX:
        return _in_every_service(here, socket, say, "chassis.reindexing")
    if name in SEALS:
        return _in_every_service(here, socket, say, "chassis.resealing", name.removeprefix("seal-"))
    return 0


def show_status(here: Places, socket: str, say: Callable[[str], None]) -> int:
    """How far a change of the index key has come; 1 while something is left."""
    waiting = _run(here, "chassis.keys", "waiting", str(here.keys), INDEX).strip()
    if waiting:
        say(f"{INDEX}: key {waiting} is made and not in use yet; ./motcua keys rotate {INDEX} goes on")
    return max(_in_every_service(here, socket, say, "chassis.reindexing", status=True), int(bool(waiting)))


def _in_every_service(
    here: Places, socket: str, say: Callable[[str], None], module: str, *words: str, status: bool = False
) -> int:
    """Run a module of the portal's for each service with its settings; gives the worst exit code."""
    worst = 0
    for service in SERVICES:
        settings = control.ask(socket, {"do": "settings", "service": service})
        done = errands.run(
            [here.python, "-m", module, service, *words, *(["--status"] if status else [])],
            directory=here.root,
            environ={**_environ(), **settings},
            each_line=lambda line: say(line.rstrip()),
        )
        worst = max(worst, done.returncode)
    return worst


def listed(here: Places) -> str:
    """The keys by name, with their ids; never the keys."""
    return _run(here, "chassis.keys", "list", str(here.keys))


def public(here: Places, name: str) -> str:
    """The public halves of a signing key, those of the past too, as a JWK set."""
    if name not in SIGNERS:
        raise Problem(f"These keys have a public half: {', '.join(SIGNERS)}.")
    return _run(here, "chassis.keys", "public", str(here.keys), name)


def _distribute(here: Places, socket: str, name: str, restarted: "tuple[str, ...] | list[str]") -> None:
    """Give every process its files, and wait until all have taken them up."""
    _run(here, "deploy.key_shares", str(here.keys), str(here.key_shares))
    if name in SEALS or name == INDEX:
        time.sleep(TAKEN_UP)
        return
    for service in restarted:
        control.ask(socket, {"do": "restart", "service": service})


def _run(here: Places, module: str, *arguments: str) -> str:
    done = errands.run([here.python, "-m", module, *arguments], directory=here.root, environ=_environ())
    if done.returncode:
        raise Problem(f"python -m {module} {' '.join(arguments)} failed:\n{done.stdout}")
    return done.stdout


def _environ() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONUNBUFFERED": "1"}
