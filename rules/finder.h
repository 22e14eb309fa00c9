/* Finds literals in a view, and nothing more: for the names of places (rules/gazetteer/names.py). */

#ifndef ROTIN_FINDER_H
#define ROTIN_FINDER_H

#include "automaton.h"

typedef struct {
    PyObject_HEAD
    Automaton automaton;
} Finder;

typedef struct {
    int32_t *item;
    Py_ssize_t count, room;
} Found;

PyDoc_STRVAR(finder_find_doc, "find(folded, /)\n--\n\n"
                              "Return start, end and number of each literal in the view, ends of clauses not minded.");

/* Gather start, end and number of each literal; `begins` has where each of the last words begins, by its number. */
static int finder_gather(const Automaton *automaton, const Letters *view, Found *found, int32_t *begins)
{
    int32_t state = 0, number = 0, deepest = (int32_t)automaton->deepest + 1;
    for (Py_ssize_t at = 0; at < view->size; number++) {
        uint64_t key;
        int flags;
        Py_ssize_t end = read_key(view, at, &key, &flags);
        int32_t word = word_find(automaton, key, view, at, end - at);
        begins[number % deepest] = (int32_t)at;
        state = word < 0 ? 0 : follow(automaton, state, word);
        for (int32_t ended = automaton->states[state].report; ended > 0;) {
            const State *here = &automaton->states[ended];
            if (room((void **)&found->item, &found->room, found->count + 3, sizeof(int32_t)))
                return -1;
            found->item[found->count++] = begins[(number - here->depth + 1) % deepest];
            found->item[found->count++] = (int32_t)end;
            found->item[found->count++] = here->literal;
            ended = automaton->states[here->fail].report;
        }
        at = end + 1;
    }
    return 0;
}

static PyObject *finder_find(Finder *self, PyObject *folded)
{
    if (!PyUnicode_Check(folded) || PyUnicode_GET_LENGTH(folded) >= INT32_MAX)
        return PyErr_Format(PyExc_TypeError, "a view is a str, and not too long");
    Letters view = letters_of(folded);
    Found found = {0};
    int32_t few[FEW], *begins = few;
    PyObject *all = NULL;
    if (self->automaton.deepest + 1 > FEW)
        begins = PyMem_Malloc(sizeof(int32_t) * (size_t)(self->automaton.deepest + 1));
    if (begins == NULL)
        return PyErr_NoMemory();
    if (finder_gather(&self->automaton, &view, &found, begins) == 0)
        all = PyList_New(found.count / 3);
    for (Py_ssize_t i = 0; all != NULL && i < found.count / 3; i++) {
        const int32_t *item = found.item + 3 * i;
        PyObject *told = Py_BuildValue("(iii)", item[0], item[1], item[2]);
        if (told == NULL)
            Py_CLEAR(all);
        else
            PyList_SET_ITEM(all, i, told);
    }
    PyMem_Free(found.item);
    if (begins != few)
        PyMem_Free(begins);
    return all;
}

static void finder_dealloc(Finder *self)
{
    automaton_free(&self->automaton);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *finder_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named))
{
    PyObject *literals;
    if (!PyArg_ParseTuple(args, "O!", &PyTuple_Type, &literals))
        return NULL;
    Finder *self = (Finder *)type->tp_alloc(type, 0);
    int failed = self == NULL || automaton_begin(&self->automaton);
    for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(literals); i++) {
        PyObject *literal = PyTuple_GET_ITEM(literals, i);
        if (!PyUnicode_Check(literal)) {
            PyErr_SetString(PyExc_TypeError, "literals are str");
            failed = 1;
        } else {
            failed = literal_add(&self->automaton, literal, (int32_t)i);
        }
    }
    if (!failed && link_states(&self->automaton) == 0)
        return (PyObject *)self;
    Py_XDECREF(self);
    return NULL;
}

static PyMethodDef finder_methods[] = {
    {"find", (PyCFunction)finder_find, METH_O, finder_find_doc},
    {NULL},
};

static PyTypeObject FinderType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "rules._kernel.Finder",
    .tp_doc = "Finder(literals, /)\n--\n\n"
              "Finds literals in a folded view, each a run of words with one space between them.",
    .tp_basicsize = sizeof(Finder),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = finder_new,
    .tp_dealloc = (destructor)finder_dealloc,
    .tp_methods = finder_methods,
};

#endif
