/** Finds the failure type of an error object, by its path or its error code. */

/** Values of `!{firehose:error-output-type}`. docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html. */
export const ERROR_TYPES = [
    'processing-failed',
    'format-conversion-failed',
    'decompression-failed',
    'partitioning-failed',
    'activePartitionExceeded',
] as const;

export type ErrorObjectType = (typeof ERROR_TYPES)[number] | 'unknown';

/** Types by code prefix, for paths without a type, such as copied files. Longer prefixes come first. */
const TYPE_BY_CODE_PREFIX: readonly (readonly [string, ErrorObjectType])[] = [
    ['DynamicPartitioning.ActivePartition', 'activePartitionExceeded'],
    ['DynamicPartitioning.', 'partitioning-failed'],
    ['DataFormatConversion.', 'format-conversion-failed'],
    ['Decompression', 'decompression-failed'],
    ['Lambda.', 'processing-failed'],
];

/** The type that a folder of the path names, `errors/<stream>/<type>/yyyy/MM/dd/HH/…`, else the type of the code. */
export const errorType = (path: string, code: string): ErrorObjectType => {
    const parts = path.split(/[/\\]/);
    return (
        ERROR_TYPES.findLast((type) => parts.includes(type)) ??
        TYPE_BY_CODE_PREFIX.find(([start]) => code.startsWith(start))?.[1] ??
        'unknown'
    );
};
