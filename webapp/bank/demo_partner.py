"""For trials only: a portal as a real federation could have it, with its public numbers.

A copy that protects nobody must not carry a real helpline's name to real people: the row is marked
as an example, and only a demonstration opens a door for it.
"""

from contextlib import suppress

from sqlalchemy.orm import Session

from webapp.bank.bank import Bank
from webapp.bank.partnership import PartnerTaken, add_partner, set_phones, set_text
from webapp.bank.staff import find_staff
from webapp.bank.staffing import StaffNameTaken, add_staff, reset_staff

SLUG = "tkdf"
WORKER = "demo-tkdf"
NAME = "Türkiye Kadın Dernekleri Federasyonu"
PHONES = ("0212 656 96 96", "0549 656 96 96")
WEBSITE = "https://tkdf.org.tr"
TEXTS = {
    "tr": {
        "hours": "Her gün, 24 saat",
        "intro": (
            "Bu sayfa bir denemedir ve TKDF tarafından işletilmez. Numaralar gerçektir: yardıma "
            "ihtiyacınız varsa arayabilirsiniz.\n\n"
            "Bu sayfayı tek başınıza ya da telefonda biriyle konuşurken kullanabilirsiniz."
        ),
        "closing": (
            "Bundan sonrasını tek başınıza yürütmek zorunda değilsiniz. Şikâyet, deliller, hukuki "
            "ve psikolojik destek için yardım hattını arayabilirsiniz."
        ),
    },
    "en": {
        "hours": "Every day, 24 hours",
        "intro": (
            "This page is a trial and is not run by TKDF. The numbers are real: call them if you "
            "need help.\n\n"
            "You can use this page alone, or while somebody is with you on the phone."
        ),
        "closing": (
            "You do not have to do the rest alone. The helpline can talk with you about the "
            "police, proof, and legal and psychological support."
        ),
    },
    "ar": {
        "hours": "كل يوم، على مدار 24 ساعة",
        "intro": (
            "هذه الصفحة للتجربة فقط ولا يديرها اتحاد TKDF. الأرقام حقيقية: يمكن الاتصال بها عند "
            "الحاجة إلى المساعدة.\n\n"
            "يمكن استخدام هذه الصفحة بمفردك، أو أثناء حديثك مع شخص على الهاتف."
        ),
        "closing": (
            "لا داعي لإكمال الطريق بمفردك. يمكن لخط المساعدة أن يحدثك عن الشرطة والأدلة والدعم "
            "القانوني والنفسي."
        ),
    },
}


def add_example_partner(session: Session) -> None:
    """The example partner, unless it is there already."""
    with suppress(PartnerTaken):
        add_partner(
            session,
            SLUG,
            NAME,
            "tr",
            website=WEBSITE,
            colour="#8a1538",
            country="TR",
            is_example=True,
        )
        set_phones(session, SLUG, PHONES)
        for language, texts in TEXTS.items():
            for kind, text in texts.items():
                set_text(session, SLUG, language, kind, text)


def renew_example_worker(bank: Bank) -> str | None:
    """A new temporary password of the example lead; None if they chose one of their own."""
    with suppress(StaffNameTaken):
        return add_staff(bank, WORKER, "lead", SLUG)
    worker = bank.run(find_staff, WORKER)
    return reset_staff(bank, worker.id) if worker.must_change_password else None
