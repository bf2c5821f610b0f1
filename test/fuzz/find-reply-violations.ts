/** Finds violations of Firehose's contract in a reply, and of the design in the counts of its batch. */
import { fromBase64, standardBase64 } from '../../lib/transform/decode/base64.ts';
import type { HandledBatch } from '../../lib/transform/handle-batch.ts';
import { EVENT_TYPES, DELIVERY_ERROR } from '../../schemas/vocabulary.ts';
import { findRowViolations } from '../properties/find-row-violations.ts';
import { FORGED_USER } from './forged-user.ts';
import { parseJsonRow } from '../support/transform-batch.ts';

/** The limit of Lambda and Firehose: 6 MB. */
const MAX_REPLY_BYTES = 6_291_556;

/** Valid partition keys (docs/fields.md). */
const KEY_PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
    ['user_pool_id', /^(?=.{1,55}$)[\w-]+_[0-9a-zA-Z]+$/],
    ['event_type', new RegExp(`^(?:${[...EVENT_TYPES, DELIVERY_ERROR].join('|')})$`)],
    ['dt', /^[2-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/],
];

const isBase64 = (data: string): boolean => Buffer.from(data, 'base64').toString('base64') === data;

const findKeyViolations = (keys: Readonly<Record<string, string>>): readonly string[] => [
    ...(Object.keys(keys).join() === KEY_PATTERNS.map(([name]) => name).join() ? [] : ['other partition keys']),
    ...KEY_PATTERNS.filter(([name, pattern]) => !pattern.test(keys[name] ?? '')).map(
        ([name]) => `the partition key ${name} is ${JSON.stringify(keys[name])}`,
    ),
];

const findOkViolations = (
    data: string,
    keys: Readonly<Record<string, string>>,
    { table }: HandledBatch,
): readonly string[] => {
    const violations = isBase64(data)
        ? [...findKeyViolations(keys)]
        : ['ok without base64', ...findKeyViolations(keys)];
    const text = Buffer.from(data, 'base64').toString('utf8');
    if (!text.endsWith('\n')) violations.push('last line without a newline');
    for (const line of text.replace(/\n$/, '').split('\n')) {
        violations.push(...findRowViolations(line, table));
        const row = parseJsonRow(line);
        if (row['user_name'] === FORGED_USER || row['details'] === FORGED_USER)
            violations.push('a forged row was accepted');
        if (!Object.entries(keys).every(([name, key]) => row[name] === key))
            violations.push('row in the wrong partition');
    }
    return violations;
};

type ReplyRecord = HandledBatch['reply']['records'][number];

/** The expected data of a rejected record: empty if the original is not base64. */
const originalBase64 = (original: string): string => (fromBase64(original) === null ? '' : standardBase64(original));

const findRecordViolations = (
    { result, data, metadata }: ReplyRecord,
    original: string,
    handled: HandledBatch,
): readonly string[] => {
    if (result === 'Ok')
        return metadata === undefined ? ['no partition keys'] : findOkViolations(data, metadata.partitionKeys, handled);
    const violations = metadata === undefined ? [] : ['partition keys without an ok record'];
    if (result === 'Dropped') return data === '' ? violations : [...violations, 'dropped with data'];
    if (result === 'ProcessingFailed')
        return data === originalBase64(original) ? violations : [...violations, 'failed with other bytes'];
    return [...violations, `not a result: ${String(result)}`];
};

const countLines = ({ result, data }: ReplyRecord): number =>
    result === 'Ok' ? Buffer.from(data, 'base64').toString('latin1').split('\n').length - 1 : 0;

const findCountViolations = ({ counts, reply }: HandledBatch, recordCount: number): readonly string[] => {
    const rejected = Object.values(counts.rejected_by_reason).reduce((sum, count) => sum + count, 0);
    const countOf = (expected: string): number => reply.records.filter(({ result }) => result === expected).length;
    const rules: readonly (readonly [violation: string, isMet: boolean])[] = [
        ['events do not add up', counts.events === counts.rows + counts.rejected_events + counts.reingested_events],
        ['records do not add up', counts.records === counts.ok + counts.dropped + counts.rejected + counts.split],
        ['reasons do not add up', rejected === counts.rejected_events],
        ['wrong number of records', counts.records === recordCount],
        [
            'rows are not in the reply',
            counts.rows === reply.records.reduce((sum, record) => sum + countLines(record), 0),
        ],
        ['ok records are not in the reply', counts.ok === countOf('Ok')],
        ['rejected records are not in the reply', counts.rejected === countOf('ProcessingFailed')],
    ];
    return rules.filter(([, isMet]) => !isMet).map(([violation]) => violation);
};

/** The violations of a reply; none if it is right. `data` is the data of record-0, record-1 … */
export const findReplyViolations = (handled: HandledBatch, data: readonly string[]): readonly string[] => {
    const { records } = handled.reply;
    return [
        ...(records.length === data.length && records.every(({ recordId }, at) => recordId === `record-${at}`)
            ? []
            : ['wrong ids or order']),
        ...records.flatMap((record, at) => findRecordViolations(record, data[at] ?? '', handled)),
        ...findCountViolations(handled, data.length),
        ...(Buffer.byteLength(JSON.stringify(handled.reply)) > MAX_REPLY_BYTES ? ['reply too large'] : []),
    ];
};
