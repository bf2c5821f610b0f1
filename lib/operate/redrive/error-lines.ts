/** Reads the error objects among inputs, line by line. */
import { createHash } from 'node:crypto';
import { errorRecord, type ErrorRecord } from '../../../schemas/error-object.ts';
import type { Input } from '../../inputs/input.ts';
import { whereOf, type Unusable } from '../../inputs/found-in.ts';
import { readValues, type Stretch } from '../../inputs/read-values.ts';
import { unreadable } from '../../inputs/unreadable.ts';
import { errorType, type ErrorType } from './error-type.ts';

/** A line of an error object, and what tells it from any other. */
export type ErrorLine = {
    readonly id: string;
    readonly type: ErrorType;
    readonly code: string;
    /** Epoch ms. */
    readonly arrivedAt: number;
    readonly rawData: string;
};

/** A line, or what is none. */
export type Read = { readonly line: ErrorLine } | { readonly unusable: Unusable };

/** The same record at the same time with the same code is the same failure, wherever its line lies. */
const idOf = ({ rawData, code }: ErrorRecord, arrivedAt: number): string =>
    createHash('sha256').update(`${arrivedAt}\n${code}\n${rawData}`).digest('hex').slice(0, 16);

const readJson = (bytes: Buffer): unknown => {
    try {
        return JSON.parse(bytes.toString('utf8'));
    } catch {
        return null;
    }
};

/** An error without any time arrived, for all that is known, when its object was written. */
const lineOf = (input: Input, { bytes }: Stretch): ErrorLine | null => {
    const found = errorRecord(readJson(bytes));
    if (found === null) return null;
    const arrivedAt = found.arrivedAt ?? input.modifiedAt;
    return {
        id: idOf(found, arrivedAt),
        type: errorType(input.path ?? '', found.code),
        code: found.code,
        arrivedAt,
        rawData: found.rawData,
    };
};

const readOf = (input: Input, stretch: Stretch): Read => {
    const line = lineOf(input, stretch);
    return line === null
        ? {
              unusable: {
                  where: whereOf({ name: input.name, line: stretch.line }),
                  why: 'is no line of an error object',
              },
          }
        : { line };
};

/** What stands in the inputs, in order. What can't be read any further is named, and the next goes on. */
export async function* errorLines(inputs: readonly Input[], onBytes: (bytes: number) => void): AsyncGenerator<Read> {
    for (const input of inputs) {
        try {
            for await (const stretches of readValues(input, onBytes)) {
                for (const stretch of stretches) yield readOf(input, stretch);
            }
        } catch (error) {
            const why = unreadable(error);
            if (why === null) throw error;
            yield { unusable: { where: input.name, why } };
        }
    }
}
