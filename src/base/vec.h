/*
 * A growing array: three plain fields and one function that makes room.
 *
 *	struct { struct pos *items; size_t count, capacity; } list = {0};
 *	*VEC_PUSH(&list) = pos;
 *	free(list.items);
 *
 * Items move when the array grows: keep indices, not pointers.
 */
#ifndef MXD_BASE_VEC_H
#define MXD_BASE_VEC_H

#include <stddef.h>

#define VEC(type)                                                              \
	struct {                                                               \
		type *items;                                                   \
		size_t count, capacity;                                        \
	}

/* Room for `need` items of `size` octets: doubles, never NULL. */
void *vec_grow(void *items, size_t *capacity, size_t need, size_t size);

/* Make room for n more items. */
#define VEC_RESERVE(vec, n)                                                    \
	((vec)->count + (n) <= (vec)->capacity                                 \
	     ? (void)0                                                         \
	     : (void)((vec)->items =                                           \
			  vec_grow((vec)->items, &(vec)->capacity,             \
				   (vec)->count + (n), sizeof *(vec)->items)))

/* The address of one new item at the end, not cleared. */
#define VEC_PUSH(vec) (VEC_RESERVE(vec, 1), &(vec)->items[(vec)->count++])

#endif
