/* What holds for one text: hits of groups, and conditions over them, as rules/scan.py and rules/condition.py have it.

   A condition says yes, no, or that it turns on what only Python can tell: a slot, a regular expression. Nothing here
   calls Python. Time is linear in the text and the finds in it, but for the sorting of hits. */

#ifndef ROTIN_JUDGE_H
#define ROTIN_JUDGE_H

#include "tables.h"

/* A word of the text. */
typedef struct {
    uint64_t key;
    int32_t at, end, word, flags; /* its number among the words of the literals, or -1 */
} Token;

enum { ENDS_CLAUSE = 1 }; /* a clause ends behind it; the other flags are one for each place, by its number */

/* The words from `first` to `last` belong to the hit; of an open one, those from `begin` to `stop` may. */
typedef struct {
    int32_t start, end, first, last, begin, stop, source, rank;
} Hit;

typedef struct {
    int32_t hit, next;
} Link;

enum { SURE = 1, OPEN = 2, ANYWHERE = 4 }; /* a group has hits; it may have some, where they are marked; and anywhere */

typedef struct {
    uint32_t seen; /* the text in which it was hit last */
    int32_t flags, head;
    int32_t from, to; /* the rules it brings up stand there in `raises` */
} Base;

typedef struct {
    uint32_t seen, listed; /* the texts in which the following are known */
    int32_t flags, from, sure, open; /* its hits stand in `lists`: those that are sure, by start, then the open ones */
} Group;

/* Hits in a row that a STRETCH is made of: the last, the word behind it, the words between all, and those before. */
typedef struct {
    int32_t hit, after, between, before;
} Chain;

typedef struct {
    int32_t after, number, have, chain;
} Waiting;

typedef struct {
    Token *tokens;
    Hit *hits;
    Link *links;
    int32_t *lists, *raised, *told; /* hits of groups; rules brought up; hits that speak for a rule */
    Chain *chains;
    Waiting *heap;
    Py_ssize_t tokens_count, tokens_room, hits_count, hits_room, links_count, links_room, lists_count, lists_room,
        raised_count, told_count, told_room, chains_count, chains_room, heap_count, heap_room;
    uint32_t text; /* what is stamped otherwise is of an earlier text */
    int places, odd; /* the places that some word has; a word that may be several */
    int failed, full; /* MemoryError is set; too much speaks for a rule to be told */
    Base *base;
    Group *group;
    uint32_t *brought, *known, *asked; /* by rule; by source: its hits are given; it has to be asked for */
} Scratch;

enum { NO, PERHAPS, YES };

#define MANY 4096       /* pairs of open hits looked at, at most */
#define MOST_CHAINS 65536

/* -- hits -------------------------------------------------------------------------------------------------------- */

#define SAME_LETTERS(type)                                                                                             \
    for (const type *data = (const type *)view->data + at; same < size && data[same] == wanted[same]; same++)

static inline int same_letters(const Letters *view, Py_ssize_t at, const uint32_t *wanted, int32_t size)
{
    int32_t same = 0;
    if (view->kind == PyUnicode_1BYTE_KIND)
        SAME_LETTERS(Py_UCS1);
    else if (view->kind == PyUnicode_2BYTE_KIND)
        SAME_LETTERS(Py_UCS2);
    else
        SAME_LETTERS(Py_UCS4);
    return same == size;
}

/* Say whether what was found in the folded view is spelled in the exact one as it should be. */
static inline int is_spelled(const Tables *tables, Spelling spelling, const Letters *exact, const Letters *folded,
                             Py_ssize_t at)
{
    const uint32_t *wanted = tables->letters + spelling.at;
    if (spelling.marks == MARKS_FOLDED || same_letters(exact, at, wanted, spelling.length))
        return 1;
    if (spelling.marks == MARKS_EXACT)
        return 0;
    for (int32_t i = 0, as_written = 1, bare = 1; i < spelling.length; i++) { /* each word is one or the other */
        Py_UCS4 there = letter(exact, at + i);
        if (wanted[i] == ' ')
            as_written = bare = 1;
        as_written &= wanted[i] == there;
        bare = bare && there == letter(folded, at + i);
        if (!as_written && !bare)
            return 0;
    }
    return 1;
}

/* Say whether something may stand at this word: begin there, or end there, where one looks backwards. */
static int may_stand(const Scratch *scratch, int32_t place, Py_ssize_t token, int step)
{
    static const int32_t words[PLACES] = {[MONEY] = 3, [PERCENT] = 3, [PHONE] = 1,
                                          [ACCOUNT] = 10, [URL] = 1, [QUESTION] = 1}; /* compare rules/tables.py */
    for (int32_t i = 0; i < (step > 0 ? 1 : words[place]) && token - i >= 0; i++)
        if (scratch->tokens[token - i].flags >> place & 1)
            return 1;
    return 0;
}

