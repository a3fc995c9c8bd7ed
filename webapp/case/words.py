"""Texts that scripts show: handed over as data, because scripts hold no words of their own."""

from flask_babel import gettext as _


def vault_texts() -> dict[str, str]:
    """What the vault says, by the keys pinned in static/vault/boot.js. {n} and {m} are counts."""
    return {
        "choose": _("Choose images"),
        "choose-more": _("Choose more images"),
        "drop": _("or drag them here"),
        "stays": _("They stay on this device."),
        "formats": _(
            "JPEG, PNG, WebP, AVIF, GIF and BMP work now. HEIC photos and videos come later."
        ),
        "list": _("Your files"),
        "show": _("Show or blur image"),
        "remove": _("Remove"),
        "retry": _("Try again"),
        "cancel": _("Stop, and remove what is not ready"),
        "waiting": _("Waiting"),
        "hashing": _("Making the code …"),
        "done": _("Ready. The code is made."),
        "left": _("Still to do: {n}"),
        "added": _("Added: {n}"),
        "finished": _("Codes ready: {n}. Files not used: {m}."),
        **_refusals(),
        "restarted": _(
            "The program got stuck at one file and was started again. The others go on."
        ),
        "crashed": _(
            "The program stopped. The codes that are ready are kept. To add more files, load the "
            "page again."
        ),
    }


def _refusals() -> dict[str, str]:
    return {
        "quality-too-low": _(
            "This image is too plain or too blurred to be told from others. A clearer or larger "
            "copy may work."
        ),
        "corrupt": _("This file is damaged and does not open. Another copy of it may work."),
        "empty": _("This file is empty."),
        "too-large": _("This image is too large. We can take up to 100 megapixels."),
        "too-small": _("This image is too small to make a code. A larger copy may work."),
        "unsupported": _("We do not know this kind of file. A JPEG or PNG copy works."),
        "heic-later": _("HEIC photos come later. For now, save it as a JPEG and choose that."),
        "video-later": _("Videos come later. For now, a screenshot of the video helps a little."),
        "unreadable": _("Your device did not let us read this file. Choose it once more."),
        "memory": _(
            "Your device has too little memory for this image. Close other apps, then try again."
        ),
        "failed": _("Something went wrong with this image. You can try again."),
        "stopped": _("Not done, because the program stopped."),
        "duplicate": _("The same as number {n}. It counts once."),
        "too-many": _("You can add up to 100 files. Left out: {n}"),
    }


def variant_texts() -> dict[str, str]:
    """How a signal was made of its image, by the codes of `ondevice.signals`."""
    return {
        "stored": _("as the file keeps it"),
        "upright": _("turned upright"),
        "white": _("on a white ground"),
        "black": _("on a black ground"),
        "mirror": _("mirrored"),
        "crop": _("cut out"),
        "whole": _("the whole file"),
    }
