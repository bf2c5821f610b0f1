/** A lake in which addresses guessed at passwords, and reports of it. */
import { join } from 'node:path';
import { findQuery, readCatalogue } from '../../lib/query/catalogue.ts';
import { askLake } from '../../lib/watch/report/ask-lake.ts';
import type { Finding } from '../../lib/watch/report/finding.ts';
import { questionsOf } from '../../lib/query/question.ts';
import { runReport, type Report, type ReportRun } from '../../lib/watch/report/run-report.ts';
import { folderStore } from '../../lib/store/folder-store.ts';
import { givenLake, temporaryFolder, type GivenRows } from './given-lake.ts';

export const NOW_MS = Date.UTC(2026, 0, 10, 6);
export const HOUR_MS = 3_600_000;

type ActivityRow = NonNullable<GivenRows['user_activity']>[number];

/** So many failed sign-ins, one a second, each of another user, from one address and moment on. */
export const guessed = (
    ip_address: string,
    count: number,
    at = Date.UTC(2026, 0, 9, 12),
    more: ActivityRow = {},
): readonly ActivityRow[] =>
    Array.from({ length: count }, (_, index) => ({
        record_id: `${ip_address}-${at}-${index}`,
        event_id: `${ip_address}-${at}-${index}`,
        event_response: 'Fail',
        user_name: `user-${index}`,
        user_sub: `sub-${index}`,
        ip_address,
        has_context_data: true,
        event_at: new Date(at + index * 1000).toISOString(),
        ...more,
    }));

export const givenGuesses = async (lake = temporaryFolder()): Promise<string> =>
    givenLake({ user_activity: [...guessed('203.0.113.1', 30), ...guessed('203.0.113.2', 40)] }, lake);

export type Reported = { readonly report: Report; readonly given: readonly Finding[]; readonly out: string };

/** Runs a report of a lake into a folder; brute_force_by_address unless other questions are named. */
export const reported = async (
    lake: string,
    names: readonly string[] = ['brute_force_by_address'],
    more: Partial<ReportRun> & { out?: string } = {},
): Promise<Reported> => {
    const { out = join(temporaryFolder(), 'out'), nowMs = NOW_MS, ...rest } = more;
    const given: Finding[] = [];
    const report = await runReport({
        questions: questionsOf(
            names.map((name) => findQuery(readCatalogue(), name)),
            new Map(),
            nowMs,
        ),
        ask: askLake(lake),
        place: folderStore(out),
        nowMs,
        quietMs: 192 * HOUR_MS,
        maxMessages: 20,
        give: async (finding) => {
            given.push(finding);
        },
        onQuestion: () => undefined,
        ...rest,
    });
    return { report, given, out };
};

export const subjects = ({ given }: Pick<Reported, 'given'>): readonly string[] => given.map(({ subject }) => subject);
