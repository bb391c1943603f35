"""The only door to the outside: HTTP for people and programs, composed from the five services; it owns no data.

Guarantees: every request is answered within ten seconds, also when the broker or a service is away; every failure is
an RFC 9457 problem with a sentence in the reader's language; nothing is told to a caller that the owning service did
not allow; what the OpenAPI document says is what the code checks, since both are read from one declaration per route.
"""
