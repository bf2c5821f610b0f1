/** Turns a parsed notification into a row: the error's class, channel and text. */
import type { NotificationRow } from '../../../schemas/columns.ts';
import { NOTIFICATION_FIELDS } from '../../../schemas/user-notification.ts';
import { detailsPattern } from './details-pattern.ts';
import { classifyError } from './error-class.ts';
import { eventTime } from './event-time.ts';
import { extraFields } from './extra-fields.ts';
import { listOf } from './extra-columns.ts';
import { fieldLevelsOf } from './fields-without-column.ts';
import type { ParsedNotification } from './parse.ts';
import { notificationRecordId } from './record-id.ts';
import { timestampText } from './timestamp-text.ts';

/** A row, and what routing needs besides the columns: the pool, and the time (epoch ms) whose day is the partition. */
export type NormalisedNotification = {
    readonly table: 'user_notification';
    readonly userPoolId: string;
    readonly partitionAt: number;
    readonly row: NotificationRow;
};

const FIELD_LEVELS = fieldLevelsOf(NOTIFICATION_FIELDS);

/** The row of a notification, its columns in the order of schemas/columns.ts. */
export const normaliseNotification = ({ event, source, userPoolId }: ParsedNotification): NormalisedNotification => {
    const { details } = event.message;
    const time = eventTime(event.eventTimestamp, undefined, source.arrivedAt);
    const extra = extraFields({ raw: event.raw, userPoolId, time, text: source.text }, FIELD_LEVELS);
    const { errorClass, channel } = classifyError(details);
    const row = {
        record_id: notificationRecordId(source),
        event_at: timestampText(time.at),
        event_at_source: time.source,
        arrived_at: timestampText(source.arrivedAt),
        error_class: errorClass,
        channel,
        details,
        details_pattern: detailsPattern(details),
        log_level: event.logLevel,
        event_source: event.eventSource,
        ingest_path: source.ingestPath,
        extra_names: listOf(extra.names),
        extra_values: listOf(extra.values),
    };
    return { table: 'user_notification', userPoolId, partitionAt: time.at, row };
};
