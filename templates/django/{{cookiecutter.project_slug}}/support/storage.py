"""Names of static files with a digest, which browsers may keep for ever.

Until `collectstatic` has run they are served under their plain names, as WhiteNoise
finds them; its own storage would answer 500.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    manifest_strict = False

    def hashed_name(self, name, content=None, filename=None):
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name