/* Say whether the words of a context stand beside `token`, in the same clause; `step` is -1 before it, 1 behind it. */
static int stands_beside(const Tables *tables, const Scratch *scratch, const Letters *exact, const Letters *folded,
                         int32_t context, Py_ssize_t token, int step)
{
    for (int32_t i = tables->contexts.start[context]; i < tables->contexts.start[context + 1]; i++) {
        int32_t wanted = tables->contexts.item[i];
        Py_ssize_t next = token + step;
        if (next < 0 || next >= scratch->tokens_count || (scratch->tokens[step > 0 ? token : next].flags & ENDS_CLAUSE))
            return 0;
        const Token *there = &scratch->tokens[next];
        if (wanted < ANY_WORD && !may_stand(scratch, ANY_WORD - wanted, next, step))
            return 0;
        if (wanted >= 0 && (tables->besides[wanted].word != there->word ||
                            !is_spelled(tables, tables->besides[wanted].spelling, exact, folded, there->at)))
            return 0;
        token = next;
    }
    return 1;
}

static int fail(Scratch *scratch)
{
    scratch->failed = 1;
    if (!PyErr_Occurred())
        PyErr_NoMemory();
    return -1;
}

/* Add a hit to the bases its source is in, from `from` to below `to`, and bring up the rules these are for. */
static int hit_add(const Tables *tables, Scratch *scratch, Hit hit, int32_t from, int32_t to, int flag)
{
    int32_t number = (int32_t)scratch->hits_count;
    if (from == to)
        return 0;
    if (number >= MOST_WORDS || scratch->links_count + (to - from) >= INT32_MAX ||
        room((void **)&scratch->hits, &scratch->hits_room, number + 1, sizeof(Hit)) ||
        room((void **)&scratch->links, &scratch->links_room, scratch->links_count + (to - from), sizeof(Link)))
        return fail(scratch);
    scratch->hits[scratch->hits_count++] = hit;
    for (int32_t i = from; i < to; i++) {
        int32_t which = tables->belongs.item[i];
        Base *base = &scratch->base[which];
        if (base->seen != scratch->text) {
            base->seen = scratch->text;
            base->flags = 0;
            base->head = -1;
            for (int32_t j = base->from; j < base->to; j++) {
                int32_t rule = tables->raises.item[j];
                if (scratch->brought[rule] != scratch->text) {
                    scratch->brought[rule] = scratch->text;
                    scratch->raised[scratch->raised_count++] = rule;
                }
            }
        }
        scratch->links[scratch->links_count] = (Link){number, base->head};
        base->head = (int32_t)scratch->links_count++;
        base->flags |= flag;
    }
    return 0;
}

/* Add what an entry says of a literal found in the words from `first` to `last`. */
static inline int entry_hit(const Tables *tables, Scratch *scratch, const Entry *entry, const Letters *exact,
                            const Letters *folded, int32_t first, int32_t last)
{
    if (!is_spelled(tables, entry->spelling, exact, folded, scratch->tokens[first].at) ||
        (entry->left > 0 && !stands_beside(tables, scratch, exact, folded, entry->left, first, -1)) ||
        (entry->right > 0 && !stands_beside(tables, scratch, exact, folded, entry->right, last, 1)))
        return 0; /* context 0 is empty */
    int32_t begin = first - entry->before, stop = last + entry->behind;
    Hit hit = {0, 0, first, last, begin, stop, entry->source, entry->rank};
    if (entry->open)
        return scratch->known[entry->source] == scratch->text
                   ? 0
                   : hit_add(tables, scratch, hit, entry->from, entry->to, OPEN);
    hit.start = scratch->tokens[hit.first = begin].at;
    hit.end = scratch->tokens[hit.last = stop].end;
    return hit_add(tables, scratch, hit, entry->from, entry->to, SURE);
}

