/** Runs a report: runs each query, writes its result, sends the new findings and records them in the ledger. */
import type { Severity } from '../../query/sql-header.ts';
import type { Store } from '../../store/store.ts';
import { putText, readTextOrEmpty } from '../../store/text-object.ts';
import { QueryFailure, type QueryRunner } from './query-runner.ts';
import { dayFindings, type DayFindings } from './day-findings.ts';
import { groupByCause, failureFinding, type FailedQuery } from './failure-finding.ts';
import { toFinding, overflowFinding, weightOf, type Finding } from './finding.ts';
import type { FindingGroup, GroupedFindings } from './group-findings.ts';
import { sentLedger, type SentLedger } from './sent-ledger.ts';
import { hashParts, type FindingIdentity } from './finding-identity.ts';
import type { PreparedQuery } from '../../query/prepare-queries.ts';
import { resultKey, writeResult } from './write-result.ts';
import { REPORTS_PREFIX } from '../../deploy/config/lake-prefixes.ts';

/** The ledger of sent findings, beside the reports. */
const LEDGER_KEY = `${REPORTS_PREFIX}sent.txt`;

/** A lasting failure is reported by every daily report, but not by every hourly one. */
const FAILURE_QUIET_MS = 20 * 3_600_000;

export type RunReportOptions = {
    readonly queries: readonly PreparedQuery[];
    readonly runQuery: QueryRunner;
    readonly store: Store;
    readonly nowMs: number;
    readonly quietMs: number;
    /** Per query; one more message counts the rest. */
    readonly maxMessages: number;
    /** Sends a finding to its recipients, in addition to the files. */
    readonly send: (finding: Finding) => Promise<void>;
    readonly onQuery: (outcome: QueryOutcome) => void;
};

/** The outcome of one query, as in --json. */
export type QueryOutcome = {
    readonly query: string;
    readonly severity: Severity;
    /** The error of a failed query; null if it ran. */
    readonly failure: string | null;
    readonly rows: number;
    readonly allowlisted_rows: number;
    readonly findings: number;
    readonly new_findings: number;
    readonly result: string | null;
};

/** The outcome of a run; `messages` are those of the whole day. */
export type ReportSummary = {
    readonly folder: string;
    readonly run_at: string;
    readonly outcomes: readonly QueryOutcome[];
    readonly sent: readonly Finding[];
    readonly messages: readonly string[];
};

/** The state of a run. */
type ReportState = RunReportOptions & {
    readonly folder: string;
    readonly ledger: SentLedger;
    readonly day: DayFindings;
    readonly sent: Finding[];
    readonly failures: FailedQuery[];
};

/**
 * Writes a finding to the files before it is sent, and to the ledger after:
 * a run that is killed in between sends it twice rather than never.
 */
const sendFinding = async (
    state: ReportState,
    finding: Finding,
    identities: readonly FindingIdentity[],
): Promise<void> => {
    state.day.add(finding);
    await putText(state.store, `${state.folder}findings.ndjson`, state.day.text());
    await state.send(finding);
    state.sent.push(finding);
    state.ledger.add(identities);
    await putText(state.store, LEDGER_KEY, state.ledger.text());
};

const sendFindings = async (
    state: ReportState,
    { query }: PreparedQuery,
    groups: readonly FindingGroup[],
): Promise<void> => {
    const context = { query, nowMs: state.nowMs, result: state.store.nameOf(resultKey(state.folder, query.name)) };
    const worstFirst = groups.toSorted((a, b) => weightOf(b) - weightOf(a));
    const rest = worstFirst.slice(state.maxMessages);
    for (const group of worstFirst.slice(0, state.maxMessages))
        await sendFinding(state, toFinding(group, context), [group.identity]);
    if (rest.length > 0)
        await sendFinding(
            state,
            overflowFinding(rest, context),
            rest.map(({ identity }) => identity),
        );
};

const failureIdentityOf = (name: string): FindingIdentity => ({ key: hashParts([name, 'failure']), episode: null });

/** Sent after the findings: failures with the same cause are one finding. */
const sendFailures = async (state: ReportState): Promise<void> => {
    const unsent = state.failures.filter(
        ({ query }) => !state.ledger.isQuiet(failureIdentityOf(query.name), FAILURE_QUIET_MS),
    );
    for (const failures of groupByCause(unsent))
        await sendFinding(
            state,
            failureFinding(failures, state.nowMs),
            failures.map(({ query }) => failureIdentityOf(query.name)),
        );
};

const toFailedOutcome = (state: ReportState, { query }: PreparedQuery, reason: string): QueryOutcome => {
    state.failures.push({ query, reason });
    return {
        query: query.name,
        severity: query.severity,
        failure: reason,
        rows: 0,
        allowlisted_rows: 0,
        findings: 0,
        new_findings: 0,
        result: null,
    };
};

const sendAndSummarise = async (
    state: ReportState,
    prepared: PreparedQuery,
    { groups, rowCount, allowlistedCount }: GroupedFindings,
): Promise<QueryOutcome> => {
    const { name, severity } = prepared.query;
    const newGroups = groups.filter(({ identity }) => !state.ledger.isQuiet(identity));
    state.ledger.remove(failureIdentityOf(name).key);
    await sendFindings(state, prepared, newGroups);
    return {
        query: name,
        severity,
        failure: null,
        rows: rowCount,
        allowlisted_rows: allowlistedCount,
        findings: groups.length,
        new_findings: newGroups.length,
        result: state.store.nameOf(resultKey(state.folder, name)),
    };
};

/** Retries once if the failure is retryable. */
const runWithRetry = async (state: ReportState, prepared: PreparedQuery): Promise<GroupedFindings | QueryFailure> => {
    for (let isSecond = false; ; isSecond = true) {
        try {
            return await writeResult(prepared, state.runQuery, { store: state.store, folder: state.folder });
        } catch (error) {
            if (!(error instanceof QueryFailure)) throw error;
            if (isSecond || !error.isRetryable) return error;
        }
    }
};

const runPreparedQuery = async (state: ReportState, prepared: PreparedQuery): Promise<QueryOutcome> => {
    const result = await runWithRetry(state, prepared);
    return result instanceof QueryFailure
        ? toFailedOutcome(state, prepared, result.message)
        : sendAndSummarise(state, prepared, result);
};

const runQueries = async (state: ReportState): Promise<readonly QueryOutcome[]> => {
    const outcomes: QueryOutcome[] = [];
    for (const prepared of state.queries) {
        const outcome = await runPreparedQuery(state, prepared);
        outcomes.push(outcome);
        state.onQuery(outcome);
    }
    return outcomes;
};

/** Runs a report. A write error ends it; what was sent so far is in the ledger, and a rerun continues from there. */
export const runReport = async (options: RunReportOptions): Promise<ReportSummary> => {
    const runAt = new Date(options.nowMs).toISOString();
    const folder = `${REPORTS_PREFIX}dt=${runAt.slice(0, 10)}/`;
    const ledger = sentLedger(await readTextOrEmpty(options.store, LEDGER_KEY), options);
    const day = dayFindings(await readTextOrEmpty(options.store, `${folder}findings.ndjson`));
    const state: ReportState = { ...options, folder, ledger, day, sent: [], failures: [] };
    // A report that is stopped still sends the failures so far.
    const outcomes = await runQueries(state).finally(async () => sendFailures(state));
    await putText(options.store, LEDGER_KEY, ledger.text());
    await putText(options.store, `${folder}findings.ndjson`, day.text());
    return { folder, run_at: runAt, outcomes, sent: state.sent, messages: day.messages() };
};
