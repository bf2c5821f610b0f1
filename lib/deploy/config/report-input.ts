/** What the report function is called with: made from the settings at the deploy, read by the function. */
import * as z from 'zod';
import { instantOf } from '../../../schemas/instant.ts';
import { Complaint } from '../../basics/complaint.ts';
import type { ReportConfig } from './lake-config.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { findQuery, type Query } from '../../query/catalogue.ts';
import type { Values } from '../../query/render.ts';
import { questionsOf, refuseUntaken, standardQueries, takes, type Question } from '../../query/question.ts';

const input = z.object({
    /** EventBridge Scheduler puts the time in: docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html. */
    scheduled_at: z.string().optional(),
    questions: z
        .array(z.object({ name: z.string(), values: z.record(z.string(), z.array(z.string())).default({}) }))
        .default([]),
    quiet_hours: z.number().min(0).default(192),
    max_messages: z.number().min(1).default(20),
});

export type ReportInput = z.infer<typeof input>;

type Given = NonNullable<ReportConfig['questions']>[number];

const textsOf = (value: string | number | readonly string[]): string[] =>
    typeof value === 'object' ? [...value] : [String(value)];

const questionOf = (given: Given): ReportInput['questions'][number] => {
    if (typeof given === 'string') return { name: given, values: {} };
    return {
        name: given.name,
        values: Object.fromEntries(Object.entries(given.values).map(([name, value]) => [name, textsOf(value)])),
    };
};

/** `given` are values for all questions that take them, before those of one. */
type Asked = Pick<ReportInput, 'questions'> & { readonly given?: Values };

/** The questions of an input as of a moment (epoch ms), each with the values that are of it alone; those that are standard where none is named. */
export const questionsIn = (
    { questions, given = new Map() }: Asked,
    catalogue: readonly Query[],
    nowMs: number,
): readonly Question[] => {
    if (questions.length === 0) return questionsOf(standardQueries(catalogue), given, nowMs);
    refuseUntaken(
        questions.map(({ name }) => findQuery(catalogue, name)),
        given,
    );
    return questions.flatMap(({ name, values }) => {
        const query = findQuery(catalogue, name);
        const taken = [...given].filter(([parameter]) => takes(query, parameter));
        return questionsOf([query], new Map([...Object.entries(values), ...taken]), nowMs);
    });
};

/** The input that the schedule calls with. A question that there is not, or a value that it does not take, is a Complaint. */
export const reportInput = (config: ReportConfig, catalogue: readonly Query[]): ReportInput => {
    const questions = (config.questions ?? []).map(questionOf);
    try {
        questionsIn({ questions }, catalogue, 0);
    } catch (error) {
        throw new Complaint(`The settings, report.questions: ${errorMessage(error)}`);
    }
    return {
        scheduled_at: '<aws.scheduler.scheduled-time>',
        questions,
        quiet_hours: config.quietHours,
        max_messages: config.maxMessages,
    };
};

const DAY_MS = 86_400_000;

/** The moment of a report, in epoch ms: when it was scheduled, which a second try shares with the first; now, where that is not told or not of these days. */
export const momentOf = (
    { scheduled_at: scheduledAt = '' }: Pick<ReportInput, 'scheduled_at'>,
    nowMs: number,
): number => {
    const atMs = instantOf(scheduledAt);
    return atMs === undefined || Math.abs(nowMs - atMs) > DAY_MS ? nowMs : atMs;
};

/** What an invocation says. Called by hand it may say nothing: then the standard questions are asked. */
export const readReportInput = (event: unknown): ReportInput => {
    const { success, data, error } = input.safeParse(event ?? {});
    if (!success) throw new Error(`The input of the report is wrong: ${z.prettifyError(error)}`);
    return data;
};
