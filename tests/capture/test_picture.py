"""What is kept of a picture, and pictures that mean harm."""

import io
import zlib

import pytest
from PIL import Image
from tests.capture.drawing import CARD, badge, chunk, code, encoded, png_header

from salesdesk.capture import Unreadable, read
from salesdesk.capture.captured import BROKEN, TOO_LARGE, TOO_MANY_PIXELS, UNSUPPORTED


def _why(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data)
    return caught.value.why


def _noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 120)


def test_a_large_picture_is_kept_small_and_without_exif() -> None:
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    photo = _noise(3000, 2000).convert("RGB")
    data = encoded(photo, "JPEG", quality=95, exif=exif)
    [one] = read(data)
    assert len(data) > 1_000_000
    assert one.mime == "image/jpeg"
    assert one.picture is not None
    kept = Image.open(io.BytesIO(one.picture))
    assert kept.format == "JPEG"
    assert max(kept.size) == 2048
    assert not kept.getexif()


def test_what_is_kept_of_a_large_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    [one] = read(encoded(_noise(3000, 1500).convert("RGB"), "JPEG", quality=95, exif=exif))
    assert one.picture is not None
    assert Image.open(io.BytesIO(one.picture)).size == (1024, 2048)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_truncated_picture_is_refused_in_words(kind: str, share: float) -> None:
    data = encoded(badge(code(CARD)), kind)
    assert _why(data[: int(len(data) * share)]) == BROKEN


def test_a_picture_of_too_many_pixels_is_refused_by_its_header() -> None:
    assert _why(png_header(30_000, 30_000)) == TOO_MANY_PIXELS
    assert _why(png_header(2**31 - 1, 2**31 - 1)) == TOO_MANY_PIXELS
    webp = b"RIFF\x2a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (29_999).to_bytes(3, "little") * 2 + bytes(20)
    assert _why(webp) == TOO_MANY_PIXELS


def test_a_jpeg_of_too_many_pixels_is_refused_by_its_header() -> None:
    data = bytearray(encoded(Image.new("L", (64, 64)), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = (30_000).to_bytes(2) * 2
    assert _why(bytes(data)) == TOO_MANY_PIXELS


def test_a_text_in_a_picture_that_unpacks_to_very_much_is_refused() -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000)))
    picture = encoded(code(CARD))
    assert _why(picture[:33] + bomb + picture[33:]) == BROKEN


def test_a_picture_of_too_many_bytes_is_refused() -> None:
    assert _why(png_header(10, 10) + bytes(40_000_000)) == TOO_LARGE


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_formats_are_refused_with_the_ones_that_work(kind: str) -> None:
    assert _why(encoded(code(CARD), kind)) == UNSUPPORTED
    assert all(name in UNSUPPORTED for name in ("PNG", "JPEG", "WebP"))


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n1 0 obj", b"PK\x03\x04" + b"text" * 50, b"\0\0\0\x18ftypheic" + b"a" * 99, bytes(99)]
)
def test_other_files_are_refused(data: bytes) -> None:
    assert _why(data) == UNSUPPORTED


def test_only_the_first_frame_counts() -> None:
    frames = [code(CARD).resize((300, 300)), Image.new("L", (300, 300), 255)]
    for kind in ("PNG", "WEBP"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert read(data)[0].kind == "vcard"


def test_broken_exif_does_not_hurt() -> None:
    data = encoded(code(CARD).convert("RGB"), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01")
    assert read(data)[0].kind == "vcard"
