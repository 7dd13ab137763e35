"""Pages that are a message in place of an article, in the words of many languages."""

from __future__ import annotations

import pytest
from staged import prose, staged

from capital_spider.extract import judge_page_type

SITE = '<meta property="og:site_name" content="Delta Dispatch">'
MENU = "<nav><a href=/>Home</a> <a href=/news/>News</a> <a href=/sport/>Sport</a></nav>"
LATEST = "".join(f"<li><a href='/story-{n}/'>Story {n} of the delta</a></li>" for n in range(8))


def not_found(words: str) -> str:
    return f"{SITE}<title>{words} - Delta Dispatch</title>{MENU}<h1>{words}</h1><ul>{LATEST}</ul>"


def consent(*paragraphs: str) -> str:
    shown = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"{SITE}<title>Delta Dispatch</title><div>{shown}<button>OK</button></div>"


LOG_IN = "<form><label>E-mail</label><input name=e><input type=password name=p><button>OK</button></form>"
CASES: dict[str, tuple[str, str]] = {
    "English": (not_found("Page not found"), "not_found"),
    "number first": (not_found("404 – Nothing here"), "not_found"),
    "German": (not_found("Seite nicht gefunden"), "not_found"),
    "French": (not_found("Page introuvable"), "not_found"),
    "Spanish": (not_found("Página no encontrada"), "not_found"),
    "Portuguese": (not_found("Página não encontrada"), "not_found"),
    "Italian": (not_found("Pagina non trovata"), "not_found"),
    "Dutch": (not_found("Pagina niet gevonden"), "not_found"),
    "Russian": (not_found("Страница не найдена"), "not_found"),
    "Turkish": (not_found("Sayfa bulunamadı"), "not_found"),
    "Arabic": (not_found("الصفحة غير موجودة"), "not_found"),
    "Japanese": (not_found("ページが見つかりません"), "not_found"),
    "Korean": (not_found("페이지를 찾을 수 없습니다"), "not_found"),
    "WordPress, whatever its theme says": (f"<body class='error404 x'><h1>Oh dear</h1>{prose(count=9)}", "not_found"),
    "server's error": ("<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1><hr>nginx", "error"),
    "robot check": ("<title>Just a moment...</title><p>Enable JavaScript and cookies to continue</p>", "challenge"),
    "robot check in French": ("<title>Accès refusé</title><p>Votre adresse est bloquée.</p>", "challenge"),
    "log-in": (f"<title>Log in</title><h1>Log in</h1>{LOG_IN}", "login"),
    "log-in in German": (f"<h1>Anmelden</h1>{LOG_IN}", "login"),
    "log-in in Polish": (f"<h1>Zaloguj się</h1>{LOG_IN}", "login"),
    "consent by its title": ("<title>Before you continue to Delta</title><p>Choose what we may store.</p>", "consent"),
    "consent": (
        consent(
            "We and our advertising partners store cookies on your device and read what is stored there.",
            "You can give your consent to all of these purposes, or choose among them, at any time.",
        ),
        "consent",
    ),
    "consent in German": (
        consent(
            "Wir und unsere Partner speichern Cookies auf Ihrem Gerät und verarbeiten personenbezogene Daten.",
            "Ihre Einwilligung können Sie jederzeit widerrufen; lesen Sie sonst ohne Werbung im Abonnement.",
        ),
        "consent",
    ),
    "consent in French": (
        consent(
            "Avec votre consentement, nos partenaires et nous utilisons des cookies pour lire ce que vous aimez.",
            "Nous traitons des données personnelles comme votre visite sur ce site ; vous pouvez refuser.",
        ),
        "consent",
    ),
    "consent in Spanish": (
        consent(
            "Nosotros y nuestros socios guardamos cookies en su dispositivo, si usted da su consentimiento.",
            "Tratamos datos personales como su visita a este sitio; puede rechazarlo cuando quiera.",
        ),
        "consent",
    ),
    "consent in Polish": (
        consent(
            "My i nasi partnerzy używamy plików cookie na Twoim urządzeniu i potrzebujemy Twojej zgody.",
            "Administratorem danych osobowych jest wydawca serwisu; zgodę możesz w każdej chwili wycofać.",
        ),
        "consent",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_messages_in_place_of_an_article(case: tuple[str, str]) -> None:
    markup, code = case
    document = staged(markup, judge_page_type, url="https://www.news.example/delta/")
    assert [p.code for p in document.problems if p.field == "article"] == [code]
    assert document.confidence["article"] < 0.05


ARTICLES = {
    "that is called so": f"<h1>Access denied</h1>{prose(count=9)}",
    "of a number": f"<h1>404 boats in one day</h1>{prose(count=9)}",
    "on how to log in": f"<h1>Log in to the gate</h1>{prose(count=3)}",
    "on cookies": f"<h1>What consent to cookies means</h1><time datetime=2024-05-03>3 May 2024</time>{prose(count=3)}"
    "<p>A cookie is stored after consent.</p>",
    "with a notice of cookies": f"<h1>Lock opens</h1>{prose(count=3)}<div class=cookie-notice><p>We store cookies with"
    " your consent.</p></div>",
}


@pytest.mark.parametrize("markup", ARTICLES.values(), ids=ARTICLES.keys())
def test_articles_are_no_messages(markup: str) -> None:
    document = staged(markup, judge_page_type)
    assert [p for p in document.problems if p.field == "article"] == []
