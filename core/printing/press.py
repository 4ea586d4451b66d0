"""Laying out pages from HTML and CSS with our own typefaces, and nothing fetched from anywhere.

WeasyPrint's objects must not be shared between threads, so each thread has a press of its own and one draws at a
time. A worker process draws with one press for its whole life: that makes a page three times as quick.
"""

import base64
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from core.printing.printable import FONTS, Face, family
from core.printing.qr import PNG

_one_at_a_time = threading.Lock()
_presses = threading.local()


class ShippedFilesOnly(URLFetcher):
    """Opens our own faces, what lies beside our style sheets, and pictures in the page; refuses everything else."""

    def __init__(self, *folders: Path) -> None:
        super().__init__(allowed_protocols=("file", "data"), fail_on_errors=True)
        self.folders = {FONTS, *folders}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(PNG):
            return URLFetcherResponse(url, base64.b64decode(url.removeprefix(PNG)), {"Content-Type": "image/png"})
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not any(path.is_relative_to(folder) for folder in self.folders):
            raise ValueError(f"A printed page may not fetch {url}")
        return URLFetcherResponse(url, path.read_bytes())


class Press:
    """What drawing needs and can be kept: typefaces, style sheets, images and the fetcher."""

    def __init__(self) -> None:
        self.fetcher = ShippedFilesOnly()
        self.fonts = FontConfiguration()
        self.images: dict[str, object] = {}
        self.loaded: set[str] = set()
        self.styles: dict[Path, CSS] = {}

    def load(self, faces: Iterable[Face]) -> None:
        """Make faces known to the text engine, each once: the large ones wait until a text needs them."""
        for face in faces:
            if face.key not in self.loaded:
                rule = f'@font-face {{ font-family: "{family(face)}"; src: url("{face.path.as_uri()}") }}'
                CSS(string=rule, font_config=self.fonts, url_fetcher=self.fetcher)
                self.loaded.add(face.key)

    def style(self, path: Path) -> CSS:
        """A style sheet of ours, which may use what lies beside it."""
        if path not in self.styles:
            self.fetcher.folders.add(path.parent)
            self.styles[path] = CSS(path, font_config=self.fonts, url_fetcher=self.fetcher)
        return self.styles[path]

    def lay_out(self, html: str, *, styles: Iterable[CSS]) -> Document:
        page = HTML(string=html, base_url=FONTS.as_uri() + "/", url_fetcher=self.fetcher)
        # QR codes differ each time and must not stay in the cache of images.
        images = dict(self.images)
        document = page.render(font_config=self.fonts, stylesheets=list(styles), cache=images)
        self.images = {url: image for url, image in images.items() if not str(url).startswith(PNG)}
        return document


@contextmanager
def at_press() -> Iterator[Press]:
    """This thread's press, while nobody else draws."""
    with _one_at_a_time:
        if not hasattr(_presses, "press"):
            _presses.press = Press()
        yield _presses.press
