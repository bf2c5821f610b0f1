/** A lake with password guessing from two IP addresses, and reports on it. */
import { join } from 'node:path';
import { findQuery, readCatalogue } from '../../lib/query/catalogue.ts';
import { lakeRunner } from '../../lib/watch/report/lake-runner.ts';
import type { Finding } from '../../lib/watch/report/finding.ts';
import { prepareQueries } from '../../lib/query/prepare-queries.ts';
import { runReport, type ReportSummary, type RunReportOptions } from '../../lib/watch/report/run-report.ts';
import { folderStore } from '../../lib/store/folder-store.ts';
import { makeSampleLake, temporaryFolder, type LakeRows } from './make-sample-lake.ts';

export const NOW_MS = Date.UTC(2026, 0, 10, 6);
export const HOUR_MS = 3_600_000;

type ActivityLakeRow = NonNullable<LakeRows['user_activity']>[number];

/** `count` failed sign-ins of different users from one IP address, one per second from `at` on. */
export const makeGuesses = (
    ip_address: string,
    count: number,
    at = Date.UTC(2026, 0, 9, 12),
    more: ActivityLakeRow = {},
): readonly ActivityLakeRow[] =>
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

export const makeGuessLake = async (lake = temporaryFolder()): Promise<string> =>
    makeSampleLake({ user_activity: [...makeGuesses('203.0.113.1', 30), ...makeGuesses('203.0.113.2', 40)] }, lake);

export type SampleReport = {
    readonly report: ReportSummary;
    readonly sentFindings: readonly Finding[];
    readonly out: string;
};

/** Runs a report on a lake into a folder; by default of brute_force_by_address. */
export const runSampleReport = async (
    lake: string,
    names: readonly string[] = ['brute_force_by_address'],
    more: Partial<RunReportOptions> & { out?: string } = {},
): Promise<SampleReport> => {
    const { out = join(temporaryFolder(), 'out'), nowMs = NOW_MS, ...rest } = more;
    const sentFindings: Finding[] = [];
    const report = await runReport({
        queries: prepareQueries(
            names.map((name) => findQuery(readCatalogue(), name)),
            new Map(),
            nowMs,
        ),
        runQuery: lakeRunner(lake),
        store: folderStore(out),
        nowMs,
        quietMs: 192 * HOUR_MS,
        maxMessages: 20,
        send: async (finding) => {
            sentFindings.push(finding);
        },
        onQuery: () => undefined,
        ...rest,
    });
    return { report, sentFindings, out };
};

export const subjectsOf = ({ sentFindings }: Pick<SampleReport, 'sentFindings'>): readonly string[] =>
    sentFindings.map(({ subject }) => subject);
