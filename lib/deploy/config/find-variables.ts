/** Finds Serverless variables, `${…}`, in a config. */
import { visit, type Document, type Scalar } from 'yaml';

/** A variable, or its beginning, and where it is in the text. */
export type ConfigVariable = { readonly text: string; readonly offset: number };

const VARIABLE = /\$\{[^}]*\}?/;

/** An escape or a folded line can write `${` in another way: then the position is that of the whole value. */
const findInScalar = (source: string, { value, range }: Scalar): readonly ConfigVariable[] => {
    const found = VARIABLE.exec(String(value))?.[0];
    if (found === undefined || !range) return [];
    const offset = source.slice(0, range[1]).indexOf('${', range[0]);
    return [{ text: found, offset: offset === -1 ? range[0] : offset }];
};

/**
 * The first variable of each key and value. Serverless resolves variables in what a plugin or file gives it too, and
 * would write a secret of the environment or the content of a file into the template:
 * www.serverless.com/framework/docs/guides/variables. Comments are ignored.
 */
export const findVariables = (source: string, document: Document): readonly ConfigVariable[] => {
    const variables: ConfigVariable[] = [];
    visit(document, { Scalar: (_, scalar) => void variables.push(...findInScalar(source, scalar)) });
    return variables;
};
