"""The app that holds the frame of all pages: templates, tags, static files and wording."""

from django.apps import AppConfig


class Shared(AppConfig):
    """What all channels share; its wording of refusals is read and checked when the process starts."""

    name = "onelane.channels.shared"
    label = "shared"

    def ready(self) -> None:
        """Make the path converters known and read the wording, so that a mistake in it stops the start."""
        from onelane.channels.shared import inputs, wording

        inputs.register()
        wording.sentences()
