"""Public holidays of countries and their regions, as src/things/calendars/countries.tsv holds them: from the Python package
`holidays`, which is maintained, has the names in the languages of the countries and the regions apart, and is under the MIT
licence. Written for these years, so that the program needs no Python; another edition is made by raising LAST and the
version in tests/support/python.rs, and STEWARD_BLESS=1.

    #       a remark
    country code  name
    region  code  name          of the country above; what follows is what differs there
    day     name  yymmdd …
    moon    name  yymmdd …      hangs on the sight of the moon, and may be a day off
    not     yymmdd …            is no holiday in this region
"""

import sys
from importlib.metadata import distribution, version

import holidays
from holidays.registry import COUNTRIES

FIRST, LAST = 2026, 2031
YEARS = range(FIRST, LAST + 1)
SMALL = {"and", "of", "the", "da"}
NAMES = {"cote_d_ivoire": "Côte d'Ivoire", "curacao": "Curaçao", "aland_islands": "Åland Islands", "reunion": "Réunion",
         "saint_barthelemy": "Saint Barthélemy", "sao_tome_and_principe": "São Tomé and Príncipe", "turkiye": "Türkiye",
         "timor_leste": "Timor-Leste", "guinea_bissau": "Guinea-Bissau",
         "dr_congo": "DR Congo", "hongkong": "Hong Kong"}


def country_name(module):
    if module in NAMES:
        return NAMES[module]
    words = module.split("_")
    return " ".join(word if at and word in SMALL else word.capitalize() for at, word in enumerate(words))


def days_of(code, region, language):
    """Date: name in the country's language, and whether it hangs on the moon."""
    own = holidays.country_holidays(code, subdiv=region, years=YEARS, language=language)
    told = holidays.country_holidays(code, subdiv=region, years=YEARS, language="en_US")
    found = {}
    for day, name in own.items():
        parts = [part for part in (told.get(day) or "").split("; ") if part]
        moon = bool(parts) and all("estimated" in part for part in parts)
        found[day] = (" ".join(name.replace("; ", ", ").split()), moon)
    return found


def lines(days):
    by_name = {}
    for day, told in sorted(days.items()):
        by_name.setdefault(told, []).append(day.strftime("%y%m%d"))
    for (name, moon), dates in by_name.items():
        yield f"{'moon' if moon else 'day'}\t{name}\t{' '.join(dates)}"


def table():
    yield f"# Public holidays from {FIRST} to {LAST}, made by tests/things/countries.py from holidays {version('holidays')}:"
    yield "#"
    for file in distribution("holidays").files:
        if file.name == "LICENSE":
            yield from (f"# {line}".rstrip() for line in file.read_text().strip().splitlines())
    for module, classes in sorted(COUNTRIES.items(), key=lambda one: country_name(one[0])):
        code = classes[1]
        plain = holidays.country_holidays(code)
        language = plain.default_language
        days = days_of(code, None, language)
        if not days:
            continue
        yield f"country\t{code}\t{country_name(module)}"
        yield from lines(days)
        names = {}
        for name, region in plain.subdivisions_aliases.items():
            names.setdefault(region, name)
        for region in sorted(plain.subdivisions, key=lambda region: names.get(region, region)):
            here = days_of(code, region, language)
            yield f"region\t{region}\t{names.get(region, region)}"
            yield from lines({day: told for day, told in here.items() if days.get(day) != told})
            gone = [day.strftime("%y%m%d") for day in sorted(days) if day not in here]
            if gone:
                yield f"not\t{' '.join(gone)}"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    for line in table():
        print(line)
