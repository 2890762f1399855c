"""Adapters that read a WordPress site: plain dataclasses in and out."""
