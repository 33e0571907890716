"""A small OpenID Connect server on this machine that says exactly what a test tells it to say."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "schutznetz", "geheim"


class Authority:
    """``claims`` overrides what the token says, ``config`` what the discovery says; ``asked`` is what came in."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.signing_key = self.key
        self.algorithm = "ES256"
        self.claims: dict = {}
        self.config: dict = {}
        self.userinfo: dict = {}
        self.token_answer: dict | None = None
        self.asked: list[tuple[str, dict]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer._answer(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                outer._answer(self, {name: values[0] for name, values in parse_qs(body).items()})

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.url = f"{self.origin}/realms/stadt"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, form: dict) -> None:
        path = handler.path.partition("/realms/stadt")[2].partition("?")[0]
        self.asked.append((path, form))
        if path == "/auth":  # somebody signs in there and is sent back
            query = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
            self.claims["nonce"] = query["nonce"]
            handler.send_response(302)
            back = urlencode({"code": "c0de", "state": query["state"], "iss": self.url})
            handler.send_header("Location", f"{query['redirect_uri']}?{back}")
            handler.end_headers()
            return
        answer = {
            "/.well-known/openid-configuration": self._configuration,
            "/certs": self._keys,
            "/token": self._token,
            "/userinfo": lambda: self.userinfo,
        }[path]()
        body = json.dumps(answer).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _configuration(self) -> dict:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/certs",
            "end_session_endpoint": f"{self.url}/logout",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.config,
        }

    def _keys(self) -> dict:
        key = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**key, "kid": "eins", "alg": "ES256", "use": "sig"}]}

    def _token(self) -> dict:
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token()} | (
            self.token_answer or {}
        )

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "4711", "iat": now, "exp": now + 60} | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.signing_key, algorithm=self.algorithm, headers={"kid": "eins"})
