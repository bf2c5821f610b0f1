/** Makes a failing batch smaller while it still fails: fewer arrivals, then fewer bytes in each. */
import { gunzipSync } from 'node:zlib';
import type { Batch } from './run-batch.ts';

type IsFailing = (batch: Batch) => Promise<boolean>;

/** Bounds the work: a case of some hundred bytes serves as well as the smallest. */
const MAX_TRIES = 600;

const without = <T>(list: readonly T[], at: number): readonly T[] => list.filter((_, index) => index !== at);

const inflatedOf = (data: string): readonly string[] => {
    try {
        return [gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: 1e6 }).toString('base64')];
    } catch {
        return [];
    }
};

/** Smaller forms of one arrival, the smallest first. */
const smallerForms = (data: string): readonly string[] => {
    const bytes = Buffer.from(data, 'base64');
    const forms = [...inflatedOf(data)];
    for (
        let size = Math.ceil(bytes.length / 2);
        size >= Math.max(1, Math.floor(bytes.length / 64));
        size = Math.floor(size / 2)
    ) {
        for (let from = 0; from < bytes.length; from += size)
            forms.push(Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + size)]).toString('base64'));
    }
    return forms.filter((form) => form.length < data.length || !isSame(form, data));
};

const isSame = (form: string, data: string): boolean => form === data || form.length > data.length * 20;

function* smallerBatches(batch: Batch): Generator<Batch> {
    // How many events are in what is left nobody counted: null.
    for (const at of batch.data.keys())
        if (batch.data.length > 1) yield { ...batch, events: null, data: without(batch.data, at) };
    for (const [at, data] of batch.data.entries())
        for (const form of smallerForms(data)) yield { ...batch, events: null, data: batch.data.with(at, form) };
}

/** The smallest failing batch that was found; the given one where nothing smaller fails. */
export const shrink = async (batch: Batch, isFailing: IsFailing): Promise<Batch> => {
    let [smallest, tries] = [batch, 0];
    for (let isSmaller = true; isSmaller;) {
        isSmaller = false;
        for (const candidate of smallerBatches(smallest)) {
            tries += 1;
            if (tries > MAX_TRIES) return smallest;
            if (!(await isFailing(candidate))) continue;
            [smallest, isSmaller] = [candidate, true];
            break;
        }
    }
    return smallest;
};
