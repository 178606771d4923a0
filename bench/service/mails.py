"""Mails as a mail server hands them over: half of known customers, half of strangers, no sender twice."""

from email.message import EmailMessage

DOMAIN = "bench.example.com"
ALIAS = "service"
KNOWN_SENDER = "customer{number}@customers.example.com"
STRANGER = "stranger{number}@elsewhere.example.com"
TEXT = "Good morning,\n\nthe desk of our last order wobbles. What can we do?\n\nBest regards\nNumber {number}\n"
HTML = "<html><body><p>Good morning,</p><p>the desk of our last order <b>wobbles</b>. What can we do?</p></body></html>"


def make_mails(count: int) -> list[str]:
    """So many raw mails to the address of the team."""
    return [_make_mail(number) for number in range(count)]


def _make_mail(number: int) -> str:
    sender = (STRANGER if number % 2 else KNOWN_SENDER).format(number=number)
    message = EmailMessage()
    message["Message-Id"] = f"<bench-{number}@elsewhere.example.com>"
    message["From"] = f"Customer {number} <{sender}>"
    message["To"] = f"{ALIAS}@{DOMAIN}"
    message["Subject"] = f"The desk wobbles ({number})"
    message["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    message.set_content(TEXT.format(number=number))
    message.add_alternative(HTML, subtype="html")
    return message.as_string()
