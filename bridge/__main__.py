"""`python -m bridge` is `helpdesk-bridge`."""

from bridge.cli import main

main()
