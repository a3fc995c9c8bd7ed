"""Real videos, made in the test with ffmpeg, and what vpdq would say of them."""

import json
import struct
import subprocess
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pdqhash  # type: ignore[import-untyped]

from tests.photos import photo

SCENE_SECONDS = 3


class Expected(NamedTuple):
    """A frame as vpdq takes it."""

    number: int
    seconds: float
    value: str
    quality: int


def pictures(
    seconds: float, rate: Fraction, width: int, height: int, seed: int = 1
) -> Iterator[bytes]:
    """Frames of a camera that moves over one picture after the other, as RGB bytes."""
    count = int(seconds * rate)
    scene = max(1, int(SCENE_SECONDS * rate))
    for number in range(count):
        place, at = divmod(number, scene)
        if at == 0:
            wide = np.asarray(photo(seed + place, width + width // 4, height + height // 4))
        x, y = (at * (side // 4) // scene for side in (width, height))
        yield np.ascontiguousarray(wide[y : y + height, x : x + width]).tobytes()


def make_video(
    path: Path,
    *options: str,
    seconds: float = 8,
    rate: str = "30",
    size: tuple[int, int] = (320, 240),
    seed: int = 1,
) -> Path:
    """A video with a moving picture, encoded by ffmpeg with these options."""
    width, height = size
    command = [
        *["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"],
        *("-s", f"{width}x{height}", "-r", rate, "-i", "-", *options, str(path)),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin
        for picture in pictures(seconds, Fraction(rate), width, height, seed):
            encoder.stdin.write(picture)
    assert encoder.returncode == 0, command
    return path


def remux(source: Path, path: Path, *options: str) -> Path:
    """The same pictures in another file."""
    run("ffmpeg", "-v", "error", "-y", *options, "-i", source, "-c", "copy", path)
    return path


def turn_video(path: Path, degrees: int) -> Path:
    """Write into an MP4, as a phone does, that it is to be turned so far clockwise."""
    content = bytearray(path.read_bytes())
    cos, sin = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    matrix = struct.pack(">9i", cos << 16, sin << 16, 0, -sin << 16, cos << 16, 0, 0, 0, 1 << 30)
    at = content.index(b"tkhd") + 4 + 40
    content[at : at + len(matrix)] = matrix
    path.write_bytes(content)
    return path


def run(*command: object) -> bytes:
    """What a program printed."""
    done = subprocess.run([str(part) for part in command], capture_output=True, check=True)
    return done.stdout


def expected_frames(path: Path, spacing: int = 1, turns: int = 0) -> list[Expected]:
    """The frames that vpdq takes, one a second, by ffmpeg and the reference's PDQ.

    `turns`: quarter turns clockwise, of each frame, that vpdq knows nothing of.
    """
    stream = json.loads(
        run(
            *["ffprobe", "-v", "error", "-select_streams", "v:0", "-of", "json", "-show_entries"],
            "stream=width,height,avg_frame_rate", path,
        )
    )["streams"][0]  # fmt: skip
    rate = Fraction(stream["avg_frame_rate"])
    width, height = stream["width"], stream["height"]
    step = max(1, int(rate)) * spacing
    found = []
    for number, data in enumerate(decoded(path, width * height * 3)):
        if number % step == 0:
            picture = np.frombuffer(data, np.uint8).reshape(height, width, 3)
            picture = np.ascontiguousarray(np.rot90(picture, -turns))
            bits, quality = pdqhash.compute(picture)
            value = np.packbits(bits.astype(np.uint8)).tobytes().hex()
            found.append(Expected(number, float(number / rate), value, quality))
    return found


def decoded(path: Path, size: int) -> Iterator[bytes]:
    """Every frame as stored, in RGB, as ffmpeg gives it when nothing is turned or repeated."""
    options = "-fps_mode passthrough -sws_flags area -f rawvideo -pix_fmt rgb24"
    command = [
        *("ffmpeg", "-v", "error", "-noautorotate", "-i", str(path), "-map", "0:v:0"),
        *(*options.split(), "-"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as decoder:
        assert decoder.stdout
        while data := decoder.stdout.read(size):
            yield data


def frames_of(signals: Sequence[dict[str, object]], variant: str = "whole") -> list[Expected]:
    """The frames in a vPDQ signal, as the page would send it; numbers are not in it."""
    [value] = [s["value"] for s in signals if (s["type"], s["variant"]) == ("vpdq", variant)]
    frames = [frame.split(",") for frame in json.loads(str(value))]
    return [Expected(-1, float(at), value, int(quality)) for value, quality, at in frames]
