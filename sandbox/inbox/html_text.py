"""HTML mail as plain words: for search, snippets, and mail without a text part."""

import re
from html.parser import HTMLParser

UNSEEN = frozenset({"script", "style", "head", "title", "noscript"})
BLOCKS = frozenset({"br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "p", "table", "td", "th", "tr"})


class _Words(HTMLParser):
    """Collects what a reader would see, and the addresses of links where asked to."""

    def __init__(self, *, links: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.links = links
        self.words: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part the words of two blocks, and note a link's address."""
        self.unseen += tag in UNSEEN
        if tag in BLOCKS:
            self.words.append(" ")
        href = dict(attrs).get("href") or ""
        if self.links and tag == "a" and href.lower().startswith("http"):
            self.words.append(f" {href} ")

    def handle_endtag(self, tag: str) -> None:
        """End what is not seen, and part blocks."""
        self.unseen -= tag in UNSEEN and self.unseen > 0
        if tag in BLOCKS:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep the text that is seen."""
        if not self.unseen:
            self.words.append(data)


def text_of(html: str, *, links: bool) -> str:
    """Give the words of an HTML document on one line."""
    parser = _Words(links=links)
    parser.feed(html)
    parser.close()
    return re.sub(r"\s+", " ", "".join(parser.words)).strip()
