/* Finds the phrases of all rules in a text, and the rules that may hold on account of them, compiled.

   There is neither linguistics nor a rule in here: phrases and rules come as tables (rules/tables.py) when a Matcher
   is made, and are checked then. Whether a rule holds is decided by Python, for the few rules that come through.
   Without this file Python does all of it (rules/index.py), with the same result.

   Memory. A Matcher calls no Python while its scratch memory is in use. Time is linear in the text and the finds in
   it, but for `near`, which gives up and says "perhaps" where lists are long. */

#include "automaton.h"

#define SHAPE 4 /* changes with what Python and this file say to each other; compare rules/index.py */

/* Rows of numbers, one behind the other: row i is item[start[i]] up to item[start[i + 1]]. */
typedef struct {
    Py_ssize_t count;
    int32_t *start, *item;
} Rows;

static void rows_free(Rows *rows)
{
    PyMem_Free(rows->start);
    PyMem_Free(rows->item);
}

/* Read a tuple of tuples of numbers from `least` to below `limit`. */
static int rows_read(Rows *rows, PyObject *given, Py_ssize_t least, Py_ssize_t limit)
{
    Py_ssize_t total = 0, place = 0;
    rows->count = PyTuple_GET_SIZE(given);
    for (Py_ssize_t i = 0; i < rows->count; i++) {
        PyObject *row = PyTuple_GET_ITEM(given, i);
        if (!PyTuple_Check(row)) {
            PyErr_SetString(PyExc_TypeError, "a row is a tuple");
            return -1;
        }
        total += PyTuple_GET_SIZE(row);
    }
    if (total >= INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "too many numbers in rows");
        return -1;
    }
    rows->start = PyMem_Malloc(sizeof(int32_t) * (size_t)(rows->count + 1));
    rows->item = PyMem_Malloc(sizeof(int32_t) * (size_t)(total + 1));
    if (rows->start == NULL || rows->item == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < rows->count; i++) {
        PyObject *row = PyTuple_GET_ITEM(given, i);
        rows->start[i] = (int32_t)place;
        for (Py_ssize_t j = 0; j < PyTuple_GET_SIZE(row); j++) {
            Py_ssize_t number = PyLong_AsSsize_t(PyTuple_GET_ITEM(row, j));
            if (number == -1 && PyErr_Occurred())
                return -1;
            if (number < least || number >= limit) {
                PyErr_SetString(PyExc_ValueError, "a number in a row is out of range");
                return -1;
            }
            rows->item[place++] = (int32_t)number;
        }
    }
    rows->start[rows->count] = (int32_t)place;
    return 0;
}

typedef struct {
    Py_ssize_t start; /* where it begins in the view */
    int32_t literal, word; /* its last word, counted from 0 */
} Find;

/* The words from `first` to `last` belong to the hit, those from `begin` to `end` may; `next` is the group's next
   hit, or -1. */
typedef struct {
    int32_t first, last, begin, end, next;
} Hit;

typedef struct {
    uint32_t seen; /* the text in which it was hit last */
    int32_t hits, head, tail;
} Group;

/* A word of the text. */
typedef struct {
    Py_ssize_t at;
    int32_t word; /* of the literals, or -1 */
    int32_t flags;
} Token;

#define MOST_WORDS (1 << 30) /* of a text, and hits in it: their numbers fit an int32_t with room to spare */

enum { ENDS_CLAUSE = 8 }; /* beside SIGNED: a clause ends behind it */
enum { MARKS_EXACT = 0, MARKS_BOTH = 1, MARKS_FOLDED = 2 };
enum { ANY_WORD = -1, SIGNED_WORD = -2 };
enum { PERHAPS = -1, NEAR = -2, AT_LEAST = -3, NOT = -4, ODD = -5 }; /* compare rules/tables.py */
enum { ORDERED = 1, SURELY = 2 };

