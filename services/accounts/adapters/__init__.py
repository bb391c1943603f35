"""Ports of accounts to the outside: the population register, the telephone operators' registers, password hashing."""
