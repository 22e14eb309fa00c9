/* Finds literals, each a run of words, in a run of words: Aho and Corasick's automaton, its letters being words. */

#ifndef ROTIN_AUTOMATON_H
#define ROTIN_AUTOMATON_H

#include "../vietnamese/kernel.h"

/* A word of the literals: its letters stand in `letters` from `at`. `key` tells words apart: a short one's letters
   themselves, a longer one's hash, with the top bit set, which is only a hint. */
typedef struct {
    uint64_t key;
    Py_ssize_t at, length;
} Word;

typedef struct {
    uint64_t key;
    int32_t word; /* -1 in an empty place */
} Place;

typedef struct {
    int32_t state, word, target; /* target is -1 in an empty place; none leads to the root, 0 */
} Edge;

typedef struct {
    int32_t fail, depth;
    int32_t literal; /* that ends here, or -1 */
    int32_t report;  /* the longest that ends here, this one or a part of it: a state, or 0 */
    uint64_t next;   /* a bit for each kind of word that leads on from here, see `kind_of` */
} State;

/* What is known of a state only while the automaton is made. */
typedef struct {
    int32_t parent, word;
} Birth;

typedef struct {
    uint32_t *letters;
    Py_ssize_t letters_size, letters_room, words, words_room, states_count, states_room, births_room, edges_count;
    Word *word;
    Place *table;
    size_t table_slots, edge_slots;
    Edge *edges;
    State *states;
    Birth *births;
    int32_t *root; /* by word: where it leads from the beginning, or 0 */
    Py_ssize_t deepest;
} Automaton;

#define LONG (UINT64_C(1) << 63)

/* Read on from `at` to a space, a line feed or the end: where that is, the word's key, and its flags. */
#define READ_KEY(type)                                                                                                 \
    for (const type *data = view->data; end < view->size && data[end] != ' ' && data[end] != '\n'; end++) {           \
        uint32_t one = data[end], figure = one - '0' < 10;                                                             \
        hash = stir(hash, one);                                                                                        \
        packed = packed << 8 | (one & 127);                                                                            \
        plain &= one - 1 < 127;                                                                                        \
        found |= figure * FIGURE | (one == '.') * DOT | (!figure & (one - 'a' >= 26)) * STRANGE;                       \
    }

static inline Py_ssize_t read_key(const Letters *view, Py_ssize_t at, uint64_t *key, int *flags)
{
    uint64_t hash = secret, packed = 0;
    Py_ssize_t end = at;
    uint32_t found = 0, plain = 1;
    if (view->kind == PyUnicode_1BYTE_KIND)
        READ_KEY(Py_UCS1)
    else if (view->kind == PyUnicode_2BYTE_KIND)
        READ_KEY(Py_UCS2)
    else
        READ_KEY(Py_UCS4)
    *key = plain && end - at <= 8 ? packed : hash | LONG;
    *flags = (int)found;
    return end;
}

static inline uint64_t scatter(uint64_t key)
{
    key *= secret;
    return key ^ (key >> 32);
}

static inline void word_fetch(const Automaton *self, uint64_t key)
{
    __builtin_prefetch(&self->table[(size_t)scatter(key) & (self->table_slots - 1)]);
}

static int32_t word_find(const Automaton *self, uint64_t key, const Letters *view, Py_ssize_t at, Py_ssize_t length)
{
    size_t mask = self->table_slots - 1;
    for (size_t i = (size_t)scatter(key) & mask;; i = (i + 1) & mask) {
        int32_t id = self->table[i].word;
        if (id < 0)
            return -1;
        if (self->table[i].key != key)
            continue;
        if (!(key & LONG))
            return id;
        const Word *word = &self->word[id];
        if (word->length != length)
            continue;
        Py_ssize_t same = 0;
        while (same < length && self->letters[word->at + same] == letter(view, at + same))
            same++;
        if (same == length)
            return id;
    }
}

static inline uint64_t kind_of(int32_t word) { return UINT64_C(1) << (((uint32_t)word * UINT32_C(0x9e3779b1)) >> 26); }

static inline size_t edge_place(const Automaton *self, int32_t state, int32_t word)
{
    uint64_t hash = settle(((uint64_t)(uint32_t)state << 32 | (uint32_t)word) * UINT64_C(0x9e3779b97f4a7c15));
    size_t mask = self->edge_slots - 1, i = (size_t)(hash >> 7) & mask;
    while (self->edges[i].target >= 0 && (self->edges[i].state != state || self->edges[i].word != word))
        i = (i + 1) & mask;
    return i;
}

