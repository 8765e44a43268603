/* What the database and the model say, in the language of the face.
 *
 * A sentence is made, kept and read by scripts in English: "Rp 50.000 of Rp 200.000 went back". That is its message
 * with arguments: the template it was made by is "{rp} of {rp2} went back", and say() finds the template again, takes
 * the arguments out and puts them into the translated template, each written as the language does. So what was kept
 * years ago, by whatever worker, is said in the language of whoever reads it.
 *
 * Arguments, each with a number where a template has several of a kind: {rp} money, {mb} quota, {date} a day, month or
 * time, {n} a whole number, {word} a state or choice (model/values/choice.h), {rows} "12 users", {done} what an
 * action has done, {action} an action, {effect} an effect, {part} a sentence of its own, {text} whatever it is. */
#ifndef MODEL_ENGINE_SAYING_H
#define MODEL_ENGINE_SAYING_H

#include "base/error.h"

struct arena;

struct saying {
    const char *stored; /* as it is made; NULL: the table ends */
    const char *shown;  /* other words for it; NULL: the same. Translatable, as the stored one is without it */
};

/* A sentence without a template is looked at part by part, between " · ", "; ", ", " and ": "; what nothing is known of
 * stays as it is, but for its amounts. In the arena, or the sentence itself. NULL for NULL. */
const char *say(struct arena *a, const char *sentence);

/* Of what may as well be a name from outside (a list, a profile), part by part between ", ": only what has a template.
 */
const char *say_known(struct arena *a, const char *text);

/* A failure so: its what, why and hint are sentences, each of its own. say_error() is error_text() of that. */
struct error said_error(const struct error *e);
const char *say_error(const struct error *e, char *buffer, int size);

/* The template that a sentence as a whole was made by; NULL: none. */
const struct saying *saying_find(const char *sentence);

#endif
