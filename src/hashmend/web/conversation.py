"""A conversation between two sides: the thread, what is new in it, and the field to answer. Without domain words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from hashmend.web.formats import counted

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


@dataclass(frozen=True, slots=True)
class Said:
    """One message as one reader sees it. `side` names who speaks ("Repair centre", "Customer")."""

    id: int
    author: str
    side: str
    at: datetime
    body: SafeString
    is_mine: bool
    is_internal: bool = False
    is_new: bool = False


class AnswerForm(forms.Form):
    """What somebody writes. `key` is made with the form, so that sending twice is one message."""

    body = forms.CharField(
        label="Message",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-send-key": True, "data-count": 10_000}),
    )
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class NoteForm(AnswerForm):
    """What somebody notes for their own side only; its field says so."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].label = "Internal note"


def linked(text: str) -> SafeString:
    """Return typed text with http and https addresses as links; everything else is shown literally."""
    parts: list[str] = []
    at = 0
    for found in _LINK.finditer(text):
        parts.append(conditional_escape(text[at : found.start()]))
        parts.append(format_html('<a href="{0}" rel="noopener nofollow" target="_blank">{0}</a>', found.group()))
        at = found.end()
    parts.append(conditional_escape(text[at:]))
    return mark_safe("".join(parts))


def first_new(entries: Sequence[Said]) -> int:
    """Return the id of the first message that is new, 0 for none: the line of news stands above it."""
    return next((entry.id for entry in entries if entry.is_new), 0)


def news_since(after: str, entries: Sequence[Said], clock_time: str) -> dict[str, str]:
    """Return what is said after looking again: `checked` for the Update button, `waiting` for the look by itself.

    `after` is the id of the last message on the screen, as the page sends it; without one nothing is said.
    """
    if not (after.isascii() and after.isdecimal()):
        return {"checked": "", "waiting": ""}
    fresh = sum(1 for entry in entries if entry.id > int(after) and not entry.is_mine)
    words = counted(fresh, "new message")
    return {
        "checked": f"{words}." if fresh else f"No new messages, checked {clock_time}.",
        "waiting": f"{words}: press Update." if fresh else "",
    }
