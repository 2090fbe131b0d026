"""The cursors of lists that come in parts: opaque texts that belong to one question."""

import base64
import json

from service.core.errors import MalformedRequest


def write_cursor(position: int, *question: str) -> str:
    """The cursor of a position in the list that the parameters of a question give."""
    return base64.urlsafe_b64encode(json.dumps([position, *question]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, *question: str) -> int:
    """The position of a cursor, 0 for an empty one. Raises MalformedRequest where it belongs to another question."""
    if not cursor:
        return 0
    try:
        position, *asked = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError) as error:
        raise MalformedRequest(f"The cursor {cursor} is none of ours; leave it out to begin anew.") from error
    if asked != list(question) or not isinstance(position, int) or position < 0:
        raise MalformedRequest(f"The cursor {cursor} belongs to another question; leave it out to begin anew.")
    return position