typedef struct {
    PyObject_HEAD
    PyObject *literals, *phrases; /* tuples of str; of a phrase, how its literal is spelled */
    Rows phrased;                 /* by literal: phrases looked for by it */
    Rows asked;                   /* by phrase: how strictly marks are read, the context before and behind */
    Rows contexts;                /* words that have to stand there, the nearest first */
    Rows groups;                  /* by phrase, in threes: a group it hits, most words before it and behind it */
    Rows rules;                     /* by group: the rules it brings up */
    Rows tests;                     /* by rule: what has to be so before it can hold */
    Rows signed_;                   /* in threes as groups: those that any word with a figure hits; with a full stop */
    Py_ssize_t shown;               /* literals below are told of; the others are for regular expressions */
    Py_ssize_t subjects;            /* rules below are looked at; those from here on only beside one below */
    Automaton automaton;
    int32_t *depths; /* by literal: its words */
    /* scratch, in use only while no Python runs */
    uint32_t text;
    int sign, odd; /* the text has a figure or a full stop; a word that may be several */
    Find *finds;
    Hit *hits;
    Group *group;
    uint32_t *raised; /* by rule: the text in which it was brought up last */
    int32_t *near;
    Token *tokens;
    Py_ssize_t tokens_count, tokens_room, finds_count, finds_room, hits_count, hits_room, near_count;
} Matcher;

/* Say whether a letter stands beside something that is neither letter nor figure, so that words are in the word. */
static int is_odd(const Letters *view, Py_ssize_t at, Py_ssize_t end)
{
    for (Py_ssize_t i = at; i + 1 < end; i++) {
        Py_UCS4 one = letter(view, i), next = letter(view, i + 1);
        if ((Py_UNICODE_ISALPHA(one) && !Py_UNICODE_ISALNUM(next)) || (!Py_UNICODE_ISALNUM(one) && Py_UNICODE_ISALPHA(next)))
            return 1;
    }
    return 0;
}

/* Fill `tokens` with the words of the view and `finds` with every literal in it; -1 with MemoryError set. */
static int find_all(Matcher *self, PyObject *text)
{
    const Automaton *automaton = &self->automaton;
    Letters view = letters_of(text);
    int32_t state = 0;
    self->finds_count = self->tokens_count = self->sign = self->odd = 0;
    for (Py_ssize_t at = 0; at < view.size;) {
        uint64_t hash;
        int sign;
        Py_ssize_t end = read_word(&view, at, &hash, &sign), number = self->tokens_count;
        int32_t word = word_find(automaton, hash, &view, at, end - at);
        int ends = end < view.size && letter(&view, end) == '\n';
        if (room((void **)&self->tokens, &self->tokens_room, number + 1, sizeof(Token)) || number >= MOST_WORDS) {
            if (!PyErr_Occurred())
                PyErr_NoMemory();
            return -1;
        }
        self->tokens[self->tokens_count++] = (Token){at, word, (sign & SIGNED) | (ends ? ENDS_CLAUSE : 0)};
        self->sign |= sign & SIGNED;
        self->odd |= (sign & STRANGE) && is_odd(&view, at, end);
        state = word < 0 ? 0 : follow(automaton, state, word);
        int32_t ended = automaton->states[state].literal >= 0 ? state : automaton->states[state].report;
        for (; ended > 0; ended = automaton->states[ended].report) {
            const State *found = &automaton->states[ended];
            if (room((void **)&self->finds, &self->finds_room, self->finds_count + 1, sizeof(Find)))
                return -1;
            self->finds[self->finds_count++] =
                (Find){self->tokens[number - found->depth + 1].at, found->literal, (int32_t)number};
        }
        if (ends)
            state = 0;
        at = end + 1;
    }
    return 0;
}

