/** Writes check results as JSON: one object per check with all its failing rows, streamed. */
import { printableJson } from '../../terminal/printable-json.ts';
import type { CheckRun } from './run-checks.ts';
import { rowJson } from '../../query/format/json.ts';

const head = ({ check, firstDay, lastDay }: CheckRun): string =>
    printableJson({
        name: check.name,
        title: check.title,
        severity: check.severity,
        description: check.description,
        row: check.grain,
        false_positives: check.falsePositives,
        next: check.nextStep,
        first_day: firstDay,
        last_day: lastDay,
    }).slice(0, -1);

/** The count follows the rows: it is known only after they are written. */
async function* objectOf(run: CheckRun): AsyncIterable<string> {
    const {
        hasData,
        result: { columns, batches },
    } = run;
    let count = 0;
    yield `${head(run)},"rows":[`;
    for await (const rows of batches) {
        if (rows.length === 0) continue;
        yield (count === 0 ? '' : ',') + rows.map((row) => rowJson(columns, row)).join(',');
        count += rows.length;
    }
    yield `],"row_count":${count},"is_passed":${count === 0},"has_data":${hasData}}`;
}

/** One object per line. */
export async function* checksNdjson(checks: AsyncIterable<CheckRun>): AsyncIterable<string> {
    for await (const run of checks) {
        yield* objectOf(run);
        yield '\n';
    }
}

/** An array of objects, one per line. */
export async function* checksJson(checks: AsyncIterable<CheckRun>): AsyncIterable<string> {
    let separator = '[\n';
    for await (const run of checks) {
        yield separator;
        yield* objectOf(run);
        separator = ',\n';
    }
    yield separator === '[\n' ? '[]\n' : '\n]\n';
}
