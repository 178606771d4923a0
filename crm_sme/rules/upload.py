"""Which files a customer may send: known kinds of documents and pictures of a bearable size, nothing that runs."""

from __future__ import annotations

MOST_FILES = 10
MOST_MEGABYTES = 10

IMAGES = frozenset({"bmp", "gif", "heic", "heif", "jpeg", "jpg", "png", "tif", "tiff", "webp"})
DOCUMENTS = frozenset(
    {"csv", "doc", "docx", "eml", "log", "odp", "ods", "odt", "pdf", "ppt", "pptx", "rtf", "txt", "xls", "xlsx", "zip"}
)
RECORDINGS = frozenset({"m4a", "mov", "mp3", "mp4", "wav", "webm"})
EXTENSIONS = IMAGES | DOCUMENTS | RECORDINGS

# Parts of the kinds that a browser or a computer would run, whatever the file is called.
ACTIVE_KINDS = (
    "html",
    "svg",
    "xml",
    "javascript",
    "ecmascript",
    "script",
    "executable",
    "dosexec",
    "msdownload",
    "php",
)
# Kinds of office files whose names hold one of the parts above.
OFFICE_KINDS = ("application/vnd.openxmlformats", "application/vnd.oasis.opendocument")

EMPTY = "empty"
TOO_BIG = "size"
WRONG_KIND = "kind"


def refuse(name: str, mimetype: str, size: int) -> str | None:
    """Why a file is not taken (None: it is taken).

    `mimetype` is what the content looks like, not what the sender says it is.
    """
    if size <= 0:
        return EMPTY
    if size > MOST_MEGABYTES * 1024 * 1024:
        return TOO_BIG
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in EXTENSIONS:
        return WRONG_KIND
    kind = mimetype.lower()
    if not kind.startswith(OFFICE_KINDS) and any(part in kind for part in ACTIVE_KINDS):
        return WRONG_KIND
    # Phones send pictures that not every library knows.
    if extension in IMAGES and not kind.startswith("image/") and kind != "application/octet-stream":
        return WRONG_KIND
    return None