/* Give back what an unusually long text needed. */
static void shrink(Matcher *self)
{
    if (self->finds_room > 4096 || self->hits_room > 4096 || self->tokens_room > 4096) {
        PyMem_Free(self->finds);
        PyMem_Free(self->hits);
        PyMem_Free(self->tokens);
        self->finds = NULL;
        self->hits = NULL;
        self->tokens = NULL;
        self->finds_room = self->hits_room = self->tokens_room = 0;
    }
}

/* Return a dict from each literal found to the list of positions of the view at which it begins, in order. */
static PyObject *found(const PyObject *literals, Py_ssize_t shown, const Find *finds, Py_ssize_t count)
{
    PyObject *all = PyDict_New();
    for (Py_ssize_t i = 0; all != NULL && i < count; i++) {
        if (finds[i].literal >= shown)
            continue;
        PyObject *literal = PyTuple_GET_ITEM(literals, finds[i].literal);
        PyObject *starts = PyDict_GetItemWithError(all, literal), *start = NULL;
        int failed = starts == NULL && PyErr_Occurred();
        if (starts == NULL && !failed) {
            starts = PyList_New(0);
            failed = starts == NULL || PyDict_SetItem(all, literal, starts);
            Py_XDECREF(starts); /* the dict holds it */
        }
        failed = failed || (start = PyLong_FromSsize_t(finds[i].start)) == NULL || PyList_Append(starts, start);
        Py_XDECREF(start);
        if (failed)
            Py_CLEAR(all);
    }
    return all;
}

/* As `found`, of what is in the scratch memory: taken out first, since Python may run in between. */
static PyObject *found_now(Matcher *self)
{
    Find few[FEW], *finds = few;
    Py_ssize_t count = self->finds_count;
    if (count > FEW && (finds = PyMem_Malloc(sizeof(Find) * (size_t)count)) == NULL)
        return PyErr_NoMemory();
    if (count > 0)
        memcpy(finds, self->finds, sizeof(Find) * (size_t)count);
    shrink(self);
    PyObject *all = found(self->literals, self->shown, finds, count);
    if (finds != few)
        PyMem_Free(finds);
    return all;
}

/* Say whether the literal, found in the folded view, is spelled in the exact one as the phrase wants it. */
static int is_spelled(const Matcher *self, int32_t phrase, int marks, const Letters *exact, const Letters *folded,
                      Py_ssize_t at)
{
    Letters wanted = letters_of(PyTuple_GET_ITEM(self->phrases, phrase));
    int as_written = 1, bare = marks == MARKS_BOTH; /* each word is one or the other, throughout */
    if (marks == MARKS_FOLDED)
        return 1;
    for (Py_ssize_t i = 0; i < wanted.size; i++) {
        Py_UCS4 one = letter(&wanted, i), there = letter(exact, at + i);
        if (one == ' ') {
            as_written = 1;
            bare = marks == MARKS_BOTH;
        }
        as_written &= one == there;
        bare = bare && there == letter(folded, at + i);
        if (!as_written && !bare)
            return 0;
    }
    return 1;
}

/* Say whether the words of a context stand beside `token`, in the same clause; `step` is -1 before it, 1 behind it. */
static int stands_beside(const Matcher *self, int32_t context, Py_ssize_t token, int step)
{
    for (int32_t i = self->contexts.start[context]; i < self->contexts.start[context + 1]; i++) {
        int32_t wanted = self->contexts.item[i];
        Py_ssize_t next = token + step;
        if (next < 0 || next >= self->tokens_count || (self->tokens[step > 0 ? token : next].flags & ENDS_CLAUSE))
            return 0;
        if (wanted == SIGNED_WORD ? !(self->tokens[next].flags & SIGNED)
                                  : wanted != ANY_WORD && wanted != self->tokens[next].word)
            return 0;
        token = next;
    }
    return 1;
}

