"""New words apart from quotes and signatures, as mail programs of several languages write them."""

import sys
from collections.abc import Callable

import pytest

from bridge.mail.reading import html_text
from bridge.mail.reading.trim import new_text, trimmed

OLD = "Have you tried to switch it off?\n\nLou"
QUOTED = "\n".join(f"> {line}".rstrip() for line in OLD.split("\n"))
NEW = "It is still on fire.\n\nAnn"

HEADS = [
    "On Tue, Nov 24, 2026 at 10:00 AM Example Support <support@help.example.test> wrote:",
    "On Tue, Nov 24, 2026 at 10:00 AM Example Support <\nsupport@help.example.test> wrote:",
    "On 24.11.2026 10:00, Example Support wrote:",
    "On 24 Nov 2026, at 10:00, Support <support@help.example.test> wrote:",
    "On Tuesday, November 24th, 2026 at 10:00 AM, Support <s@help.example.test> wrote:",
    "On 2026-11-24 10:00, Support via Desk wrote:",
    "Support <support@help.example.test> wrote on Tue, 24 Nov 2026 at 10:00:",
    "---- On Tue, 24 Nov 2026 10:00:00 +0100 Support <s@help.example.test> wrote ----",
    "Tuesday, 24 November 2026, 10:00 +0100 from Support <s@help.example.test>:",
    "2026-11-24 10:00 GMT+01:00 Support <support@help.example.test>:",
    "Le mar. 24 nov. 2026 à 10:00, Support <support@help.example.test> a écrit :",
    "Le mar. 24 nov. 2026 à 10:00, Example Support <\nsupport@help.example.test> a\nécrit :",
    "Le 24/11/2026 à 10:00, Example Support a écrit\u202f:",
    "Le 24 nov. 2026 à 10:00, Support <support@help.example.test> a écrit\xa0:",
    "Le mardi 24 novembre 2026 à 10:00:00 UTC+1, Support <s@help.example.test> a écrit :",
    "Am 24.11.2026 um 10:00 schrieb Support:",
    "Am Di., 24. Nov. 2026 um 10:00 Uhr schrieb Support <s@help.example.test>:",
    "Support <s@help.example.test> schrieb am Di., 24. Nov. 2026, 10:00:",
    "El mar, 24 nov 2026 a las 10:00, Support (<s@help.example.test>) escribió:",
    "Il giorno mar 24 nov 2026 alle ore 10:00 Support <s@help.example.test> ha scritto:",
    "Em ter., 24 de nov. de 2026 às 10:00, Support <s@help.example.test> escreveu:",
    "Op di 24 nov 2026 om 10:00 schreef Support <s@help.example.test>:",
    "Den tis 24 nov. 2026 kl 10:00 skrev Support <s@help.example.test>:",
    "wt., 24 lis 2026 o 10:00 Support <s@help.example.test> napisał(a):",
    "вт, 24 нояб. 2026 г. в 10:00, Support <s@help.example.test>:",
    "\u200eLe 24/11/2026 10:00, « Support » <s@help.example.test> a écrit :",
]

UNQUOTED_HEADS = [
    "-----Original Message-----\nFrom: Support\nSent: Tuesday\nTo: Ann\nSubject: Fire\n",
    "-----Message d'origine-----\nDe : Support\nEnvoyé : mardi\nÀ : Ann\nObjet : Feu\n",
    "-----Message d\u2019origine-----\nDe\xa0: Support <s@help.example.test>\nObjet\xa0: Feu\n",
    "-----Ursprüngliche Nachricht-----\nVon: Support\nGesendet: Dienstag\nBetreff: Feuer\n",
    "-------- Original message --------\nFrom: Support <s@x.test>\nDate: 24/11/2026 10:00\n",
    "-------- Message d'origine --------\nDe : Support <s@x.test>\nDate : 24/11/2026 10:00\n",
    "________________________________\nFrom: Support <s@x.test>\nSent: Tuesday\nSubject: Fire\n",
    "________________________________\nDe : Support <s@x.test>\nEnvoyé : mardi\nObjet : Feu\n",
    "From: Support <s@x.test>\nDate: Tuesday, 24 November 2026 at 10:00\nTo: Ann\nSubject: Fire\n",
    "*From:* Support <s@x.test>\n*Sent:* Tuesday\n*To:* Ann\n*Subject:* Fire\n",
    "De: Support <s@x.test>\nDate: mardi 24 novembre 2026\nÀ: Ann\nObjet: Feu\n",
    "Van: Support <s@x.test>\nVerzonden: dinsdag\nAan: Ann\nOnderwerp: Brand\n",
    "De: Support <s@x.test>\nEnviado: martes\nPara: Ann\nAsunto: Fuego\n",
    "Support <s@x.test>\n24/11/2026 10:00\n\nTo\nann@x.test\ncc\n\nSubject\nFire\n",
    '----- Mail original -----\nDe: "Support" <s@x.test>\nÀ: "Ann" <ann@x.test>\nObjet: Feu\n',
    "Begin forwarded message:\n\nFrom: Support <s@x.test>\nSubject: Fire\nDate: 24 November\n",
    "Début du message réexpédié :\n\nDe: Support <s@x.test>\nObjet: Feu\nDate: 24 novembre\n",
    "---------- Forwarded message ---------\nFrom: Support <s@x.test>\nDate: Tue\nSubject: Fire\n",
    "---------- Message transféré ---------\nDe : Support <s@x.test>\nDate: mar.\nSubject: Feu\n",
]

