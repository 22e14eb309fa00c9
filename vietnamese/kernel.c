/* Puts the views of a text together out of those of its chunks, compiled.

   There is no linguistics in here. What a chunk reads as is decided by Python (vietnamese/chunks.py), which is asked
   once for every chunk not seen lately. Without this file everything is read by Python alone, and reads the same.

   Memory. A Reader forgets everything once it holds too much, and never keeps a long chunk. Chunks are counted by
   reference, since Python code runs while a text is being read and may read others. Everything is linear in the
   text. Sizes are in code points unless said otherwise. */

#include "kernel.h"

#define SHAPE 1 /* changes with what Python and this file say to each other; compare vietnamese/kernel.py */

enum { /* flags of a chunk; those up to REGION are what Python answers, compare vietnamese/chunks.py */
    DEPENDS = 1,  /* reads differently beside certain chunks: has to be read together with its neighbours */
    BLANK = 2,    /* nothing but white space */
    FIGURES = 4,  /* nothing but what a phone number may be made of */
    BEFORE = 8,   /* a clause ends before its first word; if it has no word, a clause ends in it */
    AFTER = 16,   /* a clause ends after its last word */
    ANSWERS = 31,
    REGION = 32,  /* several chunks read as one, because one of them depends on the others */
    SAME = 64,    /* both views are the same */
    PLAIN = 128,  /* each letter of its views stands for itself, the first for `first` */
};

/* A chunk; `body` holds its letters, then its views without what stands around them, then, unless PLAIN, where each
   letter of a view begins and ends in the chunk. */
typedef struct {
    Py_ssize_t refs;
    uint64_t hash;
    Py_ssize_t length; /* of the chunk */
    Py_ssize_t size;   /* of each view */
    Py_ssize_t gap;    /* where the gap before its first word ends */
    Py_ssize_t stop;   /* where the gap behind its last word begins */
    Py_ssize_t first;
    Py_UCS4 most_exact, most_folded;
    int flags;
    uint32_t body[];
} Chunk;

static inline const uint32_t *exact_of(const Chunk *chunk) { return chunk->body + chunk->length; }
static inline const uint32_t *folded_of(const Chunk *chunk) { return exact_of(chunk) + chunk->size; }
static inline const uint32_t *starts_of(const Chunk *chunk) { return folded_of(chunk) + chunk->size; }
static inline const uint32_t *ends_of(const Chunk *chunk) { return starts_of(chunk) + chunk->size; }

static inline size_t bytes_of(const Chunk *chunk)
{
    Py_ssize_t views = (chunk->flags & PLAIN) ? 2 : 4;
    return sizeof(Chunk) + sizeof(uint32_t) * (size_t)(chunk->length + views * chunk->size);
}

static inline void release(Chunk *chunk)
{
    if (--chunk->refs == 0)
        PyMem_Free(chunk);
}

typedef struct {
    PyObject_HEAD
    PyObject *fill;
    Chunk **table;
    size_t slots; /* a power of two, twice `most` at least */
    Py_ssize_t kept, most, longest;
    size_t bytes, most_bytes;
} Reader;

/* A chunk where it stands in a text; `broken`: a blank line stands before it. */
typedef struct {
    Chunk *chunk;
    Py_ssize_t at;
    int broken;
} Standing;

typedef struct {
    Standing few[FEW]; /* enough for a short text, without asking for memory */
    Standing *items;
    Py_ssize_t count, capacity;
} Walk;

static void walk_end(Walk *walk)
{
    for (Py_ssize_t i = 0; i < walk->count; i++)
        release(walk->items[i].chunk);
    if (walk->items != walk->few)
        PyMem_Free(walk->items);
}

