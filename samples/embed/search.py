#!/usr/bin/env python3
"""The smallest Python program on libnewsdex: prints the ten best articles for a query.

    search.py news.idx 'cloud surveillance'

LIBNEWSDEX names the library when it is in no standard place. Of the structures of newsdex.h only
the beginning is declared here: fields are only ever added at their end.
"""
import ctypes
import os
import sys
from ctypes import POINTER, byref, c_char, c_char_p, c_int, c_size_t, c_uint32, c_void_p


class Error(ctypes.Structure):
    _fields_ = [("status", c_int), ("position", c_uint32), ("message", c_char * 248)]


class Hit(ctypes.Structure):
    _fields_ = [("rank", ctypes.c_uint64), ("score", ctypes.c_double), ("date", ctypes.c_int64)] + [
        (name, c_char_p)
        for name in ("date_text", "id", "title", "author", "source", "section", "language", "url",
                     "address", "snippet")
    ]


library = ctypes.CDLL(os.environ.get("LIBNEWSDEX", "libnewsdex.so.0"))
library.newsdex_open.argtypes = [c_char_p, POINTER(c_void_p), POINTER(Error)]
library.newsdex_query_parse.argtypes = [c_void_p, c_char_p, c_size_t, POINTER(c_void_p),
                                        POINTER(Error)]
library.newsdex_search.argtypes = [c_void_p, c_void_p, c_void_p, POINTER(c_void_p), POINTER(Error)]
library.newsdex_results_count.argtypes = [c_void_p]
library.newsdex_results_count.restype = c_size_t
library.newsdex_results_at.argtypes = [c_void_p, c_size_t]
library.newsdex_results_at.restype = POINTER(Hit)
for function in (library.newsdex_results_free, library.newsdex_query_free, library.newsdex_close):
    function.argtypes = [c_void_p]
    function.restype = None


def search(path, text):
    """Yields title and snippet of the ten best articles."""
    nd, query, results, error = c_void_p(), c_void_p(), c_void_p(), Error()
    words = text.encode()
    try:
        if (library.newsdex_open(os.fsencode(path), byref(nd), byref(error))
                or library.newsdex_query_parse(nd, words, len(words), byref(query), byref(error))
                or library.newsdex_search(nd, query, None, byref(results), byref(error))):
            raise RuntimeError(error.message.decode())
        for i in range(library.newsdex_results_count(results)):
            hit = library.newsdex_results_at(results, i).contents
            yield hit.title.decode(), hit.snippet.decode()
    finally:
        library.newsdex_results_free(results)
        library.newsdex_query_free(query)
        library.newsdex_close(nd)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: search.py INDEX QUERY")
    try:
        for title, snippet in search(sys.argv[1], sys.argv[2]):
            print(f"{title}\n    {snippet}")
    except RuntimeError as error:
        sys.exit(f"search.py: {error}")


if __name__ == "__main__":
    main()
