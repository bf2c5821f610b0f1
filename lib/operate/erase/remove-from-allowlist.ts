/** Removes the lines that name a person from a lake's allowlist. */
import { ALLOWLIST_TABLE } from '../../../schemas/allowlist.ts';
import { foldText } from '../../lake/erasures/fold.ts';
import { isCsv } from '../../lake/csv-table.ts';
import type { Store } from '../../store/store.ts';
import { putText, readText } from '../../store/text-object.ts';

/** Removes whole lines: the note may name the person as well as the value. The header stays. */
const removeLines = (text: string, words: readonly string[]): string => {
    const folded = words.map(foldText);
    return text
        .split(/(?<=\n)/)
        .filter((line, index) => index === 0 || !folded.some((word) => foldText(line).includes(word)))
        .join('');
};

/** Removes lines with any of the words. Returns the keys of the changed files. */
export const removeFromAllowlist = async (words: readonly string[], store: Store): Promise<readonly string[]> => {
    const changed: string[] = [];
    for await (const { key } of store.list(`${ALLOWLIST_TABLE}/`)) {
        if (!isCsv(key.slice(key.lastIndexOf('/') + 1))) continue;
        const text = await readText(store, key);
        const rest = removeLines(text, words);
        if (rest === text) continue;
        await putText(store, key, rest);
        changed.push(key);
    }
    return changed;
};
