"""Pictures made anew: whatever was sent comes out as a plain JPEG of bounded size without metadata, or not at all."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from civic.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
# Pixels before decoding: a file of a few kilobytes may claim to be a picture of gigabytes.
MOST_PIXELS = 40_000_000
LEAST_SIDE = 100
# The longest side afterwards.
SIDE = 1200
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    width: int
    height: int


def remake(data: bytes) -> Picture:
    """A new JPEG of the picture, turned as the camera says. Raises Refused for anything else than a picture."""
    if len(data) > MOST_BYTES:
        raise Refused("registry.photo_too_big", most=MOST_BYTES // 1024 // 1024)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Refused("registry.photo_too_large")
                if min(image.size) < LEAST_SIDE:
                    raise Refused("registry.photo_too_small", least=LEAST_SIDE)
                image.load()
                return _written(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("registry.photo_too_large") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise Refused("registry.no_photo") from None


def _written(image: Image.Image) -> Picture:
    """Only pixels are carried over, so EXIF, place and comments stay behind."""
    turned = ImageOps.exif_transpose(image).convert("RGBA")
    turned.thumbnail((SIDE, SIDE))
    plain = Image.new("RGB", turned.size, "white")
    plain.paste(turned, mask=turned.getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), plain.width, plain.height)
