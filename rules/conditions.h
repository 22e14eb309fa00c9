/* Whether conditions hold for a text, and on account of which hits: rules/condition.py, node by node. */

#ifndef ROTIN_CONDITIONS_H
#define ROTIN_CONDITIONS_H

#include "judge.h"

/* Look for each sure hit of one group with the next of the other that follows it within `words`; tell of them all, or
   say whether there is one. */
static int following(Scratch *scratch, const Group *one, const Group *other, int32_t words, int telling)
{
    const int32_t *list = scratch->lists + one->from, *others = scratch->lists + other->from;
    int found = NO;
    for (int32_t i = 0; i < one->sure; i++) {
        int32_t after = scratch->hits[list[i]].last + 1, low = 0, high = other->sure;
        while (low < high) { /* the first that begins there or later */
            int32_t middle = low + (high - low) / 2;
            if (scratch->hits[others[middle]].first < after)
                low = middle + 1;
            else
                high = middle;
        }
        if (low >= other->sure || scratch->hits[others[low]].first - after > words)
            continue;
        if (!telling)
            return YES;
        found = YES;
        tell(scratch, list[i]);
        tell(scratch, others[low]);
    }
    return found;
}

/* Say whether two hits, of which at least one is open, may stand so. */
static int may_follow(const Hit *here, const Hit *there, int32_t words)
{
    return there->first > here->last && there->begin - here->stop - 1 <= words;
}

static int may_stand_near(const Scratch *scratch, const Group *one, const Group *other, int ordered, int32_t words)
{
    int32_t many = one->sure + one->open, more = other->sure + other->open;
    if ((int64_t)many * more > MANY)
        return PERHAPS;
    for (int32_t i = 0; i < many; i++)
        for (int32_t j = i < one->sure ? other->sure : 0; j < more; j++) {
            const Hit *here = &scratch->hits[scratch->lists[one->from + i]],
                      *there = &scratch->hits[scratch->lists[other->from + j]];
            if (may_follow(here, there, words) || (!ordered && may_follow(there, here, words)))
                return PERHAPS;
        }
    return NO;
}

static int near(const Tables *tables, Scratch *scratch, const int32_t *here, int telling)
{
    int ordered = here[1] & ORDERED;
    int first = group_flags(tables, scratch, here[2]), second = first ? group_flags(tables, scratch, here[3]) : 0;
    if (!first || !second)
        return NO;
    const Group *one = group_list(tables, scratch, here[2]), *other = group_list(tables, scratch, here[3]);
    if (scratch->failed)
        return NO;
    int found = following(scratch, one, other, here[4], telling);
    if (!ordered && (telling || found == NO) && here[2] != here[3] &&
        following(scratch, other, one, here[4], telling) == YES)
        found = YES;
    if (found == YES || telling || !((first | second) & (OPEN | ANYWHERE)))
        return found;
    return (first | second) & ANYWHERE ? PERHAPS : may_stand_near(scratch, one, other, ordered, here[4]);
}

/* -- STRETCH ----------------------------------------------------------------------------------------------------- */

static int is_less(const Waiting *one, const Waiting *other)
{
    return one->after != other->after ? one->after < other->after : one->number < other->number;
}

