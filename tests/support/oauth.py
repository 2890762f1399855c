"""A provider of access tokens: a real HTTP server with the endpoints of Google and Microsoft."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, jsonify, request

from bridge.cli.demo.sandbox_process import WebServer, listen


@dataclass
class Provider:
    """`refusal`: what it answers to every token request, as an OAuth error."""

    url: str = ""
    agreed: bool = False
    refusal: str = ""
    rotates: bool = False
    lifetime: int = 3600
    asked: list[dict[str, str]] = field(default_factory=list)
    issued: int = 0
    broken: bool = False

    def serve(self) -> WebServer:
        app = Flask("provider")
        for base in ("", "/oauth2/v2.0"):
            app.add_url_rule(f"{base}/token", f"t{base}", self._token, methods=["POST"])
        app.add_url_rule("/oauth2/v2.0/devicecode", view_func=self._device, methods=["POST"])
        server = WebServer(app, listen(0))
        self.url = server.url
        server.start()
        return server

    def _device(self) -> Any:
        self.asked.append(request.form.to_dict())
        return jsonify(
            device_code="device-1",
            user_code="ABCD-EFGH",
            verification_uri=f"{self.url}/devicelogin",
            expires_in=900,
            interval=1,
        )

    def _token(self) -> Any:
        form = request.form.to_dict()
        self.asked.append(form)
        if self.broken:
            return "<html>bad gateway</html>", 502
        if self.refusal:
            return jsonify(error=self.refusal, error_description="no longer"), 400
        if form["grant_type"].endswith("device_code") and not self.agreed:
            return jsonify(error="authorization_pending"), 400
        self.issued += 1
        answer = {
            "access_token": f"access-{self.issued}",
            "token_type": "Bearer",
            "expires_in": self.lifetime,
        }
        if form["grant_type"] != "refresh_token" or self.rotates:
            answer["refresh_token"] = f"refresh-{self.issued}"
        return jsonify(answer)
