"""What the head of a page says to programs (`itaportal.discovery.heads`)."""

from django import template
from django.template.context import RequestContext

from itaportal.discovery.heads import Head, head_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_head(context: RequestContext) -> Head:
    """The head of the page that is being drawn; nothing where it answers no request."""
    request = context.get("request")
    said = {str(name): value for name, value in context.flatten().items()}
    return head_of(request, said) if request is not None else Head()


@register.simple_block_tag
def kept(content: str) -> str:
    """What stands inside, to be said more than once: `{% kept as title %}…{% endkept %}`."""
    return content.strip()
