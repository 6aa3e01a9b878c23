/* A chart as a picture: articles found above, their share of all articles below. */
#ifndef NEWSDEX_SEARCH_PRINT_SVG_H
#define NEWSDEX_SEARCH_PRINT_SVG_H

#include <stdio.h>

#include "searcher/chart.h"

/*
 * An <svg> element, with its style in it, to stand alone or in an HTML page: for light and dark
 * screens, and narrow ones. One series is drawn as bars, several as lines. At most CHART_STEPS_MAX
 * steps from the first with hits to the last.
 */
void print_svg(FILE *stream, const chart *c);

#endif
