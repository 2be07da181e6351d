"""Writes the examples' PDF and DOCX, so that what is in them can be read and changed here.

    .venv/bin/python tools/documents/write.py

Both are the plainest files of their kind that Word and any PDF reader open; the same text makes the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
KINDS = {"#": "title", "##": "heading", "-": "item"}
MARGIN, WIDTH, TOP, BOTTOM = 64, 84, 770, 80
SIZES = {"title": 20, "heading": 14, "text": 11, "item": 11}
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types'
    ' xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
    ' ContentType="application/xml"/><Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override'
    ' PartName="/word/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships'
    ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    f' Type="{RELATIONS}/{{kind}}" Target="{{target}}"/></Relationships>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = {"title": "Title", "heading": "Heading1", "text": "Normal", "item": "ListBullet"}
NAMES = {"Title": "Title", "Heading1": "heading 1", "Normal": "Normal", "ListBullet": "List Bullet"}

HANDBOOK = """\
# Handbook for shift leads

Hillside Logistics, Milton depot. For everybody who leads a shift, and for whoever thinks of doing so.

## Your day

You begin with the handover from the other shift, then walk the floor with the forklift drivers and tell the team
the plan of the day. On a normal day 46 trucks leave the depot; on the days before a public holiday it is more than
70. You spend about two thirds of the shift on the floor and the rest at the desk.

The numbers that count are trucks that left on time, wrongly picked boxes and accidents. They hang on the wall for
everybody, and nobody is ranked by them.

## Absence and cover

If somebody does not come, you may call in up to four people from the agency without asking anybody. Who is ill gets
full pay for four weeks. Swapping shifts with your partner is fine if the depot manager knows by noon of the day
before.

## Starting and leaving

The trial period is three months. In the first three weeks you go along with an experienced shift lead. Notice is
two weeks during the trial period and two months after it.

Every March there is a pay review. Two of our four depot managers were shift leads before, and the company pays for
the warehouse diploma of the evening school in Milton.

## Equipment

- A two-way radio and a tablet with the plan of the shift.

- Lockers and showers are next to the entrance.

- The canteen opens at five in the morning; a hot meal costs two pounds fifty.

## Rules of the floor

No mobile phones on the floor. Pedestrians have the right of way, always. Lifting more than 25 kilos alone is
forbidden. Alcohol is not allowed at any time, and there are random tests for forklift drivers.
"""
FIRST_MONTHS = """\
# Your first months at Clearwater

Clearwater Tickets was founded in 2013 and has 85 employees. It has made a profit since 2019.

## Getting started

Your laptop arrives three days before you start. You release a change of your own in the first week, beside another
engineer who is your guide for three months. Nobody joins the on-call rota before the fourth month.

The trial period is three months, with two weeks of notice on both sides; after that it is two months. You can begin
on any Monday.

## Where you may work

You can work from anywhere in the United Kingdom. Up to four weeks a year may be spent abroad, in a country of
Europe. We pay the train and the hotel for the team days in Bristol. We cannot sponsor a visa at the moment.

## Growing

There are five levels for engineers, from junior to principal, and what each of them means is written down. Once
every six months you and the engineering manager, Priya Nair, talk about where you want to go. Pay is reviewed each
April.

## Family and health

- Parents get twenty weeks of leave with full pay, whoever gave birth.

- Private health insurance begins after the trial period and covers your children too.

- Part time from 30 hours a week is possible in every team.

## Owning a piece

Every employee gets share options after a year. They are worth something only if the company is sold or listed, so
count them as a lottery ticket. There is no yearly bonus.
"""


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """What each paragraph is, and what it says."""
    for paragraph in text.strip().split("\n\n"):
        mark, _, rest = " ".join(paragraph.split()).partition(" ")
        yield (KINDS[mark], rest) if mark in KINDS else ("text", f"{mark} {rest}")


def docx(text: str) -> bytes:
    """A Word document."""
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{STYLES[kind]}"/></w:pPr><w:r><w:t>{escape(said)}</w:t></w:r></w:p>'
        for kind, said in pieces(text)
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/></w:style>'
        for style, name in NAMES.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": PACKAGE.format(kind="officeDocument", target="word/document.xml"),
        "word/_rels/document.xml.rels": PACKAGE.format(kind="styles", target="styles.xml"),
        "word/styles.xml": f'{head}<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
        "word/document.xml": f'{head}<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def pdf(text: str) -> bytes:
    """A PDF of as many pages as it takes, in Helvetica."""
    pages: list[list[str]] = [[]]
    y = TOP
    for kind, said in pieces(text):
        size = SIZES[kind]
        y -= size if kind in ("title", "heading") else 4
        for number, line in enumerate(_lines(said, WIDTH * 11 // size)):
            if y < BOTTOM:
                pages.append([])
                y = TOP
            bullet = "- " if kind == "item" and number == 0 else ""
            font = "F2" if kind in ("title", "heading") else "F1"
            shown = (bullet + line).replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            pages[-1].append(f"BT /{font} {size} Tf 1 0 0 1 {MARGIN} {y} Tm ({shown}) Tj ET")
            y -= size + 4
        y -= 4
    for number, page in enumerate(pages, 1):
        page.append(f"BT /F1 9 Tf 1 0 0 1 {MARGIN} 40 Tm (Hillside Logistics - page {number}) Tj ET")
    return _file(pages)


def _lines(said: str, most: int) -> list[str]:
    lines = [""]
    for word in said.split():
        if len(lines[-1]) + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _file(pages: list[list[str]]) -> bytes:
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        *(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>" for name in ("Helvetica", "Helvetica-Bold")),
    ]
    for number, page in enumerate(pages):
        content = "\n".join(page)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
            f" /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    made, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    made += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return made.encode("latin-1")


if __name__ == "__main__":
    (EXAMPLES / "warehouse-shift-lead" / "handbook.pdf").write_bytes(pdf(HANDBOOK))
    (EXAMPLES / "back-end-engineer" / "first-months.docx").write_bytes(docx(FIRST_MONTHS))
    print("wrote warehouse-shift-lead/handbook.pdf and back-end-engineer/first-months.docx")
