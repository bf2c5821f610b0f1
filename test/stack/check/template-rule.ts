/** Rules about templates, and the problems that they find. */

export type TemplateProblem = { readonly resource: string; readonly message: string };

/** A rule about every template: its name states a fact, and its function finds violations. */
export type TemplateRule = {
    readonly name: string;
    readonly findProblems: (template: import('./template.ts').Template) => readonly TemplateProblem[];
};

/** One problem if the condition is true, else none. */
export const problemIf = (isWrong: boolean, resource: string, message: string): readonly TemplateProblem[] =>
    isWrong ? [{ resource, message }] : [];
