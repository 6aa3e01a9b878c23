# Newsdex. One non-recursive Makefile; objects go under $(BUILD).
#   make                both programs and the library      make demo     index and search samples/
#   make check          all tests, under two minutes       make check-long   sanitizers, valgrind, kills
#   make bench          measures against peers             make install  DESTDIR= prefix=
#   make deps           installs what the build needs      make format   clang-format
BUILD ?= .build
prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datadir ?= $(prefix)/share
mandir ?= $(datadir)/man
bashcompletiondir ?= $(datadir)/bash-completion/completions
zshcompletiondir ?= $(datadir)/zsh/site-functions
fishcompletiondir ?= $(datadir)/fish/vendor_completions.d
pkgconfigdir ?= $(libdir)/pkgconfig
INSTALL ?= install

version_of = $(shell sed -n 's/^.define NEWSDEX_VERSION_$(1) //p' include/newsdex.h)
SOVERSION := $(call version_of,MAJOR)
VERSION := $(SOVERSION).$(call version_of,MINOR).$(call version_of,PATCH)

CFLAGS ?= -O2 -g
CXXFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wconversion
SANITIZE ?=
SANITIZER := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

# ---- what to install, and the flags of the libraries ---------------------
# $(CONFIG) is made before anything else, and anew only when flags change. The goals that
# promise to set up a fresh machine install what is missing; the others name it and stop.
UNBUILT := clean format help
SETUP := $(if $(filter bench,$(MAKECMDGOALS)),bench,$(if \
    $(filter check-long check-valgrind check-fuzz,$(MAKECMDGOALS)),long,$(if \
    $(filter check check-%,$(MAKECMDGOALS)),check,build)))
WANTS_SETUP := $(filter deps demo check check-% bench,$(MAKECMDGOALS))
CONFIG := $(BUILD)/config.mk
READY := $(BUILD)/ready-$(SETUP)

ifneq ($(if $(MAKECMDGOALS),$(filter-out $(UNBUILT),$(MAKECMDGOALS)),all),)
include $(CONFIG)
endif

$(CONFIG): $(READY)
	@:
$(READY): .ci/deps Makefile
	@mkdir -p $(BUILD)
ifneq ($(WANTS_SETUP),)
	@.ci/deps install $(if $(filter deps,$(MAKECMDGOALS)),check,$(SETUP))
else
	@missing=$$(.ci/deps list $(SETUP) | tr '\n' ' '); [ -z "$$missing" ] || { \
	    echo "newsdex: missing: $$missing; run: make deps" >&2; exit 1; }
endif
	@.ci/deps flags > $(CONFIG).new
	@cmp -s $(CONFIG).new $(CONFIG) || cp $(CONFIG).new $(CONFIG)
	@rm $(CONFIG).new && touch $@