SIGNATURES = [
    "-- \nAnn Doe\nExample Ltd",
    "--\nAnn Doe",
    "Sent from my iPhone",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon téléphone Samsung Galaxy.",
    "Von meinem iPhone gesendet",
    "Enviado desde mi iPhone",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Télécharger Outlook pour Android<https://aka.ms/ghei36>",
    "Envoyé à partir d'Outlook pour Android",
    "________________________________\nusers mailing list\nusers@lists.example.test",
]


@pytest.mark.parametrize("head", HEADS)
def test_the_words_above_a_quote_are_new(head: str) -> None:
    assert new_text(f"{NEW}\n\n{head}\n\n{QUOTED}\n") == NEW
    assert new_text(f"{NEW}\n{head}\n{QUOTED}\n") == NEW


@pytest.mark.parametrize("head", HEADS)
def test_the_words_below_a_quote_are_new(head: str) -> None:
    assert new_text(f"{head}\n{QUOTED}\n\n{NEW}\n") == NEW


@pytest.mark.parametrize("head", HEADS)
def test_what_a_program_quotes_without_marks_is_cut_by_its_head(head: str) -> None:
    assert new_text(f"{NEW}\n\n{head}\n\n{OLD}\n") == NEW


@pytest.mark.parametrize("head", UNQUOTED_HEADS)
def test_a_block_of_headers_ends_the_new_words(head: str) -> None:
    assert new_text(f"{NEW}\n\n{head}\n{OLD}\n") == NEW


@pytest.mark.parametrize("head", [*UNQUOTED_HEADS, *HEADS])
def test_a_mail_that_only_passes_another_one_on_is_kept(head: str) -> None:
    kept = new_text(f"{head}\n\n{OLD}\n")
    assert "switch it off" in kept


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_is_folded_and_not_lost(signature: str) -> None:
    for tail in ("", f"\n\n{HEADS[0]}\n{QUOTED}", f"\n\n{UNQUOTED_HEADS[0]}\n{OLD}"):
        found = trimmed(f"{NEW}\n\n{signature}{tail}\n")
        assert found.new == NEW
        assert found.signature.strip() == signature.strip()


def test_answers_between_quotes_keep_them() -> None:
    answers = "> Is it on?\n\nYes.\n\n> Is it hot?\n\nVery."
    assert new_text(f"{HEADS[0]}\n{answers}\n") == answers
    assert new_text(f"Hello Lou,\n\n{HEADS[0]}\n\n{answers}\n") == f"Hello Lou,\n\n\n{answers}"
    assert new_text(f"Hi.\n{HEADS[0]}\n> q\nYes.\n> q\nNo.\n> the end\n").endswith("> q\nNo.")


def test_an_answer_below_a_greeting_or_a_pointer_is_not_taken_for_a_footer() -> None:
    for lead in ("Hello Lou,", "Bonjour,", "Please see my answer below.", "Réponse ci-dessous."):
        assert "It is 42." in new_text(f"{lead}\n\n{HEADS[0]}\n{QUOTED}\n\nIt is 42.\n")


def test_a_disclaimer_below_the_quote_is_left_out() -> None:
    assert new_text(f"{NEW}\n\n{HEADS[0]}\n{QUOTED}\n\nThis mail is confidential.\n") == NEW


def test_a_quoted_line_that_a_program_broke_is_no_answer() -> None:
    broken = f"> {'long words ' * 8}and then the rest\nof it\n> the end"
    assert new_text(f"{NEW}\n\n{HEADS[0]}\n{broken}\n") == NEW


@pytest.mark.parametrize(
    "text",
    [
        "From: Paris\nTo: London\nDate: 24 November 2026\nPassengers: 2",
        "On 24 November 2026 I wrote to support@example.test:\nnothing came back.",
        "Le 24/11/2026 j'ai écrit à support@example.test :\npas de réponse.",
        "```\n# a comment\n####\n```\n\nThat was my code.",
        "Service   Until\n-----------------\nDomain    June\n\nThanks",
        "> a quote\n\nAnd my words on it.",
        "- one\n- two\n\n* three",
        "--\nOnly a signature",
        "Sent from my iPhone",
        "> only a quote",
        "On the other hand, the printer wrote: error 42.",
        "The log says: sent from 10.0.0.1 to 10.0.0.2\nand then nothing.",
    ],
)
def test_words_that_only_look_like_a_quote_stay(text: str) -> None:
    assert new_text(text) == text


