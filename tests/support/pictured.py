"""Answers with pictures, as mail programs make them: MIME tree, Content-IDs and marks in the HTML.

Each holds a new picture (`shot`), the logo of the signature and one in what is quoted.
"""

from email.message import EmailMessage
from email.utils import make_msgid

SHOT = (
    """<img width="640" height="480" style="width:6.6666in;height:5in" src="cid:shot@01DC61A7">"""
)
LOGO = """<img width="180" height="48" style="width:1.875in;height:.5in" src="cid:logo@01DC61A7">"""
THEIRS = """<img border="0" width="120" height="40" src="cid:their%2Dlogo@01DC61A7">"""

OUTLOOK = f"""<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name="Generator" content="Microsoft Word 15 (filtered medium)">
<style><!-- p.MsoNormal {{margin:0cm; font-size:11.0pt}} --></style></head>
<body lang="EN-GB" link="#0563C1" vlink="#954F72"><div class="WordSection1">
<p class="MsoNormal">Turn the red screw, as here:<o:p></o:p></p>
<p class="MsoNormal">{SHOT}<o:p></o:p></p>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<p class="MsoNormal">Kind regards,<o:p></o:p></p>
<p class="MsoNormal"><b>Lou Weber</b><o:p></o:p></p>
<p class="MsoNormal">{LOGO}<o:p></o:p></p>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b>From:</b> Example Support &lt;support@helpdesk.test&gt; <br>
<b>Sent:</b> Monday, 23 November 2026 10:30<br><b>To:</b> Lou Weber &lt;lou@helpdesk.test&gt;<br>
<b>Subject:</b> [HB-1001] The printer is on fire<o:p></o:p></p></div>
<p class="MsoNormal">Ann wrote<o:p></o:p></p><p class="MsoNormal">{THEIRS}</p>
</div></body></html>"""

OUTLOOK_WEB = f"""<html><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
<body dir="ltr"><div class="elementToProof" style="font-family: Aptos; font-size: 12pt;">
Turn the red screw, as here:</div><div class="elementToProof">{SHOT}</div>
<div id="Signature" class="elementToProof"><p>Lou Weber</p>{LOGO}</div>
<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">
<div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Example Support &lt;support@helpdesk.test&gt;<br>
<b>Sent:</b> Monday, November 23, 2026 10:30<br><b>To:</b> Lou Weber<br>
<b>Subject:</b> [HB-1001]</div>
<div>Ann wrote</div>{THEIRS}</body></html>"""

APPLE = f"""<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>
<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">
Turn the red screw, as here:<div><br></div>
<div>{SHOT}</div><div><br><div><div>--&nbsp;</div><div>Lou Weber</div><div>{LOGO}</div></div>
<div><br><blockquote type="cite"><div>On 23 Nov 2026, at 10:30, Example Support
&lt;support@helpdesk.test&gt; wrote:</div><br class="Apple-interchange-newline">
<div>Ann wrote{THEIRS}</div>
</blockquote></div><br></div></body></html>"""

APPLE_OLD = f"""<html><body dir="auto"><div>Turn the red screw, as here:</div><div>{SHOT}</div>
<br id="lineBreakAtBeginningOfSignature">
<div id="AppleMailSignature" dir="ltr">Lou Weber<br>{LOGO}</div>
<div dir="ltr"><br><blockquote type="cite">On 23 Nov 2026, at 10:30, Example Support wrote:
<br><br></blockquote>
</div><blockquote type="cite"><div dir="ltr">Ann wrote {THEIRS}</div></blockquote></body></html>"""

GMAIL = f"""<div dir="ltr"><div>Turn the red screw, as here:</div><div>{SHOT}</div>
<span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature"
data-smartmail="gmail_signature"><div dir="ltr">Lou Weber<br>{LOGO}</div></div></div><br>
<div class="gmail_quote gmail_quote_container">
<div dir="ltr" class="gmail_attr">On Mon, 23 Nov 2026 at
10:30, Example Support &lt;support@helpdesk.test&gt; wrote:<br></div><blockquote class="gmail_quote"
style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">Ann wrote
{THEIRS}</blockquote></div>"""

TEXT = """Turn the red screw, as here:

[cid:shot@01DC61A7]

--
Lou Weber
"""


def answer(
    html: str, *, sender: str = "lou@helpdesk.test", to: str = "", logo: bytes = b"\x89PNG" * 900
) -> EmailMessage:
    """multipart/mixed: related (alternative, three pictures), and a document."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to or "support@helpdesk.test"
    mail["Subject"], mail["Message-ID"] = "RE: The printer", make_msgid(domain="laptop.test")
    mail.set_content(TEXT)
    mail.add_alternative(html, subtype="html")
    pictures = {"shot": b"\x89PNG" * 9000, "logo": logo, "their-logo": b"\x89PNG" * 800}
    part = mail.get_payload(1)
    for name, content in pictures.items():
        part.add_related(
            content,
            "image",
            "png",
            filename=f"{name}.png",
            cid=f"<{name}@01DC61A7>",
            disposition="inline",
        )
    mail.add_attachment(b"%PDF-1.4 plan", "application", "pdf", filename="plan.pdf")
    return mail
