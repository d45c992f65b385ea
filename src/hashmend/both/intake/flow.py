"""What happens on the screens of a list; desk and portal call this with rows their people may see."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from hashmend.both.intake.forms import ReadingForm, UploadForm
from hashmend.both.intake.preview import preview_screen
from hashmend.domain.batches import row
from hashmend.domain.catalogue.queries import model_choices
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.intake.operations import correct_list, import_list, upload_list
from hashmend.domain.intake.queries import BAD_ROWS_HEADER, bad_rows, list_of, preview_of
from hashmend.domain.logistics.models import Container
from hashmend.kernel.errors import Refused
from hashmend.web import csv, htmx
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.forms import render_form


@dataclass(frozen=True, slots=True)
class ListFlow:
    """The screens of one side; `side` is the namespace of its URLs, `container_page` the name of a container's page."""

    side: str
    container_page: str

    def upload(self, request: PageRequest, container: Container) -> HttpResponse:
        """Show the form and the container's earlier lists; keep a list and go on to its columns."""
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        context = {"container": container, "lists": self._lists(request, container), **self._urls(container)}
        if request.method == "POST" and form.is_valid():
            try:
                kept = upload_list(row(container), form.cleaned_data["file"][0], by=request.actor)
            except Refused as refusal:
                form.add_error("file", refusal.sentence)
                return render_form(request, "both/intake/upload.html", form, context, status=409)
            return redirect(f"{self.side}:list-columns", kept.public_id)
        return render_form(request, "both/intake/upload.html", form, context)

    def columns(self, request: PageRequest, upload: ListUpload) -> HttpResponse:
        """Show how the list is read; keep corrections and go on to the preview, or read again."""
        read, models = list_of(upload), model_choices(with_variants=False)
        form = ReadingForm(
            request.POST if request.method == "POST" else None,
            read=read,
            choice=upload.reading,
            models={each.name: each.code for each in models},
        )
        context = {
            "upload": upload,
            "read": read,
            "model_names": [each.name for each in models],
            "header_is_shown": read.header_row is not None,
            **self._urls(upload.container, upload),
        }
        if request.method == "POST" and form.is_valid():
            return self._corrected(request, upload, form, context)
        return render_form(request, "both/intake/columns.html", form, context)

    def _corrected(
        self, request: PageRequest, upload: ListUpload, form: ReadingForm, context: dict[str, Any]
    ) -> HttpResponse:
        again = "again" in request.POST
        choice = form.chosen(again=again)
        try:
            correct_list(row(upload), choice, by=request.actor)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return render_form(request, "both/intake/columns.html", form, context, status=409)
        stays = again or choice.sheet not in {None, form.read.sheet}
        return redirect(f"{self.side}:list-columns" if stays else f"{self.side}:list-detail", upload.public_id)

    def preview(self, request: PageRequest, upload: ListUpload) -> HttpResponse:
        """Show what will happen to every row."""
        preview = preview_of(upload, by=request.actor)
        context = {
            "upload": upload,
            "preview": preview,
            "good": len(preview.good),
            "bad": len(preview.bad),
            "screen": preview_screen(preview, request.GET.dict()),
            "has_pallets": any(each.row.container for each in preview.rows),
            "query": request.GET.get("q", ""),
            "verdict": request.GET.get("verdict", ""),
            **self._urls(upload.container, upload),
        }
        return render(request, "both/intake/preview.html", context)

    def confirm(self, request: PageRequest, upload: ListUpload) -> HttpResponse:
        """Import the good rows and say how many."""
        outcome = import_list(row(upload), by=request.actor)
        urls = self._urls(upload.container, upload)
        left = f" {counted(len(outcome.refused), 'row was', 'rows were')} left out." if outcome.refused else ""
        if not outcome.done:
            return htmx.done(request, f"Nothing was new: no machine was imported.{left}", to=urls["preview_url"])
        sentence = f"{counted(len(outcome.done), 'machine')} imported into {upload.container}.{left}"
        return htmx.done(request, sentence, to=urls["preview_url"] if left else urls["container_url"])

    def bad_rows(self, request: PageRequest, upload: ListUpload) -> HttpResponseBase:
        """Send the rows that need mending, with their reasons."""
        name = f"{upload.container.number}-rows-to-mend"
        return csv.download(name, BAD_ROWS_HEADER, bad_rows(preview_of(upload, by=request.actor)))

    def _lists(self, request: PageRequest, container: Container) -> list[tuple[ListUpload, str]]:
        kept = ListUpload.objects.visible_to(request.actor).filter(container=container).select_related("uploaded_by")
        return [(upload, reverse(f"{self.side}:list-detail", args=[upload.public_id])) for upload in kept[:20]]

    def _urls(self, container: Container, upload: ListUpload | None = None) -> dict[str, str]:
        urls = {
            "container_url": reverse(self.container_page, args=[container.number]),
            "upload_url": reverse(f"{self.side}:container-import", args=[container.number]),
        }
        if upload:
            for name, view in (
                ("preview", "detail"),
                ("columns", "columns"),
                ("import", "import"),
                ("bad", "bad-rows"),
            ):
                urls[f"{name}_url"] = reverse(f"{self.side}:list-{view}", args=[upload.public_id])
        return urls
