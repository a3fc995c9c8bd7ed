"""The person affected: the wizard, and the case followed up."""

from webapp.case.views import blueprint

__all__ = ["blueprint"]
