/* What both compiled parts read a text with: vietnamese/kernel.c and rules/kernel.c. */

#ifndef ROTIN_KERNEL_H
#define ROTIN_KERNEL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>

#define FEW 128 /* enough for a short text, without asking for memory */

static uint64_t secret; /* odd, another in each process: nobody can choose chunks that collide */

static inline uint64_t stir(uint64_t hash, uint64_t value) { return (hash ^ value) * secret; }
static inline uint64_t settle(uint64_t hash) { return hash ^ (hash >> 29); }

/* A text's letters, whatever their width. */
typedef struct {
    int kind;
    const void *data;
    Py_ssize_t size;
} Letters;

static inline Letters letters_of(PyObject *text)
{
    Letters letters = {PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)};
    return letters;
}

static inline Py_UCS4 letter(const Letters *letters, Py_ssize_t at)
{
    return PyUnicode_READ(letters->kind, letters->data, at);
}

enum { FIGURE = 1, DOT = 2, SIGNED = 3, STRANGE = 4 }; /* a word has a figure, a full stop, something beside a-z 0-9 */

/* Read on from `at` to a space, a line feed or the end: where that is, the hash of what was read, and its flags. */
#define READ_WORD(type)                                                                                                \
    for (const type *data = view->data; end < view->size && data[end] != ' ' && data[end] != '\n'; end++) {             \
        uint32_t one = data[end], figure = one - '0' < 10;                                                             \
        hash = stir(hash, one);                                                                                        \
        found |= figure * FIGURE | (one == '.') * DOT | (!figure & (one - 'a' >= 26)) * STRANGE;                       \
    }

static inline Py_ssize_t read_word(const Letters *view, Py_ssize_t at, uint64_t *hashed, int *flags)
{
    uint64_t hash = secret;
    Py_ssize_t end = at;
    uint32_t found = 0;
    if (view->kind == PyUnicode_1BYTE_KIND)
        READ_WORD(Py_UCS1)
    else if (view->kind == PyUnicode_2BYTE_KIND)
        READ_WORD(Py_UCS2)
    else
        READ_WORD(Py_UCS4)
    *hashed = hash;
    *flags = (int)found;
    return end;
}

/* Make room for `wanted` elements in a block that grows; returns 0, or -1 with MemoryError set. */
static inline int room(void **block, Py_ssize_t *capacity, Py_ssize_t wanted, size_t size)
{
    if (wanted <= *capacity)
        return 0;
    Py_ssize_t grown = wanted + wanted / 2 + 16;
    if ((size_t)grown > (size_t)PY_SSIZE_T_MAX / size) {
        PyErr_NoMemory();
        return -1;
    }
    void *moved = PyMem_Realloc(*block, (size_t)grown * size);
    if (moved == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    *block = moved;
    *capacity = grown;
    return 0;
}

/* Set what hashes are made with; -1 with an exception set. */
static int seed(void)
{
    PyObject *any = PyUnicode_FromString("rotin");
    if (any == NULL)
        return -1;
    secret = (uint64_t)PyObject_Hash(any) * UINT64_C(0x9e3779b97f4a7c15) | 1;
    Py_DECREF(any);
    return 0;
}

/* Return a module with one type in it. */
static PyObject *module_of(struct PyModuleDef *definition, PyTypeObject *type, int shape)
{
    PyObject *made = seed() ? NULL : PyModule_Create(definition);
    if (made != NULL && (PyModule_AddType(made, type) || PyModule_AddIntConstant(made, "SHAPE", shape)))
        Py_CLEAR(made);
    return made;
}

#endif
