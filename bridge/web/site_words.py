"""What is wrong with a site, in the language of whoever asks.

Adapters tell a fault in an English sentence, which is stored and logged as it is. Here it is known
again and said in the page's language; words that no pattern knows stay as they are.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from bridge.services.forms.form_fields import ChangedForm
from bridge.web.speech import gettext
from bridge.web.speech import gettext as _
from bridge.web.words import N_, word

PATTERNS = (
    # bridge/net
    N_("The name %(host)s was not resolved in time."),
    N_("The name %(host)s does not resolve."),
    N_("The address is too long or holds blanks, backslashes or control characters."),
    N_("The address can't be read: %(error)s."),
    N_("Only http:// and https:// addresses are called."),
    N_("The address holds a user name before its host; put it elsewhere."),
    N_("Port 0 can't be called."),
    N_("The address has no readable host name."),
    N_("The host is an odd spelling of an IP address."),
    N_("An IPv6 address with a zone is not called."),
    N_("The host name can't be written in ASCII."),
    N_("No time was left to connect."),
    N_("No time was left."),
    N_(
        "%(host)s is a private address or an unusual port; name it in HELPDESK_EGRESS_ALLOW if"
        " calls to it are meant."
    ),
    N_("The TLS connection to %(host)s can't be trusted:"),
    N_("%(host)s can't be reached."),
    N_("%(host)s did not answer in time."),
    N_("The request can't be sent:"),
    N_("The connection to %(host)s broke before a readable answer."),
    N_("The answer is larger than %(size)s bytes."),
    N_("The answer did not end in time."),
    N_("The answer broke off or is damaged."),
    N_("The header %(name)s holds control characters."),
    # bridge/wordpress/explain.py
    N_("Check the site's address."),
    N_("Check the address and whether the site is up."),
    N_("Renew or correct the site's certificate."),
    N_("The site is overloaded or a firewall holds us back."),
    N_("Look into the site's PHP error log."),
    N_("Another program than WordPress may answer at this address."),
    N_("Another plugin switches the REST API off: allow it for signed-in users."),
    N_("The site has no such post type in its REST API: check the article type's name."),
    N_("The site has no REST route %(route)s: the post type may be hidden from REST."),
    N_(
        "The site does not accept the user and application password (%(code)s): make a new one in"
        " the user's profile; if there is no such section, application passwords need https."
    ),
    N_(
        "The WordPress user lacks the right for %(route)s (%(code)s): give it the role that the"
        " Helpdesk Bridge plugin made, or an editor's."
    ),
    N_("A password question stands before the whole site (401): let /wp-json/ pass it."),
    N_("A firewall refuses our calls (403): let /wp-json/ pass for our address."),
    N_(
        "There is no REST API at this address (404): check the address, and choose any permalink"
        " structure but plain."
    ),
    N_("The site asks us to slow down (429): we come back later."),
    N_("The site is in maintenance mode (503): we come back later."),
    N_("The site sends us on to %(to)s: set the site's address to where it leads."),
    N_(
        "The site writes text before its JSON, probably a PHP notice: set WP_DEBUG_DISPLAY"
        " to false in wp-config.php and read the notice in the debug log."
    ),
    N_(
        "The site answers with a web page instead of JSON: a firewall, a cache or a login"
        " page stands before its REST API; let /wp-json/ pass."
    ),
    N_(
        "The site's answer is not whole JSON: look into its PHP error log, and check that"
        " nothing rewrites /wp-json/."
    ),
    N_("The site has no REST API."),
    N_("What answers at this address is not WordPress's REST API."),
    N_("The Helpdesk Bridge plugin does not answer: install and activate it."),
    N_("WordPress failed inside (%(code)s): look into the site's PHP error log."),
    N_("WordPress refuses %(route)s (%(code)s)."),
    N_("The site's web server answers %(status)s: look into its error log."),
    # XML-RPC
    N_("Over XML-RPC:"),
    N_(
        "The site has no such post type, or does not show it to our user"
        " (%(method)s, %(code)s): check the article type's name."
    ),
    N_(
        "The site's XML-RPC answer can't be read (%(error)s): another plugin may"
        " alter it; look into its PHP error log."
    ),
    N_(
        "The site answers with a web page instead of XML-RPC: a firewall, a cache or a login"
        " page stands before xmlrpc.php; let it pass for our address."
    ),
    N_(
        "The site writes text before its XML-RPC answer, probably a PHP notice: set"
        " WP_DEBUG_DISPLAY to false in wp-config.php."
    ),
    N_("What answers at xmlrpc.php is not XML-RPC: check the site's address."),
    N_(
        "The web server does not let us at xmlrpc.php (%(status)s): many hosts bar it;"
        " allow it for our address, or let the REST API pass and set the transport to rest."
    ),
    N_(
        "The Helpdesk Bridge plugin does not answer over XML-RPC: install and activate it,"
        " or update it."
    ),
    N_(
        "The site does not accept the user and application password over XML-RPC (403): make"
        " a new one in the user's profile."
    ),
    N_("A plugin switches XML-RPC off (405): allow it, or set the transport to rest."),
    N_(
        "The WordPress user lacks the right for %(method)s (401): give it the role that the"
        " Helpdesk Bridge plugin made, and an editor's."
    ),
    N_("A plugin takes the method %(method)s out of XML-RPC: allow it."),
    N_("WordPress refuses %(method)s over XML-RPC (%(code)s)."),
    N_("The site does not say over XML-RPC who we are."),
    N_("The site does not answer every call of a bundle over XML-RPC."),
    # articles and files
    N_("The site's list is no list: another plugin may alter its REST API."),
    N_("The site's list of posts does not end: another plugin may alter it."),
    N_(
        "The site does not give its posts in the order of their ids: a plugin that sorts"
        " posts changes the API's answers too; switch it off for REST and XML-RPC."
    ),
    N_("The WordPress user may not write articles (%(code)s): give it the role Editor."),
    N_("The site does not show its posts' raw text: another plugin alters it."),
    N_("The site does not say when its post was changed."),
    N_("The site's list of posts is no list: another plugin may alter it."),
    N_("No post in the site's answer has an id: another plugin may alter the list."),
    N_("No post in the site's answer has an id: a plugin may alter the list."),
    N_("The site's list of categories is no list."),
    N_(
        "The WordPress user may not make the category %(name)s: make it there, or give the user"
        " the role Editor."
    ),
    N_("The post type %(name)s is not in the site's REST API, so nothing is sent."),
    N_("The site made the category %(name)s and does not say under which id."),
    N_(
        "The site does not say who we are: a cache or a security plugin stands before"
        " its REST API; let /wp-json/ pass uncached."
    ),
    N_("The site's posts change while they are counted: we come back later."),
    N_("The answer holds no file: update the Helpdesk Bridge plugin."),
    N_("The file is larger than the plugin takes: it was left there."),
    N_("The site holds no such file: it may have been removed there."),
    N_("The site has no post type %(name)s: check the article type's name."),
    N_("The file's address is none of the Helpdesk Bridge plugin's."),
    N_("The plugin's status is no object: update the Helpdesk Bridge plugin."),
    N_("The plugin's feed can't be read, %(fault)s: update the Helpdesk Bridge plugin."),
    N_("The site answers slowly: its turn is over, we go on from here next time."),
    N_("The site's feed does not move on: its cursor stands still."),
    N_("The article is in WordPress's trash: restore it there, or send it as a new one."),
    N_("The file came over damaged: its checksum differs."),
    # parts of what the site check says
    N_("%(path)s answers %(status)s"),
    N_("%(route)s does not say who we are"),
    N_("its clock stands at %(time)s UTC"),
)
_WHOLE = frozenset(
    {
        N_("switched off on the site"),
        N_("no text"),
        N_("of no version"),
        N_("ahead of"),
        N_("behind"),
    }
)
_TELLING = frozenset({"why", "direction", "sign", "page", "plugin"})
"""Facts of a finding that are words of ours; the others are names and numbers."""
_PLACE = re.compile(r"%\((\w+)\)s")


def changed_form(form: ChangedForm) -> dict[str, Any]:
    """At the form's row of the plugin's settings page."""
    return {
        "plugin": form.plugin,
        "id": form.plugin_form_id,
        "ok": False,
        "says": _(
            "The form's fields changed: %(fields)s missing since %(since)s UTC.",
            fields=lacking(form.missing),
            since=f"{form.since:%Y-%m-%d %H:%M}",
        ),
        "todo": _(
            "Its submissions come in all the same. In the helpdesk, under Settings, Forms, somebody"
            " can say which field is what now."
        ),
    }


def lacking(missing: Mapping[str, str]) -> str:
    """Role → field as "your-email (E-mail address)", several by commas."""
    named = [(name, word(role, "role_of_field")) for role, name in sorted(missing.items())]
    return ", ".join(f"{name} ({role})" if name else role for name, role in named)


def say(sentence: str, facts: Mapping[str, str]) -> str:
    """A finding's sentence with its places filled in."""
    return gettext(sentence) % {
        name: told(value) if name in _TELLING else value for name, value in facts.items()
    }


