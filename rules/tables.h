/* What a Matcher is made of: the numbers of rules/tables.py, copied and checked once, so that nothing has to be
   checked while matching. */

#ifndef ROTIN_TABLES_H
#define ROTIN_TABLES_H

#include "automaton.h"

#define MOST_WORDS (1 << 30) /* of a text: numbers of words fit an int32_t with room to spare */

enum { MARKS_EXACT = 0, MARKS_BOTH = 1, MARKS_FOLDED = 2 };

/* Where what is looked for by no literal may stand; compare rules/tables.py. From FIGURES on it is told of every word,
   by a bit, see rules/signs.h. Beside a literal -1 is any word, and -1 less such a place where that may be. */
enum { ALWAYS, IF_ODD, FIGURES, MONEY, PERCENT, PHONE, ACCOUNT, URL, QUESTION, LAST_PLACE = QUESTION, PLACES = 16 };
enum { DOTTED = 15 }; /* no place: the word has a full stop in it */
enum { ANY_WORD = -1 };

/* Conditions; compare rules/tables.py. A number from 0 is a group that has to hit. NEAR, how, first, second, words.
   AT_LEAST, how many, of how many conditions, how much code these take, the conditions. NOT, a condition.
   COUNT, group, least. STRETCH, how, words, how many groups, the groups. */
enum { NEAR = -2, AT_LEAST = -3, NOT = -4, COUNT = -5, STRETCH = -6 };
enum { ORDERED = 1 };
#define DEEPEST 250  /* conditions within conditions */
#define MOST_GROUPS 6 /* of a STRETCH */

/* Rows of numbers, one behind the other: row i is item[start[i]] up to item[start[i + 1]]. */
typedef struct {
    Py_ssize_t count;
    int32_t *start, *item;
} Rows;

/* A run of letters that has to stand somewhere. */
typedef struct {
    int32_t at, length, marks;
} Spelling;

/* A literal to be found, how it has to be spelled, what has to stand beside it, and what is found then. `open`: the
   rest of it only Python can tell, and it has at most `before` words before the literal and `behind` behind it; else
   it has exactly so many. */
typedef struct {
    Spelling spelling;
    int32_t source, rank, from, to; /* the bases of the source stand there in `belongs` */
    int32_t left, right, open, before, behind;
} Entry;

typedef struct {
    int32_t word;
    Spelling spelling;
} Beside;

typedef struct {
    uint32_t *letters; /* of all spellings */
    Py_ssize_t letters_size, letters_room;
    int32_t units; /* words of contexts below say how much money, but the first, which says per cent */
    Py_ssize_t literals, entries_count, besides_count, sources, bases, groups_count, rules, subjects;
    int32_t *entry_from; /* by literal: its first entry */
    Entry *entries;
    Beside *besides;
    Rows contexts; /* what has to stand beside, the nearest first: numbers of besides, ANY_WORD, places */
    Rows belongs;  /* by source: the bases it is in */
    int32_t *rank; /* by source: its place among all as packs write them */
    int32_t *reach; /* by source: how many words behind the first it has at most */
    Rows raises;   /* by base: the rules it brings up */
    Rows loose;    /* by base: sources without a literal times PLACES, and where they may stand */
    Rows groups;   /* by group: its bases */
    Rows when, unless; /* by rule: conditions; the second may be empty */
} Tables;

static int wrong(const char *what)
{
    if (!PyErr_Occurred())
        PyErr_Format(PyExc_ValueError, "the tables of a matcher do not belong together: %s", what);
    return -1;
}

