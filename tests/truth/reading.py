"""A page as a reader meets it: its pieces of text, one for each paragraph, list item, heading and cell."""

from functools import cached_property

from lxml import html

_TAGS = ("p", "li[not(.//p)]", "h1", "h2", "h3", "td", "th", "caption", "summary", "dd", "dt")
_PIECES = " | ".join(f".//{tag}" for tag in _TAGS)
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\u00ad\ufeff"))


def plain(text: str) -> str:
    """Text with single spaces and without the marks that say where a line may end."""
    return " ".join(text.translate(_UNSEEN).replace("\u00a0", " ").split())


class Screen:
    """One rendered page."""

    def __init__(self, page: str) -> None:
        self.root = html.fromstring(page)
        self.main = self.root.get_element_by_id("main")

    def all(self, css_class: str, inside: str = "*") -> list[str]:
        """The texts of the elements with a class."""
        found = self.main.xpath(f".//{inside}[contains(concat(' ', @class, ' '), ' {css_class} ')]")
        return [plain(each.text_content()) for each in found]

    @cached_property
    def pieces(self) -> list[str]:
        """Every piece of text, labels that are read aloud included, empty ones left out."""
        texts = [each.text_content() for each in self.main.xpath(_PIECES)]
        texts += self.main.xpath(".//@aria-label") + self.main.xpath(".//@title")
        return [text for text in map(plain, texts) if text]

    @cached_property
    def bullets(self) -> list[list[str]]:
        """The items of each list of reasons."""
        lists = self.main.xpath(".//ul[contains(@class, 'reasons')]")
        return [[plain(item.text_content()) for item in each.xpath("./li")] for each in lists]

    @cached_property
    def description(self) -> str:
        """What search engines and previews show of the page."""
        (found,) = self.root.xpath("//meta[@name='description']/@content")
        return plain(found)

    def section(self, heading: str) -> list[str]:
        """The pieces of text beside the heading that begins so; empty where there is none."""
        for each in self.main.xpath(".//h2 | .//h3"):
            if plain(each.text_content()).startswith(heading):
                return [plain(item.text_content()) for item in each.getparent().xpath(_PIECES)]
        return []
