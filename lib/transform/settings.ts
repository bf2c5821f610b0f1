/** Settings of the transform: reads the environment variables once, and validates them. */
import * as z from 'zod';
import type { TableName } from '../../schemas/columns.ts';

/** docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html, DeliveryStreamName. */
const streamName = z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{1,64}$/, 'not a valid Firehose stream name')
    .optional();

const environment = z.object({
    ACTIVITY_STREAM: streamName,
    NOTIFICATION_STREAM: streamName,
});

/** The stream of each table for re-ingestion, or null; and the pools that the tables project, if listed. */
export type Settings = Readonly<Record<TableName, string | null>> & { readonly listed_pools?: ReadonlySet<string> };

const NOTIFICATION_SUFFIX = 'user-notification';

/**
 * Settings from environment variables. An empty variable counts as missing. Throws an error that names a wrong
 * variable.
 */
export const settingsFrom = (variables: NodeJS.ProcessEnv): Settings => {
    const { success, data, error } = environment.safeParse({
        ACTIVITY_STREAM: variables['ACTIVITY_STREAM'] || undefined,
        NOTIFICATION_STREAM: variables['NOTIFICATION_STREAM'] || undefined,
    });
    if (!success) throw new Error(`Invalid environment variables: ${z.prettifyError(error)}`);
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
