/** Turns a parsed event of user activity into a row, field by field; it rejects nothing. */
import { isNoChallenge } from '../../../schemas/challenges.ts';
import type { ActivityRow } from '../../../schemas/columns.ts';
import { isBlank, type JsonObject } from '../../../schemas/field.ts';
import { ACTIVITY_FIELDS, type UserActivity } from '../../../schemas/user-activity.ts';
import {
    EVENT_RESPONSE_BY_WORD,
    RISK_DECISION_BY_WORD,
    RISK_LEVEL_BY_WORD,
    wordFor,
} from '../../../schemas/vocabulary.ts';
import { eventTime, partitionTime } from './event-time.ts';
import { addExtraField, listOf, type ExtraFields } from './extra-columns.ts';
import { extraFields } from './extra-fields.ts';
import { fieldLevelsOf } from './fields-without-column.ts';
import type { ParsedActivity } from './parse.ts';
import { activityRecordId } from './record-id.ts';
import { timestampText } from './timestamp-text.ts';

/** A row, and what routing needs besides the columns: the pool, and the time (epoch ms) whose day is the partition. */
export type NormalisedActivity = {
    readonly table: 'user_activity';
    readonly userPoolId: string;
    readonly partitionAt: number;
    readonly row: ActivityRow;
};

const FIELD_LEVELS = fieldLevelsOf(ACTIVITY_FIELDS);

/**
 * Message fields whose column is not a string. If the value does not fit, the column is NULL and extra_values keeps it.
 */
const TYPED_FIELDS = [
    'creationDate',
    'compromisedCredentialDetected',
    'compromisedCredentialsDetected',
    'hasContextData',
    'eventFeedbackDate',
] as const;

/** If both spellings are present with different values, the column has the first one. */
const addOtherSpelling = (extra: ExtraFields, message: UserActivity['message'], raw: JsonObject): void => {
    const { compromisedCredentialDetected: first, compromisedCredentialsDetected: other } = message;
    if (first !== undefined && other !== undefined && first !== other) {
        addExtraField(extra, 'message.compromisedCredentialsDetected', raw['compromisedCredentialsDetected']);
    }
};

const addUnfitFields = (extra: ExtraFields, message: UserActivity['message'], raw: JsonObject): void => {
    for (const name of TYPED_FIELDS) {
        if (message[name] === undefined && !isBlank(raw[name])) addExtraField(extra, `message.${name}`, raw[name]);
    }
    if (message.challenges === undefined && !isNoChallenge(raw['challenges']))
        addExtraField(extra, 'message.challenges', raw['challenges']);
    if (message.riskLevel !== undefined && wordFor(RISK_LEVEL_BY_WORD, message.riskLevel) === undefined) {
        addExtraField(extra, 'message.riskLevel', message.riskLevel);
    }
};

const timestampOrNull = (ms: number | undefined): string | undefined =>
    ms === undefined ? undefined : timestampText(ms);

/** The row of an event, its columns in the order of schemas/columns.ts. Each column is filled only here. */
export const normaliseActivity = ({ event, source, userPoolId }: ParsedActivity): NormalisedActivity => {
    const { message } = event;
    const time = eventTime(event.eventTimestamp, message.creationDate, source.arrivedAt);
    const extra = extraFields({ raw: event.raw, userPoolId, time, text: source.text }, FIELD_LEVELS);
    addUnfitFields(extra, message, event.raw.message);
    addOtherSpelling(extra, message, event.raw.message);
    const row = {
        record_id: activityRecordId(source),
        event_at: timestampText(time.at),
        event_at_source: time.source,
        started_at: timestampOrNull(message.creationDate),
        arrived_at: timestampText(source.arrivedAt),
        event_id: message.eventId,
        event_type_raw: message.eventType,
        event_response: wordFor(EVENT_RESPONSE_BY_WORD, message.eventResponse) ?? message.eventResponse,
        risk_level: wordFor(RISK_LEVEL_BY_WORD, message.riskLevel),
        risk_decision: wordFor(RISK_DECISION_BY_WORD, message.riskDecision) ?? message.riskDecision,
        risk_decision_raw: message.riskDecision,
        challenge_names: message.challenges?.names,
        challenge_results: message.challenges?.results,
        compromised_credential_detected:
            message.compromisedCredentialDetected ?? message.compromisedCredentialsDetected,
        has_context_data: message.hasContextData,
        user_sub: message.userSub,
        user_name: message.userName,
        client_id: message.clientId,
        idp_name: message.idpName,
        request_id: message.requestId,
        ip_address: message.ipAddress,
        device_name: message.deviceName,
        city: message.city,
        country: message.country,
        feedback_value: message.eventFeedbackValue,
        feedback_provider: message.eventFeedbackProvider,
        feedback_at: timestampOrNull(message.eventFeedbackDate),
        log_level: event.logLevel,
        log_version: message.version,
        event_source: event.eventSource,
        ingest_path: source.ingestPath,
        extra_names: listOf(extra.names),
        extra_values: listOf(extra.values),
    };
    return { table: 'user_activity', userPoolId, partitionAt: partitionTime(time.at, message.creationDate), row };
};
