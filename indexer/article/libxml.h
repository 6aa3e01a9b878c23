/* What libxml2 2.9 to 2.15 call by different names. */
#ifndef NDX_ARTICLE_LIBXML_H
#define NDX_ARTICLE_LIBXML_H

#include <stdbool.h>

#include <libxml/parser.h>

#if LIBXML_VERSION >= 21200
typedef const xmlError xml_fault;
#else
typedef xmlError xml_fault;
#endif

/* Whether the parser was told to stop, or gave up. */
static inline bool xml_is_stopped(xmlParserCtxt *parser)
{
#if LIBXML_VERSION >= 21400
    return xmlCtxtIsStopped(parser) != 0;
#else
    return parser->disableSAX != 0;
#endif
}

#endif
