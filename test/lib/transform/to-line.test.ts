/** Tests of the path of one event: the whole row of every format that Cognito writes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { POOL } from '../../support/transform-batch.ts';
import { recordIdOfText, largestText, lineOf, rejectionOf, rowOf } from '../../support/sample-events.ts';

const FOLDER = join(packageRoot(), 'test', 'fixtures', 'records');
const fixture = (name: string): string => readFileSync(join(FOLDER, `${name}.json`), 'utf8').trim();
const fixtureNames = readdirSync(FOLDER).map((name) => name.replace('.json', ''));

const ID = '5b0c7c1e-0000-4000-8000-000000000001';
const SUB = '5b0c7c1e-0000-4000-8000-0000000000aa';
const STARTED = '2026-01-01 00:00:00.000';

const EVENT_COLUMNS = {
    event_at: '2026-01-01 00:00:04.000',
    event_at_source: 'event',
    arrived_at: '2026-01-01 00:00:05.000',
    log_level: 'INFO',
    event_source: 'USER_AUTH_EVENTS',
    ingest_path: 'firehose',
    user_pool_id: POOL,
    event_type: 'SignIn',
    dt: '2026-01-01',
};

const USUAL = {
    ...EVENT_COLUMNS,
    started_at: STARTED,
    event_id: ID,
    event_type_raw: 'SignIn',
    event_response: 'Pass',
    risk_decision: 'NoRisk',
    risk_decision_raw: 'PASS',
    challenge_names: ['Password'],
    challenge_results: ['Success'],
    compromised_credential_detected: false,
    has_context_data: true,
    user_sub: SUB,
    user_name: 'ana',
    client_id: '1example23456789',
    request_id: ID,
    ip_address: '192.0.2.1',
    device_name: 'Chrome 126, Windows 10',
    city: 'Seattle',
    country: 'United States',
    log_version: '1',
};

const BLANK = { ...EVENT_COLUMNS, event_id: ID, event_type_raw: 'SignIn' };
const NO_MESSAGE = { ...EVENT_COLUMNS, event_type: 'Other' };
const BY_CREATION = { ...USUAL, event_at: STARTED, event_at_source: 'creation' };

const extra = (fields: Readonly<Record<string, string>>): object => ({
    extra_names: Object.keys(fields),
    extra_values: Object.values(fields),
});
const named = (userName: string): object => ({ ...USUAL, user_name: userName });
const without = (...names: readonly (keyof typeof USUAL)[]): object => {
    const row: Partial<typeof USUAL> = { ...USUAL };
    for (const name of names) delete row[name];
    return row;
};

const ACTIVITIES: Readonly<Record<string, object>> = {
    usual: USUAL,
    documented: {
        ...without('has_context_data'),
        event_at: '2026-01-01 00:00:04.308',
        request_id: '0000-4000-8000-000000000001-5b0c7c1e',
        event_source: 'USER_ACTIVITY',
    },
    'time-as-number': USUAL,
    'time-in-seconds': USUAL,
    'time-as-iso': USUAL,
    'time-missing': BY_CREATION,
    'time-not-believable': { ...BY_CREATION, ...extra({ eventTimestamp: '86400000' }) },
    'creation-date-as-iso': USUAL,
    'creation-date-as-number': USUAL,
    'creation-date-with-wrong-weekday': USUAL,
    'creation-date-not-a-time': { ...without('started_at'), ...extra({ 'message.creationDate': 'yesterday' }) },
    'booleans-as-booleans': USUAL,
    'booleans-as-numbers': USUAL,
    'booleans-of-another-type': {
        ...without('compromised_credential_detected', 'has_context_data'),
        ...extra({ 'message.compromisedCredentialDetected': 'perhaps', 'message.hasContextData': '{}' }),
    },
    'compromised-in-plural': USUAL,
    'context-data-missing': without('has_context_data'),
    'source-spelled-as-in-the-api': { ...USUAL, event_source: 'userAuthEvents' },
    'pool-only-in-message': USUAL,
    'pool-only-in-log-source': USUAL,
    'log-source-null': USUAL,
    'message-null': NO_MESSAGE,
    'message-missing': NO_MESSAGE,
    'message-as-json-text': USUAL,
    'fields-null': BLANK,
    'fields-empty': BLANK,
    'fields-the-word-null': BLANK,
    'fields-missing': { ...NO_MESSAGE, event_id: ID },
    'user-sub-missing': without('user_sub'),
    'city-the-word-null': without('city'),
    'texts-of-another-type': {
        ...USUAL,
        device_name: '{"model":"SM-S931B"}',
        city: '42',
        idp_name: 'true',
        country: '["Chile"]',
    },
    'unknown-field': { ...USUAL, ...extra({ schemaVersion: '2' }) },
    'unknown-field-in-message': { ...USUAL, ...extra({ 'message.timezone': 'America/Los_Angeles' }) },
    'unknown-field-nested': {
        ...USUAL,
        ...extra({
            'message.eventRisk.score': '0.25',
            'message.eventRisk.signals': '["new-device","new-place"]',
            'message.eventRisk.odd.name': 'null',
        }),
    },
    'unknown-field-in-log-source': { ...USUAL, ...extra({ 'logSourceId.accountId': '123456789012' }) },
    'key-proto': { ...USUAL, ...extra({ 'message.__proto__.polluted': 'yes' }) },
    'key-constructor': {
        ...USUAL,
        ...extra({ 'message.constructor.prototype.polluted': 'yes', 'message.toString': 'x' }),
    },
    'keys-twice': { ...USUAL, ...extra({ 'message.city': 'Nowhere', 'message.userName': 'nobody' }) },
    'keys-equal-but-for-case': { ...USUAL, ...extra({ 'message.USERNAME': 'other', 'message.CITY': 'Elsewhere' }) },
    'address-v6': { ...USUAL, ip_address: '2001:db8::1' },
    'name-in-han-script': named('王小明'),
    'name-right-to-left': named('نادية'),
    'name-with-combining-marks': named('Zoë \u{1F9D1}\u200d\u{1F4BB}'),
    'name-with-lone-surrogate': named('ana\ufffd'),
    'name-with-nul': named('ana\u0000ben'),
    'name-markup': named('<script>alert(1)</script><b>ana</b>'),
    'name-sql': named("'; drop table user_activity; --"),
    'name-formula': named('=1+1'),
    'name-command': named('@SUM(A1:A9),"x"'),
    'name-escape-sequence': named('\u001b[31mana\u001b[0m\u0007'),
    'name-path': named('../../../etc/passwd'),
    'name-braces': named('}{"eventSource":"USER_AUTH_EVENTS"}'),
    'name-newline': named('ana\nben'),
    'name-as-number': named('12345'),
    'event-type-unknown': { ...USUAL, event_type_raw: 'TokenRefresh', event_type: 'Other' },
    'event-type-in-other-case': { ...USUAL, event_type_raw: 'SIGN_IN' },
    'event-type-blank': { ...without('event_type_raw'), event_type: 'Other' },
    'event-response-unknown': { ...USUAL, event_response: 'Expired' },
    'event-response-in-capitals': USUAL,
    'risk-level-in-capitals': { ...USUAL, risk_level: 'High', risk_decision: 'Block', risk_decision_raw: 'BLOCK' },
    'risk-level-with-no-risk': { ...USUAL, risk_level: 'Low', risk_decision_raw: 'NoRisk' },
    'risk-decision-with-separators': {
        ...USUAL,
        risk_level: 'Medium',
        risk_decision: 'AccountTakeover',
        risk_decision_raw: 'ACCOUNT_TAKEOVER',
    },
    'risk-decision-unknown': { ...USUAL, risk_decision: 'StepUp', risk_decision_raw: 'StepUp' },
    'challenges-as-objects': USUAL,
    'challenges-as-api-objects': USUAL,
    'challenges-as-json-text': USUAL,
    'challenges-as-json-text-of-objects': USUAL,
    'challenges-as-one-text': USUAL,
    'challenges-null': without('challenge_names', 'challenge_results'),
    'challenges-of-another-kind': {
        ...without('challenge_names', 'challenge_results'),
        ...extra({ 'message.challenges': '["Password:Success",7]' }),
    },
    'challenge-without-result': { ...USUAL, challenge_results: [''] },
    'nasty-time-1e20': { ...BY_CREATION, ...extra({ eventTimestamp: '100000000000000000000' }) },
    'nasty-time-negative': { ...BY_CREATION, ...extra({ eventTimestamp: '-1' }) },
    'nasty-100-levels': { ...USUAL, ...extra({ 'message.deep': `${'[{"a":'.repeat(50)}1${'}]'.repeat(50)}` }) },
    'nasty-number-too-large': { ...USUAL, city: '1.2345678901234568e+29' },
    'nasty-escaped-keys': USUAL,
};

const NOTIFICATION = {
    event_at: '2026-01-01 00:00:00.123',
    event_at_source: 'event',
    arrived_at: '2026-01-01 00:00:05.000',
    error_class: 'SmsSpendLimit',
    channel: 'sms',
    details: 'Spend limit reached for SMS to +15550100',
    details_pattern: 'Spend limit reached for SMS to <phone>',
    log_level: 'ERROR',
    event_source: 'USER_NOTIFICATION',
    ingest_path: 'firehose',
    user_pool_id: POOL,
    event_type: 'DeliveryError',
    dt: '2026-01-01',
};

const {
    details: _details,
    details_pattern: _pattern,
    ...WITHOUT_DETAILS
} = { ...NOTIFICATION, error_class: 'Unclassified', channel: 'unknown' };

const NOTIFICATIONS: Readonly<Record<string, object>> = {
    notification: NOTIFICATION,
    'details-null': WITHOUT_DETAILS,
    'details-empty': WITHOUT_DETAILS,
    'details-an-object': {
        ...NOTIFICATION,
        error_class: 'Throttled',
        channel: 'unknown',
        details: '{"code":"Throttling","text":"Rate exceeded","retryAfter":5}',
        details_pattern: '{"code":"Throttling","text":"Rate exceeded","retryAfter":<n>}',
    },
    'details-in-another-language': {
        ...NOTIFICATION,
        error_class: 'Unclassified',
        details: 'SMSの送信に失敗しました: +15550100000',
        details_pattern: 'SMSの送信に失敗しました: <phone>',
    },
    'details-over-many-lines': {
        ...NOTIFICATION,
        error_class: 'Bounced',
        channel: 'email',
        details: 'Email to user7@example.com bounced:\n\t550 5.1.1\r\n\tuser unknown',
        details_pattern: 'Email to <email> bounced: <n> <n> user unknown',
    },
    'details-with-unknown-field': {
        ...NOTIFICATION,
        ...extra({ 'message.errorCode': 'E42', 'message.attempt.number': '3' }),
    },
    'notification-message-null': WITHOUT_DETAILS,
    'notification-message-a-text': {
        ...NOTIFICATION,
        details: 'Spend limit reached for SMS',
        details_pattern: 'Spend limit reached for SMS',
    },
    'notification-time-as-number': NOTIFICATION,
    'notification-time-missing': { ...NOTIFICATION, event_at: '2026-01-01 00:00:05.000', event_at_source: 'arrival' },
};

test('every event fixture has its row here', () => {
    const named_ = [...Object.keys(ACTIVITIES), ...Object.keys(NOTIFICATIONS)];

    expect(named_.toSorted()).toEqual(fixtureNames.toSorted());
});

test.each(Object.entries({ ...ACTIVITIES, ...NOTIFICATIONS }))(
    'the event fixture %s gives its whole row',
    (name, expected) => {
        const text = fixture(name);

        const row = rowOf(text);

        expect(row).toEqual({ record_id: recordIdOfText(text), ...expected });
    },
);

test('the documented and the real event fill the same columns, except has_context_data', () => {
    const [documented, usual] = [rowOf(fixture('documented')), rowOf(fixture('usual'))];

    const columns = Object.keys(usual).filter((name) => name !== 'has_context_data');

    expect(Object.keys(documented)).toEqual(columns);
});

test('the sample event of the documentation gives its whole row', () => {
    const text =
        '{"eventTimestamp":"1767225600123","eventSource":"USER_ACTIVITY","logLevel":"INFO","message":{' +
        '"version":"1","eventId":"5b0c7c1e-0000-4000-8000-000000000001","eventType":"SignUp",' +
        '"userSub":"5b0c7c1e-0000-4000-8000-0000000000aa","userName":"ana","userPoolId":"us-west-2_EXAMPLE",' +
        '"clientId":"1example23456789","creationDate":"Thu Jan 01 00:00:00 UTC 2026","eventResponse":"InProgress",' +
        '"riskLevel":"","riskDecision":"PASS","challenges":[],"deviceName":"Other, Other","ipAddress":"192.0.2.1",' +
        '"requestId":"5b0c7c1e-0000-4000-8000-0000000000bb","idpName":"","compromisedCredentialDetected":"false",' +
        '"city":"Seattle","country":"United States","eventFeedbackValue":"","eventFeedbackDate":"",' +
        '"eventFeedbackProvider":""},"logSourceId":{"userPoolId":"us-west-2_EXAMPLE"}}';

    const row = rowOf(text);

    expect(row).toEqual({
        ...without('challenge_names', 'challenge_results', 'has_context_data'),
        record_id: recordIdOfText(text),
        event_at: '2026-01-01 00:00:00.123',
        event_type_raw: 'SignUp',
        event_response: 'InProgress',
        device_name: 'Other, Other',
        request_id: '5b0c7c1e-0000-4000-8000-0000000000bb',
        event_source: 'USER_ACTIVITY',
        event_type: 'SignUp',
    });
});

test('an event has the table and partition of its line', () => {
    const { table, partition } = lineOf(fixture('notification'));

    expect({ table, partition }).toEqual({
        table: 'user_notification',
        partition: { user_pool_id: POOL, event_type: 'DeliveryError', dt: '2026-01-01' },
    });
});

test('a row of the lake keeps its line and record_id', () => {
    const { line, table, partition } = lineOf(fixture('documented'));

    const again = lineOf(line, { arrivedAt: 0, ingestPath: 'backfill', parcelArrivedAt: Date.UTC(2027, 0, 1) });

    expect({ line: again.line, table: again.table, partition: again.partition }).toEqual({ line, table, partition });
});

test('a lone surrogate in a row of the lake becomes U+FFFD, as the encoder writes it', () => {
    const { line } = lineOf(fixture('usual'));

    const again = lineOf(line.replace('"ana"', '"ana\\ud800"'), { parcelArrivedAt: Date.UTC(2027, 0, 1) });

    expect(again.line).toBe(line.replace('"ana"', '"ana\ufffd"'));
});

test('a rejected event has its reason', () => {
    expect([rejectionOf('{'), rejectionOf('[]'), rejectionOf('{}')]).toEqual([
        'not_json',
        'not_an_object',
        'unknown_event_source',
    ]);
});

test.each([
    [0, 'none'],
    [1, 'too_large'],
])('a line %d bytes over the maximum size is rejected as: %s', (more, reason) => {
    expect(rejectionOf(largestText(more))).toBe(reason);
});