static int group_hit(Matcher *self, const int32_t *told, int32_t first, int32_t last)
{
    int32_t number = told[0];
    Group *group = &self->group[number];
    if (room((void **)&self->hits, &self->hits_room, self->hits_count + 1, sizeof(Hit)) ||
        self->hits_count >= MOST_WORDS) {
        if (!PyErr_Occurred())
            PyErr_NoMemory();
        return -1;
    }
    int32_t hit = (int32_t)self->hits_count++;
    self->hits[hit] = (Hit){first, last, first - told[1], last + told[2], -1};
    if (group->seen == self->text) {
        self->hits[group->tail].next = hit;
        group->tail = hit;
        group->hits++;
        return 0;
    }
    *group = (Group){self->text, 1, hit, hit};
    for (int32_t i = self->rules.start[number]; i < self->rules.start[number + 1]; i++) {
        int32_t rule = self->rules.item[i];
        if (self->raised[rule] != self->text) {
            self->raised[rule] = self->text;
            self->near[self->near_count++] = rule;
        }
    }
    return 0;
}

#define MANY 4096 /* pairs of hits looked at, at most */

/* Say whether a hit of one group and one of the other may stand so; with SURELY, whether they do. */
static int stand_near(const Matcher *self, int32_t how, int32_t first, int32_t second, int32_t words)
{
    const Group *one = &self->group[first], *other = &self->group[second];
    if (one->seen != self->text || other->seen != self->text)
        return 0;
    if ((int64_t)one->hits * other->hits > MANY)
        return !(how & SURELY);
    for (int32_t i = one->head; i >= 0; i = self->hits[i].next)
        for (int32_t j = other->head; j >= 0; j = self->hits[j].next) {
            const Hit *here = &self->hits[i], *there = &self->hits[j];
            if (there->first > here->last && there->begin - here->end - 1 <= words)
                return 1;
            if (!(how & ORDERED) && here->first > there->last && here->begin - there->end - 1 <= words)
                return 1;
        }
    return 0;
}

/* Say whether the test at `*code` may hold, and leave `*code` behind it.

   A number from 0 is a group that has to be there. NEAR, how, first, second, words. AT_LEAST, how many, of how many
   tests, how much code these take, the tests. NOT, a test. ODD: there are words within a word. PERHAPS holds. Depth
   and sizes were checked once. */
static int may_hold(const Matcher *self, const int32_t **code)
{
    const int32_t *here = *code;
    if (here[0] >= 0) {
        *code = here + 1;
        return self->group[here[0]].seen == self->text;
    }
    if (here[0] == NEAR) {
        *code = here + 5;
        return stand_near(self, here[1], here[2], here[3], here[4]);
    }
    if (here[0] != AT_LEAST) {
        *code = here + 1;
        return here[0] == NOT ? !may_hold(self, code) : here[0] == ODD ? self->odd : 1;
    }
    int32_t wanted = here[1], left = here[2];
    const int32_t *next = here + 4;
    *code = next + here[3];
    while (wanted > 0 && left >= wanted) {
        wanted -= may_hold(self, &next);
        left--;
    }
    return wanted <= 0;
}

#define DEEPEST 60

static int sound(const Matcher *self, const int32_t **code, const int32_t *end, int depth)
{
    const int32_t *here = *code;
    int32_t groups = (int32_t)self->rules.count;
    Py_ssize_t size = end - here;
    if (depth > DEEPEST || size < 1)
        return 0;
    if (here[0] >= PERHAPS || here[0] <= NOT) {
        *code = here + 1;
        return here[0] == NOT ? sound(self, code, end, depth + 1) : here[0] < groups;
    }
    if (here[0] == NEAR) {
        *code = here + 5;
        return size >= 5 && here[2] >= 0 && here[2] < groups && here[3] >= 0 && here[3] < groups && here[4] >= 0;
    }
    if (here[0] != AT_LEAST || size < 4 || here[3] < 0 || here[3] > size - 4)
        return 0;
    const int32_t *next = here + 4, *stop = next + here[3];
    for (int32_t i = 0; i < here[2]; i++)
        if (!sound(self, &next, stop, depth + 1))
            return 0;
    *code = stop;
    return next == stop;
}

