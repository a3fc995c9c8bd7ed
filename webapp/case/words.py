"""Texts that scripts show: handed over as data, because scripts hold no words of their own."""

from flask_babel import gettext as _

from ondevice.signals import PDQ


def vault_texts() -> dict[str, str]:
    """What the vault says, by the keys pinned in static/vault/document/. {n} and {m} are counts."""
    return {
        "choose": _("Choose images or videos"),
        "choose-more": _("Choose more"),
        "drop": _("or drag them here"),
        "stays": _("They stay on this device."),
        "formats": _("Photos and videos of nearly every kind work, those of an iPhone too."),
        "list": _("Your files"),
        "show": _("Show or blur image"),
        "remove": _("Remove"),
        "retry": _("Try again"),
        "cancel": _("Stop, and remove what is not ready"),
        "waiting": _("Waiting"),
        "hashing": _("Making the code …"),
        "done": _("Ready. The code is made."),
        "minutes": _("Making the codes … About {n} minutes left."),
        "soon": _("Making the codes … Less than a minute left."),
        **_videos(),
        **_variants(),
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


def _variants() -> dict[str, str]:
    """What may be added to an image, so that changed copies of it are found too."""
    return {
        "list-done": _("Ready. The code comes from your file of codes."),
        "more": _("Find changed copies too"),
        "more-help": _(
            "People mirror an image or cut a part out of it before they share it. You can make "
            "codes of that too. You do not have to."
        ),
        "mirror": _("Also make a code of the mirrored image"),
        "cut": _("A part of the image"),
        "cut-help": _("Draw a box around the part, or move the edges."),
        "from-left": _("Cut off at the left"),
        "from-top": _("Cut off at the top"),
        "from-right": _("Cut off at the right"),
        "from-bottom": _("Cut off at the bottom"),
        "add-part": _("Make a code of this part"),
        "part": _("Part {n}"),
        "part-there": _("There is a code of this part already."),
        "variant-done": _("Added. One more code is made."),
        "variant-gone": _("Taken out."),
        "variant-failed": _("That did not work. You can try again."),
        "variant-stopped": _("Not done, because the program stopped."),
        "variant-quality-too-low": _(
            "This part is too plain to be told from others. Choose a larger one."
        ),
        "variant-too-small": _("This part is too small to make a code. Choose a larger one."),
    }


def _videos() -> dict[str, str]:
    """What was made of a video. Without its pictures, only the very same file is found."""
    return {
        "video-done": _(
            "Ready. We made a code of the file and one of its pictures, so that changed copies are "
            "found too."
        ),
        "video-long": _(
            "Ready. This video is long, so the code holds one picture for every {n} seconds."
        ),
        "video-codec": _(
            "Ready, but this device cannot open the pictures in this video. We made a code of the "
            "file: it only finds copies that nobody has changed."
        ),
        "video-plain": _(
            "Ready, but the pictures in this video are too dark or too plain. We made a code of "
            "the file: it only finds copies that nobody has changed."
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
        "list-damaged": _(
            "This file of codes is not whole. Save it once more in the offline program."
        ),
        "not-loaded": _(
            "The program for this kind of file has not arrived yet. Check your connection, then "
            "try again."
        ),
        "too-much": _(
            "Your videos together are too long for one case. Open a second case for this one."
        ),
        "unreadable": _("Your device did not let us read this file. Choose it once more."),
        "memory": _(
            "Your device has too little memory for this image. Close other apps, then try again."
        ),
        "failed": _("Something went wrong with this image. You can try again."),
        "stopped": _("Not done, because the program stopped."),
        "duplicate": _("The same as number {n}. It counts once."),
        "too-many": _("You can add up to 100 files. Left out: {n}"),
    }


def item_name(number: int, type_: str) -> str:
    """A file of a case, by its number and by the type of its signals."""
    name: str = _("Image %(number)s") if type_ == PDQ else _("Video %(number)s")
    return name % {"number": number}


def type_texts() -> dict[str, str]:
    """What a signal was made of, by its type."""
    return {"pdq": _("Image"), "video_md5": _("Video"), "vpdq": _("Video")}


def means_texts() -> dict[str, str]:
    """What of a video a signal was made of, by its type; of an image there is nothing to say."""
    return {"pdq": "", "video_md5": _("the exact file"), "vpdq": _("its pictures")}


def variant_texts() -> dict[str, str]:
    """How a signal was made of its image, by the codes of `ondevice.signals`."""
    return {
        "stored": _("as the file keeps it"),
        "upright": _("turned upright"),
        "white": _("on a white ground"),
        "black": _("on a black ground"),
        "mirror": _("mirrored"),
        "crop": _("cut out"),
        "whole": "",
    }


def offline_texts() -> dict[str, object]:
    """What the offline program says around the vault."""
    return {
        "title": _("Make the codes without internet"),
        "intro": _(
            "This page works without any connection. Your images are opened only here, and nothing "
            "can be sent from here."
        ),
        "steps": [
            _("Switch the internet off, if you like: this page does not need it."),
            _("Choose your images and videos."),
            _("Save the codes. You get a small text file without any image in it."),
            _("Open the Stillmine website and choose that file where it asks for images."),
        ],
        "wait": _("One moment …"),
        "save": _("Save the codes"),
        "saved": _("Saved as “codes.txt”. It is where your browser keeps downloads."),
        "care": _(
            "If somebody may look through this device, delete this page and the file of codes "
            "afterwards, and empty the bin."
        ),
        "broken": _("This file is damaged. Download it once more."),
        "old-browser": _("This browser is too old for it. Try a newer one."),
        "stopped": _("The program stopped. Load the page again."),
    }
