/** Reads Firehose error objects line by line. */
import { createHash } from 'node:crypto';
import { errorRecord, type ErrorRecord } from '../../../schemas/error-object.ts';
import type { Input } from '../../inputs/input.ts';
import { formatPosition } from '../../inputs/to-input-records.ts';
import { provenanceOf } from '../../inputs/read-input.ts';
import { recognise } from '../../inputs/recognise.ts';
import { readValues, type InputValue } from '../../inputs/read-values.ts';
import { unreadableReason } from '../../inputs/unreadable-reason.ts';
import { errorType, type ErrorObjectType } from './error-type.ts';

/** A line of an error object, with an id. */
export type ErrorLine = {
    readonly id: string;
    readonly type: ErrorObjectType;
    readonly code: string;
    /** Epoch ms. */
    readonly arrivedAt: number;
    readonly rawData: string;
    /** The position in the input, for output. */
    readonly where: string;
};

/** A part of the input that is not a line of an error object. The reason costs time, and only the first few are shown. */
type UnusableLine = { readonly where: string; readonly why: () => string };

export type ErrorLineResult = { readonly line: ErrorLine } | { readonly unusable: UnusableLine };

/** The reason if someone passes exports instead of error objects. */
export const IS_LOG_RECORD = 'a record of a Cognito log, not a line of a Firehose error object: use `replay`';

/** The same record, arrival time and code is the same failure, in any file. */
const lineIdOf = ({ rawData, code }: ErrorRecord, arrivedAt: number): string =>
    createHash('sha256').update(`${arrivedAt}\n${code}\n${rawData}`).digest('hex').slice(0, 16);

const readJson = (bytes: Buffer): unknown => {
    try {
        return JSON.parse(bytes.toString('utf8'));
    } catch {
        return null;
    }
};

const whereOf = ({ name }: Input, { line }: InputValue): string => formatPosition({ name, line });

/** An error without a time gets the time when its object was written. */
const toErrorLine = (input: Input, value: InputValue): ErrorLine | null => {
    const error = errorRecord(readJson(value.bytes));
    if (error === null) return null;
    const arrivedAt = error.arrivedAt ?? input.modifiedAt;
    return {
        id: lineIdOf(error, arrivedAt),
        type: errorType(input.path ?? '', error.code),
        code: error.code,
        arrivedAt,
        rawData: error.rawData,
        where: whereOf(input, value),
    };
};

const unusableWhy = (input: Input, { bytes }: InputValue): string =>
    recognise(bytes, provenanceOf(input, { latestAt: Infinity })) === null
        ? 'not a line of a Firehose error object'
        : IS_LOG_RECORD;

const toErrorLineResult = (input: Input, value: InputValue): ErrorLineResult => {
    const line = toErrorLine(input, value);
    return line === null
        ? { unusable: { where: whereOf(input, value), why: () => unusableWhy(input, value) } }
        : { line };
};

/**
 * The lines of all inputs, in order. An input that cannot be read further gives an unusable part, and the next one
 * follows.
 */
export async function* errorLines(
    inputs: readonly Input[],
    onBytes: (bytes: number) => void,
): AsyncGenerator<ErrorLineResult> {
    for (const input of inputs) {
        try {
            for await (const values of readValues(input, onBytes)) {
                for (const value of values) yield toErrorLineResult(input, value);
            }
        } catch (error) {
            const why = unreadableReason(error);
            if (why === null) throw error;
            yield { unusable: { where: input.name, why: () => why } };
        }
    }
}