static int walk_add(Walk *walk, Chunk *chunk, Py_ssize_t at, int broken)
{
    if (walk->count == walk->capacity) {
        Py_ssize_t grown = walk->capacity * 2;
        Standing *items = PyMem_Malloc(sizeof(Standing) * (size_t)grown);
        if (items == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        memcpy(items, walk->items, sizeof(Standing) * (size_t)walk->count);
        if (walk->items != walk->few)
            PyMem_Free(walk->items);
        walk->items = items;
        walk->capacity = grown;
    }
    walk->items[walk->count++] = (Standing){chunk, at, broken};
    return 0;
}

static void reader_clear(Reader *self)
{
    for (size_t i = 0; i < self->slots; i++)
        if (self->table[i] != NULL) {
            release(self->table[i]);
            self->table[i] = NULL;
        }
    self->kept = 0;
    self->bytes = 0;
}

static Chunk **reader_slot(Reader *self, uint64_t hash, const Letters *text, Py_ssize_t at, Py_ssize_t length, int region)
{
    size_t mask = self->slots - 1;
    for (size_t i = (size_t)settle(hash) & mask;; i = (i + 1) & mask) {
        Chunk *chunk = self->table[i];
        if (chunk == NULL)
            return &self->table[i];
        if (chunk->hash != hash || chunk->length != length || (chunk->flags & REGION) != region)
            continue;
        Py_ssize_t same = 0;
        while (same < length && chunk->body[same] == letter(text, at + same))
            same++;
        if (same == length)
            return &self->table[i];
    }
}

/* Copy offsets that Python gave, each from 0 to `most` and none falling. */
static int take_offsets(PyObject *given, uint32_t *into, Py_ssize_t size, Py_ssize_t most)
{
    if (!PyTuple_Check(given) || PyTuple_GET_SIZE(given) != size) {
        PyErr_SetString(PyExc_ValueError, "a chunk has as many offsets as letters in a view");
        return -1;
    }
    Py_ssize_t before = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_ssize_t offset = PyLong_AsSsize_t(PyTuple_GET_ITEM(given, i));
        if (offset == -1 && PyErr_Occurred())
            return -1;
        if (offset < before || offset > most) {
            PyErr_SetString(PyExc_ValueError, "an offset is outside its chunk, or falls");
            return -1;
        }
        into[i] = (uint32_t)(before = offset);
    }
    return 0;
}

static Py_UCS4 take_view(PyObject *view, uint32_t *into)
{
    Letters letters = letters_of(view);
    Py_UCS4 most = 0;
    for (Py_ssize_t i = 0; i < letters.size; i++) {
        Py_UCS4 one = letter(&letters, i);
        into[i] = one;
        most = one > most ? one : most;
    }
    return most;
}

