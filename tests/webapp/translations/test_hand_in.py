"""A translation that somebody hands in: what is refused, and where it goes."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner

from webapp import i18n
from webapp.cli import main
from webapp.i18n import LANGUAGES
from webapp.translations import check, collect, hand_in, statements
from webapp.translations.lint import key_of

TRANSLATIONS = i18n.TRANSLATIONS


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A copy of the catalogs, in which anything may be changed."""
    copy = tmp_path / "translations"
    shutil.copytree(TRANSLATIONS, copy)
    monkeypatch.setattr("webapp.translations.FOLDER", copy)
    monkeypatch.setattr(hand_in, "LIST", copy / "languages.toml")
    monkeypatch.setattr(statements, "LOCK", copy / "statements.json")
    return copy


def catalog(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


@pytest.fixture
def hand(tmp_path, folder):
    """Writes a PO file: Spanish as it is, with some texts changed, as this language."""

    def write(changes: dict[str, str], language: str = "es") -> Path:
        handed = Catalog(locale=language)
        for message in catalog("es"):
            if message.id:
                key = key_of(message)
                text = changes.get(key, message.string)
                handed.add(message.id, text, flags=message.flags)
        path = tmp_path / f"{language}.po"
        with path.open("wb") as file:
            write_po(file, handed)
        return path

    return write


def run(*arguments: str):
    return CliRunner().invoke(
        main, ["languages", *arguments], env={"STILLMINE_INSTANCE": "/nowhere"}
    )


def test_better_words_are_taken_in_and_the_others_stay(hand, folder):
    told = run("import", str(hand({"Begin": "Comencemos", "Back": ""})))
    assert told.exit_code == 0, told.output
    with (folder / "es" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        now = read_po(file)
    assert now.get("Begin").string == "Comencemos"
    assert now.get("Back").string == "Atrás"
    assert list(check.problems()) == []


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("Begin", "<b>Empezar</b>", "markup"),
        ("Begin", "Empezar: www.evil.example", "address or a number"),
        ("Begin", "Llama al 600 123 456", "address or a number"),
        ("Begin", "Empezar \u202etxet", "direction"),
        ("Image %(number)s", "Imagen %(numero)s", "placeholders"),
        ("Image %(number)s", "Imagen", "placeholders"),
        ("I was 18 or older in every image and video I chose.", "Tenía 18 años.", "agreed"),
    ],
)
def test_what_would_break_a_page_or_lead_away_is_refused(hand, folder, key, text, said):
    before = (folder / "es" / "LC_MESSAGES" / "messages.po").read_bytes()
    path = hand({key: text})
    for verb in ("check", "import"):
        told = run(verb, str(path))
        assert told.exit_code == 1
        assert said in told.output
    assert (folder / "es" / "LC_MESSAGES" / "messages.po").read_bytes() == before


def test_a_new_language_is_taken_in_when_it_is_whole(hand, folder):
    told = run("import", str(hand({"Begin": ""}, "ku")))
    assert told.exit_code == 1
    assert "missing: 'Begin'" in told.output
    assert "[ku]" not in (folder / "languages.toml").read_text()
    told = run("import", str(hand({}, "ku")))
    assert told.exit_code == 0, told.output
    assert '[ku]\nname = "' in (folder / "languages.toml").read_text()
    assert (folder / "ku" / "LC_MESSAGES" / "messages.po").exists()


def test_a_new_language_that_runs_from_right_to_left_is_known_to(hand, folder):
    assert run("import", str(hand({}, "fa"))).exit_code == 0
    assert '[fa]\nname = "فارسی"\ndir = "rtl"\n' in (folder / "languages.toml").read_text()


@pytest.mark.parametrize("language", ["en", ""])
def test_a_file_of_no_known_language_is_refused(hand, tmp_path, language):
    path = hand({})
    text = path.read_text().replace('"Language: es\\n"', f'"Language: {language}\\n"')
    path.write_text(text)
    told = run("check", str(path))
    assert told.exit_code == 1
    assert "Which language" in told.output


def test_a_review_is_marked_in_the_list(folder):
    hand_in.mark_reviewed("pt-BR", date(2026, 12, 24))
    hand_in.mark_reviewed("pt-BR", date(2026, 12, 25))
    text = (folder / "languages.toml").read_text()
    assert '[pt-BR]\nname = "Português (Brasil)"\nreviewed = 2026-12-25\n' in text
    assert text.count("reviewed = 2026-12") == 1


def test_the_list_is_printed():
    told = run("list").output
    for code, language in LANGUAGES.items():
        assert f"{code}\t{language.name}\t" in told
    assert "by no native speaker yet" in told


def test_a_statement_with_new_words_needs_a_new_version(folder):
    assert list(statements.reworded()) == []
    path = folder / "tr" / "LC_MESSAGES" / "messages.po"
    source = "I was 18 or older in every image and video I chose."
    with path.open("rb") as file:
        changed = read_po(file)
    changed.get(source).string = "18 yaşındaydım."
    with path.open("wb") as file:
        write_po(file, changed)
    assert list(statements.reworded()) == [
        "tr: adult@2026-11 has new words, so it needs a new version"
    ]
    statements.lock()
    assert list(statements.reworded()), "what people agreed to is never changed"


def test_a_text_without_a_translation_fails_the_check(folder):
    path = folder / "hi" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        changed = read_po(file)
    changed.get("Begin").string = ""
    changed.delete("Back")
    with path.open("wb") as file:
        write_po(file, changed)
    told = list(check.problems())
    assert "hi: not translated: 'Begin'" in told
    assert "hi: not collected yet (make strings): 'Back'" in told


def test_the_room_of_the_staff_is_asked_of_its_languages_alone(tmp_path):
    sources = {}
    for code in ("tr", "es"):
        template = tmp_path / f"{code}.pot"
        collect.extract(template, with_desk=LANGUAGES[code].desk)
        sources[code] = template.read_text()
    assert 'msgid "Sign in to your desk"' in sources["tr"]
    assert 'msgid "Sign in to your desk"' not in sources["es"]
    assert 'msgid "Begin"' in sources["es"]
