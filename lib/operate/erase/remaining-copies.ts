/** Lists what an erasure does not reach: columns that the rows keep, reports, and copies in the lake and elsewhere. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { mentionsIn } from '../../lake/erasures/mentions.ts';
import { keptColumns } from '../../lake/erasures/pseudonymised-rows.ts';
import { mapConcurrently } from '../../store/run-concurrently.ts';
import type { Store } from '../../store/store.ts';
import { printable } from '../../terminal/printable.ts';
import { countOf } from '../../terminal/summary-lines.ts';
import type { PersonRows } from './find-person.ts';

const COPIES_BY_FOLDER: ReadonlyMap<string, string> = new Map([
    ['raw', 'raw/ has every record as received, until it expires (retentionDays.raw)'],
    ['errors', 'errors/ has the bytes of rejected records, until they expire (retentionDays.errors)'],
    ['results', 'results/ has query results, until they expire (retentionDays.results)'],
    ['reports', 'reports/ has the results of reports'],
]);

/** Copies outside the lake, the same for every lake. */
const COPIES_ELSEWHERE = [
    'the exports and CloudWatch log groups behind the lake keep their data until their own retention ends',
    'old versions of the changed objects, if the bucket keeps versions, until they expire (`versions` in the config)',
    'copies of the lake',
] as const;

/** An event_id is also in the user's tokens, and a record_id is a hash of the original event. */
const KEPT_COLUMNS = TABLE_NAMES.map(
    (table) =>
        `the rows of ${table} keep ${keptColumns(table).join(', ')}: ` +
        'they match the original events, wherever a copy of those is',
);

/** A name as it may be in a JSON or CSV file. */
const writtenForms = (word: string): readonly string[] => [
    ...new Set([word, JSON.stringify(word).slice(1, -1), word.replaceAll('"', '""')]),
];

/** Names are shorter. Two parts of a file overlap by this many characters. */
const OVERLAP_CHARACTERS = 4096;

const MAX_CONCURRENT_READS = 8;

const isNamedIn = async (store: Store, key: string, words: readonly string[]): Promise<boolean> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of store.open(key)) {
        text = text.slice(-OVERLAP_CHARACTERS) + decoder.decode(chunk, { stream: true });
        if (mentionsIn(text, words)) return true;
    }
    return false;
};

const reportsNaming = async (store: Store, words: readonly string[]): Promise<readonly string[]> => {
    const forms = words.flatMap(writtenForms);
    const keys: string[] = [];
    for await (const { key } of store.list('reports/')) keys.push(key);
    const isNamed = await mapConcurrently(keys, MAX_CONCURRENT_READS, async (key) => isNamedIn(store, key, forms));
    return keys.filter((_, index) => isNamed[index]).map((key) => `${printable(key)} names the person`);
};

/** What others share with the person: an erasure keeps their rows. */
export const sharingText = ({ sharing }: Pick<PersonRows, 'sharing'>): string => {
    const { addressRows, addressUsers, deviceRows, deviceUsers } = sharing;
    if (addressRows === 0) return 'no row of another user has an IP address of the person';
    return (
        `${countOf(addressRows, 'row')} of ${countOf(addressUsers, 'other user')} ` +
        `${addressRows === 1 ? 'has' : 'have'} an IP address of the person; ` +
        `with the same device: ${countOf(deviceRows, 'row')} of ${countOf(deviceUsers, 'other user')}`
    );
};

/** @param words the words that name the person */
export const remainingCopies = async (store: Store, words: readonly string[]): Promise<readonly string[]> => {
    const folders = new Set(await store.folders(''));
    return [
        ...KEPT_COLUMNS,
        ...(folders.has('reports') ? await reportsNaming(store, words) : []),
        ...[...COPIES_BY_FOLDER].filter(([folder]) => folders.has(folder)).map(([, description]) => description),
        ...COPIES_ELSEWHERE,
    ];
};
