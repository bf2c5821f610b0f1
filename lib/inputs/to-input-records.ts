/** Converts the values of an input into records for the local Firehose. */
import { gzipSync } from 'node:zlib';
import { fromBase64 } from '../transform/decode/base64.ts';
import type { Provenance } from './arrival-time.ts';
import type { InputValue } from './read-values.ts';
import { recognise, toUnrecognisedRecord, type InputRecord } from './recognise.ts';

/** A part of an input that cannot be used: its position, and the reason. */
export type UnusableInput = { readonly where: string; readonly why: string };
/** The position of a value: the input's name and the line, from 1. */
export type InputPosition = { readonly name: string; readonly line: number };

/** A record, and its position in the input. */
export type LocatedInputRecord = InputRecord & { readonly position: InputPosition };

/** A part of an input: its records, and its unusable values. */
export type InputPart = {
    readonly records: readonly LocatedInputRecord[];
    readonly unusable: readonly UnusableInput[];
};

/** The largest record that Firehose takes: 1,000 KiB. docs.aws.amazon.com/firehose/latest/dev/limits.html */
const MAX_RECORD_BYTES = 1_024_000;
const MAX_DATA_LENGTH = Math.ceil(MAX_RECORD_BYTES / 3) * 4;

/** Compresses data that is too large for a record; null if it is too large even compressed. */
const compressToFit = (data: string): string | null => {
    if (data.length <= MAX_DATA_LENGTH) return data;
    const bytes = fromBase64(data);
    const packed = bytes === null ? data : gzipSync(bytes).toString('base64');
    return packed.length > MAX_DATA_LENGTH ? null : packed;
};

/** Some writers pad files with zero bytes. */
const isPadding = ({ bytes }: InputValue): boolean => bytes[0] === 0 && bytes.every((byte) => byte === 0);

const recordsOf = (value: InputValue, provenance: Provenance): readonly InputRecord[] =>
    isPadding(value) ? [] : (recognise(value.bytes, provenance) ?? [toUnrecognisedRecord(value.bytes, provenance)]);

export const formatPosition = ({ name, line }: InputPosition): string => `${name}, line ${line}`;

const describeTooLarge = (record: InputRecord, position: InputPosition): UnusableInput => ({
    where: formatPosition(position),
    why: `record of ${Math.floor((record.data.length * 3) / 4)} bytes; the Firehose limit is ${MAX_RECORD_BYTES}`,
});

/**
 * The records of some values. Unrecognised values become records too; values too large for Firehose are unusable.
 *
 * @param name the input's name, for output
 */
export const toInputRecords = (values: readonly InputValue[], provenance: Provenance, name: string): InputPart => {
    const records: LocatedInputRecord[] = [];
    const unusable: UnusableInput[] = [];
    for (const value of values) {
        const position = { name, line: value.line };
        for (const record of recordsOf(value, provenance)) {
            const { table, arrivedAt } = record;
            const data = compressToFit(record.data);
            if (data === null) unusable.push(describeTooLarge(record, position));
            else records.push({ table, arrivedAt, data, position });
        }
    }
    return { records, unusable };
};
