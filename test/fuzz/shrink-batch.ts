/** Shrinks a failing batch while it still fails: fewer records, then fewer bytes in each. */
import { gunzipSync } from 'node:zlib';
import type { FuzzBatch } from './run-batch.ts';

type IsFailingBatch = (batch: FuzzBatch) => Promise<boolean>;

/** Limits the work: a case of some hundred bytes is small enough. */
const MAX_TRIES = 600;

const withoutItem = <T>(list: readonly T[], at: number): readonly T[] => list.filter((_, index) => index !== at);

const tryInflate = (data: string): readonly string[] => {
    try {
        return [gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: 1e6 }).toString('base64')];
    } catch {
        return [];
    }
};

/** Smaller variants of one record. */
const smallerRecords = (data: string): readonly string[] => {
    const bytes = Buffer.from(data, 'base64');
    const forms = [...tryInflate(data)];
    for (
        let size = Math.ceil(bytes.length / 2);
        size >= Math.max(1, Math.floor(bytes.length / 64));
        size = Math.floor(size / 2)
    ) {
        for (let from = 0; from < bytes.length; from += size)
            forms.push(Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + size)]).toString('base64'));
    }
    return forms.filter((form) => form.length < data.length || !isNotSmaller(form, data));
};

const isNotSmaller = (form: string, data: string): boolean => form === data || form.length > data.length * 20;

function* smallerBatches(batch: FuzzBatch): Generator<FuzzBatch> {
    // The number of events in a smaller batch is unknown: null.
    for (const at of batch.data.keys())
        if (batch.data.length > 1) yield { ...batch, events: null, data: withoutItem(batch.data, at) };
    for (const [at, data] of batch.data.entries())
        for (const form of smallerRecords(data)) yield { ...batch, events: null, data: batch.data.with(at, form) };
}

/** The smallest failing batch found; the original if no smaller one fails. */
export const shrinkBatch = async (batch: FuzzBatch, isFailing: IsFailingBatch): Promise<FuzzBatch> => {
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
