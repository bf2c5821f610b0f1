/** The report in one sentence: each question is asked, its answer written, and what is found in it and was not given yet is given, and noted. */
import type { Severity } from '../../query/header.ts';
import type { Store } from '../../store/store.ts';
import { putText, readTextOrEmpty } from '../../store/text-object.ts';
import { QueryFailure, type Ask } from './ask.ts';
import { dayFindings, type DayFindings } from './day-findings.ts';
import { byCause, failureFinding, type Failure } from './failure-finding.ts';
import { findingOf, moreFinding, weightOf, type Finding } from './finding.ts';
import type { Found, FoundRows } from './found-rows.ts';
import { givenLedger, type GivenLedger } from './given-ledger.ts';
import { keyOf, type Identity } from './identity.ts';
import type { Question } from '../../query/question.ts';
import { answerKey, writeAnswer } from './write-answer.ts';
import { REPORTS_PREFIX } from '../../deploy/config/lake-prefixes.ts';

/** Beside the reports, what was given. */
const GIVEN = `${REPORTS_PREFIX}given.txt`;

/** A failure that lasts is told of by every daily report, and not by every hourly one. */
const FAILURE_QUIET_MS = 20 * 3_600_000;

export type ReportRun = {
    readonly questions: readonly Question[];
    readonly ask: Ask;
    readonly place: Store;
    readonly nowMs: number;
    readonly quietMs: number;
    /** Of a question; the rest is one message more. */
    readonly maxMessages: number;
    /** Carries a message to whom it is meant for, beside the files. */
    readonly give: (finding: Finding) => Promise<void>;
    readonly onQuestion: (outcome: Outcome) => void;
};

/** How a question ended, as --json has it. Rows are known, quiet or given. */
export type Outcome = {
    readonly query: string;
    readonly severity: Severity;
    /** Why it has no answer; null where it has one. */
    readonly failure: string | null;
    readonly rows: number;
    readonly known_rows: number;
    readonly findings: number;
    readonly new_findings: number;
    readonly answer: string | null;
};

/** All that a run did; `messages` are those of the whole day. */
export type Report = {
    readonly folder: string;
    readonly asked_at: string;
    readonly outcomes: readonly Outcome[];
    readonly given: readonly Finding[];
    readonly messages: readonly string[];
};

/** What a run has in its hands. */
type Desk = ReportRun & {
    readonly folder: string;
    readonly ledger: GivenLedger;
    readonly day: DayFindings;
    readonly given: Finding[];
    readonly failures: Failure[];
};

/** The files have a finding before it is carried, and the ledger after: a run that is killed in between gives it again rather than never. */
const give = async (desk: Desk, finding: Finding, identities: readonly Identity[]): Promise<void> => {
    desk.day.add(finding);
    await putText(desk.place, `${desk.folder}findings.ndjson`, desk.day.text());
    await desk.give(finding);
    desk.given.push(finding);
    desk.ledger.note(identities);
    await putText(desk.place, GIVEN, desk.ledger.text());
};

const giveAll = async (desk: Desk, { query }: Question, found: readonly Found[]): Promise<void> => {
    const origin = { query, nowMs: desk.nowMs, result: desk.place.nameOf(answerKey(desk.folder, query.name)) };
    const worstFirst = found.toSorted((one, other) => weightOf(other) - weightOf(one));
    const rest = worstFirst.slice(desk.maxMessages);
    for (const each of worstFirst.slice(0, desk.maxMessages))
        await give(desk, findingOf(each, origin), [each.identity]);
    if (rest.length > 0)
        await give(
            desk,
            moreFinding(rest, origin),
            rest.map(({ identity }) => identity),
        );
};

const failureOf = (name: string): Identity => ({ key: keyOf([name, 'failure']), episode: null });

/** After the findings: what fails for one reason is one message. */
const giveFailures = async (desk: Desk): Promise<void> => {
    const fresh = desk.failures.filter(({ query }) => !desk.ledger.isQuiet(failureOf(query.name), FAILURE_QUIET_MS));
    for (const failures of byCause(fresh))
        await give(
            desk,
            failureFinding(failures, desk.nowMs),
            failures.map(({ query }) => failureOf(query.name)),
        );
};

const failed = (desk: Desk, { query }: Question, why: string): Outcome => {
    desk.failures.push({ query, why });
    return {
        query: query.name,
        severity: query.severity,
        failure: why,
        rows: 0,
        known_rows: 0,
        findings: 0,
        new_findings: 0,
        answer: null,
    };
};

const answered = async (
    desk: Desk,
    question: Question,
    { found, rowCount, knownCount }: FoundRows,
): Promise<Outcome> => {
    const { name, severity } = question.query;
    const fresh = found.filter(({ identity }) => !desk.ledger.isQuiet(identity));
    desk.ledger.forget(failureOf(name).key);
    await giveAll(desk, question, fresh);
    const answer = desk.place.nameOf(answerKey(desk.folder, name));
    return {
        query: name,
        severity,
        failure: null,
        rows: rowCount,
        known_rows: knownCount,
        findings: found.length,
        new_findings: fresh.length,
        answer,
    };
};

/** Once more where that may help. */
const askedTwice = async (desk: Desk, question: Question): Promise<FoundRows | QueryFailure> => {
    for (let isSecond = false; ; isSecond = true) {
        try {
            return await writeAnswer(question, desk.ask, { store: desk.place, folder: desk.folder });
        } catch (error) {
            if (!(error instanceof QueryFailure)) throw error;
            if (isSecond || !error.mayPass) return error;
        }
    }
};

const settled = async (desk: Desk, question: Question): Promise<Outcome> => {
    const found = await askedTwice(desk, question);
    return found instanceof QueryFailure ? failed(desk, question, found.message) : answered(desk, question, found);
};

const outcomesOf = async (desk: Desk): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const question of desk.questions) {
        const outcome = await settled(desk, question);
        outcomes.push(outcome);
        desk.onQuestion(outcome);
    }
    return outcomes;
};

/** Runs a report. What keeps it from writing ends it, with what was given so far noted; run again, it goes on from there. */
export const runReport = async (run: ReportRun): Promise<Report> => {
    const askedAt = new Date(run.nowMs).toISOString();
    const folder = `${REPORTS_PREFIX}dt=${askedAt.slice(0, 10)}/`;
    const ledger = givenLedger(await readTextOrEmpty(run.place, GIVEN), run);
    const day = dayFindings(await readTextOrEmpty(run.place, `${folder}findings.ndjson`));
    const desk: Desk = { ...run, folder, ledger, day, given: [], failures: [] };
    // A report that is stopped has told of what failed before.
    const outcomes = await outcomesOf(desk).finally(async () => giveFailures(desk));
    await putText(run.place, GIVEN, ledger.text());
    await putText(run.place, `${folder}findings.ndjson`, day.text());
    return { folder, asked_at: askedAt, outcomes, given: desk.given, messages: day.messages() };
};
