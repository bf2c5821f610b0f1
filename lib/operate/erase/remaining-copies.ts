/** Lists the copies of a person's data that an erasure does not reach, in the lake and elsewhere. */
import type { Store } from '../../store/store.ts';

const COPIES_BY_FOLDER: ReadonlyMap<string, string> = new Map([
    [
        'raw',
        'raw/ has every record as received, until it expires (retentionDays.raw); ' +
            'a replay or rebuild from it would restore the rows',
    ],
    [
        'errors',
        'errors/ has the bytes of rejected records, until they expire (retentionDays.errors); ' +
            'a redrive would restore the rows',
    ],
    ['results', 'results/ has query results, until they expire (retentionDays.results)'],
    ['reports', 'reports/ has the results of reports'],
]);

/** Copies outside the lake, the same for every lake. */
const COPIES_ELSEWHERE = [
    'the exports and CloudWatch log groups behind the lake keep their data until their own retention ends',
    'old versions of the changed objects, if the bucket keeps versions, until they expire (`versions` in the config)',
    'copies of the lake',
] as const;

export const remainingCopies = async (store: Store): Promise<readonly string[]> => {
    const folders = new Set(await store.folders(''));
    return [
        ...[...COPIES_BY_FOLDER].filter(([folder]) => folders.has(folder)).map(([, description]) => description),
        ...COPIES_ELSEWHERE,
    ];
};
