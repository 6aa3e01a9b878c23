/* Growing arrays: their capacity doubles, so that items added one by one cost little. */
#ifndef NDX_BASE_ARRAY_H
#define NDX_BASE_ARRAY_H

#include <stddef.h>

#include "include/newsdex.h"

/*
 * Makes the array, of malloc or NULL, hold at least wanted items of that size. array is the
 * address of the pointer to it, *room how many it holds now. NEWSDEX_E_NOMEM: all is as before.
 */
newsdex_status ndx_array_grow(void *array, size_t *room, size_t wanted, size_t size,
                              newsdex_error *err);

#endif
