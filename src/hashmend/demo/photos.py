"""Pictures of shipping damage for the demo world, drawn by chance: a pallet, its boxes, a dent."""

import random
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

_WIDTH, _HEIGHT = 1280, 960


def damaged_pallet(seed: int, name: str) -> "ContentFile[bytes]":
    """Return a JPEG as if a phone had taken it."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), (chance.randint(150, 175), chance.randint(155, 180), 180))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 760, _WIDTH, _HEIGHT), fill=(96, 98, 104))
    draw.rectangle((180, 780, 1100, 830), fill=(146, 109, 66))
    for row in range(3):
        for column in range(3):
            _box(draw, chance, 200 + column * 300, 560 - row * 210)
    _dent(draw, chance)
    picture = picture.filter(ImageFilter.GaussianBlur(1.2))
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=84)
    return ContentFile(stream.getvalue(), name=name)


def _box(draw: ImageDraw.ImageDraw, chance: random.Random, left: int, top: int) -> None:
    brown = chance.randint(-14, 14)
    draw.rectangle(
        (left, top, left + 280, top + 205), fill=(186 + brown, 143 + brown, 92 + brown), outline=(96, 70, 40)
    )
    draw.rectangle((left + 120, top, left + 150, top + 205), fill=(205, 186, 150))


def _dent(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    x, y = chance.randint(300, 900), chance.randint(250, 600)
    corners = [(x + chance.randint(-130, 130), y + chance.randint(-90, 90)) for _ in range(7)]
    draw.polygon(corners, fill=(58, 44, 30), outline=(30, 22, 14))
    draw.line([(x - 160, y - 30), (x + 20, y + 12), (x + 170, y - 8)], fill=(40, 30, 20), width=7)
