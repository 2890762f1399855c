"""Agents: their accounts, and what they are told of."""
