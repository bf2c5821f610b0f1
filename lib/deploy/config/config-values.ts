/** The kinds of values in the config, each with the message for a wrong one. */
import * as z from 'zod';

/** A century. A lifecycle rule accepts any positive number; this limit catches typing mistakes. */
export const MAX_DAYS = 36_500;

/** An enum whose error message lists the words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T): z.ZodEnum<{ [K in T[number]]: K }> =>
    z.enum(words, { error: `write ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });

export const wholeNumber = (least: number, most: number, what: string): z.ZodNumber => {
    const error = `write ${what}: a whole number from ${least} to ${most}`;
    return z.int({ error }).min(least, { error }).max(most, { error });
};

/** A whole number, or a word that means "no number". */
export const wholeNumberOr = <const W extends string>(
    word: W,
    most: number,
    what: string,
): z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<W>]> => {
    const error = `write ${what}, a whole number from 1 to ${most}, or ${word}`;
    return z.union([z.int({ error }).min(1, { error }).max(most, { error }), z.literal(word)], { error });
};

export const yesOrNo = z.boolean({ error: 'write true or false' });

const emailError = 'write an e-mail address or none';
export const emailOrNone = z.union([z.literal('none'), z.email({ error: emailError })], { error: emailError });
