/** Variations of a record's fields: blank, missing, unknown, of another type, or with names and values that look like mischief. */
import { activityRecord } from './activity-record.ts';
import type { Json, LogRecord } from './log-record.ts';
import {
    withBlanks,
    withFields,
    withMessage,
    withoutInMessage,
    type ActivitySubject,
    type Variation,
    type Variations,
} from './variation.ts';

const variation = (name: string, write: (record: LogRecord) => string): Variation<ActivitySubject> => ({
    name,
    write: ({ attempt, step }) => write(activityRecord(attempt, step)),
});

const named = (name: string, userName: Json): Variation<ActivitySubject> =>
    variation(name, (record) => withMessage(record, { userName }));

/** Puts raw JSON in at the start of an object: a key that JSON.stringify would not write, or one that comes again later. */
const withRawField = (text: string, place: string, field: string): string =>
    text.replace(place, () => `${place}${field},`);

export const FIELD_VARIATIONS: Variations<ActivitySubject> = [
    variation('fields-null', (record) => withBlanks(record, null)),
    variation('fields-empty', (record) => withBlanks(record, '')),
    variation('fields-the-word-null', (record) => withBlanks(record, 'null')),
    variation('fields-missing', (record) =>
        withFields(record, { message: { eventId: record.message['eventId'] ?? null } }),
    ),
    variation('user-sub-missing', (record) => withoutInMessage(record, 'userSub')),
    variation('city-the-word-null', (record) => withMessage(record, { city: 'null' })),
    variation('texts-of-another-type', (record) =>
        withMessage(record, { deviceName: { model: 'SM-S931B' }, city: 42, idpName: true, country: ['Chile'] }),
    ),
    variation('booleans-of-another-type', (record) =>
        withMessage(record, { compromisedCredentialDetected: 'perhaps', hasContextData: {} }),
    ),
    variation('creation-date-not-a-time', (record) => withMessage(record, { creationDate: 'yesterday' })),
    variation('unknown-field', (record) => withFields(record, { schemaVersion: '2' })),
    variation('unknown-field-in-message', (record) => withMessage(record, { timezone: 'America/Los_Angeles' })),
    variation('unknown-field-nested', (record) =>
        withMessage(record, { eventRisk: { score: 0.25, signals: ['new-device', 'new-place'], 'odd.name': null } }),
    ),
    variation('unknown-field-in-log-source', (record) =>
        withFields(record, { logSourceId: { ...record.logSourceId, accountId: '123456789012' } }),
    ),
    variation('key-proto', (record) =>
        withRawField(JSON.stringify(record), '"message":{', '"__proto__":{"polluted":"yes"}'),
    ),
    variation('key-constructor', (record) =>
        withMessage(record, { constructor: { prototype: { polluted: 'yes' } }, toString: 'x' }),
    ),
    variation('keys-twice', (record) =>
        withRawField(JSON.stringify(record), '"message":{', '"city":"Nowhere","userName":"nobody"'),
    ),
    variation('keys-equal-but-for-case', (record) => withMessage(record, { USERNAME: 'other', CITY: 'Elsewhere' })),
    variation('address-v6', (record) => withMessage(record, { ipAddress: '2001:db8::1' })),
    named('name-in-han-script', '王小明'),
    named('name-right-to-left', 'نادية'),
    named('name-with-combining-marks', 'Zoë \u{1F9D1}\u200d\u{1F4BB}'),
    named('name-with-lone-surrogate', 'ana\ud800'),
    named('name-with-nul', 'ana\u0000ben'),
    named('name-markup', '<script>alert(1)</script><b>ana</b>'),
    named('name-sql', "'; drop table user_activity; --"),
    named('name-formula', '=1+1'),
    named('name-command', '@SUM(A1:A9),"x"'),
    named('name-escape-sequence', '\u001b[31mana\u001b[0m\u0007'),
    named('name-path', '../../../etc/passwd'),
    named('name-braces', '}{"eventSource":"USER_AUTH_EVENTS"}'),
    named('name-newline', 'ana\nben'),
    named('name-as-number', 12345),
];
