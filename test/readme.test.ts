/** The README says what the code says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandPermissionTable } from '../lib/deploy/account/command-permissions.ts';
import { answerable } from '../lib/transform/answerable.ts';
import { fieldDictionary } from '../lib/deploy/glue/field-dictionary.ts';
import { packageRoot } from '../lib/basics/package-root.ts';
import { readCatalogue } from '../lib/query/catalogue.ts';
import { unwrap } from '../lib/transform/decode/unwrap.ts';
import { TABLES } from '../schemas/columns.ts';
import { REFUSAL_REASONS } from '../schemas/refusal-reasons.ts';
import { queryTable } from '../lib/query/query-list.ts';

const path = join(packageRoot(), 'README.md');

const reasons = (): string =>
    [
        '| reason | what it means |',
        '|---|---|',
        ...Object.entries(REFUSAL_REASONS).map(([name, about]) => `| \`${name}\` | ${about} |`),
    ].join('\n');

const PARTS = [
    ['dictionary', fieldDictionary],
    ['reasons', reasons],
    ['permissions', commandPermissionTable],
    ['queries', () => queryTable(readCatalogue())],
] as const;

const between = (name: string): RegExp => new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);

/** `UPDATE_README=1 npx vitest run test/readme.test.ts` writes the parts anew. */
if (process.env['UPDATE_README'] === '1') {
    const text = PARTS.reduce(
        (readme, [name, make]) =>
            readme.replace(between(name), (_, start: string, end: string) => start + make() + end),
        readFileSync(path, 'utf8'),
    );
    writeFileSync(path, text);
}

test.each(PARTS)('the %s of the README is that of the code', (name, make) => {
    const readme = readFileSync(path, 'utf8');

    const found = between(name).exec(readme)?.[0];

    expect(found).toBe(`<!-- ${name} -->\n${make()}\n<!-- /${name} -->`);
});

const shown = (value: unknown): string => {
    if (value === undefined) return 'NULL';
    return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
};

test('the record at the top of the README becomes the row beside it', () => {
    const readme = readFileSync(path, 'utf8');
    const record = /```json\n([^]*?)\n```/.exec(readme)?.[1] ?? '';
    const told = [...(readme.split('## Try it')[0] ?? '').matchAll(/^\| (\w+) \| (.*) \|$/gm)]
        .map(([, name, value]) => [name, value])
        .slice(1);

    const [event] = unwrap({
        recordId: '1',
        arrivedAt: Date.UTC(2026, 0, 13, 3),
        data: Buffer.from(record).toString('base64'),
    }).map(answerable);
    const row = JSON.parse(event !== undefined && 'line' in event ? event.line.join('') : '{}');

    expect(told.length).toBeGreaterThan(10);
    expect(told.map(([name]) => [name, shown(row[String(name)])])).toEqual(told);
    expect(readme).toContain(`user_pool_id=${row.user_pool_id}/event_type=${row.event_type}/dt=${row.dt}`);
    expect(readme).toContain(`and ${TABLES.user_activity.length - told.length} more columns`);
});