/* Copy an `array("i")`; its numbers are from `least` to below `limit`. */
static int32_t *numbers_read(PyObject *given, int64_t least, int64_t limit, Py_ssize_t *count)
{
    Py_buffer view;
    if (PyObject_GetBuffer(given, &view, PyBUF_FORMAT | PyBUF_C_CONTIGUOUS))
        return NULL;
    int32_t *copy = NULL;
    *count = view.len / (Py_ssize_t)sizeof(int32_t);
    if (view.itemsize != sizeof(int32_t) || view.format == NULL || strcmp(view.format, "i") != 0 || *count >= INT32_MAX)
        wrong("numbers are an array of int");
    else if ((copy = PyMem_Malloc((size_t)view.len + sizeof(int32_t))) == NULL)
        PyErr_NoMemory();
    else
        memcpy(copy, view.buf, (size_t)view.len);
    PyBuffer_Release(&view);
    for (Py_ssize_t i = 0; copy != NULL && i < *count; i++)
        if (copy[i] < least || copy[i] >= limit) {
            wrong("a number is out of range");
            PyMem_Free(copy);
            copy = NULL;
        }
    return copy;
}

/* Read rows given as a tuple of two arrays: where each row begins, and one number more; the numbers of all rows. */
static int rows_read(Rows *rows, PyObject *given, int64_t least, int64_t limit)
{
    PyObject *starts, *items;
    Py_ssize_t total = 0;
    if (!PyArg_ParseTuple(given, "OO", &starts, &items) ||
        (rows->item = numbers_read(items, least, limit, &total)) == NULL ||
        (rows->start = numbers_read(starts, 0, (int64_t)total + 1, &rows->count)) == NULL)
        return -1;
    rows->count--;
    if (rows->count < 0 || rows->start[0] != 0 || rows->start[rows->count] != total)
        return wrong("rows have a beginning and an end");
    for (Py_ssize_t i = 0; i < rows->count; i++)
        if (rows->start[i] > rows->start[i + 1])
            return wrong("one row begins where another ends");
    return 0;
}

static void rows_free(Rows *rows)
{
    PyMem_Free(rows->start);
    PyMem_Free(rows->item);
}

static int strings_only(PyObject *tuple)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++)
        if (!PyUnicode_Check(PyTuple_GET_ITEM(tuple, i))) {
            PyErr_SetString(PyExc_TypeError, "literals, spellings and words are str");
            return 0;
        }
    return 1;
}

static int spelling_read(Tables *self, PyObject *text, int32_t marks, Spelling *spelling)
{
    Letters view = letters_of(text);
    if (view.size + self->letters_size >= INT32_MAX)
        return wrong("too many letters");
    if (room((void **)&self->letters, &self->letters_room, self->letters_size + view.size, sizeof(uint32_t)))
        return -1;
    *spelling = (Spelling){(int32_t)self->letters_size, (int32_t)view.size, marks};
    for (Py_ssize_t i = 0; i < view.size; i++)
        self->letters[self->letters_size++] = letter(&view, i);
    return 0;
}

#define ENTRY 8 /* numbers an entry is given by: literal, source, marks, left, right, open, before, behind */

/* Read the entries, those of the first literal first. */
static int entries_read(Tables *self, PyObject *literals, PyObject *spelled, PyObject *given)
{
    Py_ssize_t count, literal = 0;
    int32_t *numbers = numbers_read(given, 0, MOST_WORDS / 2, &count);
    self->entries_count = PyTuple_GET_SIZE(spelled);
    self->entries = PyMem_Calloc((size_t)self->entries_count + 1, sizeof(Entry));
    self->entry_from = PyMem_Calloc((size_t)self->literals + 2, sizeof(int32_t));
    int failed = numbers == NULL || self->entries == NULL || self->entry_from == NULL;
    if (failed && !PyErr_Occurred())
        PyErr_NoMemory();
    if (!failed && count != self->entries_count * ENTRY)
        failed = wrong("an entry is eight numbers and a spelling");
    for (Py_ssize_t i = 0; !failed && i < self->entries_count; i++) {
        const int32_t *told = numbers + i * ENTRY;
        PyObject *text = PyTuple_GET_ITEM(spelled, i);
        if (told[0] < literal || told[0] >= self->literals || told[1] >= self->sources || told[2] > MARKS_FOLDED ||
            told[3] >= self->contexts.count || told[4] >= self->contexts.count || told[5] > 1 ||
            PyUnicode_GET_LENGTH(text) != PyUnicode_GET_LENGTH(PyTuple_GET_ITEM(literals, told[0]))) {
            failed = wrong("an entry"); /* the length: so that a spelling never reaches beyond the view */
            break;
        }
        while (literal < told[0])
            self->entry_from[++literal] = (int32_t)i;
        Entry *entry = &self->entries[i];
        const int32_t *bases = self->belongs.start + told[1];
        *entry = (Entry){{0},     told[1], self->rank[told[1]], bases[0], bases[1], told[3],
                         told[4], told[5], told[6],             told[7]};
        failed = spelling_read(self, text, told[2], &entry->spelling);
    }
    while (!failed && literal < self->literals)
        self->entry_from[++literal] = (int32_t)self->entries_count;
    PyMem_Free(numbers);
    return failed ? -1 : 0;
}

