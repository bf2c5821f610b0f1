/** The Lambda handler of the scheduled report: runs queries in Athena and publishes the findings to SNS. */
import type { Context } from 'aws-lambda';
import { openAthena } from '../lib/query/athena/open-athena.ts';
import { parseCatalogue } from '../lib/query/catalogue.ts';
import { athenaRunner } from '../lib/watch/report/athena-runner.ts';
import { logReport } from '../lib/watch/report/log-report.ts';
import { publishFinding } from '../lib/watch/report/publish-finding.ts';
import { reportTimeOf, prepareReportQueries, readReportInput } from '../lib/deploy/config/report-input.ts';
import { reportSettingsFrom } from '../lib/watch/report/report-settings.ts';
import { summaryText } from '../lib/watch/report/report-text.ts';
import { runReport } from '../lib/watch/report/run-report.ts';
import { openStore } from '../lib/store/open-store.ts';
import { putText } from '../lib/store/text-object.ts';
import { HOUR_MS } from '../lib/basics/days.ts';

/** The SQL of athena/queries by path: build.mjs inlines them, as the bundle has no files beside it. */
declare const QUERY_TEXTS: Readonly<Record<string, string>>;

/** Time reserved before the timeout for stopping the query in Athena and reporting the failure. */
const RESERVED_MS = 20_000;
const TEXT_WIDTH = 100;

/** The response to a manual invocation. */
type ReportResponse = { readonly folder: string; readonly sent: number; readonly failed: readonly string[] };

/** The Lambda handler. `event` is the report’s input; see readReportInput. */
export const handler = async (event: unknown, context: Context): Promise<ReportResponse> => {
    const { lake, topicArn, ...athenaSettings } = reportSettingsFrom(process.env);
    const input = readReportInput(event);
    const nowMs = reportTimeOf(input, Date.now());
    const leftMs = Math.floor(context.getRemainingTimeInMillis()) - RESERVED_MS;
    const signal = AbortSignal.timeout(Math.max(0, leftMs));
    const store = await openStore(lake);
    const report = await runReport({
        queries: prepareReportQueries(input, parseCatalogue(QUERY_TEXTS), nowMs),
        runQuery: athenaRunner(await openAthena(athenaSettings), signal),
        store,
        nowMs,
        quietMs: input.quiet_hours * HOUR_MS,
        maxMessages: input.max_messages,
        send: publishFinding(topicArn),
        onQuery: () => undefined,
    });
    await putText(store, `${report.folder}summary.txt`, summaryText(report, store.name, TEXT_WIDTH));
    logReport(report, context.awsRequestId);
    return {
        folder: report.folder,
        sent: report.sent.length,
        failed: report.outcomes.filter(({ failure }) => failure !== null).map(({ query }) => query),
    };
};