static int by_number(const void *one, const void *other)
{
    int32_t first = *(const int32_t *)one, second = *(const int32_t *)other;
    return (first > second) - (first < second);
}

PyDoc_STRVAR(find_doc, "find(folded, /)\n--\n\n"
                       "Return, for each literal in the folded view, where it begins, in order.");

static PyObject *matcher_find(Matcher *self, PyObject *folded)
{
    if (!PyUnicode_Check(folded))
        return PyErr_Format(PyExc_TypeError, "a view is a str");
    if (find_all(self, folded))
        return NULL;
    return found_now(self);
}

PyDoc_STRVAR(match_doc, "match(exact, folded, every, /)\n--\n\n"
                        "Return the rules that may hold, in order, and what find returns; None if there are none.\n\n"
                        "Rules from the number of subjects on count only beside one below, unless `every`.");

static PyObject *matcher_match(Matcher *self, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !PyUnicode_Check(args[0]) || !PyUnicode_Check(args[1]) ||
        PyUnicode_GET_LENGTH(args[0]) != PyUnicode_GET_LENGTH(args[1]))
        return PyErr_Format(PyExc_TypeError, "match takes two views of one length, and whether it is for every rule");
    Letters exact = letters_of(args[0]), folded = letters_of(args[1]);
    if (++self->text == 0) { /* after four thousand million texts, stamps of old ones would count */
        memset(self->group, 0, sizeof(Group) * (size_t)self->rules.count);
        memset(self->raised, 0, sizeof(uint32_t) * (size_t)self->tests.count);
        self->text = 1;
    }
    self->hits_count = self->near_count = 0;
    if (find_all(self, args[1]))
        return NULL;
    for (Py_ssize_t i = 0; i < self->finds_count; i++) {
        Find find = self->finds[i];
        int32_t first = find.word - self->depths[find.literal] + 1;
        for (int32_t j = self->phrased.start[find.literal]; j < self->phrased.start[find.literal + 1]; j++) {
            int32_t phrase = self->phrased.item[j];
            const int32_t *asked = self->asked.item + 3 * (Py_ssize_t)phrase;
            if (asked[0] != MARKS_FOLDED && !is_spelled(self, phrase, asked[0], &exact, &folded, find.start))
                continue;
            if ((asked[1] > 0 && !stands_beside(self, asked[1], first, -1)) ||
                (asked[2] > 0 && !stands_beside(self, asked[2], find.word, 1)))
                continue; /* context 0 is empty */
            for (int32_t k = self->groups.start[phrase]; k < self->groups.start[phrase + 1]; k += 3)
                if (group_hit(self, self->groups.item + k, first, find.word))
                    return NULL;
        }
    }
    for (int32_t i = 0; self->sign && i < (int32_t)self->tokens_count; i++)
        for (int row = 0; row < 2; row++)
            if (self->tokens[i].flags & (row == 0 ? FIGURE : DOT))
                for (int32_t k = self->signed_.start[row]; k < self->signed_.start[row + 1]; k += 3)
                    if (group_hit(self, self->signed_.item + k, i, i))
                        return NULL;
    Py_ssize_t held = 0;
    int wanted = args[2] == Py_True;
    for (Py_ssize_t i = 0; i < self->near_count; i++) {
        int32_t rule = self->near[i];
        const int32_t *code = self->tests.item + self->tests.start[rule];
        if (!may_hold(self, &code))
            continue;
        self->near[held++] = rule;
        wanted |= rule < self->subjects;
    }
    if (!wanted || held == 0) {
        shrink(self);
        Py_RETURN_NONE;
    }
    qsort(self->near, (size_t)held, sizeof(int32_t), by_number);
    int32_t few[FEW], *numbers = few;
    if (held > FEW && (numbers = PyMem_Malloc(sizeof(int32_t) * (size_t)held)) == NULL)
        return PyErr_NoMemory();
    memcpy(numbers, self->near, sizeof(int32_t) * (size_t)held);
    PyObject *all = found_now(self), *rules = all == NULL ? NULL : PyList_New(held), *answer = NULL;
    for (Py_ssize_t i = 0; rules != NULL && i < held; i++) {
        PyObject *number = PyLong_FromLong(numbers[i]);
        if (number == NULL)
            Py_CLEAR(rules);
        else
            PyList_SET_ITEM(rules, i, number);
    }
    if (rules != NULL)
        answer = PyTuple_Pack(2, rules, all);
    Py_XDECREF(all);
    Py_XDECREF(rules);
    if (numbers != few)
        PyMem_Free(numbers);
    return answer;
}

