/** The request that words of a command, or a file, make of a pool's delivery. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { TableName } from '../../../schemas/columns.ts';
import { Complaint } from '../../basics/complaint.ts';
import { kindOfArn, placeAt, type DestinationKind } from '../delivery/destinations.ts';
import { SOURCES, type LogConfiguration } from '../delivery/log-configuration.ts';
import type { DeliveryRequest } from '../delivery/refusal.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';

const request = z.strictObject({
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

/** As GetLogDeliveryConfiguration answers, with the request inside. */
const answer = z.object({ LogDeliveryConfiguration: z.unknown() });

/** Shells of Windows put a mark before the text. */
const textOf = (path: string, name: string): string => {
    try {
        return readFileSync(path === '-' ? 0 : path, 'utf8').replace(/^\uFEFF/, '');
    } catch (error) {
        throw new Complaint(`${name} can't be read: ${errorMessage(error)}`);
    }
};

const parsed = (text: string, name: string): unknown => {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new Complaint(`${name} is no JSON: ${errorMessage(error)}`);
    }
};

const unwrapped = (value: unknown): unknown => {
    const { success, data } = answer.safeParse(value);
    return success && data.LogDeliveryConfiguration !== undefined ? data.LogDeliveryConfiguration : value;
};

/** The input of SetLogDeliveryConfiguration that a file holds, as `aws … --cli-input-json` takes it, or the answer of GetLogDeliveryConfiguration; `-` is standard input. */
export const readRequest = (path: string): DeliveryRequest => {
    const name = path === '-' ? 'Standard input' : printable(path);
    const { success, data, error } = request.safeParse(unwrapped(parsed(textOf(path, name), name)));
    if (success) return data;
    throw new Complaint(`${name} is no request of SetLogDeliveryConfiguration:\n${z.prettifyError(error)}`);
};

/** What a source is taken to be sent to when its ARN does not tell. */
const GUESSED: Readonly<Record<TableName, DestinationKind>> = {
    user_activity: 'firehose',
    user_notification: 'cloudwatch',
};

const configured =
    (table: TableName) =>
    (arn: string): LogConfiguration => ({ ...SOURCES[table], ...placeAt(kindOfArn(arn) ?? GUESSED[table], arn) });

/** The request for a pool, its activity sent to these ARNs and its notifications to those. */
export const requestFor = (
    pool: string,
    activity: readonly string[],
    notification: readonly string[],
): DeliveryRequest => ({
    UserPoolId: pool,
    LogConfigurations: [
        ...activity.map(configured('user_activity')),
        ...notification.map(configured('user_notification')),
    ],
});
