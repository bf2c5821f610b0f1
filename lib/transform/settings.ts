/** The settings of the transform: reads the environment once, checks it, and says what is wrong. */
import * as z from 'zod';
import type { TableName } from '../../schemas/columns.ts';

/** docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html, DeliveryStreamName. */
const streamName = z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{1,64}$/, 'is no name of a Firehose stream')
    .optional();

const environment = z.object({
    ACTIVITY_STREAM: streamName,
    NOTIFICATION_STREAM: streamName,
});

/** The streams to put back on, null where none is named; and the pools that the tables project, where they are listed. */
export type Settings = Readonly<Record<TableName, string | null>> & { readonly listed_pools?: ReadonlySet<string> };

const NOTIFICATION_SUFFIX = 'user-notification';

/** The settings that an environment holds. An empty variable counts as none. Throws an error that names the variable. */
export const settingsFrom = (variables: NodeJS.ProcessEnv): Settings => {
    const { success, data, error } = environment.safeParse({
        ACTIVITY_STREAM: variables['ACTIVITY_STREAM'] || undefined,
        NOTIFICATION_STREAM: variables['NOTIFICATION_STREAM'] || undefined,
    });
    if (!success) throw new Error(`Wrong environment: ${z.prettifyError(error)}`);
    const streams = {
        user_activity: data.ACTIVITY_STREAM ?? null,
        user_notification: data.NOTIFICATION_STREAM ?? null,
    };
    const pools = variables['LISTED_POOLS'];
    return pools ? { ...streams, listed_pools: new Set(pools.split(',')) } : streams;
};

/** The name at the end of a delivery stream's ARN. */
export const streamNameOf = (deliveryStreamArn: string): string =>
    deliveryStreamArn.slice(deliveryStreamArn.lastIndexOf('/') + 1);

/** The table that a stream fills: user_notification by its name, user_activity for any other. */
export const tableOfStream = (name: string, settings: Settings): TableName =>
    name === settings.user_notification || name.endsWith(NOTIFICATION_SUFFIX) ? 'user_notification' : 'user_activity';
