"""The bare application under the very server that the product runs on."""

import sys

from bench.bare_app import create_app
from bridge.cli.gunicorn_server import serve_app

if __name__ == "__main__":
    serve_app(create_app, "127.0.0.1", int(sys.argv[1]), workers=int(sys.argv[2]))
