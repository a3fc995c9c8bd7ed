"""Staff: who works at a partner's desk."""

from uuid import UUID

from sqlalchemy.orm import Mapped

from webapp.bank.table import Table, made_id


class StaffRow(Table):
    """A member of staff."""

    __tablename__ = "staff"

    id: Mapped[UUID] = made_id()
