"""Helpdesk Bridge: the service between WordPress sites, agents and vendors."""
