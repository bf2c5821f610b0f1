/** Variations of the fields of a record: blank, missing, unknown, of another type, or with hostile names and values. */
import { activityRecord } from './activity-record.ts';
import type { GeneratedJson, LogRecord } from './log-record.ts';
import {
    withBlankFields,
    withFields,
    withMessage,
    withoutMessageField,
    type ActivitySubject,
    type EventVariation,
    type EventVariations,
} from './variation.ts';

const variation = (name: string, write: (record: LogRecord) => string): EventVariation<ActivitySubject> => ({
    name,
    write: ({ attempt, step }) => write(activityRecord(attempt, step)),
});

const userNameVariation = (name: string, userName: GeneratedJson): EventVariation<ActivitySubject> =>
    variation(name, (record) => withMessage(record, { userName }));

/** Inserts raw JSON at the start of an object: a key that JSON.stringify would not write, or a duplicate key. */
const withRawField = (text: string, objectStart: string, field: string): string =>
    text.replace(objectStart, () => `${objectStart}${field},`);

export const FIELD_VARIATIONS: EventVariations<ActivitySubject> = [
    variation('fields-null', (record) => withBlankFields(record, null)),
    variation('fields-empty', (record) => withBlankFields(record, '')),
    variation('fields-the-word-null', (record) => withBlankFields(record, 'null')),
    variation('fields-missing', (record) =>
        withFields(record, { message: { eventId: record.message['eventId'] ?? null } }),
    ),
    variation('user-sub-missing', (record) => withoutMessageField(record, 'userSub')),
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
    userNameVariation('name-in-han-script', '王小明'),
    userNameVariation('name-right-to-left', 'نادية'),
    userNameVariation('name-with-combining-marks', 'Zoë \u{1F9D1}\u200d\u{1F4BB}'),
    userNameVariation('name-with-lone-surrogate', 'ana\ud800'),
    userNameVariation('name-with-nul', 'ana\u0000ben'),
    userNameVariation('name-markup', '<script>alert(1)</script><b>ana</b>'),
    userNameVariation('name-sql', "'; drop table user_activity; --"),
    userNameVariation('name-formula', '=1+1'),
    userNameVariation('name-command', '@SUM(A1:A9),"x"'),
    userNameVariation('name-escape-sequence', '\u001b[31mana\u001b[0m\u0007'),
    userNameVariation('name-path', '../../../etc/passwd'),
    userNameVariation('name-braces', '}{"eventSource":"USER_AUTH_EVENTS"}'),
    userNameVariation('name-newline', 'ana\nben'),
    userNameVariation('name-as-number', 12345),
];
