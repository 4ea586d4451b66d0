#!/usr/bin/env python3
"""Build the faces that print uses (docs/adr/0002-fonts-for-names.md).

Takes whole faces from Debian's font packages and, what Debian has not, from a Python package; drops what print does not need
(hinting, vertical metrics, rare CJK glyphs), and writes WOFF2 files, their licences and `faces.json`, the ranges of
characters that each face has.

    uv run bin/build_print_fonts.py [face ...]     # needs Debian's apt-get and dpkg-deb; about four minutes for all

Nothing in the application calls it: the result is kept in the repository.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HOUSE = Path(__file__).resolve().parent.parent
FONTS = HOUSE / "core" / "printing" / "fonts"
PACKAGES = {"fonts-ebgaramond": "eb-garamond", "fonts-noto-core": "noto", "fonts-noto-cjk": "noto-cjk"}
GARAMOND = "opentype/ebgaramond/EBGaramond12-"
NOTO = "truetype/noto/Noto"
CJK = "opentype/noto/NotoSerifCJK-Regular.ttc"

SCRIPTS = (
    "hebrew", "devanagari", "thai", "armenian", "georgian", "bengali", "gurmukhi", "gujarati", "tamil", "telugu",
    "kannada", "malayalam", "sinhala", "khmer", "lao", "myanmar", "ethiopic", "tibetan",
)  # fmt: skip

# In the order in which they are tried for a name.
WHOLE_FACES = {
    "garamond": GARAMOND + "Regular.otf",
    "garamond-italic": GARAMOND + "Italic.otf",
    "serif": NOTO + "Serif-Regular.ttf",
    "arabic": NOTO + "NaskhArabic-Regular.ttf",
    **{script: f"{NOTO}Serif{script.title()}-Regular.ttf" for script in SCRIPTS},
    "math": NOTO + "SansMath-Regular.ttf",
    "symbols": NOTO + "SansSymbols-Regular.ttf",
    "pictures": NOTO + "SansSymbols2-Regular.ttf",
}
# Posters, slides and handouts are set in the typeface of our pages, in fixed weights.
PAGE_FACES = {"sans": ("", 400), "sans-bold": ("", 600), "sans-italic": ("-Italic", 400)}
PAGE_PACKAGE, PAGE_VERSION = "fontpkg_source_sans_3", "3.52"
# The entries of a face's table of names by which it is called.
CALLED = (1, 3, 4, 6)
# All its letters with their marks, punctuation and signs; no superscript letters of phonetics, no drawings.
PAGE_BLOCKS = ((0x20, 0x1CFF), (0x1E00, 0x22FF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF))
# Without small capitals and the alternates that nothing of ours asks for.
PAGE_FEATURES = ["ccmp", "dnom", "frac", "kern", "liga", "locl", "mark", "mkmk", "numr", "pnum"]
HANGUL = frozenset(range(0xAC00, 0xD7A4))
# Which national sets of characters Chinese, Japanese and Korean names are registered in.
HAN_SETS = ("gbk", "big5", "euc_jis_2004", "cp932", "euc_kr")
# Forms that families write and no national set lists, 𠮷 among them.
RARE_HAN = (
    "㐅㐧㒈㔾㗞㘔㢡㢭㦤㦸㩜㪅㫄㫋㫳㬵㯳㴱㵎㷌㹀㺊㻚㾱㿜䄃䊓䐌䕺䖾䘐䚮䜟䟦䠞䬸䭾䰸䳡龴龼龽龾龿鿀鿁鿂鿄鿆鿌"
    "𠂊𠂰𠃵𠅘𠔿𠖱𠘑𠛬𠟈𠤎𠦄𠩤𠮷𠵘𡨚𢘉𢹂𢿫𣏌𣏾𣟱𣲾𤁋𤋮𤏐𤣩𤸄𤿲𥙿𥡴𥧌𥫗𦈢𦉪𦦙𦲞𧢲𧦴𧰼𧵳𧺯𨓜𨳝𨸏𨸗𨻶𩠐𩵋𩿗𪊲"
    "𪧦𫝆𫝑𫝓𫝚𫝜𫝥𫝶𫝷𫝼𫞂𫞉𫞋𫞎𫞔𫞬𫞯𫞽𫟉𫟏𫟒𫟘𫟰𫠍𫠗𫠚𭕄𮉸𮕩𮛪"
)


@dataclass(frozen=True)
class Recipe:
    """`index` is the language's place in the CJK collection; empty `characters` means all."""

    source: str
    characters: frozenset[int] = frozenset()
    index: int = -1