static inline int32_t follow(const Automaton *self, int32_t state, int32_t word)
{
    for (uint64_t kind = kind_of(word); state > 0; state = self->states[state].fail) {
        if (!(self->states[state].next & kind))
            continue;
        int32_t target = self->edges[edge_place(self, state, word)].target;
        if (target >= 0)
            return target;
    }
    return self->root[word];
}

/* Double a table of words or edges when it is half full. */
static int grow_words(Automaton *self)
{
    if ((size_t)self->words * 2 < self->table_slots)
        return 0;
    size_t slots = self->table_slots ? self->table_slots * 2 : 64;
    Place *table = PyMem_Malloc(sizeof(Place) * slots);
    if (table == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; i < slots; i++)
        table[i].word = -1;
    for (Py_ssize_t id = 0; id < self->words; id++) {
        size_t place = (size_t)scatter(self->word[id].key) & (slots - 1);
        while (table[place].word >= 0)
            place = (place + 1) & (slots - 1);
        table[place] = (Place){self->word[id].key, (int32_t)id};
    }
    PyMem_Free(self->table);
    self->table = table;
    self->table_slots = slots;
    return 0;
}

static int grow_edges(Automaton *self)
{
    if ((size_t)self->edges_count * 2 < self->edge_slots)
        return 0;
    size_t slots = self->edge_slots;
    Edge *edges = self->edges;
    self->edge_slots = slots ? slots * 2 : 64;
    self->edges = PyMem_Malloc(sizeof(Edge) * self->edge_slots);
    if (self->edges == NULL) {
        self->edges = edges;
        self->edge_slots = slots;
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; i < self->edge_slots; i++)
        self->edges[i].target = -1;
    for (size_t i = 0; i < slots; i++)
        if (edges[i].target >= 0)
            self->edges[edge_place(self, edges[i].state, edges[i].word)] = edges[i];
    PyMem_Free(edges);
    return 0;
}

static int32_t word_add(Automaton *self, uint64_t key, const Letters *view, Py_ssize_t at, Py_ssize_t length)
{
    if (grow_words(self))
        return -1;
    int32_t id = word_find(self, key, view, at, length);
    if (id >= 0)
        return id;
    if (room((void **)&self->letters, &self->letters_room, self->letters_size + length, sizeof(uint32_t)) ||
        room((void **)&self->word, &self->words_room, self->words + 1, sizeof(Word)))
        return -1;
    size_t place = (size_t)scatter(key) & (self->table_slots - 1);
    while (self->table[place].word >= 0)
        place = (place + 1) & (self->table_slots - 1);
    self->table[place] = (Place){key, (int32_t)self->words};
    self->word[self->words] = (Word){key, self->letters_size, length};
    for (Py_ssize_t i = 0; i < length; i++)
        self->letters[self->letters_size++] = letter(view, at + i);
    return (int32_t)self->words++;
}

static int32_t state_add(Automaton *self, int32_t parent, int32_t word)
{
    if (grow_edges(self))
        return -1;
    Edge *edge = &self->edges[edge_place(self, parent, word)];
    if (edge->target >= 0)
        return edge->target;
    if (room((void **)&self->births, &self->births_room, self->states_count + 1, sizeof(Birth)) ||
        room((void **)&self->states, &self->states_room, self->states_count + 1, sizeof(State)))
        return -1;
    int32_t depth = self->states[parent].depth + 1, id = (int32_t)self->states_count++;
    self->births[id] = (Birth){parent, word};
    self->states[id] = (State){.literal = -1, .depth = depth};
    self->deepest = depth > self->deepest ? depth : self->deepest;
    *edge = (Edge){parent, word, id};
    self->edges_count++;
    return id;
}

/* Add a literal; -1 with an exception set. */
static int32_t literal_add(Automaton *self, PyObject *text, int32_t number)
{
    Letters view = letters_of(text);
    int32_t state = 0;
    for (Py_ssize_t at = 0; at <= view.size;) {
        uint64_t key;
        int sign;
        Py_ssize_t end = read_key(&view, at, &key, &sign);
        if (end == at || (end < view.size && letter(&view, end) == '\n') || end - at > INT32_MAX ||
            self->states_count >= INT32_MAX) {
            PyErr_SetString(PyExc_ValueError, "a literal is words with one space between them");
            return -1;
        }
        int32_t word = word_add(self, key, &view, at, end - at);
        state = word < 0 ? -1 : state_add(self, state, word);
        if (state < 0)
            return -1;
        at = end + 1;
    }
    if (self->states[state].literal >= 0) {
        PyErr_SetString(PyExc_ValueError, "a literal is given twice");
        return -1;
    }
    self->states[state].literal = number;
    return 0;
}

