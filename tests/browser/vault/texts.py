"""What the vault says, by pinned key. The product takes the same keys from its catalogs."""

ENGLISH = {
    "choose": "Choose images",
    "choose-more": "Choose more images",
    "drop": "or drag them here",
    "stays": "They stay on this device.",
    "formats": "JPEG, PNG, WebP, AVIF, GIF and BMP work now. HEIC photos and videos come later.",
    "list": "Your files",
    "show": "Show or blur image",
    "remove": "Remove",
    "retry": "Try again",
    "cancel": "Stop, and remove what is not ready",
    "waiting": "Waiting",
    "hashing": "Making the code …",
    "done": "Ready. The code is made.",
    "left": "Still to do: {n}",
    "added": "Added: {n}",
    "finished": "Codes ready: {n}. Files not used: {m}.",
    "quality-too-low": "This image is too plain or too blurred to be told from others. "
    "A clearer or larger copy may work.",
    "corrupt": "This file is damaged and does not open. Another copy of it may work.",
    "empty": "This file is empty.",
    "too-large": "This image is too large. We can take up to 100 megapixels.",
    "too-small": "This image is too small to make a code. A larger copy may work.",
    "unsupported": "We do not know this kind of file. A JPEG or PNG copy works.",
    "heic-later": "HEIC photos will come later. For now, save it as a JPEG and choose that.",
    "video-later": "Videos will come later. For now, a screenshot of the video helps a little.",
    "unreadable": "Your device did not let us read this file. Choose it once more.",
    "memory": "Your device has too little memory for this image. Close other apps, then try again.",
    "failed": "Something went wrong with this image. You can try again.",
    "stopped": "Not done, because the program stopped.",
    "duplicate": "The same as number {n}. It counts once.",
    "too-many": "You can add up to 100 files. Left out: {n}",
    "restarted": "The program got stuck at one file and was started again. The others go on.",
    "crashed": "The program stopped. The codes that are ready are kept. "
    "To add more files, load the page again.",
}

TURKISH = {
    **ENGLISH,
    "choose": "Görselleri seç",
    "choose-more": "Başka görseller seç",
    "drop": "ya da buraya sürükleyin",
    "stays": "Bu cihazda kalırlar.",
    "formats": "JPEG, PNG, WebP, AVIF, GIF ve BMP şimdi çalışır. HEIC fotoğrafları ve videolar "
    "daha sonra gelecek.",
    "remove": "Kaldır",
    "retry": "Yeniden dene",
    "cancel": "Dur ve hazır olmayanları kaldır",
    "waiting": "Bekliyor",
    "hashing": "Kod hazırlanıyor …",
    "done": "Hazır. Kod oluşturuldu.",
    "left": "Kalan dosya: {n}",
    "corrupt": "Bu dosya bozuk ve açılmıyor. Başka bir kopyası işe yarayabilir.",
    "quality-too-low": "Bu görsel diğerlerinden ayırt edilemeyecek kadar düz ya da bulanık. "
    "Daha net veya daha büyük bir kopya işe yarayabilir.",
    "duplicate": "{n} numaralı dosyanın aynısı. Bir kez sayılır.",
}

ARABIC = {
    **ENGLISH,
    "choose": "اختر الصور",
    "choose-more": "اختر صورًا أخرى",
    "drop": "أو اسحبها إلى هنا",
    "stays": "تبقى على هذا الجهاز.",
    "formats": "تعمل الآن JPEG وPNG وWebP وAVIF وGIF وBMP. صور HEIC ومقاطع الفيديو ستأتي لاحقًا.",
    "remove": "إزالة",
    "retry": "حاول مرة أخرى",
    "cancel": "توقف وأزل ما لم يجهز",
    "waiting": "في الانتظار",
    "hashing": "جارٍ إنشاء الرمز …",
    "done": "جاهز. تم إنشاء الرمز.",
    "left": "المتبقي: {n}",
    "corrupt": "هذا الملف تالف ولا يُفتح. قد تنجح نسخة أخرى منه.",
    "quality-too-low": "هذه الصورة بسيطة أو ضبابية جدًا فلا تتميز عن غيرها. "
    "قد تنجح نسخة أوضح أو أكبر.",
    "duplicate": "نفس الملف رقم {n}. يُحسب مرة واحدة.",
}
