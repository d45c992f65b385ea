"""Fields of forms beyond Django's: dates, money, one row out of many, files, scans."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hashmend.domain.files import check_pdf, safe_name
from hashmend.kernel import money
from hashmend.kernel.errors import Refused


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock, to the minute, in the present time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment that people type."""

    widget = MomentInput

    def prepare_value(self, value: Any) -> Any:
        """Return a moment without its seconds, as the browser wants it."""
        value = super().prepare_value(value)
        return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value


class MoneyField(forms.DecimalField):
    """An amount with two decimals, read by `kernel.money`: "1 250.00", "1,250.00" and "1250,5"."""

    def __init__(self, **options: Any) -> None:
        settings: dict[str, Any] = {"max_digits": 12, "decimal_places": 2, "min_value": Decimal(0)} | options
        settings.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**settings)

    def to_python(self, value: Any) -> Any:
        """Return the amount; what is no amount, or could be read in two ways, is an error with the way out."""
        if isinstance(value, str) and value.strip():
            try:
                value = money.parse(value)
            except money.NotAnAmount as why:
                raise ValidationError(str(why), code="invalid") from why
        return super().to_python(value)


class Suggestions(forms.TextInput):
    """A text field with suggestions that the browser filters while one types."""

    template_name = "web/forms/suggestions.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off"} | (attrs or {}))
        self.suggestions: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the template's context with the suggestions."""
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', f'id_{name}')}_list"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"list_id": list_id, "suggestions": self.suggestions}


class SearchField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row out of many, found by typing part of its name; works without JavaScript.

    `label_of(row)` must be different for every row; default `str`.
    """

    widget = Suggestions

    def __init__(self, queryset: Any, *, label_of: Any = str, **options: Any) -> None:
        self.label_of = label_of
        super().__init__(queryset, **options)

    def _set_queryset(self, queryset: Any) -> None:
        super()._set_queryset(queryset)  # type: ignore[misc]
        self._labels: dict[str, Any] | None = None

    queryset = property(forms.ModelChoiceField._get_queryset, _set_queryset)  # type: ignore[attr-defined]

    @property
    def labels(self) -> dict[str, Any]:
        """Return the rows by their labels, read once: in the order of the queryset, else of the labels."""
        if self._labels is None:
            labels = {str(self.label_of(row)): row for row in self.queryset}
            self._labels = labels if self.queryset.ordered else dict(sorted(labels.items()))
        return self._labels

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Hand the labels to the widget when the field is shown."""
        self.widget.suggestions = list(self.labels)
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> Any:
        """Return the label of a row."""
        if hasattr(value, "pk"):
            return self.label_of(value)
        return next((label for label, row in self.labels.items() if row.pk == value), value)

    def to_python(self, value: Any) -> Any:
        """Return the row with this label, whatever its case; a text that fits one row only is enough."""
        text = str(value or "").strip()
        if not text:
            return None
        if text in self.labels:
            return self.labels[text]
        fitting = [row for label, row in self.labels.items() if text.casefold() in label.casefold()]
        same = [row for label, row in self.labels.items() if text.casefold() == label.casefold()]
        if len(same or fitting) == 1:
            return (same or fitting)[0]
        reason = "fits several; choose one from the list" if fitting else "is not in the list"
        raise ValidationError(f"“{text}” {reason}.", code="invalid_choice")


class FilesInput(forms.ClearableFileInput):
    """A place to drop files on or to choose them; shows what was chosen. On a phone `capture` opens the camera."""

    allow_multiple_selected = True
    template_name = "web/forms/files.html"


class FilesField(forms.FileField):
    """Several files at once; `cleaned_data` holds a list. `accept` as in HTML: "image/*", ".csv,.xlsx"."""

    widget = FilesInput

    def __init__(self, *, accept: str = "", several: bool = True, camera: bool = False, **options: Any) -> None:
        attrs: dict[str, Any] = {"accept": accept} if accept else {}
        attrs |= {"multiple": True} if several else {}
        attrs |= {"capture": "environment"} if camera else {}
        super().__init__(widget=FilesInput(attrs=attrs), **options)

    def to_python(self, data: Any) -> Any:
        """Return one uploaded file; an empty one is an error that names it."""
        if getattr(data, "size", None) == 0:
            name = safe_name(data.name, "")
            what = f"“{name}”" if name else "The file"
            raise ValidationError(f"{what} is empty: choose the file again.", code="empty")
        return super().to_python(data)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of uploaded files."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files = [super(FilesField, self).clean(one, None) for one in given]
        if self.required and not files:
            raise ValidationError("Choose at least one file.", code="required")
        return files


class PdfField(FilesField):
    """One PDF; `cleaned_data` holds the file, None without one. What is no PDF is said at the field."""

    def __init__(self, **options: Any) -> None:
        super().__init__(accept=".pdf,application/pdf", several=False, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the uploaded file."""
        files = super().clean(data, initial)
        for one in files:
            try:
                check_pdf(one)
            except Refused as refusal:
                raise ValidationError(refusal.sentence, code="invalid") from refusal
        return files[0] if files else None


class ScanField(forms.CharField):
    """A serial number or MAC, typed or scanned. A scanner's prefix, suffix and line ends do no harm."""

    def __init__(self, **options: Any) -> None:
        attrs = {
            "data-scan": True,
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "enterkeyhint": "next",
            "class": "form-control scan",
        }
        widget = forms.TextInput(attrs=attrs)
        settings: dict[str, Any] = {"max_length": 64, "widget": widget} | options
        super().__init__(**settings)

    def to_python(self, value: Any) -> str:
        """Return the text without the control characters that scanners send."""
        text = "".join(letter for letter in str(value or "") if letter.isprintable())
        return super().to_python(text) or ""
