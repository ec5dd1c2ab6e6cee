"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class VersionedStorage(CompressedManifestStaticFilesStorage):
    """Scripts import each other by versioned names too, so that a page never mixes two releases."""

    support_js_module_import_aggregation = True
