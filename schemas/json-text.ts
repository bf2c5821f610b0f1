/** Writes any JSON value as text, at any depth of nesting. */

/** Text that is written as it is, among values that are still to be written. */
class Literal {
    readonly text: string;
    constructor(text: string) {
        this.text = text;
    }
}

const separated = (parts: readonly unknown[][]): unknown[] =>
    parts.flatMap((part, index) => (index === 0 ? part : [new Literal(','), ...part]));

const opened = (value: object): unknown[] =>
    Array.isArray(value)
        ? [new Literal('['), ...separated(value.map((item: unknown) => [item])), new Literal(']')]
        : [
              new Literal('{'),
              ...separated(Object.entries(value).map(([key, item]) => [new Literal(`${JSON.stringify(key)}:`), item])),
              new Literal('}'),
          ];

/** Uses its own stack, because the engine's overflows at some thousand levels. */
const writeDeep = (value: unknown): string => {
    const written: string[] = [];
    const waiting = [value];
    while (waiting.length > 0) {
        const next = waiting.pop();
        if (next instanceof Literal) written.push(next.text);
        else if (typeof next === 'object' && next !== null)
            for (const part of opened(next).reverse()) waiting.push(part);
        else written.push(JSON.stringify(next));
    }
    return written.join('');
};

/** The JSON text of a value from JSON.parse. */
export const jsonText = (value: unknown): string => {
    try {
        return JSON.stringify(value);
    } catch {
        return writeDeep(value);
    }
};
