/** The report function: the door between a schedule, Athena, the lake's bucket and the topic of findings. */
import type { Context } from 'aws-lambda';
import { openAthena } from '../lib/query/athena/open-athena.ts';
import { catalogueOf } from '../lib/query/catalogue.ts';
import { askAthena } from '../lib/watch/report/ask-athena.ts';
import { logReport } from '../lib/watch/report/log-report.ts';
import { publishFinding } from '../lib/watch/report/publish-finding.ts';
import { momentOf, questionsIn, readReportInput } from '../lib/deploy/config/report-input.ts';
import { reportSettingsFrom } from '../lib/watch/report/report-settings.ts';
import { reportText } from '../lib/watch/report/report-text.ts';
import { runReport } from '../lib/watch/report/run-report.ts';
import { openStore } from '../lib/store/open-store.ts';
import { putText } from '../lib/store/text-object.ts';

/** The texts of athena/queries, by their path: build.mjs puts them in, for there are no files beside the bundle. */
declare const QUERY_TEXTS: Readonly<Record<string, string>>;

/** Kept of the function's time to stop what runs in Athena, and to tell of it. */
const RESERVED_MS = 20_000;
const HOUR_MS = 3_600_000;
const TEXT_WIDTH = 100;

/** What is told to who calls by hand. */
type Answer = { readonly folder: string; readonly given: number; readonly failed: readonly string[] };

/** The function that Lambda calls. */
export const handler = async (event: unknown, context: Context): Promise<Answer> => {
    const { lake, topicArn, ...place } = reportSettingsFrom(process.env);
    const input = readReportInput(event);
    const nowMs = momentOf(input, Date.now());
    const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVED_MS));
    const store = await openStore(lake);
    const report = await runReport({
        questions: questionsIn(input, catalogueOf(QUERY_TEXTS), nowMs),
        ask: askAthena(await openAthena(place), signal),
        place: store,
        nowMs,
        quietMs: input.quiet_hours * HOUR_MS,
        maxMessages: input.max_messages,
        give: publishFinding(topicArn),
        onQuestion: () => undefined,
    });
    await putText(store, `${report.folder}summary.txt`, reportText(report, store.name, TEXT_WIDTH));
    logReport(report, context.awsRequestId);
    return {
        folder: report.folder,
        given: report.given.length,
        failed: report.outcomes.filter(({ failure }) => failure !== null).map(({ query }) => query),
    };
};
