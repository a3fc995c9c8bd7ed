"""The figures of a quarter, on the page and as a file."""

from datetime import date

from flask import Response, abort, render_template, request

from webapp.bank.referral_stats import QuarterStats, QuarterUnknown, make_quarter, write_quarter
from webapp.casework.desk import View, desk
from webapp.casework.referrals import today
from webapp.tools import tools

SHOWN = 8


def figures() -> View:
    """The quarter that is asked for, or this one."""
    this = _quarter_of(today())
    return render_template(
        "casework/figures.html",
        slug="figures",
        stats=_stats(*this),
        quarters=[_before(*this, back) for back in range(SHOWN)],
    )


def figures_csv() -> View:
    """The same as a file for a spreadsheet."""
    stats = _stats(*_quarter_of(today()))
    name = f"stillmine-{stats.year}-q{stats.quarter}.csv"
    answer = Response(write_quarter(stats), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _stats(year: int, quarter: int) -> QuarterStats:
    asked = request.args.get("quarter", f"{year}-{quarter}")
    try:
        year, quarter = (int(part) for part in asked.split("-", 1))
        return tools().bank.run(make_quarter, desk().partner_id, year, quarter)
    except (ValueError, QuarterUnknown):
        abort(404)


def _quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def _before(year: int, quarter: int, back: int) -> tuple[int, int]:
    years, left = divmod(year * 4 + quarter - 1 - back, 4)
    return years, left + 1
