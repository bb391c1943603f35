"""nameko's side: the same service and caller as nameko's documentation shows them, nothing added."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402
from functools import partial  # noqa: E402

from nameko.containers import ServiceContainer, WorkerContext  # noqa: E402
from nameko.rpc import RpcProxy, rpc  # noqa: E402

from benchmarks import echo_contract, rounds  # noqa: E402


class StockEcho:
    """Answers with what it was asked."""

    name = "stock_echo"

    @rpc
    def echo(self, asked):
        return dict(asked)


class StockCaller:
    """Calls it."""

    name = "stock_caller"
    proxy = RpcProxy("stock_echo")

    @rpc
    def unused(self):
        """A container needs an entry point to have workers."""


def main() -> None:
    config = {"AMQP_URI": os.environ["MOTCUA_AMQP_URL"], "max_workers": 10}
    if sys.argv[1] == "serve":
        container = ServiceContainer(StockEcho, config)
        container.start()
        container.wait()
        return
    container = ServiceContainer(StockCaller, config)
    container.start()
    [proxy] = [found for found in container.dependencies if found.attr_name == "proxy"]
    [entry_point] = container.entrypoints
    worker = WorkerContext(container, StockCaller(), entry_point)
    rounds.serve(partial(proxy.get_dependency(worker).echo, echo_contract.PAYLOAD))


if __name__ == "__main__":
    main()
