"""What a camera makes of the code: the screen's cells are drawn with the fonts of a Debian, at several sizes, on light and on dark
ground, and zbarimg reads the very text."""

import io
import os
import subprocess

import pytest
from PIL import Image, ImageDraw, ImageFont
from test_checkout_screen import QRIS, desk, only_order, sell, show_code, tell  # noqa: F401 -- desk and what it needs

FONTS = {
    "DejaVu": "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "Liberation": "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf",
    "Hack": "/usr/share/fonts/truetype/hack/Hack-Regular.ttf",
}
POINTS = (10, 11, 14, 16)
PIXELS_A_POINT = 96 / 72
NAMED = {"black": "000000", "white": "e5e5e5", "brown": "cdcd00", "red": "cd0000", "green": "00cd00", "blue": "0000ee", "cyan": "00cdcd",
         "magenta": "cd00cd"}


def colour(name, default):
    name = default if name == "default" else NAMED.get(name, name)
    return tuple(int(name[i:i + 2], 16) for i in (0, 2, 4))


def grounds_of(cell, is_light_ground):
    fg = colour(cell.fg, "000000" if is_light_ground else "ffffff")
    bg = colour(cell.bg, "ffffff" if is_light_ground else "000000")
    return (bg, fg) if cell.reverse else (fg, bg)


def photographed(screen, font, points, is_light_ground):
    """The screen, cell by cell as a terminal draws it: ground first, then the glyph where its font puts it, smoothed."""
    face = ImageFont.truetype(FONTS[font], round(points * PIXELS_A_POINT))
    ascent, descent = face.getmetrics()
    width, height = round(face.getlength("M")), ascent + descent
    lines, columns = screen.screen.lines, screen.screen.columns
    picture = Image.new("RGB", (columns * width, lines * height))
    draw = ImageDraw.Draw(picture)
    for y in range(lines):
        for x in range(columns):
            cell = screen.cell(y, x)
            fg, bg = grounds_of(cell, is_light_ground)
            draw.rectangle((x * width, y * height, (x + 1) * width - 1, (y + 1) * height - 1), fill=bg)
            if cell.data.strip():
                draw.text((x * width, y * height), cell.data, font=face, fill=fg)
    return picture


def read_by_camera(picture, tmp_path):
    path = os.path.join(tmp_path, "screen.png")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    with open(path, "wb") as file:
        file.write(buffer.getvalue())
    done = subprocess.run(["zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", path], stdout=subprocess.PIPE, text=True,
                          check=False, timeout=60)
    return done.stdout.rstrip("\n")


def assert_readable(screen, tmp_path, text, grounds=(False, True)):
    missed = [(font, points, ground) for font in FONTS for points in POINTS for ground in grounds
              if read_by_camera(photographed(screen, font, points, ground), tmp_path) != text]
    assert not missed


@pytest.mark.parametrize("setting", ['theme = "dark";', 'theme = "light";', 'theme = "contrast";', 'theme = "mono";', "ascii = true;"])
def test_with_each_theme(desk, database, tmp_path, setting):  # noqa: F811
    screen = desk(rows=60, columns=120, extra=f"ui = {{ {setting} }};")
    sell(screen)
    screen.press("F12")
    screen.wait_gone("charged:")
    qris = database.one("SELECT qr_string FROM console.charge WHERE order_id = %s", only_order(database))
    assert_readable(screen, tmp_path, qris)


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "xterm"}, {"TERM": "linux"}, {"TERM": "screen-256color"}, {"TERM": "tmux-256color"}],
                         ids=lambda env: "-".join(env.values()))
def test_on_each_terminal(desk, database, tmp_path, env):  # noqa: F811
    screen = desk(rows=60, columns=120, env=env)
    sell(screen)
    screen.press("F12")
    screen.wait_gone("charged:")
    qris = database.one("SELECT qr_string FROM console.charge WHERE order_id = %s", only_order(database))
    assert_readable(screen, tmp_path, qris)


@pytest.mark.parametrize("term", ["vt220", "xterm-mono"])
def test_without_colours_on_a_dark_ground(desk, database, tmp_path, term):  # noqa: F811
    """What the ground is nobody knows there: it is taken to be dark, as such screens are."""
    screen = desk(rows=60, columns=120, env={"TERM": term})
    sell(screen)
    screen.press("F12")
    screen.wait_gone("charged:")
    qris = database.one("SELECT qr_string FROM console.charge WHERE order_id = %s", only_order(database))
    assert_readable(screen, tmp_path, qris, grounds=(False,))


def test_a_long_code_on_a_small_screen(desk, database, tmp_path):  # noqa: F811
    screen = desk()
    sell(screen)
    screen.press("F12")
    screen.wait_gone("charged:")
    show_code(screen, database)
    screen.wait_for(lambda t: read_by_camera(photographed(t, "DejaVu", 11, False), tmp_path) == QRIS)
    assert_readable(screen, tmp_path, QRIS)
