"""The holidays of ten countries as the Python package `holidays` gives them: Tests/MarketingTests/Reference/holidays.json.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install holidays==0.108
    /tmp/venv/bin/python scripts/reference/holidays_reference.py > Tests/MarketingTests/Reference/holidays.json

Public holidays of the whole country; England for the United Kingdom; with the general holidays of the federal government
for Canada. Left out is what was proclaimed for one year (`ONCE`) and Italy's National Unity Day, a Sunday that gives
nobody a day off. Lunar holidays of South Korea besides, for as long as the package knows them.
"""

import json

import holidays

YEARS = range(2005, 2031)
COUNTRIES = {
    "br": ("BR", {}), "ca": ("CA", {"categories": ("public", "government")}), "de": ("DE", {}),
    "es": ("ES", {}), "fr": ("FR", {}), "it": ("IT", {}), "kr": ("KR", {}), "nl": ("NL", {}),
    "uk": ("GB", {"subdiv": "ENG"}), "us": ("US", {}),
}
ONCE = (
    "Temporary Public Holiday", "Election Day", "Armed Forces Day", "Jubilee", "Funeral",
    "Coronation", "Wedding", "Reformation Day", "National Unity Day", "Unification of Italy",
)


def dates(code, options):
    """The dates of a country, those left out that nothing but a proclamation makes."""
    found = holidays.country_holidays(code, years=YEARS, language="en_US", **options)
    for day, names in sorted(found.items()):
        if day.year in YEARS and not all(any(o in n for o in ONCE) for n in names.split("; ")):
            yield day.isoformat()


if __name__ == "__main__":
    result = {
        "package": f"holidays {holidays.__version__}",
        "years": [YEARS[0], YEARS[-1]],
        "dates": {name: list(dates(*country)) for name, country in COUNTRIES.items()},
    }
    korea = holidays.country_holidays("KR", years=range(1950, 2051), language="en_US")
    for key, name in (("new_year", "Korean New Year"), ("buddha", "Buddha's Birthday"),
                      ("chuseok", "Chuseok")):
        result[key] = sorted(d.isoformat() for d, n in korea.items() if name in n.split("; "))
    print(json.dumps(result, separators=(",", ":")))