def told(text: str | None) -> str:
    """Sentences that an adapter wrote in English, one after another."""
    return "".join(part for part, _known in parts(text or ""))


def parts(text: str) -> list[tuple[str, bool]]:
    """What `text` is in the page's language, piece by piece, and whether we knew the piece."""
    whole = gettext(text)
    if text in _WHOLE or whole != text:
        return [(whole, True)]
    found, at = [], 0
    while at < len(text):
        for message, pattern in _readers():
            if match := pattern.match(text, at):
                found.append((_filled(message, match), True))
                break
        else:
            match = _WORD.match(text, at)
            if match is None:
                break
            found.append((match[0], not match[0].strip()))
        at = match.end()
    return found


_WORD = re.compile(r"\s+|\S+")


def _filled(message: str, match: re.Match[str]) -> str:
    said = gettext(message) % match.groupdict()
    whole = match[0].endswith((".", ":")) or not message.endswith((".", ":"))
    return said if whole else said.rstrip(".")


@cache
def _readers() -> list[tuple[str, re.Pattern[str]]]:
    """The longest first: a short sentence may begin as a longer one does."""
    return [(message, _reader(message)) for message in sorted(PATTERNS, key=len, reverse=True)]


def _reader(message: str) -> re.Pattern[str]:
    """A place at the rim holds one word; one in the midst whatever stands there."""
    bare = message.removesuffix(".")
    last = len(bare)
    made, at = "", 0
    for place in _PLACE.finditer(bare):
        rim = place.start() == 0 or place.end() == last
        made += re.escape(bare[at : place.start()])
        made += rf"(?P<{place[1]}>\S{{1,300}}?)" if rim else rf"(?P<{place[1]}>.{{1,300}}?)"
        at = place.end()
    made += re.escape(bare[at:])
    return re.compile(made + (r"(?:\.(?=\s|$)|$)" if message.endswith(".") else r"(?=\s|$)"))
