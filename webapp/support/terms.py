"""Words under which people look for something, in every language at once, besides its title.

Not in the catalogs: who reads one language may well type in another.
"""

# kinds of help and needs
NEEDS = {
    "now": """
        danger emergency unsafe violence beating ambulance
        tehlike acil imdat güvende değilim şiddet dövüyor ambulans
        خطر طوارئ نجدة عنف إسعاف
    """,
    "under-18": """
        child children kid teen teenager minor underage daughter son young
        çocuk ergen reşit yaşından küçük kızım oğlum genç
        طفل أطفال قاصر مراهق ابنتي ابني
    """,
    "crisis": """
        suicide suicidal die kill myself depressed crisis panic hopeless psychologist
        intihar ölmek yaşamak istemiyorum bunalım psikolog kriz çaresiz
        انتحار أموت اكتئاب أزمة نفسية طبيب نفسي
    """,
    "helpline": """
        helpline hotline talk call phone number someone listen advice
        yardım hattı danışma konuşmak telefon numara dinlemek destek
        خط مساعدة هاتف رقم التحدث استشارة
    """,
    "removal": """
        remove removal delete takedown take down
        kaldırma kaldırmak silme sildirmek sil erişim engeli
        حذف إزالة إزاله مسح
    """,
    "police": """
        police complaint crime cybercrime
        polis jandarma karakol siber suç
        شرطة بلاغ جريمة شكوى
    """,
    "legal": """
        lawyer attorney legal law court sue
        avukat hukuk hukuki mahkeme baro dava
        محام محامي قانون قانونية محكمة
    """,
}

GUIDES = {
    "first-steps": """
        first start begin leaked shared posted photos what now
        ilk önce başla paylaştı sızdı yayıldı ne yapmalıyım
        أولا أول خطوة ماذا أفعل نشر صوري تسريب
    """,
    "proof": """
        proof evidence screenshot save record
        kanıt delil ekran görüntüsü kaydet saklamak
        دليل أدلة إثبات لقطة شاشة
    """,
    "police": """
        report complain police station statement
        şikayet suç duyurusu ihbar ifade karakol
        تقديم بلاغ الإبلاغ للشرطة
    """,
    "trust": """
        tell friend family alone ashamed shame
        anlat arkadaş aile yalnız utanç utanıyorum
        صديق عائلة وحيدة خجل
    """,
    "blackmail": """
        blackmail sextortion threat threatens money ransom pay extort
        şantaj tehdit ediyor para istiyor fidye
        ابتزاز تهديد يهددني مال فدية
    """,
    "made-by-ai": """
        deepfake fake ai artificial nudify edited photoshop
        yapay zeka sahte montaj deepfake
        مزيف مزيفة ذكاء اصطناعي تزييف
    """,
    "no-file": """
        lost deleted no file do not have the image
        silindi kayboldu dosya yok bende yok
        لا أملك الصورة فقدت محذوفة
    """,
    "after-a-match": """
        match platform decide review how long
        eşleşme inceleme ne kadar sürer
        تطابق مراجعة كم يستغرق
    """,
    "watched-phone": """
        spy spyware stalkerware tracked watched hacked password
        casus yazılım takip telefonum dinleniyor şifre izleniyor
        تجسس مراقبة هاتفي مراقب كلمة السر
    """,
    "for-others": """
        friend parent teacher mother father supporter school help someone
        arkadaşım anne baba öğretmen okul veli
        صديقتي أم أب معلم مدرسة
    """,
}

LETTERS = {
    "platform": "letter report form dilekçe mektup bildirim رسالة نموذج",
    "eu-dsa": "dsa europe european notice avrupa ab أوروبا الاتحاد الأوروبي",
    "us-take-it-down": "take it down act usa america 48 hours abd amerika أمريكا",
    "uk-report": "uk britain england content report ingiltere بريطانيا",
    "tr-5651": "5651 9a btk esb erişim engelleme engelletme block address حجب",
    "tr-134": "134 tck savcı savcılık suç duyurusu dilekçe prosecutor complaint المدعي العام",
    "au-esafety": "esafety australia avustralya أستراليا",
}

COUNTRIES = {
    "tr": "turkey turkiye",
    "gb": "uk britain england scotland wales ingiltere انجلترا",
    "us": "usa america abd amerika امريكا",
    "nl": "holland hollanda هولندا",
    "kr": "korea kore كوريا",
    "ae": "uae emirates bae",
}
