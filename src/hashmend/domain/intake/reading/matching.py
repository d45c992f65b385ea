"""From what people write ("WM M30S++ VE40", "ANTMINER S19J PRO 104TH") to one trade model of the catalogue.

A model is matched only when every word is accounted for: the model's own name, its maker, a hash rate, a hardware
variant, or words known to say nothing. "S19" never becomes "S19 Pro", nor "S19 Ultra" an "S19": what is left over
makes the match a suggestion for a person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise

from hashmend.domain.intake.reading.model_words import FAMILIES, MAKERS, NOISE, normal_words

_HASHRATE = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)(?:TH/?S?|T|ТХ|Т)")
_OTHER_RATE = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?(?:MH?/?S?|GH?/?S?|KSOL|KH)")
_BARE = re.compile(r"\d{2,4}(?:[.,]\d{1,2})?")
_VARIANT = re.compile(r"V[A-Z]?\d{2}[A-Z]?")
_NEUTRAL = re.compile(r"\d{2,5}(?:W|V|KW|J/TH?|J/T|HZ|NM|A)|\d+(?:[.,]\d+)?J/TH?|APW\d+\S*|X\d|\d+PCS")
_MOST_SUGGESTIONS = 200  # a column with more different texts holds no models
EXACT, SUGGESTED, NONE = "exact", "suggested", "none"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A trade model as the matcher needs it; `bins` are the hash rates in TH/s it was sold with."""

    id: str
    maker: str
    name: str
    aliases: tuple[str, ...] = ()
    bins: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelMatch:
    """What a text was taken for. `confidence`: "exact", "suggested" (ask a person) or "none"."""

    typed: str
    model: KnownModel | None = None
    confidence: str = NONE
    nominal_ths: Decimal | None = None

    @property
    def is_sure(self) -> bool:
        """Tell whether the model can be taken without asking."""
        return self.confidence == EXACT


class ModelMatcher:
    """Matches free text against the models of the catalogue; answers are kept, as lists repeat themselves."""

    def __init__(self, models: Iterable[KnownModel], chosen: dict[str, str] | None = None) -> None:
        """`chosen` maps texts a person has assigned by hand to model ids; "" means "leave it unknown"."""
        self.models = tuple(models)
        self._by_id = {model.id: model for model in self.models}
        self._chosen = {_folded(text): model_id for text, model_id in (chosen or {}).items()}
        self._keys: dict[str, list[KnownModel]] = {}
        for model in self.models:
            for name in (model.name, *model.aliases):
                for key in _keys_of(name):
                    known = self._keys.setdefault(key, [])
                    if model not in known:
                        known.append(model)
        self._answers: dict[str, ModelMatch] = {}
        self._known: dict[str, bool] = {}

    def match(self, typed: str) -> ModelMatch:
        """Return the model a text names, or a suggestion, or none."""
        if typed not in self._answers:
            self._answers[typed] = self._match(typed)
        return self._answers[typed]

    def knows(self, typed: str) -> bool:
        """Tell whether a text names a model for sure; much cheaper than `match` for texts that do not."""
        if typed not in self._known:
            words = normal_words(typed) if 1 < len(typed) <= 80 and any(c.isdigit() for c in typed) else []
            self._known[typed] = bool(words) and self._by_words(typed, words) is not None
        return self._known[typed]

    def named(self, name: str) -> KnownModel | None:
        """Return the model of exactly this name."""
        return next((model for model in self.models if model.name == name), None)

    def _match(self, typed: str) -> ModelMatch:
        words = normal_words(typed)
        found = (self._by_words(typed, words) if words else None) or ModelMatch(typed)
        if words and not found.is_sure and len(self._answers) < _MOST_SUGGESTIONS:
            found = self._suggestion(typed, words)
        chosen = self._chosen.get(_folded(typed))
        if chosen is not None:
            model = self._by_id.get(chosen)
            return ModelMatch(typed, model, EXACT if model else NONE, found.nominal_ths)
        return found

    def _by_words(self, typed: str, words: list[str]) -> ModelMatch | None:
        makers = _makers(words)
        bare = [word for word in words if word not in NOISE]
        named = [word for word in words if word not in FAMILIES]
        for kept in (words, named, bare, [word for word in bare if word in named]):
            answer = self._exact(typed, kept, makers)
            if answer:
                return answer
        return None

    def _exact(self, typed: str, words: list[str], makers: set[str]) -> ModelMatch | None:
        """Try the longest beginning that is a model, with a hash rate, variant or nothing after it."""
        text, borders = _joined(words)
        for end in range(len(text), 1, -1):
            models = self._of_maker(self._keys.get(text[:end], []), makers)
            if not models:
                continue
            rest = _rest(text, end, borders)
            if rest is None:
                return None
            rate = _rate(rest)
            inside = end not in borders and text[end - 1].isdigit() and text[end : end + 1].isdigit()
            if inside:
                models = [m for m in models if rate in m.bins]
            model = _one(models, rate)
            return ModelMatch(typed, model, EXACT, _terahash(rest, model)) if model else None
        return None

    def _of_maker(self, models: list[KnownModel], makers: set[str]) -> list[KnownModel]:
        if not makers:
            return models
        return [m for m in models if any(maker in f"{m.maker} {m.name}".upper() for maker in makers)]

    def _suggestion(self, typed: str, words: list[str]) -> ModelMatch:
        """The longest model name anywhere in the words, else the nearest spelling."""
        makers = _makers(words)
        words = [word for word in words if word not in NOISE | FAMILIES]
        rate = _rate([word for word in words if _HASHRATE.fullmatch(word)])
        model = _one(self._longest_inside(words, makers), rate) or _one(self._nearest(words, makers), rate)
        return ModelMatch(typed, model, SUGGESTED if model else NONE, rate)

    def _longest_inside(self, words: list[str], makers: set[str]) -> list[KnownModel]:
        best: tuple[int, list[KnownModel]] = (1, [])
        for start in range(min(len(words), 12)):
            for stop in range(start + 1, min(len(words), start + 6) + 1):
                key = "".join(words[start:stop])
                models = self._of_maker(self._keys.get(key, []), makers)
                if models and len(key) > best[0]:
                    best = (len(key), models)
        return best[1]

    def _nearest(self, words: list[str], makers: set[str]) -> list[KnownModel]:
        bare = "".join(word for word in words if not _HASHRATE.fullmatch(word))
        if len(bare) < 3 or len(bare) > 24:
            return []
        longer = sorted((key for key in self._keys if key.startswith(bare)), key=len)
        near = longer[:1] or get_close_matches(bare, list(self._keys), n=1, cutoff=0.8)
        return self._of_maker(self._keys[near[0]], makers) if near else []


