/** The messages in the import queue: S3 notifications, S3's test event, and the import's own rest messages. */
import * as z from 'zod';

/**
 * An object to import. If `done` is not 0, that many values of the version with this ETag are already on the streams.
 */
export type ImportRequest = {
    readonly bucket: string;
    readonly key: string;
    readonly etag: string | null;
    readonly done: number;
};

/** docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
const notification = z.object({
    Records: z.array(
        z.object({
            eventName: z.string(),
            s3: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
        }),
    ),
});

/** S3 sends it once, when a queue is configured as a destination. */
const testEvent = z.object({ Event: z.literal('s3:TestEvent') });

const rest = z.object({
    cognito_log_lake_import: z.literal(1),
    bucket: z.string(),
    key: z.string(),
    etag: z.string(),
    done: z.int().min(1),
});

/** Events of a new object. Event names in messages do not have the prefix `s3:` of the bucket's configuration. */
const CREATED = /^(s3:)?ObjectCreated:/;

/** Keys are URL-encoded, with `+` for a space. Null if a key cannot be decoded. */
const plainKey = (key: string): string | null => {
    try {
        return decodeURIComponent(key.replaceAll('+', ' '));
    } catch {
        return null;
    }
};

const fromNotification = ({ Records }: z.infer<typeof notification>): readonly ImportRequest[] | null => {
    const created = Records.filter(({ eventName }) => CREATED.test(eventName));
    const requests = created.flatMap(({ s3 }): readonly ImportRequest[] => {
        const key = plainKey(s3.object.key);
        return key === null ? [] : [{ bucket: s3.bucket.name, key, etag: null, done: 0 }];
    });
    return requests.length === created.length ? requests : null;
};

const readJson = (text: string): unknown => {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
};

/** The objects to import by a message; none for S3's test event; null if the message is not recognised. */
export const importRequestsIn = (body: string): readonly ImportRequest[] | null => {
    const value = readJson(body);
    if (testEvent.safeParse(value).success) return [];
    const notified = notification.safeParse(value);
    if (notified.success) return fromNotification(notified.data);
    const remaining = rest.safeParse(value);
    if (!remaining.success) return null;
    const { bucket, key, etag, done } = remaining.data;
    return [{ bucket, key, etag, done }];
};

/** The message for the rest of an object. */
export const restMessage = ({ bucket, key, etag, done }: ImportRequest & { readonly etag: string }): string =>
    JSON.stringify({ cognito_log_lake_import: 1, bucket, key, etag, done });
