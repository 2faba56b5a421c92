"""What a browser plays of recordings: sound as AAC, film as H.264, in a container that it knows."""

from collections.abc import Iterator
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, Final

from organizations.large_libraries import LargeLibrary
from petitions.previews.bounds import NotShown

if TYPE_CHECKING:
    import av
else:
    av = LargeLibrary("av")

MOST_SECONDS: Final = 2 * 60 * 60
"""A long talk; what goes on after it is heard from the file itself."""
MOST_WORK_SECONDS: Final = 10 * 60
MOST_PIXELS: Final = 4096 * 2304
WIDEST: Final = 1280
SOUND_RATE: Final = 64_000
SAMPLES_A_SECOND: Final = 24_000
FRAMES_A_SECOND: Final = 25
PLAYED: Final = frozenset({"h264"})
"""Film that is taken over as it is."""
OPTIONS: Final = {"movflags": "faststart"}
UNREADABLE: Final = (ValueError, IndexError, OverflowError, MemoryError)


def play(source: IO[bytes], target: str, *, with_film: bool) -> None:
    """Write what is heard, and `with_film` what is seen, into a file of this path. Raises NotShown.

    Its directory goes to the front at the end, for which the library opens the file again.
    """
    try:
        with av.open(source) as given, av.open(target, "w", format="mp4", options=OPTIONS) as made:
            ways: dict[int, _Way] = {}
            if with_film:
                picture = given.streams.video[0]
                ways[picture.index] = _way_of_film(picture, made)
            if given.streams.audio or not with_film:
                heard = given.streams.audio[0]
                ways[heard.index] = _Sound(made)
            _copy(given, made, ways)
    except (av.FFmpegError, *UNREADABLE) as broken:
        raise NotShown from broken


class _Way:
    """How the packets of one stream come into the new file."""

    def packets(self, packet: Any) -> Iterator[Any]:
        raise NotImplementedError

    def rest(self) -> Iterator[Any]:
        return iter(())


class _Sound(_Way):
    def __init__(self, made: Any) -> None:
        self.stream = made.add_stream("aac", rate=SAMPLES_A_SECOND, layout="mono")
        self.stream.bit_rate = SOUND_RATE
        self.resampler = av.AudioResampler("fltp", "mono", SAMPLES_A_SECOND)

    def packets(self, packet: Any) -> Iterator[Any]:
        for frame in packet.decode():
            for sampled in self.resampler.resample(frame):
                yield from self.stream.encode(sampled)

    def rest(self) -> Iterator[Any]:
        for sampled in self.resampler.resample(None):
            yield from self.stream.encode(sampled)
        yield from self.stream.encode(None)


class _TakenOver(_Way):
    def __init__(self, picture: Any, made: Any) -> None:
        self.stream = made.add_stream_from_template(picture)

    def packets(self, packet: Any) -> Iterator[Any]:
        if packet.dts is not None:  # the last one says that there are no more
            packet.stream = self.stream
            yield packet


class _DrawnAnew(_Way):
    def __init__(self, picture: Any, made: Any) -> None:
        scale = min(1.0, WIDEST / max(picture.width, picture.height))
        self.stream = made.add_stream("libx264", rate=FRAMES_A_SECOND)
        self.stream.width = _even(picture.width * scale)
        self.stream.height = _even(picture.height * scale)
        self.stream.pix_fmt = "yuv420p"
        self.stream.options = {"preset": "veryfast", "crf": "28"}

    def packets(self, packet: Any) -> Iterator[Any]:
        for frame in packet.decode():
            size = {"width": self.stream.width, "height": self.stream.height}
            yield from self.stream.encode(frame.reformat(**size, format="yuv420p"))

    def rest(self) -> Iterator[Any]:
        yield from self.stream.encode(None)


def _even(length: float) -> int:
    return max(2, int(length) // 2 * 2)


def _way_of_film(picture: Any, made: Any) -> _Way:
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    way = _TakenOver if picture.codec_context.name in PLAYED else _DrawnAnew
    return way(picture, made)


def _copy(given: Any, made: Any, ways: dict[int, _Way]) -> None:
    """Packet by packet, as far as the bounds; what was written until then is shown."""
    began = monotonic()
    for packet in given.demux([given.streams[index] for index in ways]):
        if _is_over(packet) or monotonic() - began > MOST_WORK_SECONDS:
            break
        for each in ways[packet.stream.index].packets(packet):
            made.mux(each)
    for way in ways.values():
        for each in way.rest():
            made.mux(each)


def _is_over(packet: Any) -> bool:
    seen_at = packet.pts if packet.pts is not None else packet.dts
    return seen_at is not None and float(seen_at * packet.time_base) > MOST_SECONDS
