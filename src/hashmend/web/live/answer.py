"""The answer to a browser that subscribed: an event stream that the server goes on with after the page is done."""

from collections.abc import AsyncIterator

from django.http import HttpResponse

from hashmend.web.live.hub import HUB, Subscription


class LiveAnswer(HttpResponse):
    """An empty answer with a stream behind it, see `hashmend.config.hybrid.Lasting`."""

    def __init__(self, subscription: Subscription) -> None:
        super().__init__(content_type="text/event-stream")
        self.subscription = subscription
        self.headers["X-Accel-Buffering"] = "no"

    def stream(self) -> AsyncIterator[bytes]:
        """Yield what the browser is told."""
        return HUB.stream(self.subscription)