/* Ask Python what a chunk reads as. Returns a new chunk with one reference, or NULL with an exception set. */
static Chunk *reader_ask(Reader *self, uint64_t hash, PyObject *text, Py_ssize_t at, Py_ssize_t length, int region)
{
    PyObject *exact, *folded, *starts, *ends;
    Py_ssize_t gap, stop;
    int flags;
    Chunk *chunk = NULL;
    PyObject *written = PyUnicode_Substring(text, at, at + length);
    if (written == NULL)
        return NULL;
    PyObject *answer = self->fill == NULL ? NULL : PyObject_CallFunction(self->fill, "Oi", written, region != 0);
    Py_DECREF(written);
    if (answer == NULL && !PyErr_Occurred())
        PyErr_SetString(PyExc_RuntimeError, "this reader is being taken down");
    if (answer == NULL)
        return NULL;
    if (!PyTuple_Check(answer)) {
        PyErr_SetString(PyExc_TypeError, "fill returns a tuple");
        goto done;
    }
    if (!PyArg_ParseTuple(answer, "iUUO!O!nn", &flags, &exact, &folded, &PyTuple_Type, &starts, &PyTuple_Type, &ends,
                          &gap, &stop))
        goto done;
    Py_ssize_t size = PyUnicode_GET_LENGTH(exact);
    if (PyUnicode_GET_LENGTH(folded) != size || gap < 0 || gap > length || stop < 0 || stop > length) {
        PyErr_SetString(PyExc_ValueError, "a chunk's views correspond, and its edges are inside it");
        goto done;
    }
    if (length > UINT32_MAX - 1 || size > (PY_SSIZE_T_MAX - (Py_ssize_t)sizeof(Chunk) - length * 4) / 16) {
        PyErr_NoMemory();
        goto done;
    }
    chunk = PyMem_Malloc(sizeof(Chunk) + sizeof(uint32_t) * (size_t)(length + 4 * size));
    if (chunk == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    *chunk = (Chunk){.refs = 1, .hash = hash, .length = length, .size = size, .gap = gap, .stop = stop};
    chunk->flags = (flags & ANSWERS & (region ? ~DEPENDS : ~0)) | region;
    Letters letters = letters_of(text);
    for (Py_ssize_t i = 0; i < length; i++)
        chunk->body[i] = letter(&letters, at + i);
    chunk->most_exact = take_view(exact, (uint32_t *)exact_of(chunk));
    chunk->most_folded = take_view(folded, (uint32_t *)folded_of(chunk));
    uint32_t *begins = (uint32_t *)starts_of(chunk), *stops = (uint32_t *)ends_of(chunk);
    if (take_offsets(starts, begins, size, length) || take_offsets(ends, stops, size, length)) {
        PyMem_Free(chunk);
        chunk = NULL;
        goto done;
    }
    if (memcmp(exact_of(chunk), folded_of(chunk), sizeof(uint32_t) * (size_t)size) == 0)
        chunk->flags |= SAME;
    Py_ssize_t same = 0;
    while (same < size && begins[same] == begins[0] + same && stops[same] == begins[same] + 1)
        same++;
    chunk->first = size ? begins[0] : 0;
    if (same == size) {
        chunk->flags |= PLAIN;
        Chunk *smaller = PyMem_Realloc(chunk, bytes_of(chunk));
        chunk = smaller == NULL ? chunk : smaller;
    }
done:
    Py_DECREF(answer);
    return chunk;
}

/* Return the chunk, remembered or asked for, with a reference for the caller. */
static Chunk *reader_get(Reader *self, uint64_t hash, PyObject *text, Py_ssize_t at, Py_ssize_t length, int region)
{
    Letters letters = letters_of(text);
    Chunk **slot = reader_slot(self, hash, &letters, at, length, region);
    if (*slot != NULL) {
        (*slot)->refs++;
        return *slot;
    }
    Chunk *chunk = reader_ask(self, hash, text, at, length, region);
    if (chunk == NULL || length > self->longest || bytes_of(chunk) > self->most_bytes / 64)
        return chunk;
    if (self->kept >= self->most || self->bytes + bytes_of(chunk) > self->most_bytes)
        reader_clear(self);
    slot = reader_slot(self, hash, &letters, at, length, region); /* Python ran: the table may be another */
    if (*slot == NULL) {
        *slot = chunk;
        chunk->refs++;
        self->kept++;
        self->bytes += bytes_of(chunk);
    }
    return chunk;
}

static inline int without_word(const Chunk *chunk) { return chunk->size == 0 && !(chunk->flags & DEPENDS); }

/* Replace each chunk that depends on its neighbours, and these, by what all of them read as together.

   How far a neighbourhood reaches: to the next chunk with a word on either side, and on the right beyond all that a
   phone number can be made of. A test holds this to reading the whole text at once. */
static int walk_regions(Reader *self, PyObject *text, Walk *walk)
{
    Letters letters = letters_of(text);
    Standing *items = walk->items;
    Py_ssize_t count = walk->count, done = 0;
    for (Py_ssize_t i = 0; i < count;) {
        Standing first = items[i];
        if (!(first.chunk->flags & DEPENDS)) {
            items[done++] = items[i++];
            continue;
        }
        for (Py_ssize_t words = 0; done > 0 && words == 0;) { /* to the left: what is settled stands below `done` */
            first = items[--done];
            words = first.chunk->size;
            release(first.chunk);
        }
        Py_ssize_t last = i;
        for (int more = 1; more;) { /* to the right: beyond `last`, if it depends, then beyond the next that does */
            more = 0;
            if (items[last].chunk->flags & DEPENDS)
                while (last + 1 < count) {
                    const Chunk *next = items[++last].chunk;
                    if (!without_word(next) && !(next->flags & FIGURES)) {
                        more = next->flags & DEPENDS;
                        break;
                    }
                }
            Py_ssize_t next = last + 1;
            while (!more && next < count && without_word(items[next].chunk))
                next++;
            if (!more && next < count && (items[next].chunk->flags & DEPENDS)) {
                last = next;
                more = 1;
            }
        }
        Py_ssize_t end = items[last].at + items[last].chunk->length;
        uint64_t hash = secret;
        for (Py_ssize_t j = first.at; j < end; j++)
            hash = stir(hash, letter(&letters, j));
        Chunk *region = reader_get(self, hash, text, first.at, end - first.at, REGION);
        for (; i <= last; i++)
            release(items[i].chunk);
        if (region != NULL)
            items[done++] = (Standing){region, first.at, first.broken};
        else { /* leave the walk whole, so that it can be ended */
            memmove(items + done, items + i, sizeof(Standing) * (size_t)(count - i));
            walk->count = done + count - i;
            return -1;
        }
    }
    walk->count = done;
    return 0;
}

/* Take the text apart at spaces and line feeds, and find what each chunk reads as. */
static int walk_begin(Reader *self, PyObject *text, Walk *walk)
{
    Letters letters = letters_of(text);
    walk->items = walk->few;
    walk->count = 0;
    walk->capacity = FEW;
    int lines = 0, broken = 0, depends = 0;
    for (Py_ssize_t at = 0; at < letters.size;) {
        uint64_t hash;
        int sign;
        Py_ssize_t end = read_word(&letters, at, &hash, &sign);
        if (end > at) {
            Chunk *chunk = reader_get(self, hash, text, at, end - at, 0);
            if (chunk == NULL)
                goto failed;
            if (!(chunk->flags & BLANK))
                lines = 0;
            if (walk_add(walk, chunk, at, broken)) {
                release(chunk);
                goto failed;
            }
            depends |= chunk->flags & DEPENDS;
            broken = 0;
        }
        if (end < letters.size && letter(&letters, end) == '\n') {
            broken |= lines;
            lines = 1;
        }
        at = end + 1;
    }
    if (!depends || walk_regions(self, text, walk) == 0)
        return 0;
failed:
    walk_end(walk);
    return -1;
}

static void write_view(PyObject *view, const Walk *walk, int folded)
{
    int kind = PyUnicode_KIND(view), broken = 0;
    void *data = PyUnicode_DATA(view);
    Py_ssize_t place = 0;
    for (Py_ssize_t i = 0; i < walk->count; i++) {
        const Chunk *chunk = walk->items[i].chunk;
        broken |= walk->items[i].broken | (chunk->flags & BEFORE);
        if (chunk->size == 0)
            continue;
        if (place > 0) {
            PyUnicode_WRITE(kind, data, place, broken ? '\n' : ' ');
            place++;
        }
        const uint32_t *from = folded ? folded_of(chunk) : exact_of(chunk);
        Py_ssize_t size = chunk->size;
        if (kind == PyUnicode_1BYTE_KIND)
            for (Py_ssize_t j = 0; j < size; j++)
                ((Py_UCS1 *)data)[place + j] = (Py_UCS1)from[j];
        else if (kind == PyUnicode_2BYTE_KIND)
            for (Py_ssize_t j = 0; j < size; j++)
                ((Py_UCS2 *)data)[place + j] = (Py_UCS2)from[j];
        else
            memcpy((Py_UCS4 *)data + place, from, sizeof(Py_UCS4) * (size_t)size);
        place += size;
        broken = chunk->flags & AFTER;
    }
}

/* Return how long the views are, and the highest letter of each. */
static Py_ssize_t measure(const Walk *walk, Py_UCS4 *exact, Py_UCS4 *folded, int *same)
{
    Py_ssize_t size = 0;
    *exact = *folded = ' ';
    *same = SAME;
    for (Py_ssize_t i = 0; i < walk->count; i++) {
        const Chunk *chunk = walk->items[i].chunk;
        if (chunk->size == 0)
            continue;
        size += chunk->size + (size > 0);
        *exact = chunk->most_exact > *exact ? chunk->most_exact : *exact;
        *folded = chunk->most_folded > *folded ? chunk->most_folded : *folded;
        *same &= chunk->flags;
    }
    return size;
}

PyDoc_STRVAR(views_doc, "views(text, /)\n--\n\nReturn the exact and the folded view.");

static PyObject *reader_views(Reader *self, PyObject *text)
{
    Walk walk;
    Py_UCS4 most_exact, most_folded;
    int same;
    if (!PyUnicode_Check(text))
        return PyErr_Format(PyExc_TypeError, "a text is a str");
    if (walk_begin(self, text, &walk))
        return NULL;
    Py_ssize_t size = measure(&walk, &most_exact, &most_folded, &same);
    PyObject *exact = PyUnicode_New(size, most_exact), *folded = NULL, *both = NULL;
    if (exact != NULL)
        folded = same ? Py_NewRef(exact) : PyUnicode_New(size, most_folded);
    if (folded != NULL) {
        if (size > 0) {
            write_view(exact, &walk, 0);
            if (!same)
                write_view(folded, &walk, 1);
        }
        both = PyTuple_Pack(2, exact, folded);
    }
    Py_XDECREF(exact);
    Py_XDECREF(folded);
    walk_end(&walk);
    return both;
}

static int put(PyObject *tuple, Py_ssize_t place, Py_ssize_t value)
{
    PyObject *number = PyLong_FromSsize_t(value);
    if (number == NULL)
        return -1;
    PyTuple_SET_ITEM(tuple, place, number);
    return 0;
}

PyDoc_STRVAR(offsets_doc, "offsets(text, /)\n--\n\n"
                          "Return where each position of its views begins in the text, and where it ends.");

static PyObject *reader_offsets(Reader *self, PyObject *text)
{
    Walk walk;
    Py_UCS4 most_exact, most_folded;
    int same;
    if (!PyUnicode_Check(text))
        return PyErr_Format(PyExc_TypeError, "a text is a str");
    if (walk_begin(self, text, &walk))
        return NULL;
    Py_ssize_t size = measure(&walk, &most_exact, &most_folded, &same), place = 0, stop = 0;
    PyObject *starts = PyTuple_New(size), *ends = PyTuple_New(size), *both = NULL;
    if (starts == NULL || ends == NULL)
        goto done;
    for (Py_ssize_t i = 0; i < walk.count; i++) {
        const Chunk *chunk = walk.items[i].chunk;
        Py_ssize_t at = walk.items[i].at;
        if (chunk->size == 0)
            continue;
        if (place > 0) {
            Py_ssize_t gap = at + chunk->gap > stop ? at + chunk->gap : stop;
            if (put(starts, place, stop) || put(ends, place, gap))
                goto done;
            place++;
        }
        const uint32_t *begins = starts_of(chunk), *stops = ends_of(chunk);
        for (Py_ssize_t j = 0; j < chunk->size; j++, place++) {
            Py_ssize_t begin = at + ((chunk->flags & PLAIN) ? chunk->first + j : (Py_ssize_t)begins[j]);
            Py_ssize_t end = (chunk->flags & PLAIN) ? begin + 1 : at + (Py_ssize_t)stops[j];
            if (put(starts, place, begin) || put(ends, place, end))
                goto done;
        }
        stop = at + chunk->stop;
    }
    both = PyTuple_Pack(2, starts, ends);
done:
    Py_XDECREF(starts);
    Py_XDECREF(ends);
    walk_end(&walk);
    return both;
}

PyDoc_STRVAR(forget_doc, "forget()\n--\n\nForget every chunk.");

static PyObject *reader_forget(Reader *self, PyObject *Py_UNUSED(nothing))
{
    reader_clear(self);
    Py_RETURN_NONE;
}

PyDoc_STRVAR(held_doc, "held()\n--\n\nReturn how many chunks are remembered, and in how many bytes.");

static PyObject *reader_held(Reader *self, PyObject *Py_UNUSED(nothing))
{
    return Py_BuildValue("nn", self->kept, (Py_ssize_t)self->bytes);
}

static PyObject *reader_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named))
{
    PyObject *fill;
    Py_ssize_t most, most_bytes, longest;
    if (!PyArg_ParseTuple(args, "Onnn", &fill, &most, &most_bytes, &longest))
        return NULL;
    if (most < 1 || most > (1 << 24) || most_bytes < 1 || longest < 1)
        return PyErr_Format(PyExc_ValueError, "a reader remembers something, and not everything");
    Reader *self = (Reader *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->fill = Py_NewRef(fill);
    self->most = most;
    self->most_bytes = (size_t)most_bytes;
    self->longest = longest;
    for (self->slots = 16; self->slots < 2 * (size_t)most; self->slots *= 2)
        ;
    self->table = PyMem_Calloc(self->slots, sizeof(Chunk *));
    if (self->table == NULL) {
        self->slots = 0;
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return (PyObject *)self;
}

static int reader_traverse(Reader *self, visitproc visit, void *arg)
{
    Py_VISIT(self->fill);
    return 0;
}

static int reader_drop(Reader *self)
{
    Py_CLEAR(self->fill);
    return 0;
}

static void reader_dealloc(Reader *self)
{
    PyObject_GC_UnTrack(self);
    reader_clear(self);
    PyMem_Free(self->table);
    Py_CLEAR(self->fill);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef reader_methods[] = {
    {"views", (PyCFunction)reader_views, METH_O, views_doc},
    {"offsets", (PyCFunction)reader_offsets, METH_O, offsets_doc},
    {"forget", (PyCFunction)reader_forget, METH_NOARGS, forget_doc},
    {"held", (PyCFunction)reader_held, METH_NOARGS, held_doc},
    {NULL},
};

static PyTypeObject ReaderType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "vietnamese._kernel.Reader",
    .tp_doc = "Reader(fill, most, most_bytes, longest, /)\n--\n\n"
              "Puts the views of texts together out of those of their chunks, which it asks `fill` for once.",
    .tp_basicsize = sizeof(Reader),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = reader_new,
    .tp_traverse = (traverseproc)reader_traverse,
    .tp_clear = (inquiry)reader_drop,
    .tp_dealloc = (destructor)reader_dealloc,
    .tp_methods = reader_methods,
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_kernel",
    .m_doc = "Puts views together.",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit__kernel(void) { return module_of(&module, &ReaderType, SHAPE); }
