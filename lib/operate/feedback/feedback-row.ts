/** The lake row of a feedback: a record beside those of its event, because Cognito exports no feedback. */
import { hash } from 'node:crypto';
import { jsonOf } from '../../transform/row/encode.ts';
import { timestampText } from '../../transform/row/timestamp-text.ts';
import type { LakeEvent } from './find-events.ts';
import type { FeedbackValue } from './read-feedback-file.ts';

const HEX_DIGITS = 32;

export type FeedbackRow = {
    readonly keys: { readonly user_pool_id: string; readonly event_type: string; readonly dt: string };
    readonly data: string;
};

/** The row has no response and no risk decision: queries count those of the event's own records. */
export const feedbackRow = (event: LakeEvent, value: FeedbackValue, nowMs: number): FeedbackRow => {
    const keys = { user_pool_id: event.userPoolId, event_type: event.eventType, dt: event.dt };
    const row = {
        record_id: hash('sha256', `feedback\n${event.userPoolId}\n${event.eventId}\n${value}\n${nowMs}`, 'hex').slice(
            0,
            HEX_DIGITS,
        ),
        event_at: timestampText(event.eventAt),
        event_at_source: 'event',
        started_at: event.startedAt === undefined ? undefined : timestampText(event.startedAt),
        arrived_at: timestampText(nowMs),
        event_id: event.eventId,
        event_type_raw: event.eventTypeRaw,
        user_sub: event.userSub,
        user_name: event.userName,
        client_id: event.clientId,
        feedback_value: value,
        feedback_provider: 'Admin',
        feedback_at: timestampText(nowMs),
        ingest_path: 'feedback',
        ...keys,
    };
    return { keys, data: Buffer.from(`${jsonOf(row)}\n`).toString('base64') };
};
