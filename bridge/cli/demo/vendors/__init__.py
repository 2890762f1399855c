"""Two vendors in one sandbox: one takes cases by signed webhook, one by e-mail.

Stand-alone: `python -m bridge.cli.demo.vendors --help`. Speaks to the bridge by HTTP only.
"""
