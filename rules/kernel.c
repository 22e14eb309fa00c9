/* Finds the phrases of all rules in a text, and says which rules hold on account of them, compiled.

   There is neither linguistics nor a rule in here: phrases and rules come as tables (rules/tables.py) when a Matcher
   is made, and are checked then. What only Python can tell, slots and regular expressions, it is asked for where a rule
   turns on it. Without this file Python does all of it (rules/index.py), with the same result.

   Memory. A Matcher calls no Python while its scratch memory is in use. */

#include "conditions.h"
#include "finder.h"
#include "signs.h"

#define SHAPE 6 /* changes with what Python and this file say to each other; compare rules/index.py */
#define MOST_TOLD 50 /* hits that speak for a rule; compare rules/verdict.py */

typedef struct {
    int32_t literal, first, last; /* its first word and its last, counted from 0 */
} Find;

typedef struct {
    PyObject_HEAD
    PyObject *literals; /* tuple of str */
    Py_ssize_t shown;   /* literals below are told of; the others are for regular expressions */
    Automaton automaton;
    Tables tables;
    /* in use only while no Python runs */
    Scratch scratch;
    Find *finds;
    Py_ssize_t finds_count, finds_room;
} Matcher;

/* Say whether a letter stands beside something that is neither letter nor figure, so that words are in the word. */
static int is_odd(const Letters *view, Py_ssize_t at, Py_ssize_t end)
{
    for (Py_ssize_t i = at; i + 1 < end; i++) {
        Py_UCS4 one = letter(view, i), next = letter(view, i + 1);
        if ((Py_UNICODE_ISALPHA(one) && !Py_UNICODE_ISALNUM(next)) ||
            (!Py_UNICODE_ISALNUM(one) && Py_UNICODE_ISALPHA(next)))
            return 1;
    }
    return 0;
}

/* Fill `tokens` with the words of the view; -1 with an exception set. */
static int find_words(Matcher *self, const Letters *view)
{
    Scratch *scratch = &self->scratch;
    int32_t number = 0;
    scratch->tokens_count = scratch->places = scratch->odd = 0;
    if (view->size >= MOST_WORDS) {
        PyErr_SetString(PyExc_ValueError, "a text is too long");
        return -1;
    }
    for (Py_ssize_t at = 0; at < view->size; number++) {
        uint64_t key;
        int sign;
        Py_ssize_t end = read_key(view, at, &key, &sign);
        int ends = end < view->size && letter(view, end) == '\n';
        if (room((void **)&scratch->tokens, &scratch->tokens_room, number + 1, sizeof(Token)))
            return -1;
        Token *token = &scratch->tokens[number];
        *token = (Token){key, (int32_t)at, (int32_t)end, -1, ends ? ENDS_CLAUSE : 0};
        word_fetch(&self->automaton, key);
        if (sign & SIGNED) {
            token->flags |= (sign & FIGURE ? 1 << FIGURES : 0) | (sign & DOT ? 1 << DOTTED : 0);
            scratch->places |= token->flags & ~ENDS_CLAUSE;
        }
        scratch->odd |= (sign & STRANGE) && is_odd(view, at, end);
        at = end + 1;
    }
    scratch->tokens_count = number;
    return 0;
}

/* Fill `tokens` with the words of the view and `finds` with every literal in it; -1 with an exception set. */
static int find_all(Matcher *self, PyObject *text)
{
    const Automaton *automaton = &self->automaton;
    Scratch *scratch = &self->scratch;
    Letters view = letters_of(text);
    self->finds_count = 0;
    if (find_words(self, &view))
        return -1;
    int32_t count = (int32_t)scratch->tokens_count, state = 0;
    for (int32_t i = 0; i < count; i++) { /* by itself, so that one word's memory is on its way while others are read */
        Token *token = &scratch->tokens[i];
        token->word = word_find(automaton, token->key, &view, token->at, token->end - token->at);
    }
    for (int32_t i = 0; i < count; i++) {
        const Token *token = &scratch->tokens[i];
        state = token->word < 0 ? 0 : follow(automaton, state, token->word);
        for (int32_t ended = automaton->states[state].report; ended > 0;) {
            const State *found = &automaton->states[ended];
            if (room((void **)&self->finds, &self->finds_room, self->finds_count + 1, sizeof(Find)))
                return -1;
            __builtin_prefetch(&self->tables.entry_from[found->literal]);
            self->finds[self->finds_count++] = (Find){found->literal, i - found->depth + 1, i};
            ended = automaton->states[found->fail].report;
        }
        if (token->flags & ENDS_CLAUSE)
            state = 0;
    }
    return 0;
}

