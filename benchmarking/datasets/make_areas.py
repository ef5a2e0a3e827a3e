"""Makes authorities.csv and neighbours_ons.csv out of the published registers, for `manage.py make_datasets`.

What the registers say is kept but for the corrections below, each of which says what is wrong and how it is
known. Nothing here needs a database.
"""

import csv
import re
from pathlib import Path

from python_calamine import CalamineWorkbook

TYPES = {
    "CTY": ("Shire Counties", "upper"),
    "UA": ("Unitary Authorities", "unitary"),
    "MD": ("Metropolitan Districts", "unitary"),
    "LBO": ("Outer London", "unitary"),
    "CC": ("Inner London", "unitary"),
    "SCO": ("Scottish unitary authority", "unitary"),
    "WPA": ("Welsh unitary authority", "unitary"),
    "NID": ("Northern Ireland district", "other"),
}

# --- What the sources of the figures say of councils and no register does ----------------------------

# The collections of adult social care count as inner London the boroughs of the London Government Act 1963:
# with Greenwich, without Haringey and Newham. With these, and with no other definition, the councils'
# numerators and denominators of 2024/25 add up to the published totals of both halves.
INNER_LONDON = ["CMD", "GRE", "HCK", "HMF", "ISL", "KEC", "LBH", "LEW", "SWK", "TWH", "WND", "WSM", "LND"]
# Two counties that became unitary on 1 April 2023 are still counted with the shire counties: only with both
# do the councils add up to the published totals.
STILL_SHIRE = ["NYE", "SMT"]

# --- What the register has wrong or lacks ------------------------------------------------------------

# The councils' figures add up to the published totals of the regions only with these two in the East
# Midlands, where they are; three abolished councils have no region in the register.
REGIONS = {
    "DBY": "East Midlands",
    "LIN": "East Midlands",
    "BKM": "South East",
    "BMH": "South West",
    "POL": "South West",
}
# Names under which two councils, one abolished, could not be told apart, and two turned about.
SHORT_NAMES = {
    "NYK": "North Yorkshire County",
    "SOM": "Somerset County",
    "DST": "Dorset",
    "BST": "Bristol",
    "NMD": "Newry, Mourne and Down",
}
# Spellings that files use and the register does not list; before its end the county was plain "Dorset".
NAMES = {
    "DOR": ["Dorset"],
    "BKM": ["Buckinghamshire"],
    "BST": ["Bristol"],
    "KHL": ["Hull"],
    "MDW": ["Medway Towns"],
    "TFW": ["Telford and the Wrekin"],
    "SOS": ["Southend", "Southend-on-Sea City Council"],
    "MIK": ["Milton Keynes City Council"],
    "WAF": ["Westmorland and Furness"],
    "NET": ["Newcastle-upon-Tyne", "Newcastle upon Tyne City Council"],
}
# Codes given after the register was made, to the two boroughs whose boundaries changed on 1 April 2025. The
# ONS's lists have them under these alone.
NEW_CODES = {"BNS": ["E08000038"], "SHF": ["E08000039"]}
# Who followed whom where the register names nobody: the order of 2012 that made eleven districts of
# Northern Ireland out of twenty-six on 1 April 2015.
SUCCESSORS = {
    "ABC": "NIR-N NIR-O NIR-Q",
    "AND": "NIR-W NIR-X",
    "ANN": "NIR-T NIR-U",
    "CCG": "NIR-B NIR-C NIR-D NIR-E",
    "DRS": "NIR-A NIR-J",
    "FMO": "NIR-K NIR-L",
    "LBC": "NIR-S NIR-Y",
    "MEA": "NIR-F NIR-G NIR-V",
    "MUL": "NIR-H NIR-I NIR-M",
    "NMD": "NIR-P NIR-R",
}
# Four new councils kept their predecessor's number in the collections: 218 is the county, then the unitary.
KEPT_NUMBER = {"BUC": "BKM", "DST": "DOR", "NYE": "NYK", "SMT": "SOM"}


