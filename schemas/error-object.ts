/** The records in an error object of Firehose: one JSON document per line, in all of its spellings. */
import { isObject, toText } from './field.ts';
import { instantOf } from './instant.ts';

/** A record in an error object. */
export type ErrorRecord = {
    /** Base64 of what the source sent or of what the function returned: only the bytes show which. */
    readonly rawData: string;
    readonly code: string;
    readonly message: string;
    /** Epoch ms; undefined if the record has no time. */
    readonly arrivedAt: number | undefined;
};

/**
 * Fields by lowercase name: real objects have `lambdaArn` and `lambdaARN`, `errorCode`, `ErrorCode` and
 * `lastErrorCode`.
 */
const foldedOf = (value: object): ReadonlyMap<string, unknown> =>
    new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase().replace(/^last/, ''), field]));

/** Firehose writes an empty record as "" or null. */
const rawDataOf = (value: unknown): string | undefined =>
    value === null ? '' : typeof value === 'string' ? value : undefined;

/** The error record in a JSON value; null if it has no data or no code. Numbers may be strings. */
export const errorRecord = (value: unknown): ErrorRecord | null => {
    if (!isObject(value)) return null;
    const fields = foldedOf(value);
    const [rawData, code] = [rawDataOf(fields.get('rawdata')), toText(fields.get('errorcode'))];
    if (rawData === undefined || code === undefined) return null;
    return {
        rawData: rawData.trim(),
        code,
        message: toText(fields.get('errormessage')) ?? '',
        arrivedAt: instantOf(fields.get('arrivaltimestamp')) ?? instantOf(fields.get('attemptendingtimestamp')),
    };
};