/* Give back what an unusually long text needed. */
static void shrink(Matcher *self)
{
    Scratch *scratch = &self->scratch;
    struct {
        void **block;
        Py_ssize_t *room;
    } all[] = {{(void **)&self->finds, &self->finds_room},       {(void **)&scratch->tokens, &scratch->tokens_room},
               {(void **)&scratch->hits, &scratch->hits_room},   {(void **)&scratch->links, &scratch->links_room},
               {(void **)&scratch->lists, &scratch->lists_room}, {(void **)&scratch->told, &scratch->told_room},
               {(void **)&scratch->heap, &scratch->heap_room},   {(void **)&scratch->chains, &scratch->chains_room}};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(all); i++)
        if (*all[i].room > 16384) {
            PyMem_Free(*all[i].block);
            *all[i].block = NULL;
            *all[i].room = 0;
        }
}

/* Numbers to be told to Python, gathered while the scratch memory is in use. */
typedef struct {
    int32_t *item, few[FEW];
    Py_ssize_t count, room;
} Answer;

static int answer_add(Answer *answer, int32_t number)
{
    if (answer->count == answer->room) {
        Py_ssize_t grown = answer->room * 2;
        int32_t *moved = PyMem_Malloc(sizeof(int32_t) * (size_t)grown);
        if (moved == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        memcpy(moved, answer->item, sizeof(int32_t) * (size_t)answer->count);
        if (answer->item != answer->few)
            PyMem_Free(answer->item);
        answer->item = moved;
        answer->room = grown;
    }
    answer->item[answer->count++] = number;
    return 0;
}

static void answer_free(Answer *answer)
{
    if (answer->item != answer->few)
        PyMem_Free(answer->item);
}

static PyObject *numbers(const int32_t *item, Py_ssize_t count)
{
    PyObject *list = PyList_New(count);
    for (Py_ssize_t i = 0; list != NULL && i < count; i++) {
        PyObject *number = PyLong_FromLong(item[i]);
        if (number == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, number);
    }
    return list;
}

/* Return a dict from each literal to the list of positions of the view at which it begins, in order; given are pairs
   of a literal and a position. */
static PyObject *found(const PyObject *literals, const int32_t *pairs, Py_ssize_t count)
{
    PyObject *all = PyDict_New();
    for (Py_ssize_t i = 0; all != NULL && i + 1 < count; i += 2) {
        PyObject *literal = PyTuple_GET_ITEM(literals, pairs[i]);
        PyObject *starts = PyDict_GetItemWithError(all, literal), *start = NULL;
        int failed = starts == NULL && PyErr_Occurred();
        if (starts == NULL && !failed) {
            starts = PyList_New(0);
            failed = starts == NULL || PyDict_SetItem(all, literal, starts);
            Py_XDECREF(starts); /* the dict holds it */
        }
        failed = failed || (start = PyLong_FromLong(pairs[i + 1])) == NULL || PyList_Append(starts, start);
        Py_XDECREF(start);
        if (failed)
            Py_CLEAR(all);
    }
    return all;
}

/* Add the finds, or only those of literals by which something is found that was asked for. */
static int finds_answer(Matcher *self, Answer *answer, int all)
{
    const Tables *tables = &self->tables;
    for (Py_ssize_t i = 0; i < self->finds_count; i++) {
        Find find = self->finds[i];
        int wanted = all;
        for (int32_t j = tables->entry_from[find.literal]; !wanted && j < tables->entry_from[find.literal + 1]; j++)
            wanted = self->scratch.asked[tables->entries[j].source] == self->scratch.text;
        if (wanted && find.literal < self->shown &&
            (answer_add(answer, find.literal) || answer_add(answer, self->scratch.tokens[find.first].at)))
            return -1;
    }
    return 0;
}

PyDoc_STRVAR(find_doc, "find(folded, /)\n--\n\n"
                       "Return, for each literal in the folded view, where it begins, in order.");

static PyObject *matcher_find(Matcher *self, PyObject *folded)
{
    if (!PyUnicode_Check(folded))
        return PyErr_Format(PyExc_TypeError, "a view is a str");
    Answer answer = {.item = answer.few, .room = FEW};
    PyObject *all = NULL;
    int failed = find_all(self, folded) || finds_answer(self, &answer, 1);
    shrink(self);
    if (!failed)
        all = found(self->literals, answer.item, answer.count);
    answer_free(&answer);
    return all;
}

/* Begin another text. */
static void begin(Matcher *self)
{
    Scratch *scratch = &self->scratch;
    const Tables *tables = &self->tables;
    if (++scratch->text == 0) { /* after four thousand million texts, stamps of old ones would count */
        for (Py_ssize_t i = 0; i < tables->bases; i++)
            scratch->base[i].seen = 0;
        memset(scratch->group, 0, sizeof(Group) * (size_t)tables->groups_count);
        memset(scratch->brought, 0, sizeof(uint32_t) * (size_t)tables->rules);
        memset(scratch->known, 0, sizeof(uint32_t) * (size_t)tables->sources);
        memset(scratch->asked, 0, sizeof(uint32_t) * (size_t)tables->sources);
        scratch->text = 1;
    }
    scratch->hits_count = scratch->links_count = scratch->lists_count = scratch->raised_count = scratch->told_count = 0;
    scratch->failed = scratch->full = 0;
}

/* Take in the hits of sources that Python was asked for: a source, how many hits, start and end of each; and so on. */
static int take_known(Matcher *self, const int32_t *given, Py_ssize_t count, Py_ssize_t size)
{
    Scratch *scratch = &self->scratch;
    const Tables *tables = &self->tables;
    for (Py_ssize_t i = 0; i < count;) {
        if (i + 1 >= count || given[i] < 0 || given[i] >= tables->sources || given[i + 1] < 0 ||
            given[i + 1] > (count - i - 2) / 2)
            return wrong("what is known");
        int32_t source = given[i];
        scratch->known[source] = scratch->text;
        const int32_t *range = given + i + 2, *end = range + 2 * (Py_ssize_t)given[i + 1];
        for (; range < end; range += 2) {
            if (range[0] < 0 || range[1] <= range[0] || range[1] > size)
                return wrong("a hit beyond the text");
            int32_t first = token_at(scratch, range[0]), last = token_at(scratch, range[1] - 1);
            Hit hit = {range[0], range[1], first, last, first, last, source, tables->rank[source]};
            if (hit_add(tables, scratch, hit, tables->belongs.start[source], tables->belongs.start[source + 1], SURE))
                return -1;
        }
        i = end - given;
    }
    return 0;
}

static int by_number(const void *one, const void *other)
{
    int32_t first = *(const int32_t *)one, second = *(const int32_t *)other;
    return (first > second) - (first < second);
}

/* Move the rules that hold, of those from `least` to below `limit` that were brought up, to the front of `raised`,
   behind `held` others; return how many there are then, or -1. What rules that may hold turn on is asked for, and
   what may speak for those of subjects that do. */
static Py_ssize_t judge(Matcher *self, Py_ssize_t held, Py_ssize_t least, Py_ssize_t limit)
{
    Scratch *scratch = &self->scratch;
    const Tables *tables = &self->tables;
    for (Py_ssize_t i = held; i < scratch->raised_count && !scratch->failed; i++) {
        int32_t rule = scratch->raised[i];
        int answer = rule >= least && rule < limit ? rule_holds(tables, scratch, rule) : NO;
        if (answer == PERHAPS || (answer == YES && rule < tables->subjects))
            ask(tables, scratch, &tables->when, rule);
        if (answer == PERHAPS)
            ask(tables, scratch, &tables->unless, rule);
        if (answer == YES) {
            scratch->raised[i] = scratch->raised[held];
            scratch->raised[held++] = rule;
        }
    }
    return scratch->failed ? -1 : held;
}

/* Add how many hits speak for the rule, and each; or -1, where that is too much to be told. */
static int why_answer(Matcher *self, Answer *answer, int32_t rule)
{
    Scratch *scratch = &self->scratch;
    scratch->told_count = scratch->full = 0;
    witness(&self->tables, scratch, self->tables.when.item + self->tables.when.start[rule]);
    if (scratch->failed || room((void **)&scratch->told, &scratch->told_room, 2 * scratch->told_count, sizeof(int32_t)))
        return -1;
    if (scratch->full || scratch->told_count >= INT32_MAX / 2)
        return answer_add(answer, -1);
    int32_t count = hits_sort(scratch->hits, scratch->told, (int32_t)scratch->told_count,
                              scratch->told + scratch->told_count);
    count = count < MOST_TOLD ? count : MOST_TOLD;
    int failed = answer_add(answer, count);
    for (int32_t i = 0; !failed && i < count; i++) {
        const Hit *hit = &scratch->hits[scratch->told[i]];
        failed = answer_add(answer, hit->start) || answer_add(answer, hit->end) || answer_add(answer, hit->rank);
    }
    return failed ? -1 : 0;
}

/* What a text comes to: where in the answer's numbers each part ends. */
typedef struct {
    Py_ssize_t subjects, rules, rest;
} Parts;

/* Match, and gather what is to be told: the rules of subjects that hold, the others, and the hits that speak for the
   first; or, if `asking`, the sources to be asked for, and finds. Return 0, or -1 with an exception set. */
static int match(Matcher *self, PyObject *const *views, const Py_buffer *known, int every, Answer *answer, Parts *parts,
                 int *asking)
{
    Scratch *scratch = &self->scratch;
    const Tables *tables = &self->tables;
    Letters exact = letters_of(views[1]), folded = letters_of(views[2]);
    begin(self);
    if (find_all(self, views[2]) ||
        take_known(self, known->buf, known->len / (Py_ssize_t)sizeof(int32_t), exact.size))
        return -1;
    find_signs(tables, scratch, &folded, views[0]);
    for (Py_ssize_t i = 0; i < self->finds_count; i++)
        __builtin_prefetch(&tables->entries[tables->entry_from[self->finds[i].literal]]);
    for (Py_ssize_t i = 0; i < self->finds_count; i++) {
        Find find = self->finds[i];
        for (int32_t j = tables->entry_from[find.literal]; j < tables->entry_from[find.literal + 1]; j++)
            if (entry_hit(tables, scratch, &tables->entries[j], &exact, &folded, find.first, find.last))
                return -1;
    }
    Py_ssize_t subjects = judge(self, 0, 0, tables->subjects), rules = subjects;
    if (subjects >= 0 && scratch->told_count == 0 && (subjects > 0 || every))
        rules = judge(self, subjects, tables->subjects, tables->rules);
    if (subjects < 0 || rules < 0)
        return -1;
    if (scratch->told_count > 0) {
        *asking = 1;
        for (Py_ssize_t i = 0; i < scratch->told_count; i++)
            if (answer_add(answer, scratch->told[i]))
                return -1;
        parts->subjects = parts->rules = answer->count;
        return finds_answer(self, answer, 0);
    }
    qsort(scratch->raised, (size_t)subjects, sizeof(int32_t), by_number);
    qsort(scratch->raised + subjects, (size_t)(rules - subjects), sizeof(int32_t), by_number);
    for (Py_ssize_t i = 0; i < rules; i++)
        if (answer_add(answer, scratch->raised[i]))
            return -1;
    parts->subjects = subjects;
    parts->rules = rules;
    for (Py_ssize_t i = 0; i < subjects; i++)
        if (why_answer(self, answer, scratch->raised[i]))
            return -1;
    return 0;
}

/* Return a list with, for each rule, the list of hits that speak for it, or None. */
static PyObject *whys(const int32_t *item, Py_ssize_t count)
{
    PyObject *all = PyList_New(count);
    for (Py_ssize_t i = 0; all != NULL && i < count; i++) {
        int32_t hits = *item++;
        PyObject *why = hits < 0 ? Py_NewRef(Py_None) : PyList_New(hits);
        for (int32_t j = 0; why != NULL && j < hits; j++, item += 3) {
            PyObject *hit = Py_BuildValue("(iii)", item[0], item[1], item[2]);
            if (hit == NULL)
                Py_CLEAR(why);
            else
                PyList_SET_ITEM(why, j, hit);
        }
        if (why == NULL)
            Py_CLEAR(all);
        else
            PyList_SET_ITEM(all, i, why);
    }
    return all;
}

PyDoc_STRVAR(match_doc,
             "match(original, exact, folded, known, every, /)\n--\n\n"
             "Return the rules of subjects that hold, the others, and for each of the first the hits that speak for\n"
             "it: start, end, rank; or None in place of these. Where a rule turns on what is not known, return which\n"
             "sources and, as find does, where their literals are. Return None if nothing holds.\n\n"
             "Others hold only beside one of a subject, unless `every`. `known` is an array: a source, how many hits,\n"
             "start and end of each, and so on.");

static PyObject *matcher_match(Matcher *self, PyObject *const *args, Py_ssize_t count)
{
    if (count != 5 || !PyUnicode_Check(args[0]) || !PyUnicode_Check(args[1]) || !PyUnicode_Check(args[2]) ||
        PyUnicode_GET_LENGTH(args[1]) != PyUnicode_GET_LENGTH(args[2]))
        return PyErr_Format(PyExc_TypeError, "match takes a text, two views of one length, what is known, and every");
    Py_buffer known;
    if (PyObject_GetBuffer(args[3], &known, PyBUF_FORMAT | PyBUF_C_CONTIGUOUS))
        return NULL;
    if (known.itemsize != sizeof(int32_t) || known.format == NULL || strcmp(known.format, "i") != 0) {
        PyBuffer_Release(&known);
        return PyErr_Format(PyExc_TypeError, "what is known is an array of int");
    }
    Answer answer = {.item = answer.few, .room = FEW};
    Parts parts = {0};
    int asking = 0, failed = match(self, args, &known, args[4] == Py_True, &answer, &parts, &asking);
    shrink(self);
    PyBuffer_Release(&known);
    PyObject *told = NULL;
    if (!failed && asking) {
        PyObject *sources = numbers(answer.item, parts.rules);
        PyObject *finds = found(self->literals, answer.item + parts.rules, answer.count - parts.rules);
        told = sources && finds ? PyTuple_Pack(2, sources, finds) : NULL;
        Py_XDECREF(sources);
        Py_XDECREF(finds);
    } else if (!failed && parts.rules > 0) {
        PyObject *subjects = numbers(answer.item, parts.subjects);
        PyObject *others = numbers(answer.item + parts.subjects, parts.rules - parts.subjects);
        PyObject *why = whys(answer.item + parts.rules, parts.subjects);
        told = subjects && others && why ? PyTuple_Pack(3, subjects, others, why) : NULL;
        Py_XDECREF(subjects);
        Py_XDECREF(others);
        Py_XDECREF(why);
    } else if (!failed) {
        told = Py_NewRef(Py_None);
    }
    answer_free(&answer);
    return told;
}

static void matcher_dealloc(Matcher *self)
{
    Py_XDECREF(self->literals);
    tables_free(&self->tables);
    automaton_free(&self->automaton);
    Scratch *scratch = &self->scratch;
    void *blocks[] = {self->finds,    scratch->tokens, scratch->hits, scratch->links, scratch->lists,
                      scratch->raised, scratch->told,  scratch->chains, scratch->heap, scratch->base,
                      scratch->group, scratch->brought, scratch->known, scratch->asked};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(blocks); i++)
        PyMem_Free(blocks[i]);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* Add the words of contexts first, so that they keep their numbers, and then the literals. */
static int automaton_fill(Automaton *automaton, PyObject *words, PyObject *literals)
{
    if (automaton_begin(automaton))
        return -1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(words); i++) {
        Letters view = letters_of(PyTuple_GET_ITEM(words, i));
        uint64_t key;
        int sign;
        int whole = view.size > 0 && view.size < INT32_MAX && read_key(&view, 0, &key, &sign) == view.size;
        if (!whole || word_add(automaton, key, &view, 0, view.size) != i)
            return wrong("words of contexts are single words, each given once");
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(literals); i++)
        if (literal_add(automaton, PyTuple_GET_ITEM(literals, i), (int32_t)i))
            return -1;
    return link_states(automaton);
}