def encodable(codec: str) -> set[int]:
    found = set()
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x30000)):
        try:
            chr(code).encode(codec)
        except UnicodeEncodeError:
            continue
        found.add(code)
    return found


def han_characters() -> frozenset[int]:
    east_asian = {code for codec in HAN_SETS for code in encodable(codec) if code >= 0x2E80}
    return frozenset((east_asian - HANGUL) | {*range(0x20, 0x7F), 0xB7, 0x30FB} | set(map(ord, RARE_HAN)))


def recipes() -> dict[str, Recipe]:
    whole = {key: Recipe(source) for key, source in WHOLE_FACES.items()}
    return whole | {
        "han": Recipe(CJK, han_characters(), index=2),
        "hangul": Recipe(CJK, HANGUL | {*range(0x20, 0x7F), 0xB7}, index=1),
    }


def unpack(into: Path) -> Path:
    subprocess.run(["apt-get", "download", *PACKAGES], cwd=into, check=True)
    for package in into.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, "x"], cwd=into, check=True)
    return into / "x" / "usr" / "share"


def plain_options(features: list[str]) -> subset.Options:
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.layout_features = features
    return options


def options_for(recipe: Recipe) -> subset.Options:
    if not recipe.characters:
        return plain_options(["*"])
    # `locl` keeps the Japanese, Korean and traditional forms of one character apart.
    options = plain_options(["locl", "ccmp", "kern"])
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    return options


def build(recipe: Recipe, source: Path, target: Path) -> None:
    options = options_for(recipe)
    font = TTFont(source, fontNumber=recipe.index, lazy=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=recipe.characters or font.getBestCmap())
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def build_page_faces(wanted: Iterable[str]) -> None:
    """Weights of Source Sans 3, whole: what lies in static/fonts is cut into ranges for browsers, and lacks “‑” and “ị”."""
    with tempfile.TemporaryDirectory() as folder:
        package = f"{PAGE_PACKAGE}=={PAGE_VERSION}"
        subprocess.run(["uv", "pip", "install", "--no-deps", "--target", folder, package], check=True)
        for key in wanted:
            slope, weight = PAGE_FACES[key]
            source = Path(folder) / PAGE_PACKAGE / "files" / f"SourceSans3{slope}[wght].ttf"
            build_page_face(source, weight, FONTS / f"{key}.woff2")
        licence = (Path(folder) / PAGE_PACKAGE / "LICENSE").read_text()
        (FONTS / "LICENSE-source-sans-3.txt").write_text(licence)


def build_page_face(source: Path, weight: int, target: Path) -> None:
    font = instantiateVariableFont(TTFont(source), {"wght": weight})
    options = plain_options(PAGE_FEATURES)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for code in font.getBestCmap() if any(a <= code <= z for a, z in PAGE_BLOCKS)])
    subsetter.subset(font)
    # Its licence reserves the name “Source” for the whole face.
    for record in font["name"].names:
        if record.nameID in CALLED:
            record.string = record.toUnicode().replace("Source", "Print")
    subset.save_font(font, str(target), options)


def ranges(codes: Iterable[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def main() -> None:
    wanted = sys.argv[1:] or [*recipes(), *PAGE_FACES]
    FONTS.mkdir(parents=True, exist_ok=True)
    if of_pages := [key for key in PAGE_FACES if key in wanted]:
        build_page_faces(of_pages)
    if from_debian := [key for key in wanted if key in recipes()]:
        build_from_debian(from_debian)
    covered = {key: ranges(TTFont(FONTS / f"{key}.woff2").getBestCmap()) for key in (*recipes(), *PAGE_FACES)}
    lines = [f'  "{key}": {json.dumps(codes, separators=(",", ":"))}' for key, codes in covered.items()]
    (FONTS / "faces.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def build_from_debian(wanted: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        share = unpack(Path(folder))
        for key in wanted:
            recipe = recipes()[key]
            build(recipe, share / "fonts" / recipe.source, FONTS / f"{key}.woff2")
        for package, name in PACKAGES.items():
            licence = (share / "doc" / package / "copyright").read_text()
            (FONTS / f"LICENSE-{name}.txt").write_text(licence)


if __name__ == "__main__":
    main()
