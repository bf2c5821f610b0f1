/** The lifecycle rule of buckets for parts of an upload that nobody finished, which are invisible and paid for. */
export const ABANDONED_UPLOADS = {
    Id: 'abandoned-uploads',
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
} as const;
