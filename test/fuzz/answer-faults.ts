/** Says what Firehose would hold against an answer, and the design against the counts of its batch. */
import { fromBase64, standardBase64 } from '../../lib/transform/decode/base64.ts';
import type { Handled } from '../../lib/transform/handle-batch.ts';
import { EVENT_TYPES, DELIVERY_ERROR } from '../../schemas/vocabulary.ts';
import { rowFaults } from '../properties/row-faults.ts';
import { readRow } from '../support/given-firehose.ts';

/** Lambda’s and Firehose’s bound: 6 MB. */
const MAX_REPLY_BYTES = 6_291_556;

/** What may stand in a path of the lake (the design, section 3). */
const KEY_PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
    ['user_pool_id', /^(?=.{1,55}$)[\w-]+_[0-9a-zA-Z]+$/],
    ['event_type', new RegExp(`^(?:${[...EVENT_TYPES, DELIVERY_ERROR].join('|')})$`)],
    ['dt', /^[2-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/],
];

const isBase64 = (data: string): boolean => Buffer.from(data, 'base64').toString('base64') === data;

const keyFaults = (keys: Readonly<Record<string, string>>): readonly string[] => [
    ...(Object.keys(keys).join() === KEY_PATTERNS.map(([name]) => name).join() ? [] : ['other partition keys']),
    ...KEY_PATTERNS.filter(([name, pattern]) => !pattern.test(keys[name] ?? '')).map(
        ([name]) => `the partition key ${name} is ${JSON.stringify(keys[name])}`,
    ),
];

const keptFaults = (data: string, keys: Readonly<Record<string, string>>, { table }: Handled): readonly string[] => {
    const faults = isBase64(data) ? [...keyFaults(keys)] : ['kept without base64', ...keyFaults(keys)];
    const text = Buffer.from(data, 'base64').toString('utf8');
    if (!text.endsWith('\n')) faults.push('a last line without its end');
    for (const line of text.replace(/\n$/, '').split('\n')) {
        faults.push(...rowFaults(line, table));
        const row = readRow(line);
        if (!Object.entries(keys).every(([name, key]) => row[name] === key)) faults.push('not of its partition');
    }
    return faults;
};

type Answer = Handled['answer']['records'][number];

/** What was no base64 has no bytes that could go back. */
const bytesAsCame = (given: string): string => (fromBase64(given) === null ? '' : standardBase64(given));

const recordFaults = ({ result, data, metadata }: Answer, given: string, handled: Handled): readonly string[] => {
    if (result === 'Ok')
        return metadata === undefined ? ['no partition keys'] : keptFaults(data, metadata.partitionKeys, handled);
    const faults = metadata === undefined ? [] : ['partition keys where nothing is kept'];
    if (result === 'Dropped') return data === '' ? faults : [...faults, 'dropped with data'];
    if (result === 'ProcessingFailed')
        return data === bytesAsCame(given) ? faults : [...faults, 'failed with other bytes'];
    return [...faults, `no result word: ${String(result)}`];
};

const linesIn = ({ result, data }: Answer): number =>
    result === 'Ok' ? Buffer.from(data, 'base64').toString('latin1').split('\n').length - 1 : 0;

const countFaults = ({ counts, answer }: Handled, arrivals: number): readonly string[] => {
    const refused = Object.values(counts.refused_by_reason).reduce((sum, count) => sum + count, 0);
    const resultCount = (wanted: string): number => answer.records.filter(({ result }) => result === wanted).length;
    const holds: readonly (readonly [fault: string, holds: boolean])[] = [
        ['the identity of events', counts.events === counts.rows + counts.refused_events + counts.put_back_events],
        [
            'the identity of arrivals',
            counts.arrivals === counts.kept + counts.set_aside + counts.refused + counts.taken_apart,
        ],
        ['the reasons', refused === counts.refused_events],
        ['the arrivals', counts.arrivals === arrivals],
        [
            'rows that are not in the answer',
            counts.rows === answer.records.reduce((sum, record) => sum + linesIn(record), 0),
        ],
        ['kept that are not in the answer', counts.kept === resultCount('Ok')],
        ['refused that are not in the answer', counts.refused === resultCount('ProcessingFailed')],
    ];
    return holds.filter(([, isSo]) => !isSo).map(([fault]) => fault);
};

/** Nothing for an answer as it must be. `data` is what the arrivals came with; their ids are record-0, record-1 … */
export const answerFaults = (handled: Handled, data: readonly string[]): readonly string[] => {
    const { records } = handled.answer;
    return [
        ...(records.length === data.length && records.every(({ recordId }, at) => recordId === `record-${at}`)
            ? []
            : ['not the ids, in order']),
        ...records.flatMap((record, at) => recordFaults(record, data[at] ?? '', handled)),
        ...countFaults(handled, data.length),
        ...(Buffer.byteLength(JSON.stringify(handled.answer)) > MAX_REPLY_BYTES ? ['a reply that is too large'] : []),
    ];
};
