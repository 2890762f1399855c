"""What mail programs write around a quote, language by language. Data only, in lower case.

The words stand as the programs show them: Gmail, Outlook (desktop, web, mobile), Apple Mail,
Thunderbird, Yahoo, Proton, Zimbra, Lotus Notes, Zoho, Mail.ru, phones.
"""

WROTE = (
    # English, French, German, Spanish, Italian, Portuguese, Catalan, Romanian
    *("wrote", "writes", "a écrit", "a ecrit", "écrivait", "schrieb", "schrieben", "schreibt"),
    *("geschrieben", "escribió", "escribio", "ha escrito", "ha scritto", "scrisse", "escreveu"),
    *("va escriure", "ha escrit", "a scris"),
    # Dutch, Danish, Norwegian, Swedish, Finnish, Estonian, Latvian, Lithuanian
    *("schreef", "geschreven", "skrev", "skreiv", "følgende", "kirjoitti", "kirjutas", "rakstīja"),
    *("rašė", "parašė"),
    # Polish, Czech, Slovak, Slovene, Croatian, Serbian, Hungarian, Turkish
    *("napisał", "napisała", "napisał(a)", "pisze", "napsal", "napsala", "napsal(a)", "napísal"),
    *("napísala", "napísal(a)", "napísal/a", "napisal", "napisala", "napisao", "napisala je"),
    *("je napisao/la", "írta", "ezt írta", "şunu yazdı", "şunları yazdı", "yazdı"),
    # Russian, Ukrainian, Bulgarian, Greek, Vietnamese, Indonesian, Hebrew, Arabic
    *("написал", "написала", "написал(а)", "писал", "пишет", "написав", "написала", "пише"),
    *("написа", "έγραψε", "đã viết", "menulis", "כתב", "כתב/ה", "כתבה", "كتب"),
)
WROTE_UNSPACED = ("写道", "寫道", "のメール", "書きました", "작성", "님이")
"""For scripts that put no blank between words."""

OPENERS = (
    *("on", "le", "am", "op", "el", "il", "em", "den", "dne", "dňa", "dnia", "w dniu", "på", "pe"),
    *("a", "al", "lø", "els", "la", "lu", "ma", "vào", "ngày", "dana", "u", "pada", "στις", "в"),
    *(
        "на",
        "at",
        "il giorno",
        "el dia",
        "el día",
        "no dia",
        "tarihinde",
        "בתאריך",
        "في",
        "kuupäeval",
    ),
)
FIRST_PERSONS = (
    "i wrote",
    "we wrote",
    "j'ai",
    "j’ai",
    "nous avons",
    "ich schrieb",
    "wir schrieben",
)
"""A sentence of the sender's own, not the line above a quote."""

