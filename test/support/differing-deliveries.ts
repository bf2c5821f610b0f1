/** A lake of records with several deliveries, and what the check deliveries_agree finds in it. */
import type { LakeRows } from './make-sample-lake.ts';

type ActivityRow = NonNullable<LakeRows['user_activity']>[number];
type NotificationRow = NonNullable<LakeRows['user_notification']>[number];

/** Differences in one column, by record_id. */
const DIFFERENT_VALUES: readonly (readonly [record: string, one: ActivityRow, other: ActivityRow, column: string])[] = [
    ['event-at', { event_at: '2026-01-01T10:00:00.000Z' }, { event_at: '2026-01-01T10:00:00.001Z' }, 'event_at'],
    ['event-at-of-arrival', { event_at_source: 'arrival' }, { event_at_source: 'event' }, 'event_at'],
    ['event-id', { event_id: 'a' }, { event_id: 'b' }, 'event_id'],
    ['event-response', { event_response: 'Pass' }, { event_response: 'Fail' }, 'event_response'],
    ['risk-level', { risk_level: 'Low' }, { risk_level: null }, 'risk_level'],
    ['risk-decision', { risk_decision: 'NoRisk' }, { risk_decision: 'Block' }, 'risk_decision'],
    ['risk-decision-raw', { risk_decision_raw: 'PASS' }, { risk_decision_raw: 'Pass' }, 'risk_decision_raw'],
    ['challenge-names', { challenge_names: ['a', 'b'] }, { challenge_names: ['a'] }, 'challenge_names'],
    ['challenge-order', { challenge_names: ['a', 'b'] }, { challenge_names: ['b', 'a'] }, 'challenge_names'],
    ['challenge-results', { challenge_results: ['a\u001fb'] }, { challenge_results: ['a', 'b'] }, 'challenge_results'],
    [
        'compromised',
        { compromised_credential_detected: true },
        { compromised_credential_detected: false },
        'compromised_credential_detected',
    ],
    ['user-sub', { user_sub: 'a' }, { user_sub: null }, 'user_sub'],
    ['user-name', { user_name: 'ana' }, { user_name: 'Ana' }, 'user_name'],
    ['client-id', { client_id: 'a' }, { client_id: 'b' }, 'client_id'],
    ['ipv4', { ip_address: '192.0.2.1' }, { ip_address: '192.0.2.10' }, 'ip_address'],
    ['ipv4-none', { ip_address: '192.0.2.1' }, { ip_address: null }, 'ip_address'],
    ['ipv4-mapped', { ip_address: '::ffff:192.0.2.1' }, { ip_address: '192.0.2.2' }, 'ip_address'],
    ['ipv6', { ip_address: '2001:db8::1' }, { ip_address: '2001:db8::10' }, 'ip_address'],
    ['ipv6-zeros', { ip_address: '2001:db8::1:0' }, { ip_address: '2001:db8:0:1::' }, 'ip_address'],
    ['country', { country: 'Austria' }, { country: null }, 'country'],
    [
        'erased-but-other-response',
        { user_sub: 'erased-0123456789abcdef', user_name: null, ip_address: null, event_response: 'Pass' },
        { ip_address: '192.0.2.1', event_response: 'Fail' },
        'event_response',
    ],
    ['named-like-a-pseudonym', { user_name: 'erased-by-ana' }, { user_name: 'ana' }, 'user_name'],
];

