"""Sample words in three languages, long and short as they are in life."""

LANGUAGES = {"en": ("English", "ltr"), "tr": ("Türkçe", "ltr"), "ar": ("العربية", "rtl")}

WORDS = {
    "me": ("Only me", "Yalnızca ben", "أنا فقط"),
    "me-and-others": ("Me and someone else", "Ben ve başka biri", "أنا وشخص آخر"),
    "someone-else": ("Someone else, not me", "Ben değil, başka biri", "شخص آخر وليس أنا"),
    "adult": (
        "I was 18 or older in every image and video I chose.",
        "Seçtiğim her görüntü ve videoda 18 yaşında ya da daha büyüktüm.",
        "كان عمري 18 سنة أو أكثر في كل صورة ومقطع اخترته.",
    ),
    "share-hashes": (
        "The codes may be given to the platforms I chose, until I withdraw them.",
        "Kodlar, ben geri çekene kadar seçtiğim platformlara verilebilir.",
        "يجوز إعطاء الرموز للمنصات التي اخترتها إلى أن أسحبها.",
    ),
    "understands-limits": (
        "I understand that people at each platform decide.",
        "Her platformda kararı insanların verdiğini anlıyorum.",
        "أفهم أن أشخاصًا في كل منصة هم من يقررون.",
    ),
    "lead": (
        "You are not to blame. You can do this without showing the images to anyone.",
        "Suç sende değil. Bunu görüntüleri kimseye göstermeden yapabilirsin.",
        "لستِ مذنبة. يمكنك فعل ذلك دون أن تُري الصور لأحد.",
    ),
    "body": (
        "Your own device makes a code from each image. Only the codes are sent.",
        "Kodu her görüntüden kendi cihazın çıkarır. Yalnızca kodlar gönderilir.",
        "جهازك نفسه يصنع رمزًا من كل صورة. لا يُرسل سوى الرموز.",
    ),
    "Who is in the images or videos?": (
        "Who is in the images or videos?",
        "Görüntülerde ya da videolarda kim var?",
        "مَن يظهر في الصور أو المقاطع؟",
    ),
    "Please read and tick each sentence": (
        "Please read and tick each sentence",
        "Lütfen her cümleyi oku ve işaretle",
        "اقرئي كل جملة وضعي علامة أمامها",
    ),
    "Choose one of the answers to go on.": (
        "Choose one of the answers to go on.",
        "Devam etmek için yanıtlardan birini seç.",
        "اختاري إجابة للمتابعة.",
    ),
    "Think of all of them together.": (
        "Think of all of them together.",
        "Hepsini birlikte düşün.",
        "فكري فيها كلها معًا.",
    ),
    "You may go on without asking the others.": (
        "You may go on without asking the others.",
        "Diğerlerine sormadan devam edebilirsin.",
        "يمكنك المتابعة دون سؤال الآخرين.",
    ),
    "Question 3 of 9": ("Question 3 of 9", "9 sorudan 3.", "السؤال 3 من 9"),
    "There is a problem": ("There is a problem", "Bir sorun var", "هناك مشكلة"),
    "Error": ("Error", "Hata", "خطأ"),
    "Warning": ("Warning", "Uyarı", "تحذير"),
    "Change": ("Change", "Değiştir", "تغيير"),
    "Notes": ("Notes", "Notlar", "ملاحظات"),
    "waiting": ("waiting", "bekliyor", "في الانتظار"),
    "done": ("codes collected", "kodları aldı", "تم استلام الرموز"),
    "What happens": ("What happens", "Ne olur?", "ماذا يحدث"),
    "Case number": ("Case number", "Dosya numarası", "رقم الملف"),
    "Passcode": ("Passcode", "Geçiş kodu", "رمز المرور"),
    "Nine letters and digits": (
        "Nine letters and digits",
        "Dokuz harf ve rakam",
        "تسعة أحرف وأرقام",
    ),
    "I lost my case number or passcode": (
        "I lost my case number or passcode",
        "Dosya numaramı ya da geçiş kodumu kaybettim",
        "فقدت رقم الملف أو رمز المرور",
    ),
    "How it works": ("How it works", "Nasıl çalışır?", "كيف يعمل"),
    "What is kept": ("What is kept", "Neler saklanır?", "ما الذي يُحفظ"),
    "Check it yourself": ("Check it yourself", "Kendin denetle", "تحققي بنفسك"),
    "Leave now": ("Leave now", "Hemen çık", "اخرجي الآن"),
    "Skip to the main part": ("Skip to the main part", "Ana bölüme geç", "إلى الجزء الرئيسي"),
    "Esc": ("Esc", "Esc", "Esc"),
    "Continue": ("Continue", "Devam et", "متابعة"),
    "Back": ("Back", "Geri", "رجوع"),
    "Begin": ("Begin", "Başla", "ابدئي"),
    "Try again": ("Try again", "Yeniden dene", "حاولي مرة أخرى"),
    "One moment …": ("One moment …", "Bir dakika …", "لحظة …"),
    "This copy protects nobody.": (
        "This copy protects nobody.",
        "Bu kopya kimseyi korumaz.",
        "هذه النسخة لا تحمي أحدًا.",
    ),
    "It is here to be tried out. Nothing from here reaches a real platform.": (
        "It is here to be tried out. Nothing from here reaches a real platform.",
        "Denemek içindir. Buradan gerçek bir platforma hiçbir şey ulaşmaz.",
        "هي للتجربة فقط. لا شيء منها يصل إلى منصة حقيقية.",
    ),
}


def say(lang: str, text: str) -> str:
    """The words in that language; what is not here stays as it is."""
    return WORDS[text][list(LANGUAGES).index(lang)] if text in WORDS else text
