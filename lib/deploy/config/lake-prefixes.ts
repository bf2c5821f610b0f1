/** The prefixes of a lake that the stack writes to. */
import { PARTITION_COLUMNS, type TableName } from '../../../schemas/columns.ts';

/** The prefix of reports, in a lake or beside one. */
export const REPORTS_PREFIX = 'reports/';

/** The lifecycle rule that deletes parts of incomplete multipart uploads: they are invisible, but billed. */
export const ABANDONED_UPLOADS = {
    Id: 'abandoned-uploads',
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
} as const;

/**
 * The folders of a table, from the partition keys that the transform returns. To a prefix without a timestamp Firehose
 * adds `yyyy/MM/dd/HH/` (docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html). A table must not have those
 * folders, so file names start with the year.
 */
export const rowsPrefix = (table: TableName): string =>
    [
        `${table}/`,
        ...PARTITION_COLUMNS.map(({ name }) => `${name}=!{partitionKeyFromLambda:${name}}/`),
        '!{timestamp:yyyy}-',
    ].join('');

/** The folder of everything that a stream could not deliver. */
export const errorsFolder = (stream: string): string => `errors/${stream}/`;

export const errorsPrefix = (stream: string): string =>
    `${errorsFolder(stream)}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`;