static void heap_push(Scratch *scratch, Waiting new)
{
    if (room((void **)&scratch->heap, &scratch->heap_room, scratch->heap_count + 1, sizeof(Waiting))) {
        fail(scratch);
        return;
    }
    Waiting *heap = scratch->heap;
    Py_ssize_t at = scratch->heap_count++;
    for (; at > 0 && is_less(&new, &heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = new;
}

static Waiting heap_pop(Scratch *scratch)
{
    Waiting *heap = scratch->heap, top = heap[0], last = heap[--scratch->heap_count];
    Py_ssize_t at = 0, count = scratch->heap_count;
    for (Py_ssize_t child = 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && is_less(&heap[child + 1], &heap[child]))
            child++;
        if (!is_less(&heap[child], &last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    if (count > 0)
        heap[at] = last;
    return top;
}

/* Add a chain; `spare` leads to those that are no longer needed. */
static int32_t chain_add(Scratch *scratch, Chain chain, int32_t *spare)
{
    int32_t number = *spare;
    if (number >= 0) {
        *spare = scratch->chains[number].before;
    } else {
        number = (int32_t)scratch->chains_count;
        if (number >= MOST_WORDS ||
            room((void **)&scratch->chains, &scratch->chains_room, scratch->chains_count + 1, sizeof(Chain))) {
            fail(scratch);
            return -1;
        }
        scratch->chains_count++;
    }
    scratch->chains[number] = chain;
    return number;
}

static void chain_drop(Scratch *scratch, int32_t number, int32_t *spare)
{
    scratch->chains[number].before = *spare;
    *spare = number;
}

/* Return which group's next hit is the first of all, by its words, or -1; `at` says how far each was read. */
static int next_of(const Scratch *scratch, const Group *const *groups, const int32_t *at, int32_t count)
{
    int least = -1;
    const Hit *first = NULL;
    for (int i = 0; i < count; i++) {
        if (at[i] >= groups[i]->sure)
            continue;
        const Hit *hit = &scratch->hits[scratch->lists[groups[i]->from + at[i]]];
        if (least < 0 || hit->first < first->first || (hit->first == first->first && hit->last < first->last)) {
            least = i;
            first = hit;
        }
    }
    return least;
}

/* Say whether the hits stand by their words too: not all do that begin within one word. */
static int by_words(const Scratch *scratch, const Group *group)
{
    const int32_t *list = scratch->lists + group->from;
    for (int32_t i = 1; i < group->sure; i++) {
        const Hit *one = &scratch->hits[list[i - 1]], *next = &scratch->hits[list[i]];
        if (one->first == next->first && one->last > next->last)
            return 0;
    }
    return 1;
}

/* Of the chains with the same groups that end before a hit begins only the nearest can be continued best: so one pass
   over the hits finds all; see Stretch._chains. */
static int stretch_sure(Scratch *scratch, const Group *const *groups, int32_t count, int ordered, int32_t words,
                        int telling)
{
    int32_t nearest[1 << MOST_GROUPS], order[1 << MOST_GROUPS], at[MOST_GROUPS] = {0}, known = 0, numbers = 0;
    int32_t every = (1 << count) - 1, spare = -1;
    int answer = NO, number;
    memset(nearest, -1, sizeof(nearest));
    scratch->chains_count = scratch->heap_count = 0;
    while (!scratch->failed && (number = next_of(scratch, groups, at, count)) >= 0) {
        int32_t which = scratch->lists[groups[number]->from + at[number]++], bit = 1 << number;
        const Hit *hit = &scratch->hits[which];
        int32_t start = hit->first, after = hit->last + 1;
        while (scratch->heap_count > 0 && scratch->heap[0].after <= start) {
            Waiting next = heap_pop(scratch);
            const Chain *chain = &scratch->chains[next.chain];
            const Chain *best = nearest[next.have] < 0 ? NULL : &scratch->chains[nearest[next.have]];
            if (best == NULL)
                order[known++] = next.have;
            int32_t worse = next.chain;
            if (best == NULL || chain->between - chain->after < best->between - best->after) {
                worse = nearest[next.have];
                nearest[next.have] = next.chain;
            }
            if (worse >= 0 && !telling) /* else others may lead to it */
                chain_drop(scratch, worse, &spare);
        }
        for (int32_t i = number == 0 || !ordered ? -1 : 0; i < known && !scratch->failed; i++) { /* -1: alone */
            int32_t have = i < 0 ? 0 : order[i], between = 0, before = -1;
            if (i >= 0) {
                before = nearest[have];
                between = scratch->chains[before].between + start - scratch->chains[before].after;
                if (between > words || have & bit || (ordered && have != bit - 1))
                    continue;
            }
            have |= bit;
            if (have == every && !telling)
                return YES;
            int32_t chain = chain_add(scratch, (Chain){which, after, between, before}, &spare);
            if (chain < 0 || scratch->chains_count > MOST_CHAINS) {
                scratch->full |= telling;
                if (telling || chain < 0)
                    return answer;
            }
            if (have != every) {
                heap_push(scratch, (Waiting){after, numbers++, have, chain});
                continue;
            }
            answer = YES;
            for (int32_t link = chain; link >= 0; link = scratch->chains[link].before)
                tell(scratch, scratch->chains[link].hit);
        }
    }
    return answer;
}

static int stretch(const Tables *tables, Scratch *scratch, const int32_t *here, int telling)
{
    const Group *groups[MOST_GROUPS];
    int flags = 0, sure = 1;
    for (int32_t i = 0; i < here[3]; i++) {
        int each = group_flags(tables, scratch, here[4 + i]);
        if (!each)
            return NO;
        flags |= each;
        sure &= each & SURE;
    }
    if (sure) {
        for (int32_t i = 0; i < here[3]; i++)
            groups[i] = group_list(tables, scratch, here[4 + i]);
        for (int32_t i = 0; telling && !scratch->failed && i < here[3]; i++)
            scratch->full |= !by_words(scratch, groups[i]); /* of equal chains Python might tell another */
        if (scratch->failed || stretch_sure(scratch, groups, here[3], here[1] & ORDERED, here[2], telling) == YES)
            return YES;
    }
    return flags & (OPEN | ANYWHERE) ? PERHAPS : NO;
}

/* -- COUNT ------------------------------------------------------------------------------------------------------- */

/* Say how many sure hits of the group can be chosen so that no two overlap; no more than `least` are counted. */
static int32_t apart(Scratch *scratch, const Group *group, int32_t least)
{
    int32_t chosen = 0, free = 0, at = 0;
    while (chosen < least) { /* the one that ends first of those that begin where it is free */
        int32_t end = INT32_MAX;
        for (; at < group->sure && scratch->hits[scratch->lists[group->from + at]].start < free; at++)
            ;
        for (int32_t i = at; i < group->sure; i++) {
            const Hit *hit = &scratch->hits[scratch->lists[group->from + i]];
            if (hit->start >= end)
                break;
            end = hit->end < end ? hit->end : end;
        }
        if (end == INT32_MAX)
            break;
        chosen++;
        free = end;
    }
    return chosen;
}

static int counted(const Tables *tables, Scratch *scratch, const int32_t *here)
{
    int flags = group_flags(tables, scratch, here[1]);
    if (here[2] <= 0)
        return YES;
    if (!flags)
        return NO;
    const Group *group = group_list(tables, scratch, here[1]);
    if (scratch->failed)
        return NO;
    if (group->sure >= here[2] && apart(scratch, group, here[2]) >= here[2])
        return YES;
    return flags & (OPEN | ANYWHERE) ? PERHAPS : NO;
}

/* -- all conditions ---------------------------------------------------------------------------------------------- */

/* Say whether the condition at `*code` holds, and leave `*code` behind it. */
static int holds(const Tables *tables, Scratch *scratch, const int32_t **code)
{
    const int32_t *here = *code;
    if (here[0] >= 0) {
        *code = here + 1;
        int flags = group_flags(tables, scratch, here[0]);
        return flags & SURE ? YES : flags ? PERHAPS : NO;
    }
    switch (here[0]) {
    case NEAR:
        *code = here + 5;
        return near(tables, scratch, here, 0);
    case STRETCH:
        *code = here + 4 + here[3];
        return stretch(tables, scratch, here, 0);
    case COUNT:
        *code = here + 3;
        return counted(tables, scratch, here);
    case NOT:
        *code = here + 1;
        return YES - holds(tables, scratch, code);
    }
    int32_t wanted = here[1], left = here[2], perhaps = 0;
    const int32_t *next = here + 4;
    *code = next + here[3];
    while (wanted > 0 && left + perhaps >= wanted && left > 0) {
        int answer = holds(tables, scratch, &next);
        wanted -= answer == YES;
        perhaps += answer == PERHAPS;
        left--;
    }
    return wanted <= 0 ? YES : perhaps >= wanted ? PERHAPS : NO;
}

static const int32_t *beyond(const int32_t *here)
{
    while (here[0] == NOT)
        here++;
    return here[0] >= 0 ? here + 1
           : here[0] == NEAR    ? here + 5
           : here[0] == STRETCH ? here + 4 + here[3]
           : here[0] == COUNT   ? here + 3
                                : here + 4 + here[3];
}

/* Tell of the hits on account of which a condition holds that does. */
static void witness(const Tables *tables, Scratch *scratch, const int32_t *here)
{
    if (here[0] >= 0 || here[0] == COUNT) {
        int32_t number = here[0] >= 0 ? here[0] : here[1];
        const Group *group = group_list(tables, scratch, number);
        for (int32_t i = 0; !scratch->failed && i < group->sure; i++)
            tell(scratch, scratch->lists[group->from + i]);
    } else if (here[0] == NEAR) {
        near(tables, scratch, here, 1);
    } else if (here[0] == STRETCH) {
        stretch(tables, scratch, here, 1);
    } else if (here[0] == AT_LEAST) {
        const int32_t *next = here + 4;
        for (int32_t i = 0; i < here[2]; i++) {
            const int32_t *each = next, *tried = next;
            next = beyond(next);
            if (holds(tables, scratch, &tried) == YES)
                witness(tables, scratch, each);
        }
    }
}

/* Say whether a rule holds. */
static int rule_holds(const Tables *tables, Scratch *scratch, int32_t rule)
{
    const int32_t *code = tables->when.item + tables->when.start[rule];
    int answer = holds(tables, scratch, &code);
    if (answer == NO || tables->unless.start[rule] == tables->unless.start[rule + 1])
        return answer;
    code = tables->unless.item + tables->unless.start[rule];
    int barred = YES - holds(tables, scratch, &code);
    return answer < barred ? answer : barred;
}

/* Ask for the hits of a source; those asked for stand in `told`. */
static void source_ask(Scratch *scratch, int32_t source)
{
    if (scratch->asked[source] == scratch->text)
        return;
    scratch->asked[source] = scratch->text;
    tell(scratch, source);
}

static void group_ask(const Tables *tables, Scratch *scratch, int32_t number)
{
    for (int32_t i = tables->groups.start[number]; i < tables->groups.start[number + 1]; i++) {
        int32_t which = tables->groups.item[i];
        const Base *base = &scratch->base[which];
        int32_t link = base->seen == scratch->text ? base->head : -1;
        for (; link >= 0; link = scratch->links[link].next) {
            const Hit *hit = &scratch->hits[scratch->links[link].hit];
            if (hit->end == 0)
                source_ask(scratch, hit->source);
        }
        for (int32_t j = tables->loose.start[which]; j < tables->loose.start[which + 1]; j++)
            if (loose_flags(scratch, tables->loose.item[j]))
                source_ask(scratch, tables->loose.item[j] / PLACES);
    }
}

/* Ask for everything that only Python knows of the groups of these conditions. */
static void ask(const Tables *tables, Scratch *scratch, const Rows *rows, int32_t rule)
{
    const int32_t *here = rows->item + rows->start[rule], *end = rows->item + rows->start[rule + 1];
    while (here < end) {
        if (here[0] >= 0) {
            group_ask(tables, scratch, here[0]);
            here++;
        } else if (here[0] == NEAR) {
            group_ask(tables, scratch, here[2]);
            group_ask(tables, scratch, here[3]);
            here += 5;
        } else if (here[0] == COUNT) {
            group_ask(tables, scratch, here[1]);
            here += 3;
        } else if (here[0] == STRETCH) {
            for (int32_t i = 0; i < here[3]; i++)
                group_ask(tables, scratch, here[4 + i]);
            here += 4 + here[3];
        } else {
            here += here[0] == NOT ? 1 : 4;
        }
    }
}

#endif
