/** Finds in stretches of an input what Firehose would have been handed, and names by its line what is nothing of Cognito's. */
import { gzipSync } from 'node:zlib';
import type { Came } from './arrival-time.ts';
import type { Stretch } from './read-values.ts';
import { recognise, unrecognised, type Handed } from './recognise.ts';
import type { Unusable } from './summary.ts';

/** What comes of a part of an input: arrivals, and what could not be used. */
export type Found = { readonly handed: readonly Handed[]; readonly unusable: readonly Unusable[] };

/** The largest record that Firehose takes: 1,000 KiB. docs.aws.amazon.com/firehose/latest/dev/limits.html */
const MAX_ARRIVAL_BYTES = 1_024_000;

const bytesOf = ({ data }: Handed): number => (typeof data === 'string' ? Math.ceil((data.length * 3) / 4) - 2 : data.length);

/** What is too large to travel plain is compressed; null where that is not enough. */
const fitting = (handed: Handed): Handed | null => {
    if (bytesOf(handed) <= MAX_ARRIVAL_BYTES) return handed;
    const data = typeof handed.data === 'string' ? null : gzipSync(handed.data);
    return data === null || data.length > MAX_ARRIVAL_BYTES ? null : { ...handed, data };
};

/** Writers of files pad them with zeros: these are nothing. */
const isPadding = ({ bytes }: Stretch): boolean => bytes[0] === 0 && bytes.every((byte) => byte === 0);

/** @param name of the input, for people */
export const foundIn = (stretches: readonly Stretch[], came: Came, name: string): Found => {
    const handed: Handed[] = [];
    const unusable: Unusable[] = [];
    for (const stretch of stretches) {
        const where = `${name}, line ${stretch.line}`;
        const recognised = isPadding(stretch) ? [] : recognise(stretch.bytes, came);
        if (recognised === null) unusable.push({ where, why: 'is nothing that Cognito’s logs come in; its bytes go to errors/' });
        for (const one of recognised ?? [unrecognised(stretch.bytes, came)]) {
            const fit = fitting(one);
            if (fit === null) unusable.push({ where, why: `has a record of ${bytesOf(one)} bytes; Firehose takes at most ${MAX_ARRIVAL_BYTES}` });
            else handed.push(fit);
        }
    }
    return { handed, unusable };
};
