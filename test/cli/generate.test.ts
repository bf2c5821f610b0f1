/** Tests of the command `generate`: what it prints, what it refuses. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addGenerate } from '../../cli/generate.ts';

let folder: string;
let printed: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'generate-cli-'));
    printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
        printed += String(text);
        return true;
    });
});
afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
});

const run = async (...words: string[]): Promise<void> => {
    const program = new Command('lake').exitOverride();
    addGenerate(program);
    for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
    await program.parseAsync(['generate', ...words], { from: 'user' });
};

test('a summary says what was written', async () => {
    const out = join(folder, 'new', 'deep');

    await run('--events', '300', '--days', '2', '--format', 'ndjson', '--bad-rate', '0.01', '--out', out);

    expect(printed).toMatch(
        /^Wrote 300 events to .*deep \(ndjson, seed 1\)\.\n {2}files {10}2\n {2}bytes {10}\d+\n {2}activity {7}288\n {2}notifications {2}9\n {2}bad {12}3\n/,
    );
    expect(readdirSync(out)).toEqual(['events-2026-01-01-0000.ndjson', 'events-2026-01-02-0000.ndjson']);
});

test('--json prints the same for machines', async () => {
    await run('--events', '300', '--days', '1', '--seed', '5', '--json', '--out', folder);

    const { seconds, events_per_second, bytes, ...rest } = JSON.parse(printed);

    expect([typeof seconds, typeof events_per_second, typeof bytes]).toEqual(['number', 'number', 'number']);
    expect(rest).toEqual({
        out: folder,
        format: 's3-export',
        seed: 5,
        files: 4,
        control_messages: 2,
        events: 300,
        events_by_kind: { activity: 291, notification: 9, bad: 0 },
    });
});

test('a folder that is not empty is refused, and left as it is', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'mine');

    await expect(run('--events', '10', '--out', folder)).rejects.toMatchObject({
        exitCode: 1,
        message: `${folder} is not empty. Name another folder with --out, or say --force to write beside what is there.`,
    });
    expect(readdirSync(folder)).toEqual(['mine.txt']);
});

test('--force writes beside what is there', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'mine');

    await run('--events', '10', '--days', '1', '--format', 'ndjson', '--force', '--out', folder);

    expect(readdirSync(folder)).toEqual(['events-2026-01-01-0000.ndjson', 'mine.txt']);
});

test('an out folder that is a file is told', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');

    await expect(run('--out', file)).rejects.toMatchObject({
        exitCode: 1,
        message: `Cannot write ${file}: a file stands where a folder should be: take another --out.`,
    });
});

test.each([
    [['--events', 'many'], '--events takes a whole number from 0 to 1000000000, not "many".'],
    [['--bad-rate', '2'], '--bad-rate takes a number from 0 to 1, not "2".'],
    [
        ['--first-day', 'today'],
        '--first-day takes a day such as 2026-01-31, from 2020-01-01 to before 2100-01-01, not "today".',
    ],
    [['--format', 'parquet'], '--format is one of s3-export, ndjson, cloudwatch, not "parquet".'],
])('a wrong value names what is allowed: %s', async (words, message) => {
    await expect(run(...words, '--out', folder)).rejects.toMatchObject({ exitCode: 2, message });
});

test('--out must be given', async () => {
    await expect(run('--events', '10')).rejects.toThrow(/required option '--out <folder>'/);
});

test('--attacks writes the labels beside the folder, and does not write over others', async () => {
    const out = join(folder, 'out');

    await run('--events', '300', '--days', '4', '--format', 'ndjson', '--attacks', '--out', out);

    const labels = readFileSync(`${out}.attacks.ndjson`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(printed).toContain(
        `  attacks        ${labels.length}, ${labels.filter(({ is_above }) => is_above).length} of them above the thresholds; labels in ${out}.attacks.ndjson\n`,
    );
    expect(Object.keys(labels[0])).toEqual([
        'attack_id',
        'kind',
        'strength',
        'is_above',
        'user_pool_id',
        'ip_addresses',
        'user_subs',
        'user_names',
        'first_at',
        'last_at',
        'attempts',
    ]);
    await expect(run('--events', '300', '--attacks', '--out', join(folder, 'out'), '--force')).resolves.toBeUndefined();
    await expect(
        run('--events', '300', '--attacks', `${out}.attacks.ndjson`, '--out', join(folder, 'other')),
    ).rejects.toThrow('is there already: the labels of the attacks would go there');
    expect(existsSync(join(folder, 'other'))).toBe(false);
});
