/** Writes a result as CSV and JSON and groups its findings, in one pass and without holding all rows in memory. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { makeTemporaryFolder, removeTemporary } from '../../basics/temporary-folder.ts';
import { csv } from '../../query/format/csv.ts';
import { json } from '../../query/format/json.ts';
import type { QueryResult } from '../../query/query-result.ts';
import type { Store } from '../../store/store.ts';
import { QueryFailure, type QueryRunner } from './query-runner.ts';
import { findingRule } from './finding-rule.ts';
import { groupFindings, type GroupedFindings } from './group-findings.ts';
import type { PreparedQuery } from '../../query/prepare-queries.ts';

/** The folder for the results of a day. */
export type ResultTarget = { readonly store: Store; readonly folder: string };

const FORMATS = [
    ['csv', csv],
    ['json', json],
] as const;

/** The key of the file that messages link to. */
export const resultKey = (folder: string, name: string): string => `${folder}${name}.csv`;

const teeInThree = ({ columns, batches }: QueryResult): readonly [QueryResult, QueryResult, QueryResult] => {
    const [first, rest] = ReadableStream.from(batches).tee();
    const [second, third] = rest.tee();
    return [
        { columns, batches: first },
        { columns, batches: second },
        { columns, batches: third },
    ];
};

const spool = async (pieces: AsyncIterable<string>, path: string): Promise<void> =>
    pipeline(Readable.from(pieces), createWriteStream(path, { mode: 0o600 }));

/** Waits for all. Of several failures, throws a write error rather than a QueryFailure. */
const waitForAll = async <T>(main: Promise<T>, others: readonly Promise<void>[]): Promise<T> => {
    const failures = (await Promise.allSettled([main, ...others])).flatMap((each) =>
        each.status === 'rejected' ? [each.reason] : [],
    );
    if (failures.length > 0) throw failures.find((failure) => !(failure instanceof QueryFailure)) ?? failures[0];
    return main;
};

/** Runs the query, then writes both files once the result is complete. Readers never see a partial result. */
export const writeResult = async (
    prepared: PreparedQuery,
    runQuery: QueryRunner,
    { store, folder }: ResultTarget,
): Promise<GroupedFindings> => {
    const { query } = prepared;
    const temporary = makeTemporaryFolder();
    try {
        const [forCsv, forJson, forFindings] = teeInThree(await runQuery(prepared));
        const grouped = await waitForAll(groupFindings(query, findingRule(query.name), forFindings), [
            spool(csv(forCsv), join(temporary, 'csv')),
            spool(json(forJson), join(temporary, 'json')),
        ]);
        for (const [format] of FORMATS) await store.put(`${folder}${query.name}.${format}`, join(temporary, format));
        return grouped;
    } finally {
        removeTemporary(temporary);
    }
};
