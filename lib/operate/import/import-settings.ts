/** Settings of the import function: the names of the streams and of its queue. */
import * as z from 'zod';
import { settingsFrom } from '../../transform/settings.ts';
import type { TableName } from '../../../schemas/columns.ts';

export type ImportSettings = { readonly streams: Readonly<Record<TableName, string>>; readonly queue: string };

const settingsSchema = z.object({
    ACTIVITY_STREAM: z.string(),
    NOTIFICATION_STREAM: z.string(),
    // docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html, QueueName.
    IMPORT_QUEUE: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/, 'is not a queue name'),
});

/** Reads the settings from environment variables. Throws an Error that names a missing or wrong variable. */
export const importSettingsFrom = (variables: NodeJS.ProcessEnv): ImportSettings => {
    const { user_activity, user_notification } = settingsFrom(variables);
    const { success, data, error } = settingsSchema.safeParse({
        ACTIVITY_STREAM: user_activity,
        NOTIFICATION_STREAM: user_notification,
        IMPORT_QUEUE: variables['IMPORT_QUEUE'],
    });
    if (!success) throw new Error(`Wrong environment: ${z.prettifyError(error)}`);
    return {
        streams: { user_activity: data.ACTIVITY_STREAM, user_notification: data.NOTIFICATION_STREAM },
        queue: data.IMPORT_QUEUE,
    };
};