static int matcher_fill(Matcher *self, const Given *given)
{
    Tables *tables = &self->tables;
    Scratch *scratch = &self->scratch;
    self->literals = Py_NewRef(given->literals);
    if (tables_read(tables, given))
        return -1;
    scratch->base = PyMem_Calloc((size_t)tables->bases + 1, sizeof(Base));
    scratch->group = PyMem_Calloc((size_t)tables->groups_count + 1, sizeof(Group));
    scratch->brought = PyMem_Calloc((size_t)tables->rules + 1, sizeof(uint32_t));
    scratch->raised = PyMem_Calloc((size_t)tables->rules + 1, sizeof(int32_t));
    scratch->known = PyMem_Calloc((size_t)tables->sources + 1, sizeof(uint32_t));
    scratch->asked = PyMem_Calloc((size_t)tables->sources + 1, sizeof(uint32_t));
    if (!scratch->base || !scratch->group || !scratch->brought || !scratch->raised || !scratch->known ||
        !scratch->asked) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < tables->bases; i++) {
        scratch->base[i].from = tables->raises.start[i];
        scratch->base[i].to = tables->raises.start[i + 1];
    }
    return automaton_fill(&self->automaton, given->words, given->literals);
}

static PyObject *matcher_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named))
{
    Given given;
    Py_ssize_t shown, subjects;
    int units;
    PyTypeObject *tuple = &PyTuple_Type;
    if (!PyArg_ParseTuple(args, "O!nO!iO!OO!O!OO!OOO!O!O!O!O!n", tuple, &given.literals, &shown, tuple, &given.words,
                          &units, tuple, &given.beside_spelled, &given.besides, tuple, &given.contexts, tuple,
                          &given.spelled, &given.entries, tuple, &given.belongs, &given.ranks, &given.reach, tuple,
                          &given.raises, tuple, &given.loose, tuple, &given.groups, tuple, &given.when, tuple,
                          &given.unless, &subjects))
        return NULL;
    Matcher *self = (Matcher *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->shown = shown;
    self->tables.subjects = subjects;
    self->tables.units = units;
    if (matcher_fill(self, &given)) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyMethodDef matcher_methods[] = {
    {"find", (PyCFunction)matcher_find, METH_O, find_doc},
    {"match", (PyCFunction)(void (*)(void))matcher_match, METH_FASTCALL, match_doc},
    {NULL},
};

static PyTypeObject MatcherType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "rules._kernel.Matcher",
    .tp_doc = "Matcher(literals, shown, words, units, beside_spelled, besides, contexts, spelled, entries, belongs,\n"
              "ranks, reach, raises, loose, groups, when, unless, subjects, /)\n--\n\n"
              "Finds literals in a folded view, and the rules that hold on account of them.",
    .tp_basicsize = sizeof(Matcher),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = matcher_new,
    .tp_dealloc = (destructor)matcher_dealloc,
    .tp_methods = matcher_methods,
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_kernel",
    .m_doc = "Finds phrases and rules.",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit__kernel(void)
{
    PyObject *made = module_of(&module, &MatcherType, SHAPE);
    if (made != NULL && PyModule_AddType(made, &FinderType))
        Py_CLEAR(made);
    return made;
}
