/** Finds in stretches of an input what Firehose would have been handed. */
import { gzipSync } from 'node:zlib';
import { fromBase64 } from '../transform/decode/base64.ts';
import type { Came } from './arrival-time.ts';
import type { Stretch } from './read-values.ts';
import { recognise, unrecognised, type Handed } from './recognise.ts';

/** Something that could not be used: where it is, and why. */
export type Unusable = { readonly where: string; readonly why: string };
/** Where a stretch of an input stands: the input's name and the line. */
export type Origin = { readonly name: string; readonly line: number };

/** What is handed over, and where it stood. */
export type HandedFrom = Handed & { readonly origin: Origin };

/** What comes of a part of an input: arrivals, and what could not be handed over. */
export type Found = { readonly handed: readonly HandedFrom[]; readonly unusable: readonly Unusable[] };

/** The largest record that Firehose takes: 1,000 KiB. docs.aws.amazon.com/firehose/latest/dev/limits.html */
const MAX_ARRIVAL_BYTES = 1_024_000;
const MAX_DATA_LENGTH = Math.ceil(MAX_ARRIVAL_BYTES / 3) * 4;

/** What is too large to travel plain is compressed; null where that is not enough. */
const fitting = (data: string): string | null => {
    if (data.length <= MAX_DATA_LENGTH) return data;
    const bytes = fromBase64(data);
    const packed = bytes === null ? data : gzipSync(bytes).toString('base64');
    return packed.length > MAX_DATA_LENGTH ? null : packed;
};

/** Writers of files pad them with zeros: these are nothing. */
const isPadding = ({ bytes }: Stretch): boolean => bytes[0] === 0 && bytes.every((byte) => byte === 0);

/** What is nothing of Cognito's is handed over all the same: the transform refuses it by name, and its bytes are kept. */
const handedOf = (stretch: Stretch, came: Came): readonly Handed[] =>
    isPadding(stretch) ? [] : (recognise(stretch.bytes, came) ?? [unrecognised(stretch.bytes, came)]);

export const whereOf = ({ name, line }: Origin): string => `${name}, line ${line}`;

const tooLarge = (handed: Handed, origin: Origin): Unusable => ({
    where: whereOf(origin),
    why: `a record of ${Math.floor((handed.data.length * 3) / 4)} bytes; Firehose takes at most ${MAX_ARRIVAL_BYTES}`,
});

/** @param name of the input, for people */
export const foundIn = (stretches: readonly Stretch[], came: Came, name: string): Found => {
    const handed: HandedFrom[] = [];
    const unusable: Unusable[] = [];
    for (const stretch of stretches) {
        const origin = { name, line: stretch.line };
        for (const one of handedOf(stretch, came)) {
            const { table, arrivedAt } = one;
            const data = fitting(one.data);
            if (data === null) unusable.push(tooLarge(one, origin));
            else handed.push({ table, arrivedAt, data, origin });
        }
    }
    return { handed, unusable };
};
