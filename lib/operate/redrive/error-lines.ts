/** Reads Firehose error objects line by line. */
import { createHash } from 'node:crypto';
import { errorRecord, type ErrorRecord } from '../../../schemas/error-object.ts';
import type { Input } from '../../inputs/input.ts';
import { formatPosition, type UnusableInput } from '../../inputs/to-input-records.ts';
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
};

/** A line, or a part of the input that is not a line of an error object. */
export type ErrorLineResult = { readonly line: ErrorLine } | { readonly unusable: UnusableInput };

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

/** An error without a time gets the time when its object was written. */
const toErrorLine = (input: Input, { bytes }: InputValue): ErrorLine | null => {
    const error = errorRecord(readJson(bytes));
    if (error === null) return null;
    const arrivedAt = error.arrivedAt ?? input.modifiedAt;
    return {
        id: lineIdOf(error, arrivedAt),
        type: errorType(input.path ?? '', error.code),
        code: error.code,
        arrivedAt,
        rawData: error.rawData,
    };
};

const toErrorLineResult = (input: Input, value: InputValue): ErrorLineResult => {
    const line = toErrorLine(input, value);
    return line === null
        ? {
              unusable: {
                  where: formatPosition({ name: input.name, line: value.line }),
                  why: 'not a line of a Firehose error object',
              },
          }
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
            yield { unusable: { where: input.name, why } };
        }
    }
}
