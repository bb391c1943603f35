"""Runs one or more service classes in this process until it is told to stop.

``python -m chassis.runner services.catalog.service:CatalogService [more:Classes]``

Guarantees: wrong settings end the start with sentences and exit code 2; SIGTERM and SIGINT let work in flight finish
(for at most `GRACE` seconds) and then end the process with code 0, within a second when it is idle, also while the
broker or the database is away; a defect that stops a container ends the process with code 1, so that whoever
supervises it starts it anew. nameko's own command line is not used: it needs a package that new Pythons lack, and
sleeps through signals when idle.
"""

import eventlet

eventlet.monkey_patch()

import importlib
import os
import signal
import sys
from typing import Any, Final

from nameko.containers import ServiceContainer

from chassis import health, heap, logs
from chassis.settings import ServiceSettings, SettingsWrong, load_settings

log = logs.get_log(__name__)

GRACE: Final = 30.0
"""Seconds that work in flight gets after SIGTERM."""
LOOK_EVERY: Final = 0.1


def load_class(address: str) -> type[Any]:
    """The class at ``module:Class``."""
    module, _, name = address.partition(":")
    found: type[Any] = getattr(importlib.import_module(module), name)
    return found


def container_for(cls: type[Any], settings: ServiceSettings) -> ServiceContainer:
    """nameko's container for a service class, not yet started."""
    config = {"AMQP_URI": str(settings.amqp_url), "max_workers": settings.max_workers}
    return ServiceContainer(cls, config)


class Runner:
    """The containers of this process and its health server."""

    def __init__(self, classes: list[type[Any]], settings: ServiceSettings) -> None:
        self.containers = [container_for(cls, settings) for cls in classes]
        self._stop_asked = False
        self._health = None
        if settings.health_address is not None:
            self._health = health.HealthServer(settings.health_address, classes[0].name)

    def ask_to_stop(self, *_: Any) -> None:
        """Signal handler: only notes the wish, since the hub may be anywhere."""
        self._stop_asked = True

    def run(self) -> int:
        if self._health is not None:
            self._health.start()
        failed: list[Any] = []
        for container in self.containers:
            eventlet.spawn(self._start, container, failed)
        while not self._stop_asked and not failed:
            eventlet.sleep(LOOK_EVERY)
        code = _exit_code(failed)
        health.stopping()
        try:
            with eventlet.Timeout(GRACE):
                # A container whose set-up failed has parts that never started; the process's end is all they need.
                started = [c for c in self.containers if c.started and not failed]
                for stopping in [eventlet.spawn(container.stop) for container in started]:
                    stopping.wait()
        except eventlet.Timeout:
            log.error("work in flight did not end in time", seconds=GRACE)
            code = code or 1
        except Exception as broken:  # the process ends either way; the log must say why
            log.error("stopping failed", exc_info=broken)
            code = code or 1
        if self._health is not None:
            self._health.stop()
        log.info("stopped", exit_code=code)
        return code

    def _start(self, container: ServiceContainer, failed: list[Any]) -> None:
        health.watch(container.service_name, lambda: not container._being_killed)
        try:
            container.start()
            heap.set_apart()
            log.info("started", service=container.service_name)
            container.wait()
        except SettingsWrong as wrong:
            for problem in wrong.problems:
                print(problem, file=sys.stderr)
            failed.append(wrong)
        except Exception as broken:  # reported through the exit code
            log.critical("service died", service=container.service_name, exc_info=broken)
            failed.append(broken)


def _exit_code(failed: list[Any]) -> int:
    """2 for settings that a restart would not mend, 1 for a defect that it may, 0 where nothing failed."""
    if not failed:
        return 0
    return 2 if isinstance(failed[0], SettingsWrong) else 1


def main(addresses: list[str]) -> int:
    if not addresses:
        print("usage: python -m chassis.runner module:Class [module:Class …]")
        return 2
    try:
        settings = load_settings(ServiceSettings, os.environ)
        classes = [load_class(address) for address in addresses]
    except SettingsWrong as wrong:
        for problem in wrong.problems:
            print(problem, file=sys.stderr)
        return 2
    logs.setup_logs(classes[0].name, settings.log_level)
    runner = Runner(classes, settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, runner.ask_to_stop)
    return runner.run()


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    # Threads of tpool or a socket in a bad state must not keep a process that has finished its work.
    os._exit(code)
