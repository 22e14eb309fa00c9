/* Finds literals, each a run of words, in a run of words: Aho and Corasick's automaton, its letters being words. */

#ifndef ROTIN_AUTOMATON_H
#define ROTIN_AUTOMATON_H

#include "../vietnamese/kernel.h"

/* A word of the literals: its letters stand in `letters` from `at`. */
typedef struct {
    uint64_t hash;
    Py_ssize_t at, length;
} Word;

/* Its place in the table: small, since most of what a text says is not in it. */
typedef struct {
    uint32_t mark; /* the upper half of its hash */
    int32_t word;  /* -1 in an empty place */
} Place;

typedef struct {
    int32_t state, word, target; /* target is -1 in an empty place; none leads to the root, 0 */
} Edge;

typedef struct {
    int32_t parent, word, depth, fail;
    int32_t literal; /* that ends here, or -1 */
    int32_t report;  /* the longest that ends here as a part of another: a state, or 0 */
} State;

typedef struct {
    uint32_t *letters;
    Py_ssize_t letters_size, letters_room, words, words_room, states_count, states_room, edges_count;
    Word *word;
    Place *table;
    size_t table_slots, edge_slots;
    Edge *edges;
    State *states;
    int32_t *root; /* by word: where it leads from the beginning, or 0 */
    Py_ssize_t deepest;
} Automaton;

static int32_t word_find(const Automaton *self, uint64_t hash, const Letters *view, Py_ssize_t at, Py_ssize_t length)
{
    size_t mask = self->table_slots - 1;
    for (size_t i = (size_t)settle(hash) & mask;; i = (i + 1) & mask) {
        int32_t id = self->table[i].word;
        if (id < 0)
            return -1;
        if (self->table[i].mark != (uint32_t)(hash >> 32))
            continue;
        const Word *word = &self->word[id];
        if (word->hash != hash || word->length != length)
            continue;
        Py_ssize_t same = 0;
        while (same < length && self->letters[word->at + same] == letter(view, at + same))
            same++;
        if (same == length)
            return id;
    }
}

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
    while (state > 0) {
        int32_t target = self->edges[edge_place(self, state, word)].target;
        if (target >= 0)
            return target;
        state = self->states[state].fail;
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
        size_t place = (size_t)settle(self->word[id].hash) & (slots - 1);
        while (table[place].word >= 0)
            place = (place + 1) & (slots - 1);
        table[place] = (Place){(uint32_t)(self->word[id].hash >> 32), (int32_t)id};
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

static int32_t word_add(Automaton *self, uint64_t hash, const Letters *view, Py_ssize_t at, Py_ssize_t length)
{
    if (grow_words(self))
        return -1;
    int32_t id = word_find(self, hash, view, at, length);
    if (id >= 0)
        return id;
    if (room((void **)&self->letters, &self->letters_room, self->letters_size + length, sizeof(uint32_t)) ||
        room((void **)&self->word, &self->words_room, self->words + 1, sizeof(Word)))
        return -1;
    size_t place = (size_t)settle(hash) & (self->table_slots - 1);
    while (self->table[place].word >= 0)
        place = (place + 1) & (self->table_slots - 1);
    self->table[place] = (Place){(uint32_t)(hash >> 32), (int32_t)self->words};
    self->word[self->words] = (Word){hash, self->letters_size, length};
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
    if (room((void **)&self->states, &self->states_room, self->states_count + 1, sizeof(State)))
        return -1;
    int32_t depth = self->states[parent].depth + 1, id = (int32_t)self->states_count++;
    self->states[id] = (State){.parent = parent, .word = word, .depth = depth, .literal = -1};
    self->deepest = depth > self->deepest ? depth : self->deepest;
    *edge = (Edge){parent, word, id};
    self->edges_count++;
    return id;
}

static int literal_add(Automaton *self, PyObject *text, int32_t number)
{
    Letters view = letters_of(text);
    int32_t state = 0;
    for (Py_ssize_t at = 0; at <= view.size;) {
        uint64_t hash;
        int sign;
        Py_ssize_t end = read_word(&view, at, &hash, &sign);
        if (end == at || (end < view.size && letter(&view, end) == '\n') || end - at > INT32_MAX || self->states_count >= INT32_MAX) {
            PyErr_SetString(PyExc_ValueError, "a literal is words with one space between them");
            return -1;
        }
        int32_t word = word_add(self, hash, &view, at, end - at);
        state = word < 0 ? -1 : state_add(self, state, word);
        if (state < 0)
            return -1;
        at = end + 1;
    }
    self->states[state].literal = number;
    return 0;
}

/* Link each state to the longest other one that ends as it does: breadth first, so that shorter ones are linked. */
static int link_states(Automaton *self)
{
    Py_ssize_t count = self->states_count, place = 0;
    int32_t *order = PyMem_Malloc(sizeof(int32_t) * (size_t)count);
    self->root = PyMem_Calloc((size_t)self->words + 1, sizeof(int32_t));
    Py_ssize_t *starts = PyMem_Calloc((size_t)self->deepest + 2, sizeof(Py_ssize_t));
    if (order == NULL || self->root == NULL || starts == NULL) {
        PyMem_Free(order);
        PyMem_Free(starts);
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        starts[self->states[i].depth + 1]++;
    for (Py_ssize_t depth = 0; depth <= self->deepest; depth++)
        starts[depth + 1] += starts[depth];
    for (Py_ssize_t i = 0; i < count; i++)
        order[starts[self->states[i].depth]++] = (int32_t)i;
    for (place = 1; place < count; place++) {
        State *state = &self->states[order[place]];
        if (state->parent == 0)
            self->root[state->word] = order[place];
    }
    for (place = 1; place < count; place++) {
        State *state = &self->states[order[place]];
        state->fail = state->parent == 0 ? 0 : follow(self, self->states[state->parent].fail, state->word);
        state->report = self->states[state->fail].literal >= 0 ? state->fail : self->states[state->fail].report;
    }
    PyMem_Free(order);
    PyMem_Free(starts);
    return 0;
}

static void automaton_free(Automaton *self)
{
    void *blocks[] = {self->letters, self->word, self->table, self->edges, self->states, self->root};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(blocks); i++)
        PyMem_Free(blocks[i]);
}

/* Begin with the root; -1 with MemoryError set. */
static int automaton_begin(Automaton *self)
{
    if (room((void **)&self->states, &self->states_room, 1, sizeof(State)) || grow_words(self) || grow_edges(self))
        return -1;
    self->states[0] = (State){.literal = -1};
    self->states_count = 1;
    return 0;
}

#endif