static int32_t token_at(const Scratch *scratch, int32_t position)
{
    int32_t low = 0, high = (int32_t)scratch->tokens_count;
    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        if (scratch->tokens[middle].at <= position)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Return where a source without a literal may hit. */
static int loose_flags(const Scratch *scratch, int32_t loose)
{
    int place = loose % PLACES;
    if (scratch->known[loose / PLACES] == scratch->text)
        return 0;
    if (place == ALWAYS || place == IF_ODD)
        return place == ALWAYS || scratch->odd ? ANYWHERE : 0;
    return scratch->places >> place & 1 ? OPEN : 0;
}

/* Return what is known of the hits of a group. */
static int group_flags(const Tables *tables, Scratch *scratch, int32_t number)
{
    Group *group = &scratch->group[number];
    if (group->seen == scratch->text)
        return group->flags;
    int flags = 0;
    for (int32_t i = tables->groups.start[number]; i < tables->groups.start[number + 1]; i++) {
        int32_t base = tables->groups.item[i];
        flags |= scratch->base[base].seen == scratch->text ? scratch->base[base].flags : 0;
        for (int32_t j = tables->loose.start[base]; j < tables->loose.start[base + 1]; j++)
            flags |= loose_flags(scratch, tables->loose.item[j]);
    }
    group->seen = scratch->text;
    return group->flags = flags;
}

static int by_start(const Hit *one, const Hit *other)
{
    if (one->start != other->start)
        return one->start < other->start ? -1 : 1;
    if (one->end != other->end)
        return one->end < other->end ? -1 : 1;
    return (one->rank > other->rank) - (one->rank < other->rank);
}

/* Sort numbers of hits as `by_start` has it, and drop what is there twice; return how many are left. */
static int32_t hits_sort(const Hit *hits, int32_t *list, int32_t count, int32_t *spare)
{
    for (int32_t width = 1; width < count; width *= 2) { /* a merge sort: hits come nearly sorted, and many at times */
        for (int32_t low = 0; low < count; low += 2 * width) {
            int32_t middle = low + width < count ? low + width : count;
            int32_t high = middle + width < count ? middle + width : count;
            int32_t left = low, right = middle;
            for (int32_t i = low; i < high; i++)
                spare[i] = right >= high || (left < middle && by_start(&hits[list[left]], &hits[list[right]]) <= 0)
                               ? list[left++]
                               : list[right++];
        }
        memcpy(list, spare, sizeof(int32_t) * (size_t)count);
    }
    int32_t kept = count > 0;
    for (int32_t i = 1; i < count; i++)
        if (by_start(&hits[list[kept - 1]], &hits[list[i]]) != 0)
            list[kept++] = list[i];
    return kept;
}

/* Add an open hit of no base: for one group's list alone. */
static int loose_hit(const Tables *tables, Scratch *scratch, int32_t source, int32_t token)
{
    if (scratch->hits_count >= MOST_WORDS ||
        room((void **)&scratch->hits, &scratch->hits_room, scratch->hits_count + 1, sizeof(Hit)) ||
        room((void **)&scratch->lists, &scratch->lists_room, scratch->lists_count + 1, sizeof(int32_t)))
        return fail(scratch);
    scratch->lists[scratch->lists_count++] = (int32_t)scratch->hits_count;
    scratch->hits[scratch->hits_count++] = (Hit){0, 0, token, token, token, token + tables->reach[source], source, 0};
    return 0;
}

/* Return the group with its hits listed. */
static const Group *group_list(const Tables *tables, Scratch *scratch, int32_t number)
{
    Group *group = &scratch->group[number];
    if (group->listed == scratch->text || scratch->failed)
        return group;
    Py_ssize_t from = scratch->lists_count, sure;
    for (int open = 0; open < 2; open++) {
        for (int32_t i = tables->groups.start[number]; i < tables->groups.start[number + 1]; i++) {
            const Base *base = &scratch->base[tables->groups.item[i]];
            if (base->seen != scratch->text)
                continue;
            for (int32_t link = base->head; link >= 0; link = scratch->links[link].next) {
                int32_t hit = scratch->links[link].hit;
                if ((scratch->hits[hit].end == 0) != open) /* only an open one has no end yet */
                    continue;
                if (room((void **)&scratch->lists, &scratch->lists_room, scratch->lists_count + 1, sizeof(int32_t))) {
                    fail(scratch);
                    return group;
                }
                scratch->lists[scratch->lists_count++] = hit;
            }
        }
        if (open)
            break;
        Py_ssize_t count = scratch->lists_count - from;
        if (count >= INT32_MAX / 2 ||
            room((void **)&scratch->lists, &scratch->lists_room, from + 2 * count, sizeof(int32_t))) {
            fail(scratch);
            return group;
        }
        int32_t *list = scratch->lists + from; /* links lead backwards: turn them, so that they are nearly sorted */
        for (Py_ssize_t i = 0; i < count / 2; i++) {
            int32_t other = list[i];
            list[i] = list[count - 1 - i];
            list[count - 1 - i] = other;
        }
        sure = hits_sort(scratch->hits, list, (int32_t)count, list + count);
        scratch->lists_count = from + sure;
    }
    for (int32_t i = tables->groups.start[number]; i < tables->groups.start[number + 1]; i++) {
        int32_t base = tables->groups.item[i];
        for (int32_t j = tables->loose.start[base]; j < tables->loose.start[base + 1]; j++) {
            int32_t source = tables->loose.item[j] / PLACES, place = tables->loose.item[j] % PLACES, token = 0;
            if (loose_flags(scratch, tables->loose.item[j]) != OPEN)
                continue;
            for (; token < (int32_t)scratch->tokens_count; token++)
                if ((scratch->tokens[token].flags >> place & 1) && loose_hit(tables, scratch, source, token))
                    return group;
        }
    }
    if (scratch->lists_count >= INT32_MAX) {
        fail(scratch);
        return group;
    }
    group->listed = scratch->text;
    group->from = (int32_t)from;
    group->sure = (int32_t)sure;
    group->open = (int32_t)(scratch->lists_count - from - sure);
    return group;
}

/* Note a hit that speaks for a rule. */
static void tell(Scratch *scratch, int32_t hit)
{
    if (room((void **)&scratch->told, &scratch->told_room, scratch->told_count + 1, sizeof(int32_t)))
        fail(scratch);
    else
        scratch->told[scratch->told_count++] = hit;
}

#endif
