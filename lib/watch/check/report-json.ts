/** A report for machines: an object a promise, with every row that breaks it, written as the rows come. */
import { printableJson } from '../../terminal/printable-json.ts';
import { promiseOf } from './read-checks.ts';
import type { Checked } from './run-checks.ts';
import { rowJson } from '../../query/format/json.ts';

const head = ({ check, firstDay, lastDay }: Checked): string =>
    printableJson({
        name: check.name,
        severity: check.severity,
        promise: promiseOf(check),
        row: check.grain,
        false_alarm: check.falseAlarm,
        next: check.next,
        first_day: firstDay,
        last_day: lastDay,
    }).slice(0, -1);

/** The count stands behind the rows: it is known when they are written. */
async function* objectOf(checked: Checked): AsyncIterable<string> {
    const {
        hasData,
        result: { columns, batches },
    } = checked;
    let count = 0;
    yield `${head(checked)},"rows":[`;
    for await (const rows of batches) {
        if (rows.length === 0) continue;
        yield (count === 0 ? '' : ',') + rows.map((row) => rowJson(columns, row)).join(',');
        count += rows.length;
    }
    yield `],"row_count":${count},"is_kept":${count === 0},"has_data":${hasData}}`;
}

/** An object a line. */
export async function* reportNdjson(checks: AsyncIterable<Checked>): AsyncIterable<string> {
    for await (const checked of checks) {
        yield* objectOf(checked);
        yield '\n';
    }
}

/** An array of objects, a line each. */
export async function* reportJson(checks: AsyncIterable<Checked>): AsyncIterable<string> {
    let before = '[\n';
    for await (const checked of checks) {
        yield before;
        yield* objectOf(checked);
        before = ',\n';
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
}
