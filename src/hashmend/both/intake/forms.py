"""Forms of a customer's list: the file, and how it is read."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hashmend.domain.intake.reading.fields import LABELS, Field
from hashmend.domain.intake.reading.rows import Choice, ReadList
from hashmend.web.fields import FilesField

_SHOWN_MODELS = 150
_FIELD_CHOICES = [("", "Not used"), *((name.value, label) for name, label in LABELS.items())]
_WORDS = "models"


class UploadForm(forms.Form):
    """One file."""

    file = FilesField(
        label="The list",
        accept=".csv,.tsv,.txt,.xlsx",
        several=False,
        help_text="CSV, TSV, XLSX or a scanner's dump, up to 25 MB. Columns and models are recognised; you can correct "
        "them before anything is imported.",
    )


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One text of the model column with its fields."""

    typed: str
    count: int
    is_sure: bool
    name: forms.BoundField
    leave: forms.BoundField


class ReadingForm(forms.Form):
    """How a list is read: sheet, header row, what each column means, which model each text means, which pallet.

    `models` maps the names of catalogue models to their codes.
    """

    sheet = forms.ChoiceField(label="Sheet", required=False)
    header_row = forms.IntegerField(
        label="Row of the column names",
        min_value=0,
        max_value=1_048_576,
        required=False,
        help_text="0 when there is none.",
    )
    pallet = forms.ChoiceField(label="Take the rows of", required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, read: ReadList, choice: Choice, models: Mapping[str, str]
    ) -> None:
        self.read, self.choice, self.models = read, choice, models
        self._codes = {name.casefold(): code for name, code in models.items()}
        self._texts = _texts(read)
        super().__init__(
            data, initial={"sheet": read.sheet, "header_row": read.header_row or 0, "pallet": choice.pallet}
        )
        self._offer_sheets_and_pallets()
        fields_of = {index: name for name, index in read.columns.items()}
        for index in range(read.width):
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=f"Meaning of column {index + 1}, {read.column_label(index)}",
                choices=_FIELD_CHOICES,
                required=False,
                initial=fields_of.get(index, Field.IGNORED).value if index in fields_of else "",
            )
        for typed, (_, name, _) in self._texts.items():
            self._add_model_fields(typed, name)

    def _offer_sheets_and_pallets(self) -> None:
        pallets = list(dict.fromkeys(row.container for row in self.read.rows if row.container))
        if len(self.read.sheets) > 1:
            self.fields["sheet"].choices = [(name, name) for name in self.read.sheets]  # type: ignore[attr-defined]
        else:
            del self.fields["sheet"]
        if len(pallets) > 1 or self.choice.pallet:
            offered = dict.fromkeys([*pallets, *([self.choice.pallet] if self.choice.pallet else [])])
            self.fields["pallet"].choices = [("", "All rows"), *((name, name) for name in offered)]  # type: ignore[attr-defined]
        else:
            del self.fields["pallet"]

    def _add_model_fields(self, typed: str, name: str) -> None:
        left = self.choice.models.get(typed) == ""
        self.fields[f"model-{key_of(typed)}"] = forms.CharField(
            label=f"Model for “{typed}”",
            required=False,
            initial="" if left else name,
            widget=forms.TextInput(attrs={"list": _WORDS, "autocomplete": "off"}),
        )
        self.fields[f"leave-{key_of(typed)}"] = forms.BooleanField(
            label=f"Take “{typed}” without a model", required=False, initial=left
        )

    def columns(self) -> list[tuple[forms.BoundField, str]]:
        """Return the select of every column, with the column's name."""
        return [(self[f"column-{index}"], self.read.column_label(index)) for index in range(self.read.width)]

    def model_lines(self) -> Iterator[ModelLine]:
        """Yield the texts of the model column, those that name no model for sure first."""
        for typed, (count, _, is_sure) in self._texts.items():
            key = key_of(typed)
            yield ModelLine(typed, count, is_sure, self[f"model-{key}"], self[f"leave-{key}"])

    def unsure(self) -> list[ModelLine]:
        """Return the texts that a person has to decide."""
        return [line for line in self.model_lines() if not line.is_sure]

    def sure(self) -> list[ModelLine]:
        """Return the texts that named a model."""
        return [line for line in self.model_lines() if line.is_sure]

    def clean(self) -> dict[str, Any]:
        """Refuse a field that two columns claim, and a model that is not in the catalogue."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        claimed: dict[str, int] = {}
        for index in range(self.read.width):
            name = cleaned.get(f"column-{index}")
            if name and name in claimed:
                self.add_error(
                    f"column-{index}",
                    f"{LABELS[Field(name)]} is column {claimed[name] + 1} already: choose one of them.",
                )
            elif name:
                claimed[name] = index
        for typed in self._texts:
            name = f"model-{key_of(typed)}"
            try:
                self._code(cleaned.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def _code(self, text: str) -> str:
        wanted = text.strip().casefold()
        if not wanted or wanted in self._codes:
            return self._codes.get(wanted, "")
        fitting = [code for name, code in self._codes.items() if wanted in name]
        if len(fitting) == 1:
            return fitting[0]
        reason = "fits several models: choose one from the list" if fitting else "is no model of the catalogue"
        raise ValidationError(f"“{text}” {reason}.")

    def chosen(self, *, again: bool) -> Choice:
        """Return the choice that was made. `again` lets columns be guessed anew under another sheet or header row."""
        data = self.cleaned_data
        sheet, header_row = data.get("sheet") or None, data.get("header_row")
        other_sheet = sheet is not None and sheet != self.read.sheet
        other_row = header_row != (self.read.header_row or 0)
        header = None if other_sheet else header_row
        columns = None if other_sheet or (again and other_row) else self._columns()
        return Choice(
            sheet=sheet or self.choice.sheet,
            header_row=header,
            columns=columns,
            models=self._models(),
            encoding=self.choice.encoding,
            delimiter=self.choice.delimiter,
            pallet=data.get("pallet") or None,
        )

    def _columns(self) -> dict[str, int | str] | None:
        """Return the columns when they differ from the guess; a scanner's dump has none to name."""
        chosen = {
            self.cleaned_data[f"column-{i}"]: i for i in range(self.read.width) if self.cleaned_data[f"column-{i}"]
        }
        guessed = {name.value: index for name, index in self.read.columns.items()}
        if (
            chosen == guessed
            and self.choice.columns is None
            and self.cleaned_data["header_row"] == (self.read.header_row or 0)
        ):
            return None
        return dict(chosen) if chosen or not self.read.is_scan else None

    def _models(self) -> dict[str, str]:
        kept = dict(self.choice.models)
        for typed, (_, name, is_sure) in self._texts.items():
            key = key_of(typed)
            text = self.cleaned_data[f"model-{key}"].strip()
            if self.cleaned_data[f"leave-{key}"]:
                kept[typed] = ""
            elif text and not (is_sure and text == name and typed not in kept):
                kept[typed] = self._code(text)
            elif not text:
                kept.pop(typed, None)
        return kept


def key_of(typed: str) -> str:
    """Return a short name for a text, the same however the list is sorted."""
    return hashlib.sha256(typed.encode()).hexdigest()[:12]


def _texts(read: ReadList) -> dict[str, tuple[int, str, bool]]:
    """Return the texts of the model column: rows, the model named or suggested, whether that is sure; unsure first."""
    found: dict[str, tuple[int, str, bool]] = {}
    for row in read.rows:
        if row.model:
            count = found[row.model][0] if row.model in found else 0
            found[row.model] = (count + 1, row.match.model.name if row.match.model else "", row.match.is_sure)
    ordered = sorted(found.items(), key=lambda item: (item[1][2], -item[1][0], item[0]))
    return dict(ordered[:_SHOWN_MODELS])