/* Fill `order` with the states, those of fewer words first. */
static int order_states(const Automaton *self, int32_t *order)
{
    Py_ssize_t *starts = PyMem_Calloc((size_t)self->deepest + 2, sizeof(Py_ssize_t));
    if (starts == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < self->states_count; i++)
        starts[self->states[i].depth + 1]++;
    for (Py_ssize_t depth = 0; depth <= self->deepest; depth++)
        starts[depth + 1] += starts[depth];
    for (Py_ssize_t i = 0; i < self->states_count; i++)
        order[starts[self->states[i].depth]++] = (int32_t)i;
    PyMem_Free(starts);
    return 0;
}

/* Number the states anew in `order`, so that those a text is nearly always in lie side by side. */
static int sort_states(Automaton *self, const int32_t *order)
{
    Py_ssize_t count = self->states_count;
    int32_t *number = PyMem_Malloc(sizeof(int32_t) * (size_t)count);
    State *states = PyMem_Malloc(sizeof(State) * (size_t)count);
    Birth *births = PyMem_Malloc(sizeof(Birth) * (size_t)count);
    Edge *edges = PyMem_Malloc(sizeof(Edge) * self->edge_slots), *old = self->edges;
    if (number == NULL || states == NULL || births == NULL || edges == NULL) {
        PyMem_Free(number);
        PyMem_Free(states);
        PyMem_Free(births);
        PyMem_Free(edges);
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        number[order[i]] = (int32_t)i;
    for (Py_ssize_t i = 0; i < count; i++) {
        states[i] = self->states[order[i]];
        births[i] = self->births[order[i]];
        births[i].parent = number[births[i].parent];
    }
    for (size_t i = 0; i < self->edge_slots; i++)
        edges[i].target = -1;
    self->edges = edges;
    for (size_t i = 0; i < self->edge_slots; i++)
        if (old[i].target >= 0) {
            int32_t from = number[old[i].state];
            edges[edge_place(self, from, old[i].word)] = (Edge){from, old[i].word, number[old[i].target]};
        }
    PyMem_Free(old);
    PyMem_Free(number);
    PyMem_Free(self->states);
    PyMem_Free(self->births);
    self->states = states;
    self->births = births;
    self->states_room = self->births_room = count;
    return 0;
}

/* Link each state to the longest other one that ends as it does: those of fewer words first, so that these are linked
   by then. */
static int link_states(Automaton *self)
{
    int32_t *order = PyMem_Malloc(sizeof(int32_t) * (size_t)self->states_count);
    self->root = PyMem_Calloc((size_t)self->words + 1, sizeof(int32_t));
    if (order == NULL || self->root == NULL) {
        PyMem_Free(order);
        PyErr_NoMemory();
        return -1;
    }
    int failed = order_states(self, order) || sort_states(self, order);
    PyMem_Free(order);
    if (failed)
        return -1;
    for (int32_t i = 1; i < (int32_t)self->states_count; i++) {
        const Birth *birth = &self->births[i];
        if (birth->parent == 0)
            self->root[birth->word] = i;
        else
            self->states[birth->parent].next |= kind_of(birth->word);
    }
    for (int32_t i = 1; i < (int32_t)self->states_count; i++) {
        const Birth *birth = &self->births[i];
        State *state = &self->states[i];
        state->fail = birth->parent == 0 ? 0 : follow(self, self->states[birth->parent].fail, birth->word);
        state->report = state->literal >= 0 ? i : self->states[state->fail].report;
    }
    PyMem_Free(self->births);
    self->births = NULL;
    self->births_room = 0;
    return 0;
}

static void automaton_free(Automaton *self)
{
    void *blocks[] = {self->letters, self->word, self->table, self->edges, self->states, self->births, self->root};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(blocks); i++)
        PyMem_Free(blocks[i]);
}

/* Begin with the root; -1 with MemoryError set. */
static int automaton_begin(Automaton *self)
{
    if (room((void **)&self->states, &self->states_room, 1, sizeof(State)) ||
        room((void **)&self->births, &self->births_room, 1, sizeof(Birth)) || grow_words(self) || grow_edges(self))
        return -1;
    self->states[0] = (State){.literal = -1};
    self->births[0] = (Birth){0};
    self->states_count = 1;
    return 0;
}

#endif
