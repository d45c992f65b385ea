"""Forms: plain Django forms, shown one way. `{{ form }}` gives summary, labels, hints, errors and their ARIA ties.

form = DetailsForm(request.POST or None, initial=…)
if request.method == "POST" and form.is_valid(): …
return render_form(request, "desk/customers/details.html", form, {"customer": customer})
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpResponse
from django.shortcuts import render

from hashmend.kernel.errors import Refused
from hashmend.web.actors import PageRequest
from hashmend.web.htmx import waiting_notices, wants_part

T = TypeVar("T")


class Field(forms.BoundField):
    """A field as the page shows it: the toolkit's classes on its widget."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """Return the widget's attributes with the class that its kind looks like."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if "class" not in widget.attrs:
            built["class"] = _css_of(widget)
        return built

    @property
    def is_choices(self) -> bool:
        """Tell whether the field is a group of ticks or buttons, which needs a legend instead of a label."""
        return isinstance(self.field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect)

    @property
    def is_tick(self) -> bool:
        """Tell whether the field is one tick, whose label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def anchor(self) -> str:
        """Return the id that an error's link leads to."""
        return f"{self.auto_id}_0" if self.is_choices else self.id_for_label or self.auto_id

    @property
    def is_half(self) -> bool:
        """Tell whether the field shares its line with the next (`attrs={"data-half": True}`)."""
        return bool(self.field.widget.attrs.get("data-half"))


def _css_of(widget: Any) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


_OWN_TEMPLATES = {
    "django/forms/widgets/radio.html": "web/forms/choices.html",
    "django/forms/widgets/checkbox_select.html": "web/forms/choices.html",
}


class Renderer(DjangoTemplates):
    """Shows every form of the site with the toolkit's templates."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = Field

    def get_template(self, template_name: str) -> Any:
        """Return a template; groups of ticks or buttons get the toolkit's, whatever widget made them."""
        return super().get_template(_OWN_TEMPLATES.get(template_name, template_name))


def attempt(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """Return what the operation returned; when it refuses, put its sentence on the form and return None.

    `render_form` then answers 409 with all input kept.
    """
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        form.is_refused = True  # type: ignore[attr-defined]
        return None


def render_form(
    request: PageRequest,
    template: str,
    form: forms.BaseForm,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str = "",
    status: int = 0,
) -> HttpResponse:
    """Answer with a page that holds a form: with "Error: " in the title 422 for errors, 409 for a refusal; else 200.

    With `partial`, htmx gets that part of the template alone.
    """
    has_errors = form.is_bound and bool(form.errors)
    values = {**(context or {}), "form": form, "has_errors": has_errors}
    alone = partial and wants_part(request)
    usual = 409 if getattr(form, "is_refused", False) else 422 if has_errors else 200
    response = render(request, f"{template}#{partial}" if alone else template, values, status=status or usual)
    if alone:
        response.write(waiting_notices(request))
    return response
