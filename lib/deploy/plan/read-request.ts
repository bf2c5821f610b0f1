/** Reads a log delivery request from a file, or builds one from ARNs. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { TableName } from '../../../schemas/columns.ts';
import { UserError } from '../../basics/user-error.ts';
import { kindOfArn, toTargetConfiguration, type DestinationKind } from '../delivery/destinations.ts';
import { SOURCES, type LogConfiguration } from '../delivery/log-configuration.ts';
import type { DeliveryRequest } from '../delivery/delivery-problem.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';

const requestSchema = z.strictObject({
    UserPoolId: z.string(),
    LogConfigurations: z.array(
        z.strictObject({
            EventSource: z.string(),
            LogLevel: z.string(),
            FirehoseConfiguration: z.strictObject({ StreamArn: z.string() }).exactOptional(),
            S3Configuration: z.strictObject({ BucketArn: z.string() }).exactOptional(),
            CloudWatchLogsConfiguration: z.strictObject({ LogGroupArn: z.string() }).exactOptional(),
        }),
    ),
});

/** The response of GetLogDeliveryConfiguration, which contains the request. */
const wrappedRequestSchema = z.object({ LogDeliveryConfiguration: z.unknown() });

/** Windows shells write a byte order mark first. */
const readRequestText = (path: string, name: string): string => {
    try {
        return readFileSync(path === '-' ? 0 : path, 'utf8').replace(/^\uFEFF/, '');
    } catch (error) {
        throw new UserError(
            `Cannot read ${name}: ${errorMessage(error)}. --request takes a JSON file, or - for standard input.`,
        );
    }
};

const parseRequestJson = (text: string, name: string): unknown => {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new UserError(`Cannot parse ${name} as JSON: ${errorMessage(error)}`);
    }
};

const unwrapRequest = (value: unknown): unknown => {
    const { success, data } = wrappedRequestSchema.safeParse(value);
    return success && data.LogDeliveryConfiguration !== undefined ? data.LogDeliveryConfiguration : value;
};

/**
 * Reads the JSON input of SetLogDeliveryConfiguration, as for `aws … --cli-input-json`, or the response of
 * GetLogDeliveryConfiguration. `-` is standard input.
 */
export const readRequest = (path: string): DeliveryRequest => {
    const name = path === '-' ? 'standard input' : printable(path);
    const { success, data, error } = requestSchema.safeParse(
        unwrapRequest(parseRequestJson(readRequestText(path, name), name)),
    );
    if (success) return data;
    throw new UserError(`Not a SetLogDeliveryConfiguration request: ${name}\n${z.prettifyError(error)}`);
};

/** The assumed kind of destination of a source if its ARN has an unknown service. */
const DEFAULT_KINDS: Readonly<Record<TableName, DestinationKind>> = {
    user_activity: 'firehose',
    user_notification: 'cloudwatch',
};

const configureSource =
    (table: TableName) =>
    (arn: string): LogConfiguration => ({
        ...SOURCES[table],
        ...toTargetConfiguration(kindOfArn(arn) ?? DEFAULT_KINDS[table], arn),
    });

/** Builds the request of a pool from the destination ARNs of its user activity and notifications. */
export const buildRequest = (
    pool: string,
    activity: readonly string[],
    notification: readonly string[],
): DeliveryRequest => ({
    UserPoolId: pool,
    LogConfigurations: [
        ...activity.map(configureSource('user_activity')),
        ...notification.map(configureSource('user_notification')),
    ],
});
