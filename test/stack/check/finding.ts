/** What a check found wrong in a template. */

export type Finding = { readonly resource: string; readonly what: string };

/** A rule is a sentence about every template, and what breaks it. */
export type Rule = {
    readonly name: string;
    readonly find: (template: import('./template.ts').Template) => readonly Finding[];
};

/** A finding where something is so. */
export const when = (isWrong: boolean, resource: string, what: string): readonly Finding[] =>
    isWrong ? [{ resource, what }] : [];
