/** The messages of the import's queue: what S3 tells of new objects, what it says to try the queue, and what the import leaves itself for later. */
import * as z from 'zod';

/** An object to be imported, or the rest of one: so many of its values are on the streams already, of the version with the ETag. */
export type Wanted = {
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

/** What S3 sends once when a queue is named to it. */
const testEvent = z.object({ Event: z.literal('s3:TestEvent') });

const rest = z.object({
    cognito_log_lake_import: z.literal(1),
    bucket: z.string(),
    key: z.string(),
    etag: z.string(),
    done: z.int().min(1),
});

/** The events that tell of a new object; the event's name lacks the prefix that the bucket's settings have. */
const CREATED = /^(s3:)?ObjectCreated:/;

/** Keys come as in the query of an address. Null for one that is no such text. */
const plainKey = (key: string): string | null => {
    try {
        return decodeURIComponent(key.replaceAll('+', ' '));
    } catch {
        return null;
    }
};

const fromNotification = ({ Records }: z.infer<typeof notification>): readonly Wanted[] | null => {
    const created = Records.filter(({ eventName }) => CREATED.test(eventName));
    const wanted = created.flatMap(({ s3 }): readonly Wanted[] => {
        const key = plainKey(s3.object.key);
        return key === null ? [] : [{ bucket: s3.bucket.name, key, etag: null, done: 0 }];
    });
    return wanted.length === created.length ? wanted : null;
};

const readJson = (text: string): unknown => {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
};

/** The objects that a message asks for, none where it only tries the queue; null where it is no such message. */
export const wantedIn = (body: string): readonly Wanted[] | null => {
    const value = readJson(body);
    if (testEvent.safeParse(value).success) return [];
    const told = notification.safeParse(value);
    if (told.success) return fromNotification(told.data);
    const left = rest.safeParse(value);
    if (!left.success) return null;
    const { bucket, key, etag, done } = left.data;
    return [{ bucket, key, etag, done }];
};

/** The message for the rest of an object. */
export const restMessage = ({ bucket, key, etag, done }: Wanted & { readonly etag: string }): string =>
    JSON.stringify({ cognito_log_lake_import: 1, bucket, key, etag, done });