def _makers(words: list[str]) -> set[str]:
    return {MAKERS[word] for word in words if word in MAKERS}


def _keys_of(name: str) -> set[str]:
    """Return the compact spellings of a catalogue name: whole, without its family word, and without its hash rate."""
    words = normal_words(name)
    short = [word for word in words if word not in FAMILIES]
    rateless = [word for word in short if not _HASHRATE.fullmatch(word)]
    keys = {"".join(words)} | {key for key in ("".join(short), "".join(rateless)) if any(c.isdigit() for c in key)}
    if "AVALON" in words and re.fullmatch(r"A\d{3,4}[A-Z]*", short[0] if short else ""):
        keys.add("AVALON" + "".join(short)[1:])
    return {key for key in keys if len(key) >= 2}


def _joined(words: list[str]) -> tuple[str, set[int]]:
    text, borders = "", set()
    for word in words:
        text += word
        borders.add(len(text))
    return text, borders


def _rest(text: str, end: int, borders: set[int]) -> list[str] | None:
    """Return the words after a model's name when each is a hash rate, variant or neutral figure, else None."""
    stops = sorted({end, len(text)} | {border for border in borders if border > end})
    words = [text[a:b] for a, b in pairwise(stops)]
    kinds = (_HASHRATE, _OTHER_RATE, _BARE, _VARIANT, _NEUTRAL)
    split = [part for word in words for part in re.findall(r"V[A-Z]?\d{2}(?=\d)|.+", word)]
    return split if all(any(kind.fullmatch(word) for kind in kinds) for word in split) else None


def _rate(words: list[str]) -> Decimal | None:
    for pattern in (_HASHRATE, _BARE):
        for word in words:
            found = pattern.fullmatch(word)
            if found:
                return Decimal((found[1] if pattern is _HASHRATE else found[0]).replace(",", "."))
    return None


def _terahash(rest: list[str], model: KnownModel) -> Decimal | None:
    """A bare number is a hash rate in TH/s only for a model that is sold by TH/s ("L7 9050" is not)."""
    rate = _rate(rest)
    explicit = any(_HASHRATE.fullmatch(word) for word in rest)
    return rate if explicit or (model.bins and rate is not None and rate <= 1500) else None


def _one(models: list[KnownModel], rate: Decimal | None) -> KnownModel | None:
    """Return the only model, or the only one that was sold with this hash rate."""
    if len(models) == 1:
        return models[0]
    fitting = [model for model in models if rate is not None and rate in model.bins]
    return fitting[0] if len(fitting) == 1 else None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