const SAME_ADDRESSES = [
    ['192.0.2.1', '::ffff:192.0.2.1'],
    ['192.0.2.1', '::FFFF:192.0.2.1'],
    ['192.0.2.1', '0:0:0:0:0:ffff:192.0.2.1'],
    ['2001:db8::1', '2001:0DB8:0000:0000:0000:0000:0000:0001'],
    ['2001:db8:0:1::', '2001:db8::1:0:0:0:0'],
    ['2001:db8::', '2001:db8:0:0:0:0:0:0'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['unknown', 'UNKNOWN'],
] as const;

/** Deliveries that do not differ, by record_id. */
const SAME_VALUES: readonly (readonly [record: string, one: ActivityRow, other: ActivityRow])[] = [
    ['path', { ingest_path: 'firehose' }, { ingest_path: 's3_export' }],
    ['other-columns', { device_name: 'a', city: 'b', extra_names: ['c'] }, { request_id: 'd', idp_name: 'e' }],
    ['null-in-both', { user_sub: null, ip_address: null }, { user_sub: null, ip_address: null }],
    ['erased', { user_sub: 'erased-0123456789abcdef', ip_address: null }, { ip_address: '192.0.2.1', user_name: 'x' }],
    ['erased-without-sub', { user_sub: null, user_name: 'erased-0123456789abcdef' }, { ip_address: '192.0.2.1' }],
    [
        'erased-twice',
        { user_sub: 'erased-0123456789abcdef', user_name: 'erased-0123456789abcdef' },
        { user_sub: 'erased-fedcba9876543210', user_name: 'erased-fedcba9876543210' },
    ],
    [
        'time-of-arrival',
        { event_at: '2026-01-01T10:00:00.000Z', event_at_source: 'arrival' },
        { event_at: '2026-01-01T11:00:00.000Z', event_at_source: 'arrival' },
    ],
    ['in-two-partitions', { dt: '2026-01-01', user_name: 'ana' }, { dt: '2026-01-02', user_name: 'ben' }],
    ...SAME_ADDRESSES.map(
        ([one, other], index) => [`address-${index}`, { ip_address: one }, { ip_address: other }] as const,
    ),
];

const NOTIFICATIONS: readonly NotificationRow[] = [
    { record_id: 'details', details: 'a' },
    { record_id: 'details', details: 'b' },
    { record_id: 'details-none', details: 'a' },
    { record_id: 'details-none', details: null },
    { record_id: 'masked', details: 'No such user: erased.' },
    { record_id: 'masked', details: 'No such user: ana.' },
    { record_id: 'masked-not', details: 'The phone was unerased.' },
    { record_id: 'masked-not', details: 'The phone was gone.' },
    { record_id: 'class', details: 'a', error_class: 'Throttled' },
    { record_id: 'class', details: 'a', error_class: 'Unclassified' },
];

const AT = { event_at: '2026-01-01T10:00:00.000Z' };
const FIRST = '2026-01-01T10:00:05.000Z';
const LAST = '2026-01-03T10:00:00.000Z';
const arrived = (index: number): string => (index % 2 === 0 ? FIRST : LAST);

export const DIFFERING_LAKE: LakeRows = {
    user_activity: [
        ...[...DIFFERENT_VALUES, ...SAME_VALUES].flatMap(([record_id, ...deliveries]) =>
            deliveries.slice(0, 2).map((row, index) => ({
                ...AT,
                record_id,
                arrived_at: arrived(index),
                ...(typeof row === 'string' ? {} : row),
            })),
        ),
        ...['a', 'a', 'b'].map((country, index) => ({
            ...AT,
            record_id: 'three',
            arrived_at: arrived(index),
            country,
            client_id: `${index}`,
        })),
        { ...AT, record_id: null, country: 'a' },
        { ...AT, record_id: null, country: 'b' },
        { ...AT, record_id: 'once', country: 'b' },
    ],
    user_notification: NOTIFICATIONS.map((row, index) => ({ ...AT, arrived_at: arrived(index), ...row })),
};

const found = (table_name: string, record_id: string, differing_columns: string, delivery_count = 2): object => ({
    table_name,
    user_pool_id: 'us-west-2_EXAMPLE',
    event_type: table_name === 'user_activity' ? 'SignIn' : 'DeliveryError',
    dt: '2026-01-01',
    record_id,
    delivery_count,
    differing_columns,
    first_arrived_at: FIRST,
    last_arrived_at: LAST,
});

/** The failing rows of the check on `DIFFERING_LAKE`, in the order of their record_ids. */
export const DIFFERING_ROWS: readonly object[] = [
    ...[
        ...DIFFERENT_VALUES.map(([record_id, , , column]) => ({ record_id, column, count: 2 })),
        { record_id: 'three', column: 'client_id country', count: 3 },
    ]
        .toSorted((one, other) => (one.record_id < other.record_id ? -1 : 1))
        .map(({ record_id, column, count }) => found('user_activity', record_id, column, count)),
    ...['details', 'details-none', 'masked-not'].map((record_id) => found('user_notification', record_id, 'details')),
];
