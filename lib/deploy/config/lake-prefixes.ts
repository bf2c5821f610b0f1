/** Where in the lake a stream writes to. */
import { PARTITION_COLUMNS, type TableName } from '../../../schemas/columns.ts';

/** Where in a lake, or beside one, reports lie. */
export const REPORTS_PREFIX = 'reports/';

/** The lifecycle rule of buckets for parts of an upload that nobody finished, which are invisible and paid for. */
export const ABANDONED_UPLOADS = {
    Id: 'abandoned-uploads',
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
} as const;

/**
 * The folders of a table, by the partition keys that the transform gives. To a prefix without a time Firehose adds `yyyy/MM/dd/HH/`
 * (docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html), folders that a table has not: the year begins the file's name instead.
 */
export const rowsPrefix = (table: TableName): string =>
    `${table}/${PARTITION_COLUMNS.map(({ name }) => `${name}=!{partitionKeyFromLambda:${name}}/`).join('')}!{timestamp:yyyy}-`;

/** All that a stream could not deliver. */
export const errorsFolder = (stream: string): string => `errors/${stream}/`;

export const errorsPrefix = (stream: string): string =>
    `${errorsFolder(stream)}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`;
