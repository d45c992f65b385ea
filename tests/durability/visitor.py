"""A person at the server, in a few lines of standard library: signs in, reads, posts forms."""

import http.cookiejar
import urllib.parse
import urllib.request


class Visitor:
    """Keeps the cookies of one session."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def sign_in(self, email: str, password: str) -> None:
        """Sign in, or fail."""
        page = self.get("/sign-in/")
        assert "Sign in" in page
        self.post("/sign-in/", {"email": email, "password": password})
        assert any(cookie.name == "sessionid" for cookie in self.jar)

    def get(self, address: str) -> str:
        """Return a page."""
        with self.opener.open(self.site + address, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, address: str, fields: dict[str, str]) -> str:
        """Send a form and return the page it leads to."""
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), "") or ""
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(self.site + address, body, {"Referer": self.site + address})
        with self.opener.open(request, timeout=60) as answer:
            return str(answer.read().decode())
