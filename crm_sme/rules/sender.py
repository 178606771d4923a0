"""What an address or a subject says about who wrote, and about what."""

from __future__ import annotations

import re

# Domains that anybody can have an address at: they say nothing about the firm.
_FREE_MAIL = """
    126.com 139.com 163.com 163.net 188.com 189.cn 21cn.com 263.net aliyun.com foxmail.com qq.com sina.cn sina.com
    sina.com.cn sogou.com sohu.com tom.com vip.163.com vip.qq.com vip.sina.com wo.cn yeah.net
    aol.com aim.com bellsouth.net btinternet.com charter.net comcast.net cox.net duck.com earthlink.net fastmail.com
    fastmail.fm gmail.com googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it hotmail.es
    icloud.com inbox.com juno.com live.be live.co.uk live.com live.de live.fr live.nl mac.com mail.com me.com msn.com
    outlook.com outlook.de outlook.es outlook.fr outlook.it proton.me protonmail.com pm.me rocketmail.com sbcglobal.net
    tuta.io tutanota.com verizon.net yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.au yahoo.com.br
    yahoo.com.cn yahoo.cn yahoo.de yahoo.es yahoo.fr yahoo.it ymail.com zoho.com
    arcor.de freenet.de gmx.at gmx.ch gmx.com gmx.de gmx.net mailbox.org posteo.de t-online.de web.de
    free.fr laposte.net neuf.fr orange.fr sfr.fr wanadoo.fr alice.it libero.it tim.it tin.it virgilio.it
    hetnet.nl home.nl kpnmail.nl planet.nl xs4all.nl ziggo.nl proximus.be skynet.be telenet.be bluewin.ch sunrise.ch
    abv.bg bk.ru inbox.ru interia.pl list.ru mail.ru o2.pl onet.pl rambler.ru seznam.cz ukr.net wp.pl ya.ru yandex.com
    yandex.ru bol.com.br terra.com.br uol.com.br naver.com daum.net hanmail.net rediffmail.com
"""
FREE_MAIL_DOMAINS = frozenset(_FREE_MAIL.split())

# "SR0042", "S00042", "SO/2026/0042": letters first, at least two digits at the end.
_NUMBER = re.compile(r"[A-Za-z][A-Za-z0-9/_.-]{0,24}\d{2,}(?![A-Za-z0-9])")
MOST_NUMBERS = 10


def find_domain(address: str) -> str | None:
    """Return the domain of an address if it belongs to a firm, None for free-mail providers."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    return domain if "." in domain and domain not in FREE_MAIL_DOMAINS else None


def find_numbers(subject: str) -> list[str]:
    """Return what may be numbers of records or orders in a subject, as written and in capitals."""
    found = [match.group().strip("./_-") for match in _NUMBER.finditer(subject[:500])]
    return list(dict.fromkeys(form for number in found[:MOST_NUMBERS] for form in (number, number.upper())))


def find_last_digits(phone: str, count: int = 8) -> str | None:
    """Return the last digits of a phone number, which are the same however its beginning is written."""
    digits = re.sub(r"\D", "", phone)
    return digits[-count:] if len(digits) >= count else None
