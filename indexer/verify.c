#include "indexer/verify.h"

#include <stdio.h>
#include <string.h>

#include "indexer/inspect.h"
#include "indexer/segment/check.h"
#include "searcher/json_out.h"

static void print_json(const options *opt, const check_result *result)
{
    jout out;
    for (size_t i = 0; i < result->finding_count; i++) {
        const check_finding *finding = &result->findings[i];
        jout_begin(&out, "finding");
        jout_string(&out, "kind", finding->kind == CHECK_FAULT ? "fault" : "note");
        jout_string(&out, "place", finding->place);
        jout_string(&out, "text", finding->text);
        jout_end(&out, stdout);
    }
    jout_begin(&out, "summary");
    jout_integer(&out, "version", 1);
    jout_string(&out, "index", opt->index);
    jout_integer(&out, "segments", (int64_t)result->segments);
    jout_integer(&out, "articles", (int64_t)result->articles);
    jout_integer(&out, "sampled", (int64_t)result->sampled);
    jout_integer(&out, "faults", (int64_t)result->faults);
    jout_end(&out, stdout);
}

static void print_index(const options *opt)
{
    terminal_print_safe(stdout, opt->index, strlen(opt->index));
}

static void print_way_out(const options *opt, size_t faults)
{
    printf(": %zu fault%s found; index the archives again into a new folder; they may still be "
           "named by: newsdex-index -i ",
           faults, faults == 1 ? "" : "s");
    terminal_print_word(stdout, opt->index);
    puts(" --status");
}

static void print_text(const options *opt, const check_result *result)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const check_finding *finding = &result->findings[i];
        print_index(opt);
        fputs(finding->place[0] ? "/" : "", stdout);
        terminal_print_safe(stdout, finding->place, strlen(finding->place));
        fputs(finding->kind == CHECK_FAULT ? ": fault: " : ": note: ", stdout);
        terminal_print_safe(stdout, finding->text, strlen(finding->text));
        putchar('\n');
    }
    print_index(opt);
    if (result->faults)
        print_way_out(opt, result->faults);
    else
        printf(": no fault found; %llu article%s, %llu of them looked at word by word\n",
               (unsigned long long)result->articles, result->articles == 1 ? "" : "s",
               (unsigned long long)result->sampled);
}

int verify(const options *opt)
{
    newsdex_error error;
    check_result result;
    newsdex_status status = check_index(opt->index, &result, &error);
    size_t faults = result.faults;
    if (!status && opt->json)
        print_json(opt, &result);
    else if (!status)
        print_text(opt, &result);
    check_result_release(&result);
    if (status)
        return inspect_report(opt, &error);
    return faults ? EXIT_UNREADABLE : EXIT_DONE;
}