/* What stands before a certain entry's literal, and behind it, has to be as many words as it says. */
static int entries_whole(const Tables *self)
{
    for (Py_ssize_t i = 0; i < self->entries_count; i++) {
        const Entry *entry = &self->entries[i];
        int32_t left = self->contexts.start[entry->left + 1] - self->contexts.start[entry->left];
        int32_t right = self->contexts.start[entry->right + 1] - self->contexts.start[entry->right];
        if (!entry->open && (left != entry->before || right != entry->behind))
            return wrong("an entry and its context");
    }
    return 0;
}

static int besides_read(Tables *self, PyObject *words, PyObject *spelled, PyObject *given)
{
    Py_ssize_t count;
    int32_t *numbers = numbers_read(given, 0, INT32_MAX, &count);
    self->besides_count = PyTuple_GET_SIZE(spelled);
    self->besides = PyMem_Calloc((size_t)self->besides_count + 1, sizeof(Beside));
    int failed = numbers == NULL || self->besides == NULL;
    if (failed && !PyErr_Occurred())
        PyErr_NoMemory();
    if (!failed && count != self->besides_count * 2)
        failed = wrong("a word beside is two numbers and a spelling");
    for (Py_ssize_t i = 0; !failed && i < self->besides_count; i++) {
        const int32_t *told = numbers + i * 2;
        PyObject *text = PyTuple_GET_ITEM(spelled, i);
        if (told[0] >= PyTuple_GET_SIZE(words) || told[1] > MARKS_FOLDED ||
            PyUnicode_GET_LENGTH(text) != PyUnicode_GET_LENGTH(PyTuple_GET_ITEM(words, told[0]))) {
            failed = wrong("a word beside");
            break;
        }
        self->besides[i].word = told[0];
        failed = spelling_read(self, text, told[1], &self->besides[i].spelling);
    }
    PyMem_Free(numbers);
    return failed ? -1 : 0;
}

static int condition_whole(const Tables *self, const int32_t **code, const int32_t *end, int depth)
{
    const int32_t *here = *code;
    int32_t groups = (int32_t)self->groups_count;
    Py_ssize_t size = end - here;
    if (depth > DEEPEST || size < 1)
        return 0;
    if (here[0] >= 0 || here[0] == NOT) {
        *code = here + 1;
        return here[0] == NOT ? condition_whole(self, code, end, depth + 1) : here[0] < groups;
    }
    if (here[0] == NEAR) {
        *code = here + 5;
        return size >= 5 && here[2] >= 0 && here[2] < groups && here[3] >= 0 && here[3] < groups && here[4] >= 0;
    }
    if (here[0] == COUNT) {
        *code = here + 3;
        return size >= 3 && here[1] >= 0 && here[1] < groups;
    }
    if (here[0] == STRETCH) {
        if (size < 4 || here[2] < 0 || here[3] < 1 || here[3] > MOST_GROUPS || here[3] > size - 4)
            return 0;
        for (int32_t i = 0; i < here[3]; i++)
            if (here[4 + i] < 0 || here[4 + i] >= groups)
                return 0;
        *code = here + 4 + here[3];
        return 1;
    }
    if (here[0] != AT_LEAST || size < 4 || here[3] < 0 || here[3] > size - 4)
        return 0;
    const int32_t *next = here + 4, *stop = next + here[3];
    for (int32_t i = 0; i < here[2]; i++)
        if (!condition_whole(self, &next, stop, depth + 1))
            return 0;
    *code = stop;
    return next == stop;
}

