#!/usr/bin/env python3
"""make_pdfs.py FOLDER: the PDFs of tests/data/pdf, written by hand. The same bytes each time."""
import os
import sys
import zlib


def stream(data, entries=b""):
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def lines(*shown):
    """Lines of (size, height above the lower edge, text)."""
    drawn = [b"/F1 %d Tf 1 0 0 1 72 %d Tm (%s) Tj" % (size, height, text) for size, height, text in shown]
    return b"BT\n" + b"\n".join(drawn) + b"\nET"


def pdf(pages, information, trailer=b"", pack=False):
    """pages: what is drawn on each. Objects: 1 catalog, 2 pages, 3 font, 4 information."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * i) for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [173 /uni00AD] >> >>",
        b"<< %s >>" % information,
    ]
    for i, drawn in enumerate(pages):
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
                       b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (6 + 2 * i))
        objects.append(stream(zlib.compress(drawn), b" /Filter /FlateDecode") if pack else stream(drawn))
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
                  % (len(objects) + 1, trailer, table))


tram = pdf([
    lines((24, 720, b"Council votes for"), (24, 690, b"a night tram"),
          (12, 660, b"The council voted on Monday for a night tram, which the sur-"),
          (12, 646, b"veillance committee had asked for. The well\xadknown mayor was cau\xad"),
          (12, 632, b"tious. It begins in May.")),
    lines((12, 720, b"The second page ends the story.")),
], b"/Title (Microsoft Word - tram.doc) /CreationDate (D:20030501093000+02'00')")

ferry = pdf([
    lines((36, 740, b"Gazette"), (12, 660, b"The ferry runs again.")),
], b"/Title (\xfe\xff" + "Fähre fährt wieder".encode("utf-16-be") + b") /Author (Jane Roe) "
   b"/Keywords (ferry; harbour, tides) /CreationDate (D:20210908070605Z)", pack=True)

one_size = lines((12, 700, b"All of it is one size."), (12, 686, b"So the name of the file has to do."))
plain = pdf([one_size], b"/Title (Document 1)")
titled = pdf([one_size], b"/Title (Documents show delay of trams)")

scanned = pdf([b"0 0 612 792 re f"], b"/Title (A scan)")

locked = pdf([lines((12, 700, b"secret"))], b"",
             b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]"
             % (b"0f" * 32, b"f0" * 32))

folder = sys.argv[1]
for name, data in {
    "tram.pdf": tram,
    "2003-05-02-ferry.pdf": ferry,
    "one size.pdf": plain,
    "scanned.pdf": scanned,
    "locked.pdf": locked,
    "junk-before.pdf": b"HTTP/1.1 200 OK\r\n\r\n" + titled,
    "damaged.pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
}.items():
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
