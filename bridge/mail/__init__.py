"""Adapters that compose, send and parse mail: plain dataclasses in and out."""
