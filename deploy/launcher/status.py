"""What runs here: a table for people."""

import json
from collections.abc import Sequence
from typing import Any

from deploy.launcher import control, processes
from deploy.launcher.keeper import is_ready
from deploy.launcher.places import Places
from deploy.launcher.state import READY, State

MEGABYTE = 1024 * 1024


def status(places: Places) -> tuple[str, bool]:
    """The table, and whether all is ready."""
    state = State(places.state)
    if not state.held():
        left = state.left_behind()
        if left:
            names = ", ".join(entry["name"] for entry in left)
            return f"The launcher was killed and left running: {names}.\n./motcua up or ./motcua down ends them.", False
        return "Nothing is running here. ./motcua up starts it.", False
    found = state.read()
    if found.get("phase") != READY:
        return f"The system is {found.get('phase', 'starting')}.", False
    rows = control.ask(found["socket"], {"do": "status"})
    launcher = int(found["supervisor"]["pid"])
    rows.append({"name": "launcher", "pid": launcher, "state": "ready", "restarts": 0})
    return f"{found['address']}\n\n{table(rows, memories(launcher, rows))}", all(is_ready(row["state"]) for row in rows)


def memories(launcher: int, rows: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Bytes that each process takes with its descendants; the launcher's own are not counted twice."""
    pids = [row["pid"] for row in rows if row["pid"]]
    families = processes.family(pids)
    families[launcher] = [launcher]
    return {pid: processes.memory(members) for pid, members in families.items()}


def table(rows: Sequence[dict[str, Any]], memory: dict[int, int]) -> str:
    lines = [f"{'process':<16}{'pid':>8}  {'memory':>8}  {'restarts':>8}  state"]
    for row in rows:
        used = f"{memory.get(row['pid'], 0) / MEGABYTE:.0f} MB"
        lines.append(f"{row['name']:<16}{row['pid'] or '-':>8}  {used:>8}  {row['restarts']:>8}  {row['state']}")
    return "\n".join([*lines, f"{'together':<24}  {sum(memory.values()) / MEGABYTE:>5.0f} MB"])


def welcome(places: Places, address: str) -> str:
    """What a person wants to know when the system is up."""
    lines = [
        "",
        "Một Cửa is up.",
        f"  portal       {address}/",
        f"  API          {address}/docs",
        f"  messages     {address}/api/v1/sandbox/messages?phone=…   (or ?email=…: what was sent in the sandbox)",
    ]
    return "\n".join(lines + sandbox_lines(places)) + "\n"


def sandbox_lines(places: Places) -> list[str]:
    """The sandbox's staff, as far as they have been made."""
    try:
        found = json.loads(places.accounts.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    staff = found.get("staff", []) if isinstance(found, dict) else found
    if not staff:
        return []
    lines = [f"  staff        {places.accounts}"]
    for one in staff:
        roles = ", ".join(one.get("roles", []))
        number, password = one.get("staff_number", ""), one.get("password", "")
        lines.append(f"    {number:<12} {password:<24} {one.get('name', '')} ({roles})")
    return lines
