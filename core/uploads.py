"""Files that people send: refused early when too large, and judged by what they contain, not by their name."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import IO, Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from core.errors import ActionRefused

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


_PAGE: Final = re.compile(rb"/Type\s*/Page(?![a-zA-Z])|/ObjStm")  # objects in a compressed stream hide their pages


def has_no_page(pdf: IO[bytes]) -> bool:
    """Whether a PDF certainly has no page. Leaves the file at its beginning."""
    pdf.seek(0)
    end = b""
    while block := pdf.read(1 << 20):
        if _PAGE.search(end + block):
            pdf.seek(0)
            return False
        end = block[-32:]
    pdf.seek(0)
    return True


def sha256_of(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def limits_upload(most: int) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorates a view that takes a file of at most `most` bytes from somebody signed in."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        protected = csrf_protect(view)

        @csrf_exempt  # only so that the limit is set before the body is read; `protected` is what its name says
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and request.user.is_authenticated:
                request.upload_handlers = [LimitedUpload(request, most=most), *request.upload_handlers]
            return protected(request, *args, **kwargs)

        return wrapped

    return decorate


# --- Proofs: a row's one file, in its fields proof, proof_name, proof_type and proof_sha256 ---------------------------
def change_proof(row: Any, proof: UploadedFile | None, *, drops: bool) -> None:
    """Put `proof` in the place of what is there, or drop that; the row is not saved. Raises ActionRefused.

    Judged by what the file contains, whatever it is called.
    """
    if proof is not None or drops:
        forget_proof(row)
        row.proof, row.proof_name, row.proof_type, row.proof_sha256 = "", "", "", ""
    if proof is None:
        return
    assert proof.file is not None
    media_type = kind_of(proof.file)
    if not media_type:
        raise ActionRefused("This is neither a PDF nor a PNG or JPEG picture.", field="proof")
    name = (proof.name or "proof").replace("\\", "/").rsplit("/", 1)[-1]
    row.proof_name, row.proof_type, row.proof_sha256 = name[-200:], media_type, sha256_of(proof.file)
    row.proof = proof


def forget_proof(row: Any) -> None:
    """Once it is certain that nobody needs the file any more."""
    if row.proof:
        storage, name = row.proof.storage, str(row.proof.name)
        transaction.on_commit(lambda: storage.delete(name))


def proof_response(row: Any) -> FileResponse:
    """The file itself, never shown inside a page of ours: a browser saves it."""
    name, ending = row.proof_name, ENDINGS[row.proof_type]
    if not name.lower().endswith((ending, ".jpeg")):
        name += ending
    response = FileResponse(row.proof.open(), content_type=row.proof_type, filename=name, as_attachment=True)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
