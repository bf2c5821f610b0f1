/** Tells which kind of failure an error object is of. */

/** What `!{firehose:error-output-type}` becomes; docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html. */
export const ERROR_TYPES = [
    'processing-failed',
    'format-conversion-failed',
    'decompression-failed',
    'partitioning-failed',
    'activePartitionExceeded',
] as const;

export type ErrorType = (typeof ERROR_TYPES)[number] | 'unknown';

/** By the beginning of the code, where the path says nothing: a file that was copied, say. The longer come first. */
const BY_CODE: readonly (readonly [string, ErrorType])[] = [
    ['DynamicPartitioning.ActivePartition', 'activePartitionExceeded'],
    ['DynamicPartitioning.', 'partitioning-failed'],
    ['DataFormatConversion.', 'format-conversion-failed'],
    ['Decompression', 'decompression-failed'],
    ['Lambda.', 'processing-failed'],
];

/** The type that a folder of the path names, `errors/<stream>/<type>/yyyy/MM/dd/HH/…`, else the one that the code belongs to. */
export const errorType = (path: string, code: string): ErrorType => {
    const parts = path.split(/[/\\]/);
    return (
        ERROR_TYPES.findLast((type) => parts.includes(type)) ??
        BY_CODE.find(([start]) => code.startsWith(start))?.[1] ??
        'unknown'
    );
};
