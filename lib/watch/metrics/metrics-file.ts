/** Reads and writes CloudWatch results as a file, in the format of `aws cloudwatch get-metric-data`. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { UserError } from '../../basics/user-error.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';
import { isMidnight, type MetricResult } from './daily-counts.ts';
import { parseLabel } from './metric-label.ts';

/** The AWS CLI prints ISO 8601; the wire format has seconds. */
const time = z.union(
    [
        z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
        z.number().transform((seconds) => seconds * 1000),
    ],
    { error: 'write times as 2026-01-31T00:00:00Z' },
);

const result = z.object({
    Label: z.string(),
    Timestamps: z.array(time),
    Values: z.array(z.number().min(0).max(Number.MAX_SAFE_INTEGER)),
    StatusCode: z.string().optional(),
});
const document = z.object(
    { MetricDataResults: z.array(result) },
    { error: 'it has no MetricDataResults, which `aws cloudwatch get-metric-data` prints' },
);

type MetricsDocument = z.infer<typeof document>;

const invalidFile = (path: string, reason: string): UserError =>
    new UserError(
        `Cannot read metrics from ${printable(path)}: ${printable(reason)}. ` +
            `Create the file with: completeness --pool ID --save-metrics ${printable(path)}`,
    );

const parseFile = (path: string): unknown => {
    try {
        return JSON.parse(readFileSync(path, 'utf8').replace(/^\u{feff}/u, ''));
    } catch (error) {
        throw invalidFile(path, errorMessage(error));
    }
};

const EXAMPLE_LABEL = 'SignInSuccesses Sum UserPool=us-west-2_EXAMPLE UserPoolClient=1example23456789';

const findProblem = ({
    Label,
    Timestamps,
    Values,
    StatusCode = 'Complete',
}: MetricsDocument['MetricDataResults'][number]): string | null => {
    if (parseLabel(Label) === null) return `the label "${Label}" is invalid. Write it like "${EXAMPLE_LABEL}"`;
    if (Timestamps.length !== Values.length)
        return `"${Label}" has ${Timestamps.length} times and ${Values.length} values`;
    if (!Timestamps.every(isMidnight))
        return `"${Label}" has no daily counts. Use a period of 86400 that starts at midnight UTC`;
    return StatusCode === 'Complete' || StatusCode === 'PartialData' ? null : `"${Label}" has the status ${StatusCode}`;
};

/** The results in a file. Throws a UserError that says what is invalid. */
export const readMetrics = (path: string): readonly MetricResult[] => {
    const { success, data, error } = document.safeParse(parseFile(path));
    if (!success)
        throw invalidFile(
            path,
            error.issues
                .slice(0, 1)
                .map((issue) => `${issue.path.join('.')}${issue.path.length === 0 ? '' : ': '}${issue.message}`)
                .join(),
        );
    for (const each of data.MetricDataResults) {
        const problem = findProblem(each);
        if (problem !== null) throw invalidFile(path, problem);
    }
    return data.MetricDataResults.map(({ Label, Timestamps, Values }) => ({
        label: Label,
        points: Timestamps.map((atMs, index) => ({ atMs, value: Values[index] ?? 0 })),
    }));
};

/** Writes results to a file, completely or not at all. Throws a UserError if the file cannot be written. */
export const saveMetrics = (path: string, results: readonly MetricResult[]): void => {
    const MetricDataResults = results.map(({ label, points }, index) => ({
        Id: `m${index}`,
        Label: label,
        Timestamps: points.map(({ atMs }) => new Date(atMs).toISOString().replace('.000Z', '+00:00')),
        Values: points.map(({ value }) => value),
        StatusCode: 'Complete',
    }));
    const temporary = `${path}.${process.pid}.part`;
    try {
        writeFileSync(temporary, `${JSON.stringify({ MetricDataResults, Messages: [] }, null, 4)}\n`, { mode: 0o600 });
        renameSync(temporary, path);
    } catch (error) {
        rmSync(temporary, { force: true });
        throw new UserError(
            `Cannot write ${printable(path)}: ${printable(errorMessage(error))}. --save-metrics takes the path of a file.`,
        );
    }
};
