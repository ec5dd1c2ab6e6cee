"""Static files under names that change with their content."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_STYLES = re.compile(r"css/[\w-]+\.css")
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


class VersionedStorage(CompressedManifestStaticFilesStorage):
    """Scripts import each other by versioned names too, so that a page never mixes two releases.

    Our own style sheets are served without their comments: those are a tenth of what is sent.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, tuple[Storage, str]], **options: Any) -> Iterator[Any]:
        """Version the files, from their source."""
        read = {
            name: (WithoutComments(storage) if OUR_STYLES.fullmatch(name) else storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(read, **options)


class WithoutComments:
    """A storage of style sheets, as far as they are read."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> "File[bytes]":
        """The style sheet."""
        with self.storage.open(path) as source:
            return ContentFile(COMMENT.sub("", source.read().decode()).encode())
