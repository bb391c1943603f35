"""Our side: a service and its caller as the portal has them, with passport, schemas and deadline."""

import os
from functools import partial

from benchmarks import echo_contract, rounds
from benchmarks.echo_contract import Ask, Told
from chassis.logs import setup_logs
from chassis.records import load
from chassis.runner import container_for
from chassis.service import Call, RpcClient, rpc
from chassis.settings import ServiceSettings, load_settings


class EchoService:
    """Answers with what it was asked."""

    name = "bench-echo"

    @rpc(echo_contract.echo)
    def echo(self, call: Call[Ask]) -> Told:
        asked = call.request
        return Told(
            dossier_id=asked.dossier_id,
            code=asked.code,
            channel=asked.channel,
            note=asked.note,
            page=asked.page,
            urgent=asked.urgent,
        )


class CallerService:
    """Calls it."""

    name = "bench-caller"
    remote = RpcClient()


def main() -> None:
    setup_logs("bench-caller", "WARNING")
    container = container_for(CallerService, load_settings(ServiceSettings, os.environ))
    container.start()
    [client] = container.dependencies
    asked = load(Ask, echo_contract.PAYLOAD)
    call = partial(client.get_dependency(None).call, echo_contract.echo, asked, caller=echo_contract.CALLER)
    rounds.serve(call)


if __name__ == "__main__":
    main()
