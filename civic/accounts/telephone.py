"""The picture a telephone's authenticator reads to learn the secret."""

import pyotp
import segno


def picture(secret: str, handle: str, city: str, title: str) -> str:
    """SVG with attributes only, as the content policy wants it; dark on white in every display."""
    address = pyotp.TOTP(secret).provisioning_uri(name=handle, issuer_name=city)
    code = segno.make(address, error="m", micro=False)
    return str(
        code.svg_inline(scale=4, border=4, light="#fff", dark="#000", title=title, svgclass=None, lineclass=None)
    )
