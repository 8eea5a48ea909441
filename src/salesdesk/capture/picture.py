"""Pictures from outside: what they are, upright and small enough to work on, and what is kept of them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesdesk.capture.captured import BROKEN, MEGAPIXELS, TOO_MANY_PIXELS, Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose
    from PIL.ImageFile import ImageFile

_KEEP_AS_IS = 1_000_000
_KEPT_SIDE, _KEPT_QUALITY = 2_048, 82
_WORK_SIDE = 4_000
_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Picture:
    """A picture that could be read: its grey scale to look for codes in, and the bytes to keep."""

    grey: Image
    kept: bytes
    mime: str


def mime(data: bytes) -> str:
    """The MIME type of a picture that can be read, by its first bytes, or ""."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def read(data: bytes) -> Picture:
    """The picture, upright; raises Unreadable."""
    kind = mime(data)
    try:
        upright = _forgiven(data, kind)
        if len(data) <= _KEEP_AS_IS:
            return Picture(upright.convert("L"), data, kind)
        return Picture(upright.convert("L"), _jpeg(upright), "image/jpeg")
    except Unreadable:
        raise
    except Exception as error:
        # A decoder fails on hostile bytes in more ways than it documents.
        raise Unreadable(BROKEN) from error


def _forgiven(data: bytes, kind: str) -> Image:
    """The picture, upright; a JPEG's broken EXIF is no reason to refuse what shows well without."""
    try:
        return _upright(data, kind)
    except (ValueError, OSError, Warning):
        if kind != "image/jpeg" or (bare := _without_exif(data)) == data:
            raise
        return _upright(bare, kind)


def _without_exif(data: bytes) -> bytes:
    """A JPEG without its APP1 segments (ITU T.81, B.1)."""
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] not in (0xD9, 0xDA):
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] != 0xE1:
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, data[at:]])


def _upright(data: bytes, kind: str) -> Image:
    _bounded(*_told_size(data, kind))
    image = _opened(data, kind)
    _bounded(*image.size)
    if kind == "image/jpeg" and max(image.size) > _WORK_SIDE:
        # Decodes at a half, a quarter or an eighth, which is many times faster.
        image.draft(None, (_WORK_SIDE, _WORK_SIDE))
    image.load()
    turn = _turn(image)
    flat = _flat(_shrunk(_plain_mode(image), _WORK_SIDE))
    return flat.transpose(turn) if turn is not None else flat


def _opened(data: bytes, kind: str) -> ImageFile:
    """The first frame, by the plugin for just this format."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile
    from PIL.WebPImagePlugin import WebPImageFile

    plugins: dict[str, type[ImageFile]] = {
        "image/png": PngImageFile, "image/jpeg": JpegImageFile, "image/webp": WebPImageFile,
    }  # fmt: skip
    return plugins[kind](io.BytesIO(data))


def _bounded(width: int, height: int) -> None:
    if width * height > MEGAPIXELS * 1_000_000:
        raise Unreadable(TOO_MANY_PIXELS, limit=MEGAPIXELS)


def _told_size(data: bytes, kind: str) -> tuple[int, int]:
    """The size in the header, before a decoder reserves memory for it; a JPEG's is told by its plugin."""
    if kind == "image/png":
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return _webp_size(data) if kind == "image/webp" else (0, 0)


def _webp_size(data: bytes) -> tuple[int, int]:
    """The size in a WebP header (RFC 9649)."""
    head = data[20:30].ljust(10, b"\0")
    if data[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF


def _turn(image: Image) -> Transpose | None:
    """What sets the picture upright by its EXIF orientation."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }  # fmt: skip
    try:
        return turns.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        # Broken EXIF is no reason to refuse a picture that shows well.
        return None


def _plain_mode(image: Image) -> Image:
    """Eight bits a channel, without a palette."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image


def _shrunk(image: Image, side: int) -> Image:
    from PIL.Image import Resampling

    longest = max(image.size)
    if longest <= side:
        return image
    size = [max(1, round(edge * side / longest)) for edge in image.size]
    return image.resize((size[0], size[1]), Resampling.BILINEAR, reducing_gap=1.0)


def _flat(image: Image) -> Image:
    """Grey or RGB, what is transparent over white."""
    from PIL import Image as images

    if image.mode in ("RGBA", "LA", "RGBa", "La"):
        image = image.convert("RGBA")
        white = images.new("RGBA", image.size, (255, 255, 255, 255))
        return images.alpha_composite(white, image).convert("RGB")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _jpeg(image: Image) -> bytes:
    """A JPEG to keep, small, without EXIF."""
    out = io.BytesIO()
    small = _shrunk(image, _KEPT_SIDE)
    small.info = {}
    small.save(out, "JPEG", quality=_KEPT_QUALITY)
    return out.getvalue()