# ---- sources --------------------------------------------------------------
LIB_SOURCES := $(wildcard searcher/newsdex.c searcher/base/*.c searcher/text/*.c searcher/index/*.c \
    searcher/xapian-c/*.c searcher/xapian-c/*.cc searcher/query/*.c searcher/result/*.c)
# Program files: searcher/*.c but the library's face. terminal.c, json_out.c and option_hint.c serve both programs.
SEARCH_SOURCES := $(filter-out searcher/newsdex.c,$(wildcard searcher/*.c))
SHARED_PROGRAM_SOURCES := $(wildcard searcher/terminal.c searcher/json_out.c searcher/option_hint.c)
INDEX_MAIN := $(wildcard indexer/main.c)
PDF_MAIN := $(wildcard indexer/pdf/main.c)
INDEX_SOURCES := $(filter-out indexer/main.c $(PDF_MAIN),$(wildcard indexer/*.c indexer/*/*.c)) $(SHARED_PROGRAM_SOURCES)
UNIT_SOURCES := $(wildcard tests/unit/test_*.c)
UNIT_HELPERS := $(filter-out $(UNIT_SOURCES),$(wildcard tests/unit/*.c))
API_SOURCES := $(wildcard tests/api/test_*.c)
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz_*.c)
BENCH_SOURCES := $(wildcard tests/bench/bench_*.c)
TOOL_SOURCES := $(wildcard tests/tools/*.c)

object = $(patsubst %,$(BUILD)/%.o,$(1))
LIB_OBJECTS := $(call object,$(LIB_SOURCES))
SEARCH_OBJECTS := $(call object,$(SEARCH_SOURCES))
INDEX_OBJECTS := $(call object,$(INDEX_SOURCES))
UNIT_TESTS := $(UNIT_SOURCES:%.c=$(BUILD)/%)
API_TESTS := $(API_SOURCES:%.c=$(BUILD)/%)
FUZZ_TESTS := $(FUZZ_SOURCES:%.c=$(BUILD)/%)
BENCHES := $(BENCH_SOURCES:%.c=$(BUILD)/%)
TOOLS := $(TOOL_SOURCES:%.c=$(BUILD)/%)

ALL_CPPFLAGS = -I. -Iinclude -D_GNU_SOURCE $(CPPFLAGS) $(XAPIAN_CFLAGS) $(ARCHIVE_CFLAGS) $(DEFLATE_CFLAGS) \
    $(ICU_CFLAGS) $(XML_CFLAGS) $(JANSSON_CFLAGS) $(GMIME_CFLAGS) $(XXHASH_CFLAGS) $(CMOCKA_CFLAGS)
COMPILE_FLAGS = $(WARNINGS) -fPIC -fvisibility=hidden $(SANITIZER) -pthread -MMD -MP
# Only what is used: each library costs start-up time.
AS_NEEDED = -Wl,--as-needed
LIB_LIBS = $(XAPIAN_LIBS) $(ICU_LIBS) $(STEMMER_LIBS) $(XXHASH_LIBS) -lstdc++ -lm
INDEX_LIBS = $(ARCHIVE_LIBS) $(DEFLATE_LIBS) $(XML_LIBS) $(JANSSON_LIBS) $(GMIME_LIBS)

$(BUILD)/%.c.o: %.c $(CONFIG) Makefile
	@mkdir -p $(@D)
	$(CC) -std=c11 -Werror=implicit-function-declaration $(ALL_CPPFLAGS) $(CFLAGS) $(COMPILE_FLAGS) -c -o $@ $<

$(BUILD)/%.cc.o: %.cc $(CONFIG) Makefile
	@mkdir -p $(@D)
	$(CXX) -std=c++17 $(ALL_CPPFLAGS) $(CXXFLAGS) $(COMPILE_FLAGS) -c -o $@ $<

# ---- the library -----------------------------------------------------------
# Everything, with its inner symbols: for the indexer and the unit tests.
$(BUILD)/libsearcher.a: $(LIB_OBJECTS)
	rm -f $@ && $(AR) rcs $@ $^
$(BUILD)/libindexer.a: $(INDEX_OBJECTS)
	rm -f $@ && $(AR) rcs $@ $^

# The public library: one object in which only newsdex_* stays visible.
$(BUILD)/libnewsdex.a: $(LIB_OBJECTS)
	$(LD) -r -o $(BUILD)/newsdex-all.o $^
	objcopy --localize-hidden $(BUILD)/newsdex-all.o
	rm -f $@ && $(AR) rcs $@ $(BUILD)/newsdex-all.o

$(BUILD)/libnewsdex.so.$(SOVERSION): $(LIB_OBJECTS) searcher/newsdex.map
	$(CXX) -shared $(AS_NEEDED) $(SANITIZER) $(LDFLAGS) -Wl,-soname,libnewsdex.so.$(SOVERSION) \
	    -Wl,--version-script=searcher/newsdex.map -o $@ $(LIB_OBJECTS) $(LIB_LIBS)
$(BUILD)/libnewsdex.so: $(BUILD)/libnewsdex.so.$(SOVERSION)
	ln -sf $(<F) $@

# ---- the programs ----------------------------------------------------------
$(BUILD)/newsdex-search: $(SEARCH_OBJECTS) $(BUILD)/libnewsdex.a
	$(CC) $(AS_NEEDED) $(SANITIZER) -pthread $(LDFLAGS) -o $@ $^ $(JANSSON_LIBS) $(LIB_LIBS)
$(BUILD)/newsdex-index: $(call object,$(INDEX_MAIN)) $(BUILD)/libindexer.a $(BUILD)/libsearcher.a
	$(CC) $(AS_NEEDED) $(SANITIZER) -pthread $(LDFLAGS) -o $@ $^ $(INDEX_LIBS) $(LIB_LIBS)

# Only where poppler is; newsdex-index runs it, and says so where it is missing.
PDF_PROGRAM := $(if $(POPPLER_LIBS),$(BUILD)/newsdex-pdf)
$(call object,$(PDF_MAIN)): ALL_CPPFLAGS += $(POPPLER_CFLAGS)
$(BUILD)/newsdex-pdf: $(call object,$(PDF_MAIN))
	$(CC) $(AS_NEEDED) $(SANITIZER) $(LDFLAGS) -o $@ $^ $(POPPLER_LIBS)

all: $(PDF_PROGRAM) $(BUILD)/newsdex-index $(BUILD)/newsdex-search $(BUILD)/libnewsdex.a $(BUILD)/libnewsdex.so

# ---- demo ------------------------------------------------------------------
DEMO_QUERY := cloud surveillance suspension
demo: all
	@rm -rf $(BUILD)/demo.idx
	$(BUILD)/newsdex-index -i $(BUILD)/demo.idx samples/archives
	$(BUILD)/newsdex-search -i $(BUILD)/demo.idx -n 3 $(DEMO_QUERY)

# ---- tests -----------------------------------------------------------------
# cmocka programs and shell scripts all speak TAP; prove runs them and sums up.
TESTED_PROGRAMS = $(UNIT_TESTS) $(API_TESTS) $(FUZZ_TESTS)
TEST_SCRIPTS := $(wildcard tests/cli/t*.sh tests/api/t*.sh tests/golden/t*.sh)
TEST_LINK = $(CC) $(AS_NEEDED) $(SANITIZER) -pthread $(LDFLAGS) -o $@ $^
# Xapian's Database::check frees with another size than it allocated; that fault isn't ours to report.
# A crash stays one, by a signal: that of --verify's child is looked for.
TEST_ENVIRONMENT = CMOCKA_MESSAGE_OUTPUT=TAP ASAN_OPTIONS=new_delete_type_mismatch=0:abort_on_error=1 \
    NEWSDEX_INDEX_BIN=$(BUILD)/newsdex-index NEWSDEX_SEARCH_BIN=$(BUILD)/newsdex-search NEWSDEX_BUILD=$(BUILD) CC="$(CC)"
INNER_LIBRARIES = $(BUILD)/libindexer.a $(BUILD)/libsearcher.a

$(UNIT_TESTS): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.c.o $(call object,$(UNIT_HELPERS)) $(INNER_LIBRARIES)
	$(TEST_LINK) $(CMOCKA_LIBS) $(INDEX_LIBS) $(LIB_LIBS)
$(API_TESTS): $(BUILD)/tests/api/%: $(BUILD)/tests/api/%.c.o $(BUILD)/libnewsdex.a
	$(TEST_LINK) $(CMOCKA_LIBS) $(LIB_LIBS)
# As tests, the fuzz targets replay their stored corpora; see tests/fuzz/replay.c.
$(FUZZ_TESTS): $(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.c.o $(BUILD)/tests/fuzz/replay.c.o $(INNER_LIBRARIES)
	$(TEST_LINK) $(INDEX_LIBS) $(LIB_LIBS)
$(BENCHES) $(TOOLS): $(BUILD)/%: $(BUILD)/%.c.o $(INNER_LIBRARIES)
	$(TEST_LINK) $(INDEX_LIBS) $(LIB_LIBS)

check: all $(TESTED_PROGRAMS) $(BENCHES) $(TOOLS) $(BUILD)/stage.done
	@$(TEST_ENVIRONMENT) prove --jobs 2 --timer --exec '' $(TESTED_PROGRAMS) $(TEST_SCRIPTS)

# An installed copy, for the tests of what is installed.
$(BUILD)/stage.done: all Makefile searcher/newsdex.pc.in
	@rm -rf $(BUILD)/stage
	@$(MAKE) --no-print-directory install prefix=$(abspath $(BUILD))/stage DESTDIR= >/dev/null
	@touch $@

# The same tests under sanitizers, with clang, and what takes minutes.
check-long: check
	$(MAKE) check BUILD=$(BUILD)/asan SANITIZE=address,undefined
	$(MAKE) check-threads BUILD=$(BUILD)/tsan SANITIZE=thread
	$(MAKE) check BUILD=$(BUILD)/clang CC=clang CXX=clang++ CFLAGS="$(CFLAGS) -Werror" CXXFLAGS="$(CXXFLAGS) -Werror"
	NEWSDEX_TEST_WRITER=xapian $(TEST_ENVIRONMENT) prove --jobs 2 --timer --exec '' $(TEST_SCRIPTS)
	$(MAKE) check-crashes
	$(MAKE) check-valgrind
	$(MAKE) check-fuzz

# Kills, full disks, memory, whole archives and collections, and readers during a thousand commits.
check-crashes: all $(TOOLS) $(BUILD)/tests/api/test_api_publishing $(BUILD)/tests/api/test_api_memory
	$(TEST_ENVIRONMENT) NEWSDEX_COMMITS=1000 NEWSDEX_ALLOCATIONS=all NEWSDEX_COLLECTIONS="time cran med" prove --timer --exec '' \
	    $(wildcard tests/long/*.sh) tests/golden/t5002-collections.sh $(BUILD)/tests/api/test_api_publishing \
	    $(BUILD)/tests/api/test_api_memory

THREADED_TESTS = $(addprefix $(BUILD)/tests/api/,test_api_threads test_api_publishing test_api_cancel)
check-threads: all $(TOOLS) $(THREADED_TESTS)
	$(TEST_ENVIRONMENT) prove --timer --exec '' $(THREADED_TESTS) $(wildcard tests/cli/t4*.sh)

VALGRIND := valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
    --suppressions=tests/valgrind.supp
check-valgrind: all $(UNIT_TESTS) $(API_TESTS)
	NEWSDEX_VALGRIND=1 $(TEST_ENVIRONMENT) prove --jobs 2 --timer --exec '$(VALGRIND)' $(UNIT_TESTS) $(API_TESTS)

# New inputs for each target, for FUZZ_SECONDS each; what is found goes into tests/fuzz/corpus/TARGET by hand.
FUZZ_SECONDS ?= 60
check-fuzz: $(FUZZ_SOURCES:%.c=$(BUILD)/%.fuzzed)
fuzz-libraries:
	$(MAKE) BUILD=$(BUILD)/fuzz CC=clang CXX=clang++ SANITIZE=address,undefined,fuzzer-no-link \
	    $(BUILD)/fuzz/libindexer.a $(BUILD)/fuzz/libsearcher.a
$(BUILD)/tests/fuzz/%.fuzzed: tests/fuzz/%.c fuzz-libraries
	clang $(ALL_CPPFLAGS) -g -fsanitize=address,undefined,fuzzer -fsanitize-link-c++-runtime -o $(BUILD)/fuzz/$* $< \
	    $(BUILD)/fuzz/libindexer.a $(BUILD)/fuzz/libsearcher.a $(INDEX_LIBS) $(LIB_LIBS)
	@mkdir -p $(BUILD)/fuzz/corpus-$* tests/fuzz/corpus/$*
	$(BUILD)/fuzz/$* -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
	    $(BUILD)/fuzz/corpus-$* tests/fuzz/corpus/$*

bench: all $(BENCHES)
	tests/bench/run.sh $(BUILD)

# ---- installing --------------------------------------------------------------
install: all
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir) $(DESTDIR)$(includedir) \
	    $(DESTDIR)$(pkgconfigdir) $(DESTDIR)$(mandir)/man1 $(DESTDIR)$(mandir)/man3
	$(INSTALL) $(BUILD)/newsdex-index $(BUILD)/newsdex-search $(PDF_PROGRAM) $(DESTDIR)$(bindir)
	$(INSTALL) -m 644 $(BUILD)/libnewsdex.a $(DESTDIR)$(libdir)
	$(INSTALL) -m 755 $(BUILD)/libnewsdex.so.$(SOVERSION) $(DESTDIR)$(libdir)/libnewsdex.so.$(VERSION)
	ln -sf libnewsdex.so.$(VERSION) $(DESTDIR)$(libdir)/libnewsdex.so.$(SOVERSION)
	ln -sf libnewsdex.so.$(SOVERSION) $(DESTDIR)$(libdir)/libnewsdex.so
	$(INSTALL) -m 644 include/newsdex.h $(DESTDIR)$(includedir)
	sed -e 's|@prefix@|$(prefix)|; s|@libdir@|$(libdir)|; s|@includedir@|$(includedir)|' \
	    -e 's|@version@|$(VERSION)|; s|@libs@|$(LIB_LIBS)|' searcher/newsdex.pc.in \
	    > $(DESTDIR)$(pkgconfigdir)/newsdex.pc
	$(INSTALL) -m 644 indexer/newsdex-index.1 searcher/newsdex-search.1 $(DESTDIR)$(mandir)/man1
	$(INSTALL) -m 644 searcher/newsdex.3 $(DESTDIR)$(mandir)/man3
	$(INSTALL) -d $(addprefix $(DESTDIR),$(bashcompletiondir) $(zshcompletiondir) $(fishcompletiondir))
	$(INSTALL) -m 644 searcher/completion/newsdex.bash $(DESTDIR)$(bashcompletiondir)/newsdex-search
	ln -sf newsdex-search $(DESTDIR)$(bashcompletiondir)/newsdex-index
	$(INSTALL) -m 644 searcher/completion/_newsdex $(DESTDIR)$(zshcompletiondir)
	$(INSTALL) -m 644 searcher/completion/newsdex.fish $(DESTDIR)$(fishcompletiondir)/newsdex-search.fish
	ln -sf newsdex-search.fish $(DESTDIR)$(fishcompletiondir)/newsdex-index.fish

uninstall:
	rm -f $(addprefix $(DESTDIR)$(bindir)/,newsdex-index newsdex-search newsdex-pdf) $(DESTDIR)$(libdir)/libnewsdex.* \
	    $(DESTDIR)$(includedir)/newsdex.h $(DESTDIR)$(pkgconfigdir)/newsdex.pc \
	    $(DESTDIR)$(mandir)/man1/newsdex-index.1 $(DESTDIR)$(mandir)/man1/newsdex-search.1 \
	    $(DESTDIR)$(mandir)/man3/newsdex.3 $(DESTDIR)$(zshcompletiondir)/_newsdex \
	    $(addprefix $(DESTDIR)$(bashcompletiondir)/,newsdex-index newsdex-search) \
	    $(addprefix $(DESTDIR)$(fishcompletiondir)/,newsdex-index.fish newsdex-search.fish)

-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)

clean:
	rm -rf $(BUILD)
deps:
	@echo "newsdex: everything is there"
format:
	clang-format -i $$(git ls-files '*.c' '*.h' '*.cc' '*.hh')

help:
	@sed -n '2,6s/^# *//p' Makefile

.PHONY: all demo check check-long check-crashes check-threads check-valgrind check-fuzz fuzz-libraries \
    bench install uninstall clean deps format help
.SECONDARY:
