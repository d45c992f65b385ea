"""Arithmetic of pages."""

from dataclasses import dataclass

from hashmend.web.formats import shown_number


@dataclass(frozen=True, slots=True)
class Paging:
    """`count` rows in pages of `per`; `asked` after the last page means the last page."""

    count: int
    per: int
    asked: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.count // self.per))

    @property
    def page(self) -> int:
        """Return the page that is shown."""
        return min(max(1, self.asked), self.pages)

    @property
    def first(self) -> int:
        """Return the index of the first row of the page."""
        return (self.page - 1) * self.per

    @property
    def last(self) -> int:
        """Return the index after the last row of the page."""
        return min(self.count, self.first + self.per)

    @property
    def words(self) -> str:
        """Return which rows are shown: "1,051 to 1,100 of 1,500"."""
        if not self.count:
            return "0"
        first, last, count = (shown_number(n) for n in (self.first + 1, self.last, self.count))
        return f"{first} to {last} of {count}"

    @property
    def offered(self) -> list[int]:
        """Return the pages to link to: the first, the last, those around the present one; 0 marks a gap."""
        near = {1, self.pages, self.page} | {self.page + step for step in (-1, 1)}
        offered: list[int] = []
        for number in sorted(n for n in near if 1 <= n <= self.pages):
            if offered and number - offered[-1] == 2:
                offered.append(number - 1)
            elif offered and number - offered[-1] > 2:
                offered.append(0)
            offered.append(number)
        return offered
