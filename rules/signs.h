/* By what one sees, without looking closely, where in a text a sum, a percentage, a phone number, an account, a link or
   a question may stand. What does stand there vietnamese/slots.py decides; here nothing of it may be missed. */

#ifndef ROTIN_SIGNS_H
#define ROTIN_SIGNS_H

#include "judge.h"

enum { PHONE_FIGURES = 8, ACCOUNT_FIGURES = 6, PIECE_FIGURES = 2 }; /* at least; an account comes in pieces at times */
enum { ADDRESS_DOTS = 3 }; /* at least, in a host without letters */

/* What the letters of a word say; other scripts have figures too, so whatever is not plain counts as one. */
typedef struct {
    int figures, money, percent, letters, dots;
} Letters_say;

static Letters_say look_at(const Letters *view, int32_t at, int32_t end)
{
    Letters_say say = {0};
    Py_UCS4 before = 0;
    for (int32_t i = at; i < end; i++) {
        Py_UCS4 one = letter(view, i);
        int strange = one > 126, figure = one - '0' < 10;
        say.figures += figure || strange;
        say.percent |= one == '%';
        say.letters |= one - 'a' < 26 || strange;
        say.dots += one == '.';
        /* $5, 5k, 5tr, 5 nghin, 5 cu, 5d, 5vnd, 5usd */
        int unit = one != 0 && one < 128 && strchr("ktncdvu", (int)one) != NULL;
        say.money |= one == '$' || strange || (unit && before - '0' < 10);
        before = one;
    }
    return say;
}

/* Say whether a question mark of any kind is in the text as it was written. */
static int asks(PyObject *original)
{
    static const Py_UCS4 marks[] = {'?', 0xff1f, 0x2753, 0x2754, 0x2047, 0x2048, 0x2049};
    Py_ssize_t count = PyUnicode_MAX_CHAR_VALUE(original) < 256 ? 1 : (Py_ssize_t)Py_ARRAY_LENGTH(marks);
    for (Py_ssize_t i = 0; i < count; i++)
        if (PyUnicode_FindChar(original, marks[i], 0, PyUnicode_GET_LENGTH(original), 1) >= 0)
            return 1;
    return 0;
}

static int is_unit(const Tables *tables, const Token *token) { return token->word > 0 && token->word < tables->units; }

/* Flag the words at which something may begin; FIGURES and DOTTED are flagged already. */
static void find_signs(const Tables *tables, Scratch *scratch, const Letters *view, PyObject *original)
{
    int32_t count = (int32_t)scratch->tokens_count;
    int signed_ = scratch->places & (1 << FIGURES | 1 << DOTTED);
    int spaced = signed_ && PyUnicode_FindChar(original, '%', 0, PyUnicode_GET_LENGTH(original), 1) >= 0; /* 5 % */
    for (int32_t i = 0; signed_ && i < count; i++) {
        Token *token = &scratch->tokens[i], *next = i + 1 < count ? token + 1 : NULL;
        int figure = token->flags >> FIGURES & 1, flags = 0;
        if (!(token->flags & (1 << FIGURES | 1 << DOTTED)))
            continue;
        Letters_say say = look_at(view, token->at, token->end);
        int goes_on = next != NULL && !(token->flags & ENDS_CLAUSE);
        if (figure && (say.money || (goes_on && is_unit(tables, next))))
            flags |= 1 << MONEY;
        if (figure && (say.percent || spaced || (next != NULL && next->word == 0)))
            flags |= 1 << PERCENT;
        if (figure && say.figures >= PHONE_FIGURES)
            flags |= 1 << PHONE;
        if (figure && (say.figures >= ACCOUNT_FIGURES ||
                       (say.figures >= PIECE_FIGURES && goes_on && (next->flags >> FIGURES & 1))))
            flags |= 1 << ACCOUNT;
        if (say.dots && (say.letters || say.dots >= ADDRESS_DOTS))
            flags |= 1 << URL;
        token->flags |= flags;
        scratch->places |= flags;
    }
    if (count > 0 && asks(original)) {
        scratch->places |= 1 << QUESTION;
        for (int32_t i = 0; i < count; i++)
            if (i + 1 == count || (scratch->tokens[i].flags & ENDS_CLAUSE))
                scratch->tokens[i].flags |= 1 << QUESTION;
    }
}

#endif
