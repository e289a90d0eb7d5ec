"""`{% wholewords %}…{% endwholewords %}`: Thai words between the two are not broken by a browser."""

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.tag
def wholewords(parser: Parser, _token: Token) -> template.Node:
    """Hold the Thai words of what is rendered up to `endwholewords` together (see `typesetting.weblines`)."""
    nodes = parser.parse(("endwholewords",))
    parser.delete_first_token()
    return _WholeWords(nodes)


class _WholeWords(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        from itaportal.typesetting.weblines import whole_words  # its word list is read when a page needs it

        # Escaped by the templates inside; what is added are elements around words of the text.
        return mark_safe(whole_words(self.nodelist.render(context)))  # noqa: S308  # its template has escaped it
