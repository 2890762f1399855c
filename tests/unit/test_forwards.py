"""Who wrote first, by the heads that mail programs put above what they forward."""

import pytest

from bridge.domain import forwards

GMAIL = """Can you look?

---------- Forwarded message ---------
From: Ann Lee <ann@example.org>
Date: Mon, 23 Nov 2026 at 10:02
Subject: Printer on fire
To: Lou <lou@helpdesk.test>


It burns.
"""
GMAIL_FR = """---------- Forwarded message ---------
De : Ann Lee <ann@example.org>
Date: lun. 23 nov. 2026 à 10:02
Subject: Printer on fire
To: <lou@helpdesk.test>

It burns.
"""
OUTLOOK = """Can you look?

________________________________
From: Ann Lee <ann@example.org>
Sent: Monday, November 23, 2026 10:02 AM
To: Lou <lou@helpdesk.test>
Cc: Bob <bob@example.org>
Subject: Printer on fire

It burns.
"""
OUTLOOK_FR = """Can you look?

-----Message d'origine-----
De : Ann Lee [mailto:ann@example.org]
Envoyé : lundi 23 novembre 2026 10:02
À : Lou
Objet : Printer on fire

It burns.
"""
OUTLOOK_MOBILE = """Can you look?

*From:* Ann Lee <ann@example.org>
*Sent:* Monday, November 23, 2026 10:02:11 AM
*To:* Lou <lou@helpdesk.test>
*Subject:* Printer on fire

It burns.
"""
APPLE = """Can you look?

Begin forwarded message:

> From: Ann Lee <ann@example.org>
> Subject: Printer on fire
> Date: 23 November 2026 at 10:02:03 CET
> To: lou@helpdesk.test
>
> It burns.
"""
APPLE_FR = """Can you look?

Début du message réexpédié :

De: Ann Lee <ann@example.org>
Objet: Printer on fire
Date: 23 novembre 2026 à 10:02:03 UTC+1
À: lou@helpdesk.test

It burns.
"""
THUNDERBIRD = """Can you look?


-------- Forwarded Message --------
Subject: \tPrinter on fire
Date: \tMon, 23 Nov 2026 10:02:03 +0100
From: \tAnn Lee <ann@example.org>
To: \tlou@helpdesk.test


It burns.
"""
THUNDERBIRD_FR = """Can you look?

-------- Message transféré --------
Sujet\xa0: \tPrinter on fire
Date\xa0: \tMon, 23 Nov 2026 10:02:03 +0100
De\xa0: \tAnn Lee <ann@example.org>
Pour\xa0: \tlou@helpdesk.test

It burns.
"""
OUTLOOK_DE = """Can you look?

Von: Ann Lee <ann@example.org>
Gesendet: Montag, 23. November 2026 10:02
An: Lou
Betreff: Printer on fire

It burns.
"""
ALL = {
    name: text
    for name, text in globals().items()
    if name.isupper() and isinstance(text, str) and name != "ALL"
}


@pytest.mark.parametrize("program", ALL)
def test_the_first_writer_is_found(program: str) -> None:
    found = forwards.original(ALL[program])
    assert found is not None
    assert (found.sender.email, found.sender.name) == ("ann@example.org", "Ann Lee")
    assert found.subject == "Printer on fire"
    assert found.text == "It burns."
    assert found.comment == ("" if program == "GMAIL_FR" else "Can you look?")


@pytest.mark.parametrize(
    "subject", ["Fwd: x", "FW: x", "TR : x", "WG: x", "Tr: x", "RE: Fwd: x", "  fwd: x"]
)
def test_a_subject_says_that_it_is_forwarded(subject: str) -> None:
    assert forwards.is_forward(subject)


@pytest.mark.parametrize(
    "subject", ["Re: x", "Forward plans", "Transport", "", "TRx", "I think: x"]
)
def test_other_subjects_do_not(subject: str) -> None:
    assert not forwards.is_forward(subject)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "From: here to there",
        "From: nobody\nDate: today\nSubject: none\n\ntext",
        "Subject: a list\nDate: today\n\n\nFrom: ann@example.org",
        "From: \n" * 5000,
        ("From: ann@example\n" + "x" * 5000 + "\n") * 500,
    ],
)
def test_a_text_without_such_a_head_forwards_nothing(text: str) -> None:
    assert forwards.original(text) is None
