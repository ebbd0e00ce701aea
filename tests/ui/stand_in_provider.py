"""A small OpenID Connect provider for tests: whoever comes is the person of HOYAKU_STAND_IN_EMAIL, without a question.

`python tests/ui/stand_in_provider.py PORT`; its client is `hoyaku` with the secret `secret`.
"""

import os
import sys
import time
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
NONCES: dict[str, str] = {}  # by code


def issuer(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def describe(request: Request) -> Response:
    base = issuer(request)
    return JSONResponse(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
    )


def authorize(request: Request) -> Response:
    asked = request.query_params
    code = f"code-{len(NONCES)}"
    NONCES[code] = asked["nonce"]
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)


async def token(request: Request) -> Response:
    sent = await request.form()
    at = int(time.time())
    claims = {
        "iss": issuer(request),
        "aud": "hoyaku",
        "sub": "248289761001",
        "iat": at,
        "exp": at + 600,
        "nonce": NONCES.pop(str(sent["code"])),
        "email": os.environ["HOYAKU_STAND_IN_EMAIL"],
        "email_verified": True,
    }
    signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)
    return JSONResponse({"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": signed})


def keys(request: Request) -> Response:
    return JSONResponse(KeySet([KEY]).as_dict(private=False))


ROUTES = [
    Route("/.well-known/openid-configuration", describe),
    Route("/authorize", authorize),
    Route("/token", token, methods=["POST"]),
    Route("/keys", keys),
]

if __name__ == "__main__":
    uvicorn.run(Starlette(routes=ROUTES), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
