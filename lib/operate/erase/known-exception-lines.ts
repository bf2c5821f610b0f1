/** Takes the lines that name a person out of a lake’s known exceptions. */
import { KNOWN_EXCEPTIONS } from '../../../schemas/known-exceptions.ts';
import { isCsv } from '../../lake/csv-table.ts';
import type { Store } from '../../store/store.ts';
import { putText, readText } from '../../store/text-object.ts';

/** A note may name the person as well as a value: the line goes as a whole. */
const without = (text: string, words: readonly string[]): string => {
    const folded = words.map((word) => word.toLowerCase());
    return text
        .split(/(?<=\n)/)
        .filter((line, index) => index === 0 || !folded.some((word) => line.toLowerCase().includes(word)))
        .join('');
};

/** Returns the files that were changed. */
export const dropKnownExceptions = async (words: readonly string[], store: Store): Promise<readonly string[]> => {
    const changed: string[] = [];
    for await (const { key } of store.list(`${KNOWN_EXCEPTIONS}/`)) {
        if (!isCsv(key.slice(key.lastIndexOf('/') + 1))) continue;
        const text = await readText(store, key);
        const rest = without(text, words);
        if (rest === text) continue;
        await putText(store, key, rest);
        changed.push(key);
    }
    return changed;
};
