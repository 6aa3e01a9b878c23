#!/usr/bin/env python3
"""libnewsdex from Python: the ten best articles for a query, or counts of all it finds.

    search.py news.idx 'cloud surveillance'
    search.py news.idx 'cloud surveillance' --facet source
    search.py news.idx 'cloud surveillance' --timeline month

LIBNEWSDEX names the library when it is in no standard place. Of the structures of newsdex.h only
the beginning is declared here: fields are only ever added at their end.
"""
import argparse
import ctypes
import os
import sys
from ctypes import POINTER, byref, c_char, c_char_p, c_double, c_int, c_int64, c_size_t
from ctypes import c_uint32, c_uint64, c_void_p

FACETS = ["source", "section", "author", "language", "year", "month"]  # newsdex_facet_field
UNITS = ["year", "month", "week", "day"]  # newsdex_time_unit


class Error(ctypes.Structure):
    _fields_ = [("status", c_int), ("position", c_uint32), ("message", c_char * 248)]


class Hit(ctypes.Structure):
    _fields_ = [("rank", c_uint64), ("score", c_double), ("date", c_int64)] + [
        (name, c_char_p)
        for name in ("date_text", "id", "title", "author", "source", "section", "language", "url",
                     "address", "snippet")
    ]


class FacetValue(ctypes.Structure):
    _fields_ = [("value", c_char_p), ("articles", c_uint64), ("words", c_uint64)]


class Bucket(ctypes.Structure):
    _fields_ = [("start", c_int64), ("label", c_char_p), ("hits", c_uint64),
                ("hit_words", c_uint64), ("articles", c_uint64), ("article_words", c_uint64)]


library = ctypes.CDLL(os.environ.get("LIBNEWSDEX", "libnewsdex.so.0"))


def declare(name, result, *parameters):
    function = getattr(library, "newsdex_" + name)
    function.restype, function.argtypes = result, parameters


OUT = POINTER(c_void_p)
declare("open", c_int, c_char_p, OUT, POINTER(Error))
declare("close", None, c_void_p)
declare("query_parse", c_int, c_void_p, c_char_p, c_size_t, OUT, POINTER(Error))
declare("query_free", None, c_void_p)
declare("search", c_int, c_void_p, c_void_p, c_void_p, OUT, POINTER(Error))
declare("results_count", c_size_t, c_void_p)
declare("results_at", POINTER(Hit), c_void_p, c_size_t)
declare("results_free", None, c_void_p)
declare("facet_count", c_int, c_void_p, c_void_p, c_void_p, c_int, c_size_t, OUT, POINTER(Error))
declare("facet_size", c_size_t, c_void_p)
declare("facet_at", POINTER(FacetValue), c_void_p, c_size_t)
declare("facet_free", None, c_void_p)
declare("timeline_count", c_int, c_void_p, c_void_p, c_void_p, c_int, OUT, POINTER(Error))
declare("timeline_size", c_size_t, c_void_p)
declare("timeline_at", POINTER(Bucket), c_void_p, c_size_t)
declare("timeline_free", None, c_void_p)


def make(function, *arguments):
    """Calls a function that hands out an object, and returns that."""
    made, error = c_void_p(), Error()
    if function(*arguments, byref(made), byref(error)):
        raise RuntimeError(error.message.decode())
    return made


class Index:
    """One open index, for one thread; close it by "with"."""

    def __init__(self, path):
        self.nd = make(library.newsdex_open, os.fsencode(path))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        library.newsdex_close(self.nd)

    def _each(self, kind, count, text, function, *arguments):
        """Yields the items of what a function finds for a query."""
        words, found = text.encode(), None
        query = make(library.newsdex_query_parse, self.nd, words, len(words))
        try:
            found = make(function, self.nd, query, None, *arguments)
            for i in range(getattr(library, f"newsdex_{kind}_{count}")(found)):
                yield getattr(library, f"newsdex_{kind}_at")(found, i).contents
        finally:
            getattr(library, f"newsdex_{kind}_free")(found)
            library.newsdex_query_free(query)

    def search(self, text):
        """Yields title and snippet of the ten best articles."""
        for hit in self._each("results", "count", text, library.newsdex_search):
            yield hit.title.decode(), hit.snippet.decode()

    def facet(self, text, field):
        """Yields the values of a field, the most frequent first, and how many articles have them."""
        number = FACETS.index(field)
        for value in self._each("facet", "size", text, library.newsdex_facet_count, number, 0):
            yield value.value.decode(), value.articles

    def timeline(self, text, unit):
        """Yields each step of time, how many articles were found there, and how many there are."""
        number = UNITS.index(unit)
        for step in self._each("timeline", "size", text, library.newsdex_timeline_count, number):
            yield step.label.decode(), step.hits, step.articles


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("index")
    parser.add_argument("query")
    parser.add_argument("--facet", choices=FACETS)
    parser.add_argument("--timeline", choices=UNITS)
    options = parser.parse_args()
    try:
        with Index(options.index) as index:
            if options.facet:
                for value, articles in index.facet(options.query, options.facet):
                    print(f"{articles}\t{value}")
            elif options.timeline:
                for label, hits, articles in index.timeline(options.query, options.timeline):
                    print(f"{label}\t{hits}\t{articles}")
            else:
                for title, snippet in index.search(options.query):
                    print(f"{title}\n    {snippet}")
    except RuntimeError as error:
        sys.exit(f"search.py: {error}")


if __name__ == "__main__":
    main()
