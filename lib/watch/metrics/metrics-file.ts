/** Results of CloudWatch in a file, in the form in which `aws cloudwatch get-metric-data` prints them. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { Complaint } from '../../basics/complaint.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';
import { isMidnight, type MetricResult } from './daily-counts.ts';
import { readLabel } from './metric-label.ts';

/** The tool prints ISO 8601; its wire format has seconds. */
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
    { error: 'it has no MetricDataResults, as `aws cloudwatch get-metric-data` prints them' },
);

type Document = z.infer<typeof document>;

const refused = (path: string, why: string): Complaint =>
    new Complaint(
        `${printable(path)} is no file of metrics: ${printable(why)}. Make one with: completeness --pool ID --save-metrics ${printable(path)}`,
    );

const jsonOf = (path: string): unknown => {
    try {
        return JSON.parse(readFileSync(path, 'utf8').replace(/^\u{feff}/u, ''));
    } catch (error) {
        throw refused(path, errorMessage(error));
    }
};

const faultOf = ({
    Label,
    Timestamps,
    Values,
    StatusCode = 'Complete',
}: Document['MetricDataResults'][number]): string | null => {
    if (readLabel(Label) === null)
        return `the label "${Label}" does not tell what was counted, as "SignInSuccesses Sum UserPool=us-west-2_EXAMPLE UserPoolClient=1example23456789" does`;
    if (Timestamps.length !== Values.length)
        return `"${Label}" has ${Timestamps.length} times and ${Values.length} values`;
    if (!Timestamps.every(isMidnight))
        return `"${Label}" is not counted by days of UTC: it takes a period of 86400 from midnight on`;
    return StatusCode === 'Complete' || StatusCode === 'PartialData' ? null : `"${Label}" has the status ${StatusCode}`;
};

/** The results in a file. Throws a Complaint that names what is wrong with it. */
export const readMetrics = (path: string): readonly MetricResult[] => {
    const { success, data, error } = document.safeParse(jsonOf(path));
    if (!success)
        throw refused(
            path,
            error.issues
                .slice(0, 1)
                .map((issue) => `${issue.path.join('.')}${issue.path.length === 0 ? '' : ': '}${issue.message}`)
                .join(),
        );
    for (const each of data.MetricDataResults) {
        const fault = faultOf(each);
        if (fault !== null) throw refused(path, fault);
    }
    return data.MetricDataResults.map(({ Label, Timestamps, Values }) => ({
        label: Label,
        points: Timestamps.map((atMs, index) => ({ atMs, value: Values[index] ?? 0 })),
    }));
};

/** Writes results as such a file, whole or not at all. */
export const saveMetrics = (path: string, results: readonly MetricResult[]): void => {
    const MetricDataResults = results.map(({ label, points }, index) => ({
        Id: `m${index}`,
        Label: label,
        Timestamps: points.map(({ atMs }) => new Date(atMs).toISOString().replace('.000Z', '+00:00')),
        Values: points.map(({ value }) => value),
        StatusCode: 'Complete',
    }));
    const unfinished = `${path}.${process.pid}.part`;
    try {
        writeFileSync(unfinished, `${JSON.stringify({ MetricDataResults, Messages: [] }, null, 4)}\n`, { mode: 0o600 });
        renameSync(unfinished, path);
    } catch (error) {
        rmSync(unfinished, { force: true });
        throw new Complaint(`${printable(path)} can’t be written: ${printable(errorMessage(error))}`);
    }
};