static void matcher_dealloc(Matcher *self)
{
    Py_XDECREF(self->literals);
    Py_XDECREF(self->phrases);
    Rows *rows[] = {&self->phrased, &self->asked, &self->contexts, &self->groups, &self->rules, &self->tests, &self->signed_};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(rows); i++)
        rows_free(rows[i]);
    automaton_free(&self->automaton);
    void *blocks[] = {self->finds, self->hits, self->group, self->raised, self->near, self->tokens, self->depths};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(blocks); i++)
        PyMem_Free(blocks[i]);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int strings_only(PyObject *tuple)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++)
        if (!PyUnicode_Check(PyTuple_GET_ITEM(tuple, i))) {
            PyErr_SetString(PyExc_TypeError, "literals, phrases and words are str");
            return 0;
        }
    return 1;
}

/* Return whether a row is threes of a group and two numbers of words. */
static int threes_whole(const Matcher *self, const Rows *rows, Py_ssize_t row)
{
    int32_t from = rows->start[row], to = rows->start[row + 1];
    for (int32_t i = from; i + 2 < to; i += 3)
        if (rows->item[i] >= self->rules.count || rows->item[i + 1] > MOST_WORDS / 2 || rows->item[i + 2] > MOST_WORDS / 2)
            return 0;
    return (to - from) % 3 == 0;
}

/* Return whether the tables belong together, so that nothing has to be checked while matching. */
static int tables_whole(const Matcher *self)
{
    Py_ssize_t literals = PyTuple_GET_SIZE(self->literals), phrases = PyTuple_GET_SIZE(self->phrases);
    if (self->contexts.count < 1 || self->contexts.start[1] != 0 || self->phrased.count != literals || self->asked.count != phrases || self->groups.count != phrases)
        return 0;
    for (Py_ssize_t i = 0; i < phrases; i++) {
        const int32_t *asked = self->asked.item + self->asked.start[i];
        if (self->asked.start[i + 1] - self->asked.start[i] != 3 || asked[0] > MARKS_FOLDED ||
            asked[1] >= self->contexts.count || asked[2] >= self->contexts.count || !threes_whole(self, &self->groups, i))
            return 0;
    }
    if (self->signed_.count != 2 || !threes_whole(self, &self->signed_, 0) || !threes_whole(self, &self->signed_, 1))
        return 0;
    for (Py_ssize_t i = 0; i < literals; i++) /* so that a phrase never reaches beyond the view */
        for (int32_t j = self->phrased.start[i]; j < self->phrased.start[i + 1]; j++)
            if (PyUnicode_GET_LENGTH(PyTuple_GET_ITEM(self->phrases, self->phrased.item[j])) !=
                PyUnicode_GET_LENGTH(PyTuple_GET_ITEM(self->literals, i)))
                return 0;
    for (Py_ssize_t i = 0; i < self->tests.count; i++) {
        const int32_t *code = self->tests.item + self->tests.start[i], *end = self->tests.item + self->tests.start[i + 1];
        if (!sound(self, &code, end, 0) || code != end)
            return 0;
    }
    return 1;
}

