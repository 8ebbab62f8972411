"""A plain browser: follows links, sends forms and files, with the cookies that it was given."""

import httpx

from tests.html_pages import ReadPage, read_page
from tests.integration.mps.conftest import Platform

BOUNDARY = "----frontiere-7MA4YWxk"


class Browser:
    """Follows links and sends forms, with the cookies that it was given."""

    def __init__(self, platform: Platform) -> None:
        self._client = platform.client
        self._base = platform.settings.public_url
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, url: str, body: bytes | None = None, **headers: str) -> httpx.Response:
        given = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        answered = self._client.request(method, url.removeprefix(self._base), content=body, headers=given)
        for cookie in answered.headers.get_list("set-cookie"):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answered

    def read(self, url: str) -> ReadPage:
        answered = self.ask("GET", url)
        assert answered.status_code == 200, answered.text
        assert "default-src 'none'" in answered.headers["content-security-policy"]
        return read_page(answered.text)

    def send(self, url: str, body: bytes, **headers: str) -> ReadPage:
        answered = self.ask("POST", url, body, **headers)
        assert answered.status_code == 200, answered.text
        return read_page(answered.text)

    def enter(self, url: str) -> str:
        """Go through the door of a link; give the address of the page."""
        door = self.read(url)
        answered = self.ask("POST", door.actions[0], door.filled(action="ouvrir"))
        assert answered.status_code == 303, answered.text
        assert "HttpOnly" in answered.headers["set-cookie"]
        return str(answered.headers["location"])

    def upload(
        self, url: str, name: str, content: bytes, *, without: tuple[str, ...] = (), **fields: str
    ) -> httpx.Response:
        """Send the form of the page of papers with a file, as a browser writes it."""
        shown = dict(self.read(url).fields)
        kept = {key: value for key, value in ({**shown, **fields}).items() if key not in without}
        return self.ask("POST", url, multipart(kept, name, content), Content_Type=CONTENT_TYPE)


CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def multipart(fields: dict[str, str], name: str, content: bytes) -> bytes:
    """Write a form with its file after its fields."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}' for key, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="piece"; filename="{name}"\r\n'
    parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n")
    return "\r\n".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