HTML_QUOTES = {
    "Gmail": '<div>NEW</div><br><div class="gmail_quote"><div class="gmail_attr">'
    "Bogus head<br></div><blockquote class='gmail_quote'>OLD</blockquote></div>",
    "Outlook on the web": '<div>NEW</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">'
    "<b>Xx:</b> Support</div><div>OLD</div>",
    "Outlook, old": '<div>NEW</div><div class="OutlookMessageHeader">Xx: y</div><div>OLD</div>',
    "Outlook for the desktop": "<div class=WordSection1><p class=MsoNormal>NEW</p><div "
    "style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>De :</b> Support &lt;s@x.test&gt;"
    "<br><b>Envoyé :</b> mardi<br><b>À :</b> Ann<br><b>Objet :</b> Feu</p></div><p>OLD</p></div>",
    "Outlook mobile": '<div>NEW</div><div id="ms-outlook-mobile-signature">Get it</div>'
    '<div id="mail-editor-reference-message-container"><div>OLD</div></div>',
    "Apple Mail": "<body>NEW<br><div><br><blockquote type='cite'><div>Bogus head</div></blockquote>"
    "</div><blockquote type='cite'>OLD</blockquote></body>",
    "Thunderbird": "<body>NEW<div class='moz-cite-prefix'>Bogus head<br></div><blockquote "
    "type='cite' cite='mid:1@x.test'>OLD</blockquote></body>",
    "Thunderbird, signed": "<body>NEW<div class='moz-cite-prefix'>Bogus head</div><blockquote "
    "type='cite'>OLD</blockquote><div class='moz-signature'>-- <br>Ann</div></body>",
    "Yahoo": "<div>NEW</div>"
    '<div id="yahoo_quoted_1" class="yahoo_quoted">Bogus head<div>OLD</div></div>',
    "Proton": '<div>NEW</div><div class="protonmail_signature_block">Sent</div><div '
    'class="protonmail_quote">Bogus head'
    '<blockquote class="protonmail_quote">OLD</blockquote></div>',
    "Zimbra": "<div>NEW</div><hr id='zwchr' data-marker='__DIVIDER__'>"
    "<div>Bogus</div><div>OLD</div>",
    "Zoho": '<div>NEW</div><div class="zmail_extra">Bogus head<blockquote>OLD</blockquote></div>',
    "Spark": '<div>NEW</div><div name="messageReplySection">Bogus head<div>OLD</div></div>',
    "Windows Live": "<div>NEW</div>"
    "<blockquote style='border-left: #000 2px solid'>OLD</blockquote>",
    "a head of words": "<p>NEW</p><p>Le 24/11/2026 à 10:00, Support a écrit :</p><blockquote>OLD"
    "</blockquote>",
    "below": "<blockquote type='cite'>OLD</blockquote><p>NEW</p>",
}


@pytest.mark.parametrize("program", HTML_QUOTES)
def test_the_marks_of_programs_tell_new_words_from_quotes_in_html(program: str) -> None:
    html = (
        HTML_QUOTES[program].replace("NEW", "<p>It burns.</p>").replace("OLD", "<p>Old words.</p>")
    )
    read = html_text.read(html)
    assert trimmed(read.full, read.marked).new == "It burns."
    assert "Old words." in read.full
    assert not any("\ue000" <= sign <= "\uf8ff" for sign in read.full)


def test_answers_between_quotes_in_html_keep_them() -> None:
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">Bogus head</div><blockquote '
        'class="gmail_quote">On?</blockquote><div>Yes.</div><blockquote class="gmail_quote">Hot?'
        "</blockquote><div>Very.</div></div>"
    )
    read = html_text.read(html)
    assert trimmed(read.full, read.marked).new.split("\n") == [
        *("> Bogus head", "> On?", "Yes.", "> Hot?", "Very.")
    ]


def test_a_quote_that_a_person_made_in_html_is_kept() -> None:
    read = html_text.read("<p>It says:</p><blockquote>Error 42</blockquote>")
    assert "Error 42" in trimmed(read.full, read.marked).new


def test_html_that_is_only_forwarded_is_kept() -> None:
    html = '<div class="gmail_quote"><div class="gmail_attr">Forwarded</div><p>Old words.</p></div>'
    read = html_text.read(html)
    assert "Old words." in trimmed(read.full, read.marked).new


def steps(work: Callable[[], object]) -> int:
    """Calls that `work` makes, of functions in Python and in C: the same on every machine."""
    count = 0

    def watch(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


UNITS = [
    *("\n", "On ", " \n", "x\n", "> ", "> q\n", "_", "____\n", "-- \n", "Best regards\n"),
    *("On 1/1/2026 a@b.test wrote:\n", "On 1/1/2026 a@b.test wrote:\n> q\n", "From: a@b.test\n"),
    *("On 1/1/2026 a@b.test wrote:\n> q\nyes\n", "To\n", "Sent from my iPhone\n", "wrote:\n"),
    *("On\n", "From: x\nTo: y\n\n", "-----Original Message-----\n", "a@b.test <", "\u200e"),
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("lead", ["", "Help\n"])
def test_the_work_grows_no_faster_than_the_text(unit: str, lead: str) -> None:
    """RELIABILITY A25, counted in steps."""
    small, large = (steps(lambda n=n: new_text(lead + unit * n + "x\n")) for n in (500, 2000))
    assert large <= 4.5 * small + 500
