/** What Firehose writes of a record that it could not deliver: one JSON document a line, in all of its spellings. */
import { isObject, text } from './field.ts';
import { instantOf } from './instant.ts';

/** A line of an error object. */
export type ErrorRecord = {
    /** Base64 of what the source sent, or of what the function returned: only the bytes tell. */
    readonly rawData: string;
    readonly code: string;
    readonly message: string;
    /** Epoch ms; undefined where no time is written. */
    readonly arrivedAt: number | undefined;
};

/** Fields by their names in small letters: `lambdaArn` and `lambdaARN`, `errorCode`, `ErrorCode` and `lastErrorCode` are met. */
const foldedOf = (value: object): ReadonlyMap<string, unknown> =>
    new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase().replace(/^last/, ''), field]));

/** A record that is empty is written as "" or null. */
const rawDataOf = (value: unknown): string | undefined =>
    value === null ? '' : typeof value === 'string' ? value : undefined;

/** The error in a JSON value; null when it is none: without data, or without a code. Numbers may be texts. */
export const errorRecord = (value: unknown): ErrorRecord | null => {
    if (!isObject(value)) return null;
    const fields = foldedOf(value);
    const [rawData, code] = [rawDataOf(fields.get('rawdata')), text(fields.get('errorcode'))];
    if (rawData === undefined || code === undefined) return null;
    return {
        rawData: rawData.trim(),
        code,
        message: text(fields.get('errormessage')) ?? '',
        arrivedAt: instantOf(fields.get('arrivaltimestamp')) ?? instantOf(fields.get('attemptendingtimestamp')),
    };
};
