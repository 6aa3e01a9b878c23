#!/usr/bin/env bash
# Each folder includes only folders below it (README, "The tree").
cd "$(dirname "$0")/../.." || exit 1
python3 - <<'END'
import glob, re, sys
base = ["include", "searcher/base"]
library = base + ["searcher/text", "searcher/index", "searcher/xapian-c"]
below = {
    "searcher/base": [], "searcher/text": base, "searcher/index": base + ["searcher/text"],
    "searcher/xapian-c": base, "searcher/query": library, "searcher/result": library + ["searcher/query"],
    "indexer/archive": base, "indexer/article": base + ["indexer/pdf"], "indexer/pdf": [], "indexer/document": library + ["indexer/article"],
    "indexer/segment": library + ["indexer/document", "indexer/article"],
}
libraries = {"xapian": "searcher/xapian-c", "libstemmer": "searcher/text", "archive": "indexer/archive",
             "archive_entry": "indexer/archive", "xxhash": "searcher/base", "gmime/gmime": "indexer/article",
             "poppler": "indexer/pdf"}
faults = []
for path in sorted(glob.glob("searcher/**/*.[ch]*", recursive=True) + glob.glob("indexer/**/*.[ch]*", recursive=True)):
    if not re.search(r"\.(c|h|cc|hh)$", path):
        continue
    folder = path.rsplit("/", 1)[0]
    for bracket, name in re.findall(r'^#include ([<"])([^>"]+)', open(path).read(), re.M):
        other = name.rsplit("/", 1)[0] if "/" in name else ""
        if bracket == "<":
            library_name = re.sub(r"\.h$", "", name)
            if library_name in libraries and folder != libraries[library_name]:
                faults.append(f"{path}: {name} is for {libraries[library_name]} alone")
            continue
        if folder in below and other != folder and other not in below[folder] and name != "include/newsdex.h":
            faults.append(f"{path}: {name}")
        if folder == "searcher" and path != "searcher/newsdex.c" and other not in ("include", "searcher"):
            faults.append(f"{path}: the program uses newsdex.h alone, not {name}")
        if folder.startswith("searcher") and other.startswith("indexer"):
            faults.append(f"{path}: {name}")
print(f"{'not ok' if faults else 'ok'} 1 - layers")
for fault in faults:
    print("# " + fault)
print("1..1")
sys.exit(bool(faults))
END