ORIGINAL = (
    *("original message", "original appointment", "message d'origine", "message d’origine"),
    *("message original", "message initial", "courriel original", "mail original"),
    *("e-mail d'origine", "message précédent", "ursprüngliche nachricht", "urspr. nachricht"),
    *("originalnachricht", "original-nachricht", "original nachricht", "ursprüngliche mail"),
    *("ursprüngliche e-mail", "originalmeldung", "mensaje original", "messaggio originale"),
    *("messaggio original", "mensagem original", "missatge original", "mesaj original"),
    *("mesajul original", "oorspronkelijk bericht", "originele bericht", "origineel bericht"),
    *("oprindelig meddelelse", "original besked", "opprinnelig melding", "opprinnelig e-post"),
    *("originalmeddelande", "ursprungligt meddelande", "ursprungliga meddelandet"),
    *("alkuperäinen viesti", "oryginalna wiadomość", "wiadomość oryginalna"),
    *("oryginalna wiadomosc", "původní zpráva", "pôvodná správa", "izvorno sporočilo"),
    *("izvorna poruka", "eredeti üzenet", "orijinal mesaj", "özgün ileti", "исходное сообщение"),
    *("оригинальное сообщение", "пересылаемое сообщение", "вихідне повідомлення"),
    *("оригінальне повідомлення", "αρχικό μήνυμα", "元のメッセージ", "原始邮件", "原始郵件"),
    *("邮件原件", "원본 메시지", "원본 메일", "thư gốc", "הודעה מקורית", "الرسالة الأصلية"),
    *("reply message", "reply to message", "quoted message", "message cité"),
)
FORWARDED = (
    *("forwarded message", "forwarded by", "begin forwarded message", "message transféré"),
    *("message transmis", "message réexpédié", "début du message réexpédié"),
    *("début du message transféré", "transféré par", "weitergeleitete nachricht"),
    *("anfang der weitergeleiteten nachricht", "weitergeleitet von", "mensaje reenviado"),
    *("inicio del mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato"),
    *("messaggio inoltrato da", "mensagem encaminhada", "início da mensagem reencaminhada"),
    *("doorgestuurd bericht", "begin doorgestuurd bericht", "videresendt meddelelse"),
    *("videresendt besked", "videresendt melding", "vidarebefordrat meddelande"),
    *(
        "vidarebefordrat brev",
        "vidarebefordrat mejl",
        "välitetty viesti",
        "edelleenlähetetty viesti",
    ),
    *("przekazana wiadomość", "wiadomość przekazana dalej", "początek przekazywanej wiadomości"),
    *("přeposlaná zpráva", "preposlaná správa", "továbbított üzenet", "iletilen mesaj"),
    *("yönlendirilen mesaj", "пересланное сообщение", "переслане повідомлення"),
    *("препратено съобщение", "προωθημένο μήνυμα", "転送メッセージ", "转发的邮件", "轉寄郵件"),
    *("전달된 메시지", "mesaj redirecționat", "missatge reenviat", "proslijeđena poruka"),
)

SENDER, RECEIVER, MOMENT, TOPIC = "from", "to", "date", "subject"
_FIELDS = {
    SENDER: (
        *("from", "de", "von", "da", "van", "fra", "från", "lähettäjä", "od", "от", "від"),
        *("от кого", "kimden", "gönderen", "feladó", "expeditor", "expéditeur", "absender"),
        *("remitente", "mittente", "remetente", "afzender", "afsender", "avsender", "avsändare"),
        *("nadawca", "odesílatel", "odosielateľ", "pošiljatelj", "από", "差出人", "发件人"),
        *("發件人", "寄件者", "寄件人", "보낸 사람", "보낸사람", "de la", "từ", "מאת", "من"),
    ),
    RECEIVER: (
        *("to", "à", "a", "an", "para", "per", "aan", "til", "till", "vastaanottaja", "do"),
        *("komu", "кому", "do kogo", "kime", "alıcı", "címzett", "către", "destinataire"),
        *("destinataires", "empfänger", "destinatario", "destinatário", "ontvanger", "modtager"),
        *("mottaker", "mottagare", "adresat", "za", "prima", "προς", "宛先", "收件人", "收件者"),
        *("받는 사람", "받는사람", "đến", "אל", "إلى", "pre", "pro"),
        *("cc", "cci", "copie à", "copie", "kopie", "kopie an", "cc:", "kopia", "kopi", "kopio"),
        *("копия", "копія", "másolat", "抄送", "副本", "참조", "bcc"),
    ),
    MOMENT: (
        *("sent", "date", "sent at", "sent on", "envoyé", "envoyé le", "envoyée", "envoyé à"),
        *("le", "date d'envoi", "message du", "gesendet", "gesendet am", "datum", "enviado"),
        *("enviado el", "enviado em", "fecha", "data", "inviato", "verzonden", "sendt", "dato"),
        *("skickat", "lähetetty", "päivämäärä", "päiväys", "pvm", "wysłano", "wysłane"),
        *("odesláno", "odoslané", "dátum", "poslano", "отправлено", "дата", "надіслано"),
        *("gönderildi", "gönderme tarihi", "tarih", "elküldve", "küldve", "trimis", "ημερομηνία"),
        *("στάλθηκε", "送信日時", "日付", "日時", "发送时间", "發送時間", "日期", "寄件日期"),
        *("보낸 날짜", "날짜", "đã gửi", "ngày", "נשלח", "תאריך", "تاريخ", "التاريخ"),
    ),
    TOPIC: (
        *("subject", "objet", "sujet", "betreff", "betr", "asunto", "oggetto", "assunto"),
        *("onderwerp", "emne", "ämne", "aihe", "temat", "předmět", "predmet", "zadeva", "тема"),
        *("konu", "tárgy", "subiect", "assumpte", "θέμα", "件名", "主题", "主題", "主旨", "제목"),
        *("chủ đề", "נושא", "الموضوع"),
    ),
}
FIELDS = {word: kind for kind, words in _FIELDS.items() for word in words}

