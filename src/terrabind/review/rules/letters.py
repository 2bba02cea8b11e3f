"""Names that look like other names: hidden characters, mixed scripts and letters that pass for ASCII."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORDS = re.compile(r"[^\W\d_]+")
_TOGETHER: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "LATIN"})
"""Scripts that one ordinary word of Japanese, Korean or Chinese may mix."""

_LOOK: Final = {
    # Cyrillic
    **dict(
        zip(
            "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u0475\u04cf",
            "aeopcyxijshdqwvl",
            strict=True,
        )
    ),
    # Cyrillic capitals
    **dict(
        zip(
            "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0423\u0406\u0408\u0405",
            "ABEKMHOPCTXYIJS",
            strict=True,
        )
    ),
    # Greek
    **dict(zip("\u03b1\u03bf\u03bd\u03c1\u03b9\u03c5", "aovpiu", strict=True)),
    # Greek capitals
    **dict(
        zip(
            "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
            "ABEZHIKMNOPTYX",
            strict=True,
        )
    ),
    # Armenian
    **dict(zip("\u0585\u057d\u0578\u0570\u0581\u0582\u0586", "ounhglf", strict=True)),
    # Latin
    **dict(zip("\u0131\u0261\u0251\u029f", "igal", strict=True)),
}
"""Letters outside ASCII that a reader takes for the ASCII letter given, whatever the font."""


def find_deceit(text: str) -> str:
    """Return in words what is wrong with the characters of a name, empty when nothing is."""
    if _is_plain(text):
        return ""
    for at, letter in enumerate(text):
        if _is_hidden(letter):
            return f"holds the invisible character {_describe(letter)} at position {at + 1}"
    for at, letter in enumerate(text):
        folded = unicodedata.normalize("NFKC", letter)
        if not letter.isascii() and folded.isascii() and folded.isalnum():
            return f'holds {_describe(letter)} at position {at + 1}, which looks like "{folded}"'
    for word in _WORDS.findall(_decode(text)):
        found = _judge_word(word)
        if found:
            return found
    return ""


def skeleton(text: str) -> str:
    """Return what a reader sees: two names with one skeleton are easily taken for one another."""
    plain = text.casefold()
    if not _is_plain(text):
        folded = unicodedata.normalize("NFKC", _decode(text))
        plain = "".join(_LOOK.get(letter, letter) for letter in folded if not _is_hidden(letter)).casefold()
    return plain.replace("rn", "m").replace("vv", "w").replace("0", "o").replace("1", "l").replace("i", "l")


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "xn--" not in text.casefold()


def _judge_word(word: str) -> str:
    if word.isascii():
        return ""
    scripts = {_script(letter) for letter in word}
    if len(scripts) > 1 and not scripts <= _TOGETHER:
        odd = next((each for each in word if not each.isascii()), word[0])
        return f"mixes {' and '.join(sorted(scripts))} letters in one word, such as {_describe(odd)}"
    if "LATIN" not in scripts and all(letter in _LOOK for letter in word):
        return f"is written in {scripts.pop()} letters that all look like others, such as {_describe(word[0])}"
    return ""


def _is_hidden(letter: str) -> bool:
    """Controls, formats (joiners, bidirectional marks), private and unassigned ones, odd spaces, blank letters."""
    category = unicodedata.category(letter)
    return category[0] == "C" or (category[0] == "Z" and letter != " ") or letter in "\u115f\u1160\u3164\uffa0\u2800"


def _script(letter: str) -> str:
    """The script is the first word of a letter's name: "LATIN SMALL LETTER A"."""
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0].split("-")[0]


def _describe(letter: str) -> str:
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".rstrip()


def _decode(text: str) -> str:
    """Domain names in their ASCII disguise ("xn--...") are read as what a browser would show."""
    if "xn--" not in text.casefold():
        return text
    return re.sub(r"(?i)xn--([a-z0-9-]+)", _decode_label, text)


def _decode_label(match: re.Match[str]) -> str:
    try:
        return match[1].encode("ascii").decode("punycode")
    except UnicodeError:
        return match[0]