def rows_in(path):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def authorities(data, collection_codes):
    """The rows of authorities.csv. `collection_codes` maps a GSS code to the collections' own."""
    register = [
        row
        for row in rows_in(data / "areas" / "uk_local_authorities_current.csv")
        if row["local-authority-type"] in TYPES
    ]
    other_codes, names = {}, {}
    for row in rows_in(data / "areas" / "lookup_gss_to_registry.csv"):
        other_codes.setdefault(row["local-authority-code"], []).append(row["gss-code"])
    for row in rows_in(data / "areas" / "lookup_name_to_registry.csv"):
        names.setdefault(row["local-authority-code"], []).append(row["la-name"])
    followed = {old: [new] for new, olds in SUCCESSORS.items() for old in olds.split()}
    gss = {row["local-authority-code"]: row["gss-code"] for row in register}
    made = []
    for row in sorted(register, key=lambda row: row["local-authority-code"]):
        code = row["local-authority-code"]
        kind, tier = TYPES[row["local-authority-type"]]
        other = gss.get(_shares_number_with(code), "")
        made.append(
            {
                "code": code,
                "name": _tidy(row["official-name"]),
                "short_name": SHORT_NAMES.get(code, _tidy(row["nice-name"])),
                "gss_code": row["gss-code"],
                "other_gss_codes": _joined(
                    [
                        *other_codes.get(code, []),
                        *row["former-gss-codes"].split(","),
                        *NEW_CODES.get(code, []),
                    ],
                    but=row["gss-code"],
                ),
                "collection_code": collection_codes.get(gss[code]) or collection_codes.get(other, ""),
                "nation": row["nation"],
                "region": REGIONS.get(code, row["region"]),
                "kind": _kind(code, kind),
                "tier": tier,
                "starts_on": _started(row["start-date"]),
                "ends_on": _last_day(row["end-date"]),
                "successors": " ".join(followed.get(code) or row["replaced-by"].split(",")).strip(),
                "names": _names(code, row, names.get(code, [])),
            }
        )
    return made


def _shares_number_with(code):
    """The other of two councils with one number, or nothing."""
    return KEPT_NUMBER.get(code) or next((new for new, old in KEPT_NUMBER.items() if old == code), "")


def _kind(code, kind):
    if code in STILL_SHIRE:
        return "Shire Counties"
    return "Inner London" if code in INNER_LONDON else kind


def _started(day):
    """The first day where it is one on which councils begin; the others are days of the register's own."""
    return day if day[5:] == "04-01" else ""


def _last_day(day):
    """The register prints the last day or the day after: the year ends on 31 March."""
    return f"{day[:4]}-03-31" if day else ""


def _tidy(text):
    return re.sub(r"\s+", " ", text).strip()


def _joined(codes, but):
    return " ".join(sorted({code.strip() for code in codes} - {but, ""}))


def _names(code, row, listed):
    """Every spelling but those that differ in case or punctuation alone, the register's own first."""
    kept = {}
    own = [row["official-name"], row["nice-name"], SHORT_NAMES.get(code, "")]
    for name in [*own, *NAMES.get(code, []), *listed]:
        folded = re.sub(r"[^a-z0-9]+", " ", name.casefold().replace("&", " and ")).strip()
        if folded:
            kept.setdefault(folded, _tidy(name))
    return "|".join(kept.values())


def collection_codes(folder):
    """GSS code -> code of the adult social care collections, out of both files of figures."""
    codes = {}
    long = CalamineWorkbook.from_path(str(folder / "ascof_2020_21_open_data_long.xlsx"))
    wide = CalamineWorkbook.from_path(str(folder / "ascof_2024_25_timeseries.ods"))
    for row in long.get_sheet_by_index(0).to_python()[1:]:
        codes[row[3]] = row[0]
    for row in wide.get_sheet_by_name("Table_1a").to_python():
        if len(row) > 2 and re.fullmatch(r"E\d{8}", str(row[2])):
            codes[row[2]] = row[0]
    return {
        gss: str(int(code)) if isinstance(code, float) else code
        for gss, code in codes.items()
        if re.match(r"E(06|08|09|10)", gss)
    }


def neighbours(data, held):
    """The rows of neighbours.csv: the ONS's list of each council that the file of authorities holds.

    Lists are kept whole, with districts and councils of other nations, so that it can be said how many were
    listed and left out; a row is a council and its twenty codes, the most similar first.
    """
    lists = (list(row.values()) for row in rows_in(data / "neighbours" / "global-neighbours.csv"))
    return [{"gss_code": code, "neighbours": " ".join(others)} for code, *others in lists if code in held]


def codes_of_england(rows):
    """Every GSS code of England's councils among the rows of authorities.csv."""
    england = [row for row in rows if row["nation"] == "England"]
    return {code for row in england for code in [row["gss_code"], *row["other_gss_codes"].split()]}
