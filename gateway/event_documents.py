"""The documents that tell programs what events look like: JSON Schemas and AsyncAPI 3.0, made from the one registry.

A schema's address never changes its meaning: what would break a reader gets a new address beside the old one. Readers
must let pass what they do not know, so the schemas are open.
"""

import functools
import json
from collections.abc import Iterable
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from chassis.records import schema_of
from gateway.openapi import VERSION
from services.notifications.contract import (
    CHALLENGE_TYPE,
    EVENT_MEDIA,
    NOTICE_SCHEMA,
    PING_TYPE,
    PUBLIC_EVENTS,
    CloudEvent,
    DossierNotice,
    PublicEvent,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ROOM: Final = "/schemas/events/"
MEDIA: Final = EVENT_MEDIA.partition(";")[0]


def schema_names() -> tuple[str, ...]:
    """The schemas that are published, by the last part of their address."""
    return (NOTICE_SCHEMA.removeprefix(ROOM), *(f"{one.type}.json" for one in PUBLIC_EVENTS))


def schema_named(name: str, portal: str) -> dict[str, Any] | None:
    """One published schema."""
    if name == NOTICE_SCHEMA.removeprefix(ROOM):
        notice = _plain(DossierNotice)
        return {"$schema": DIALECT, "$id": portal + NOTICE_SCHEMA, "title": "Một hồ sơ đã thay đổi", **notice}
    found = next((one for one in PUBLIC_EVENTS if f"{one.type}.json" == name), None)
    return None if found is None else _event_schema(found, portal)


def _event_schema(event: PublicEvent, portal: str) -> dict[str, Any]:
    whole = _plain(CloudEvent)
    properties = whole["properties"]
    properties["type"] = {"const": event.type}
    properties["data"] = {**_plain(DossierNotice)}
    title = f"{event.vi} / {event.en}"
    return {"$schema": DIALECT, "$id": f"{portal}{ROOM}{event.type}.json", "title": title, **whole}


def _plain(cls: type) -> dict[str, Any]:
    """A record as an open JSON Schema, without references."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda _schema: "")
    APISpec("schema", "1", "3.1.0", plugins=[plugin])
    converter: Any = plugin.converter
    made: dict[str, Any] = json.loads(json.dumps(converter.schema2jsonschema(schema_of(cls)), default=str))
    made.pop("additionalProperties", None)
    for described in made["properties"].values():
        described.pop("default", None)
        described.pop("additionalProperties", None)
    return made


def asyncapi(portal: str) -> dict[str, Any]:
    """The AsyncAPI 3.0 document: one event, three ways."""
    messages = {one.word: _message(one, portal) for one in PUBLIC_EVENTS}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Một Cửa: sự kiện cho cơ quan / events for agencies",
            "version": VERSION,
            "description": _ABOUT,
        },
        "defaultContentType": MEDIA,
        "servers": {
            "feed": {"host": portal.partition("://")[2], "protocol": portal.partition(":")[0]},
            "queues": {
                "host": portal.partition("://")[2].partition(":")[0],
                "pathname": "/agencies",
                "protocol": "amqp",
                "protocolVersion": "0-9-1",
                "security": [{"$ref": "#/components/securitySchemes/account"}],
            },
        },
        "channels": {
            "queue": {
                "address": "agency.{agency}",
                "description": "Hàng đợi của cơ quan / the queue of an agency",
                "servers": [{"$ref": "#/servers/queues"}],
                "parameters": {"agency": {"description": "Mã cơ quan / the agency's code", "examples": ["H27.30.12"]}},
                "messages": _references("#/components/messages", messages),
                "bindings": {
                    "amqp": {
                        "is": "queue",
                        "queue": {"name": "agency.H27.30.12", "durable": True, "vhost": "agencies"},
                        "bindingVersion": "0.3.0",
                    }
                },
            },
            "webhook": {
                "address": None,
                "description": "Địa chỉ của cơ quan, Standard Webhooks / an endpoint of the agency's",
                "messages": _references("#/components/messages", messages),
            },
            "feed": {
                "address": "/api/v1/events",
                "description": "Luồng sự kiện; xem OpenAPI / the feed; see the OpenAPI document",
                "servers": [{"$ref": "#/servers/feed"}],
                "messages": _references("#/components/messages", messages),
            },
        },
        "operations": {
            f"{name}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{name}"},
                "summary": summary,
                "messages": [{"$ref": f"#/channels/{name}/messages/{word}"} for word in messages],
            }
            for name, summary in (
                ("queue", "Cổng gửi vào hàng đợi / the portal puts events into the queue"),
                ("webhook", "Cổng gửi tới địa chỉ / the portal posts events"),
                ("feed", "Cơ quan đọc luồng / the agency reads the feed"),
            )
        },
        "components": {
            "messages": messages,
            "securitySchemes": {"account": {"type": "userPassword"}},
        },
    }


_ABOUT: Final = f"""Cùng một sự kiện, cùng nội dung từng byte, theo ba cách: AMQP, webhook, luồng HTTP.

The same event, byte for byte, by three ways. Types never lose a field and never change their meaning. `{PING_TYPE}` and
`{CHALLENGE_TYPE}` are about a subscription itself and come to it alone."""


def _message(event: PublicEvent, portal: str) -> dict[str, Any]:
    return {
        "name": event.type,
        "title": f"{event.vi} / {event.en}",
        "contentType": MEDIA,
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"{portal}{ROOM}{event.type}.json"},
        },
    }


def _references(where: str, names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"{where}/{name}"} for name in names}


@functools.cache
def schema_bytes(name: str, portal: str) -> bytes | None:
    """A published schema as it is answered."""
    found = schema_named(name, portal)
    return None if found is None else json.dumps(found, ensure_ascii=False, indent=1).encode()


@functools.cache
def asyncapi_bytes(portal: str) -> bytes:
    """The AsyncAPI document as it is answered."""
    return json.dumps(asyncapi(portal), ensure_ascii=False, indent=1).encode()
