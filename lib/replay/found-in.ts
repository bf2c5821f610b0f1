/** Finds in stretches of an input what Firehose would have been handed. */
import { gzipSync } from 'node:zlib';
import type { Came } from './arrival-time.ts';
import type { Stretch } from './read-values.ts';
import { recognise, unrecognised, type Handed } from './recognise.ts';
import type { Unusable } from './summary.ts';

/** Where a stretch of an input stands: the input's name and the line. */
export type Origin = { readonly name: string; readonly line: number };

/** What comes of a part of an input: arrivals, and what could not be handed over. */
export type Found = { readonly handed: readonly (Handed & { readonly origin: Origin })[]; readonly unusable: readonly Unusable[] };

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

/** What is nothing of Cognito's is handed over all the same: the transform refuses it by name, and its bytes are kept. */
const handedOf = (stretch: Stretch, came: Came): readonly Handed[] =>
    isPadding(stretch) ? [] : (recognise(stretch.bytes, came) ?? [unrecognised(stretch.bytes, came)]);

export const whereOf = ({ name, line }: Origin): string => `${name}, line ${line}`;

const tooLarge = (handed: Handed, origin: Origin): Unusable => ({
    where: whereOf(origin),
    why: `a record of ${bytesOf(handed)} bytes; Firehose takes at most ${MAX_ARRIVAL_BYTES}`,
});

/** @param name of the input, for people */
export const foundIn = (stretches: readonly Stretch[], came: Came, name: string): Found => {
    const handed: (Handed & { origin: Origin })[] = [];
    const unusable: Unusable[] = [];
    for (const stretch of stretches) {
        const origin = { name, line: stretch.line };
        for (const one of handedOf(stretch, came)) {
            const fit = fitting(one);
            if (fit === null) unusable.push(tooLarge(one, origin));
            else handed.push({ ...fit, origin });
        }
    }
    return { handed, unusable };
};
