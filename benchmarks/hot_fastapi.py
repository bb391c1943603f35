"""What many would write instead: FastAPI that asks a service by RPC over RabbitMQ (aio-pika) for every request.

``python -m benchmarks.hot_fastapi respond FILE`` is that service, which answers the bytes of a file from memory without
looking at the question; ``serve PORT`` is the app, in one uvicorn process with uvloop and httptools. Both get
``MOTCUA_AMQP_URL``. Their requirements are in benchmarks/requirements.txt.
"""

import asyncio
import contextlib
import os
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import aio_pika
import fastapi
import uvicorn

QUEUE = "bench-hot-fastapi"


async def respond(answer: bytes) -> None:
    """Answer every request at once, until killed."""
    connection = await aio_pika.connect_robust(os.environ["MOTCUA_AMQP_URL"])
    channel = await connection.channel(publisher_confirms=False)
    await channel.set_qos(prefetch_count=100)
    queue = await channel.declare_queue(QUEUE, auto_delete=True, arguments={"x-queue-type": "classic"})

    async def take(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        reply = aio_pika.Message(answer, correlation_id=message.correlation_id)
        await channel.default_exchange.publish(reply, routing_key=message.reply_to or "")

    await queue.consume(take, no_ack=True)
    await asyncio.Future()


class Client:
    """The usual client: one reply queue, a future for each question."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[bytes]] = {}

    async def open(self) -> None:
        self._connection = await aio_pika.connect_robust(os.environ["MOTCUA_AMQP_URL"])
        self._channel = await self._connection.channel(publisher_confirms=False)
        self._replies = await self._channel.declare_queue(exclusive=True, arguments={"x-queue-type": "classic"})
        await self._replies.consume(self._take, no_ack=True)

    async def _take(self, message: aio_pika.abc.AbstractIncomingMessage) -> None:
        waiting = self._waiting.pop(message.correlation_id or "", None)
        if waiting is not None:
            waiting.set_result(message.body)

    async def call(self, question: bytes) -> bytes:
        correlation = str(uuid.uuid4())
        waiting = self._waiting[correlation] = asyncio.get_running_loop().create_future()
        message = aio_pika.Message(question, correlation_id=correlation, reply_to=self._replies.name)
        await self._channel.default_exchange.publish(message, routing_key=QUEUE)
        return await waiting


client = Client()


@contextlib.asynccontextmanager
async def lifespan(_app: fastapi.FastAPI) -> AsyncIterator[None]:
    await client.open()
    yield


app = fastapi.FastAPI(lifespan=lifespan)


@app.get("/api/v1/procedures")
async def procedures(q: str = "") -> fastapi.Response:
    return fastapi.Response(await client.call(q.encode()), media_type="application/json")


if __name__ == "__main__":
    if sys.argv[1] == "respond":
        asyncio.run(respond(Path(sys.argv[2]).read_bytes()))
    else:
        uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False)