static int conditions_whole(const Tables *self, const Rows *rows, int empty)
{
    for (Py_ssize_t i = 0; i < rows->count; i++) {
        const int32_t *code = rows->item + rows->start[i], *end = rows->item + rows->start[i + 1];
        if ((code == end && empty) || (condition_whole(self, &code, end, 0) && code == end))
            continue;
        return wrong("a condition");
    }
    return 0;
}

/* What Python gives, in its order. */
typedef struct {
    PyObject *literals, *words, *beside_spelled, *besides, *contexts, *spelled, *entries, *belongs, *ranks, *reach,
        *raises, *loose, *groups, *when, *unless;
} Given;

static int tables_read(Tables *self, const Given *given)
{
    Py_ssize_t ranks = 0, reaches = 0;
    self->literals = PyTuple_GET_SIZE(given->literals);
    if (!strings_only(given->literals) || !strings_only(given->words) || !strings_only(given->spelled) ||
        !strings_only(given->beside_spelled) ||
        besides_read(self, given->words, given->beside_spelled, given->besides) ||
        rows_read(&self->contexts, given->contexts, ANY_WORD - LAST_PLACE, self->besides_count) ||
        rows_read(&self->belongs, given->belongs, 0, INT32_MAX) ||
        rows_read(&self->when, given->when, STRETCH, INT32_MAX) ||
        rows_read(&self->unless, given->unless, STRETCH, INT32_MAX) ||
        rows_read(&self->raises, given->raises, 0, self->when.count))
        return -1;
    self->sources = self->belongs.count;
    self->bases = self->raises.count;
    self->rules = self->when.count;
    if (rows_read(&self->loose, given->loose, 0, (int64_t)self->sources * PLACES) ||
        rows_read(&self->groups, given->groups, 0, self->bases) ||
        (self->rank = numbers_read(given->ranks, 0, INT32_MAX, &ranks)) == NULL ||
        (self->reach = numbers_read(given->reach, 0, MOST_WORDS / 2, &reaches)) == NULL ||
        (ranks != self->sources && wrong("as many ranks as sources")) ||
        entries_read(self, given->literals, given->spelled, given->entries))
        return -1;
    self->groups_count = self->groups.count;
    for (int32_t i = 0; i < self->belongs.start[self->sources]; i++)
        if (self->belongs.item[i] >= self->bases)
            return wrong("a source and its bases");
    if (reaches != self->sources || self->loose.count != self->bases ||
        self->unless.count != self->rules || self->subjects < 0 || self->contexts.count < 1 ||
        self->contexts.start[1] != 0)
        return wrong("as many of one as of the other");
    if (entries_whole(self) || conditions_whole(self, &self->when, 0) || conditions_whole(self, &self->unless, 1))
        return -1;
    return 0;
}

static void tables_free(Tables *self)
{
    Rows *rows[] = {&self->contexts, &self->belongs, &self->raises, &self->loose,
                    &self->groups,   &self->when,    &self->unless};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(rows); i++)
        rows_free(rows[i]);
    void *blocks[] = {self->letters, self->entry_from, self->entries, self->besides, self->rank, self->reach};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(blocks); i++)
        PyMem_Free(blocks[i]);
}

#endif