static int matcher_fill(Matcher *self, PyObject *words, PyObject *phrased, PyObject *asked, PyObject *contexts,
                        PyObject *groups, PyObject *signed_, PyObject *rules, PyObject *tests)
{
    Py_ssize_t literals = PyTuple_GET_SIZE(self->literals), phrases = PyTuple_GET_SIZE(self->phrases);
    if (!strings_only(self->literals) || !strings_only(self->phrases) || !strings_only(words) ||
        rows_read(&self->phrased, phrased, 0, phrases) || rows_read(&self->asked, asked, 0, INT32_MAX) ||
        rows_read(&self->contexts, contexts, SIGNED_WORD, PyTuple_GET_SIZE(words)) ||
        rows_read(&self->groups, groups, 0, INT32_MAX) || rows_read(&self->signed_, signed_, 0, INT32_MAX) || rows_read(&self->rules, rules, 0, PyTuple_GET_SIZE(tests)) ||
        rows_read(&self->tests, tests, ODD, INT32_MAX))
        return -1;
    if (!tables_whole(self)) {
        PyErr_SetString(PyExc_ValueError, "the tables of a matcher do not belong together");
        return -1;
    }
    Automaton *automaton = &self->automaton;
    if (automaton_begin(automaton))
        return -1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(words); i++) { /* the first words, so that they keep their numbers */
        Letters view = letters_of(PyTuple_GET_ITEM(words, i));
        uint64_t hash;
        int sign;
        int whole = view.size > 0 && view.size < INT32_MAX && read_word(&view, 0, &hash, &sign) == view.size;
        int32_t id = whole ? word_add(automaton, hash, &view, 0, view.size) : -1;
        if (id != i) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "words of contexts are single words, each given once");
            return -1;
        }
    }
    self->group = PyMem_Calloc((size_t)self->rules.count + 1, sizeof(Group));
    self->raised = PyMem_Calloc((size_t)self->tests.count + 1, sizeof(uint32_t));
    self->near = PyMem_Calloc((size_t)self->tests.count + 1, sizeof(int32_t));
    self->depths = PyMem_Calloc((size_t)literals + 1, sizeof(int32_t));
    if (!self->group || !self->raised || !self->near || !self->depths) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < literals; i++)
        if (literal_add(automaton, PyTuple_GET_ITEM(self->literals, i), (int32_t)i))
            return -1;
    for (Py_ssize_t i = 1; i < automaton->states_count; i++)
        if (automaton->states[i].literal >= 0)
            self->depths[automaton->states[i].literal] = automaton->states[i].depth;
    return link_states(automaton);
}

static PyObject *matcher_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named))
{
    PyObject *literals, *words, *phrases, *phrased, *asked, *contexts, *groups, *signed_, *rules, *tests;
    Py_ssize_t shown, subjects;
    PyTypeObject *tuple = &PyTuple_Type;
    if (!PyArg_ParseTuple(args, "O!nO!O!O!O!O!O!O!O!O!n", tuple, &literals, &shown, tuple, &words, tuple, &phrases, tuple,
                          &phrased, tuple, &asked, tuple, &contexts, tuple, &groups, tuple, &signed_, tuple, &rules,
                          tuple, &tests, &subjects))
        return NULL;
    Matcher *self = (Matcher *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->literals = Py_NewRef(literals);
    self->phrases = Py_NewRef(phrases);
    self->shown = shown;
    self->subjects = subjects;
    if (matcher_fill(self, words, phrased, asked, contexts, groups, signed_, rules, tests)) {
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
    .tp_doc = "Matcher(literals, shown, words, phrases, phrased, asked, contexts, groups, signed, rules, tests, subjects, /)\n--\n\n"
              "Finds literals in a folded view, and the rules that may hold on account of them.",
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

PyMODINIT_FUNC PyInit__kernel(void) { return module_of(&module, &MatcherType, SHAPE); }
