"""Files that people send: refused early when too large, and judged by what they contain, not by their name."""

import hashlib
from typing import IO, Any, Final

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ENDINGS: Final = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg"}


class LimitedUpload(FileUploadHandler):
    """Lets go of a file that grows beyond `most` bytes while it still arrives; nothing of it is kept.

    Put it first: `request.upload_handlers.insert(0, LimitedUpload(request, most=...))`, before the POST is read.
    """

    def __init__(self, request: HttpRequest, *, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.arrived = 0
        request.upload_was_too_large = False  # type: ignore[attr-defined]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.arrived += len(raw_data)
        if self.arrived > self.most:
            self.request.upload_was_too_large = True  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def was_too_large(request: HttpRequest) -> bool:
    return getattr(request, "upload_was_too_large", False)


def kind_of(file: IO[bytes]) -> str:
    """The media type by content, of PDF, PNG and JPEG; empty for everything else. Leaves the file at its beginning."""
    file.seek(0)
    head = file.read(16)
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(size - 2048, 0))
    tail = file.read()
    file.seek(0)
    if head.startswith(b"%PDF-") and b"%%EOF" in tail:
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in tail[-64:]:
        return PNG
    if head.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in tail[-64:]:
        return JPEG
    return ""


def sha256_of(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()
