/** Writes an answer as CSV and as JSON while its findings are taken out of it: the rows are read once, and never all in memory. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { csv } from '../../query/format/csv.ts';
import { json } from '../../query/format/json.ts';
import type { Result } from '../../query/result.ts';
import type { Store } from '../../store/store.ts';
import { QueryFailure, type Ask } from './ask.ts';
import { findingForm } from './finding-form.ts';
import { foundRows, type FoundRows } from './found-rows.ts';
import type { Question } from '../../query/question.ts';

/** Where the answers of a day go. */
export type AnswerPlace = { readonly store: Store; readonly folder: string };

const FORMATS = [
    ['csv', csv],
    ['json', json],
] as const;

/** The file that messages point at. */
export const answerKey = (folder: string, name: string): string => `${folder}${name}.csv`;

const inThree = ({ columns, batches }: Result): readonly [Result, Result, Result] => {
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

/** Waits for all; of several failures that of the place is thrown, not that of the question. */
const allOf = async <T>(wanted: Promise<T>, others: readonly Promise<void>[]): Promise<T> => {
    const failures = (await Promise.allSettled([wanted, ...others])).flatMap((each) =>
        each.status === 'rejected' ? [each.reason] : [],
    );
    if (failures.length > 0) throw failures.find((failure) => !(failure instanceof QueryFailure)) ?? failures[0];
    return wanted;
};

/** Asks, and puts both files when the answer is whole: readers see what was there before, or all of it. */
export const writeAnswer = async (question: Question, ask: Ask, { store, folder }: AnswerPlace): Promise<FoundRows> => {
    const { query } = question;
    const temporary = await mkdtemp(join(tmpdir(), 'cognito-log-lake-'));
    try {
        const [forCsv, forJson, forFindings] = inThree(await ask(question));
        const found = await allOf(foundRows(query, findingForm(query.name), forFindings), [
            spool(csv(forCsv), join(temporary, 'csv')),
            spool(json(forJson), join(temporary, 'json')),
        ]);
        for (const [format] of FORMATS) await store.put(`${folder}${query.name}.${format}`, join(temporary, format));
        return found;
    } finally {
        await rm(temporary, { recursive: true, force: true });
    }
};
