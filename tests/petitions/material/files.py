"""Real files of each kind, made by the libraries that counters and telephones might use."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from io import BytesIO
from typing import Any, Final

import av
import numpy as np
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()


def picture(kind: str, *, pages: int = 1) -> bytes:
    sheets = [Image.new("RGB", (120, 80), colour) for colour in ("navy", "maroon", "olive")]
    written = BytesIO()
    more = {"save_all": True, "append_images": sheets[1:pages]} if pages > 1 else {}
    sheets[0].save(written, kind, **more)
    return written.getvalue()


def _tone(frames: int, rate: int) -> Iterator[Any]:
    for n in range(frames):
        frame = av.AudioFrame.from_ndarray(
            np.full((1, 160), 99, dtype="int16"), format="s16", layout="mono"
        )
        frame.rate, frame.pts, frame.time_base = rate, n * 160, Fraction(1, rate)
        yield frame


def sound(container: str, codec: str, *, rate: int = 8000) -> bytes:
    written = BytesIO()
    with av.open(written, "w", format=container) as made:
        stream: Any = made.add_stream(codec, rate=rate, layout="mono")
        if codec == "libopencore_amrnb":
            stream.bit_rate = 12200
        for frame in _tone(100, rate):
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return written.getvalue()


def film(container: str, codec: str) -> bytes:
    written = BytesIO()
    with av.open(written, "w", format=container) as made:
        stream: Any = made.add_stream(codec, rate=25)
        stream.width, stream.height = 64, 48
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        heard: Any = made.add_stream("aac", rate=8000, layout="mono")
        for n in range(20):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), n * 9, dtype="uint8"))
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
        for tone in _tone(40, 8000):
            made.mux(heard.encode(tone))
        made.mux(heard.encode(None))
    return written.getvalue()


SHOWN: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "扫描.tif": (lambda: picture("TIFF", pages=3), "image/jpeg"),
    "扫描.bmp": (lambda: picture("BMP"), "image/jpeg"),
    "照片.webp": (lambda: picture("WEBP"), "image/jpeg"),
    "照片.heic": (lambda: picture("HEIF"), "image/jpeg"),
    "照片.jpg": (lambda: picture("JPEG"), "image/jpeg"),
    "照片.png": (lambda: picture("PNG"), "image/jpeg"),
    "扫描.pdf": (lambda: picture("PDF"), "image/jpeg"),
    "窗口录音.wav": (lambda: sound("wav", "pcm_s16le"), "audio/mp4"),
    "电话录音.amr": (lambda: sound("amr", "libopencore_amrnb"), "audio/mp4"),
    "录音.mp3": (lambda: sound("mp3", "libmp3lame"), "audio/mp4"),
    "录音.m4a": (lambda: sound("ipod", "aac"), "audio/mp4"),
    "现场.mov": (lambda: film("mov", "libx264"), "video/mp4"),
    "旧机.mov": (lambda: film("mov", "mjpeg"), "video/mp4"),
    "现场.mp4": (lambda: film("mp4", "libx264"), "video/mp4"),
    "说明.txt": (lambda: "情况说明".encode("gb18030"), "text/plain; charset=utf-8"),
}
"""Each file by its name, and what a browser is told that it is."""