SENT_FROM = (
    *("sent from", "sent via", "sent with", "sent using", "sent by", "sent on the move"),
    *("sent on the go", "get outlook for", "download outlook for", "from my iphone"),
    *("from my ipad", "from my phone", "from my mobile", "from my android", "someone from mobile"),
    *("typed on my", "written on my", "envoyé depuis", "envoyé de mon", "envoyé de ma"),
    *("envoyé à partir", "envoyé avec", "envoyé via", "envoyé par", "envoyé de l'application"),
    *("envoyée depuis", "télécharger outlook pour", "téléchargez outlook pour"),
    *(
        "obtenir outlook pour",
        "obtenez outlook pour",
        "provenance : ",
        "von meinem",
        "gesendet von",
    ),
    *("gesendet mit", "gesendet über", "gesendet aus", "diese nachricht wurde von meinem"),
    *("diese e-mail wurde von meinem", "holen sie sich outlook für", "outlook für"),
    *("laden sie outlook für", "enviado desde", "enviado con", "obtener outlook para"),
    *("inviato da", "inviato dal", "inviata da", "inviato con", "scarica outlook per"),
    *("ottieni outlook per", "enviado do", "enviado a partir", "enviado pelo", "enviado por"),
    *("obter o outlook", "obtenha o outlook", "verzonden vanaf", "verzonden via"),
    *("verzonden met", "verstuurd vanaf", "verstuurd met", "download outlook voor"),
    *("outlook voor", "sendt fra", "sendt med", "hent outlook", "få outlook", "skickat från"),
    *("skickat med", "hämta outlook", "lähetetty", "hanki outlook", "wysłane z", "wysłano z"),
    *("pobierz program outlook", "pobierz outlook", "odesláno z", "odoslané z", "poslano iz"),
    *("poslano s", "отправлено с", "отправлено из", "надіслано з", "iphone'umdan", "elküldve"),
    *("trimis de pe", "trimis din", "enviat des", "στάλθηκε από", "从我的", "從我的", "发自我的"),
    *("發自我的", "iphoneから送信", "ipadから送信", "나의 iphone", "내 iphone", "được gửi từ"),
)
"""How a phone or a program signs by itself."""

LIST_FOOTER = ("mailing list", "unsubscribe", "liste de diffusion", "désabonner", "désinscrire")

GREETINGS = (
    *("hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening", "bonjour"),
    *("bonsoir", "salut", "cher", "chère", "madame", "monsieur", "hallo", "guten tag", "liebe"),
    *("lieber", "sehr geehrte", "hola", "buenos", "buenas", "estimado", "estimada", "ciao"),
    *("buongiorno", "gentile", "olá", "bom dia", "boa tarde", "beste", "goedemorgen", "geachte"),
)
CLOSINGS = (
    *("regards", "kind regards", "best regards", "warm regards", "best wishes", "best", "cheers"),
    *("sincerely", "yours sincerely", "yours faithfully", "many thanks", "cordialement"),
    *("bien cordialement", "sincères salutations", "meilleures salutations", "bien à vous"),
    *("mit freundlichen grüßen", "mit freundlichen grüssen", "freundliche grüße", "viele grüße"),
    *("beste grüße", "schöne grüße", "saludos", "un saludo", "saludos cordiales"),
    *("cordiali saluti", "distinti saluti", "atenciosamente", "cumprimentos"),
    *("met vriendelijke groet", "met vriendelijke groeten", "med vennlig hilsen"),
)
"""The line above a writer's name."""
POINTS_BELOW = (
    *("below", "inline", "in-line", "ci-dessous", "ci dessous", "plus bas", "dans le texte"),
    *("entre les lignes", "unten", "im text", "abajo", "sotto", "abaixo", "hieronder", "nedenfor"),
)
"""Words that say that the answers stand between or under the quotes."""
