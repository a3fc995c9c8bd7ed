"""The design system's macros, in an environment of their own.

Our templates run under StrictUndefined: a wrong name is an error, and not an empty place on the
page of a frightened person. govuk-frontend-jinja is written the other way round and asks for every
parameter that might have been given. So its macros are compiled apart, and reach our templates as
one global, `govuk`.
"""

from types import SimpleNamespace

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader

# What templates/macros/fields.html calls: our name, the folder, the macro in it.
MACROS = {
    "radios": ("radios", "govukRadios"),
    "checkboxes": ("checkboxes", "govukCheckboxes"),
    "input": ("input", "govukInput"),
    "error_summary": ("error-summary", "govukErrorSummary"),
    "button": ("button", "govukButton"),
    "details": ("details", "govukDetails"),
    "inset": ("inset-text", "govukInsetText"),
    "warning": ("warning-text", "govukWarningText"),
}


def govuk_macros() -> SimpleNamespace:
    """The macros by our names, each called with one dict of its parameters."""
    environment = Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return SimpleNamespace(
        **{
            name: getattr(
                environment.get_template(
                    f"govuk_frontend_jinja/components/{folder}/macro.html"
                ).module,
                macro,
            )
            for name, (folder, macro) in MACROS.items()
        }
    )
