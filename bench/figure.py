"""A measured figure and the bar it has to reach."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    `bar` is the most that `value` may be, or the least if `more_is_better`. `unit` is what both are
    counted in: mostly `x`, since only ratios taken in one run mean anything on another machine.
    `note` says in a few words what was compared, and the raw numbers behind it.
    """

    name: str
    value: float
    bar: float
    unit: str
    note: str = ""
    more_is_better: bool = False

    @property
    def reaches_bar(self) -> bool:
        """True if the value is on the right side of the bar."""
        return self.value >= self.bar if self.more_is_better else self.value <= self.bar

    @property
    def bar_text(self) -> str:
        """The bar as the table shows it."""
        return f"{'>=' if self.more_is_better else '<='} {self.bar:.2f} {self.unit}"
