/** Tests of the command `generate`: output, errors and labels. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { configureGenerate } from '../../cli/generate.ts';

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

const run = async (...commandArguments: string[]): Promise<void> => {
    const program = new Command('lake').exitOverride();
    configureGenerate(program.command('generate'));
    for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
    await program.parseAsync(['generate', ...commandArguments], { from: 'user' });
};

test('the summary lists files, bytes and events by kind', async () => {
    const out = join(folder, 'new', 'deep');

    await run('--events', '300', '--days', '2', '--format', 'ndjson', '--bad-rate', '0.01', '--out', out);

    expect(printed).toMatch(
        new RegExp(
            String.raw`^Wrote 300 events to .*deep \(ndjson, seed 1\)\.\n {2}files {10}2\n {2}bytes {10}\d+\n` +
                String.raw` {2}activity {7}288\n {2}notifications {2}9\n {2}bad {12}3\n`,
        ),
    );
    expect(readdirSync(out)).toEqual(['events-2026-01-01-0000.ndjson', 'events-2026-01-02-0000.ndjson']);
});

test('--json prints the summary as JSON', async () => {
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

test('a folder that is not empty is rejected and stays unchanged', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'mine');

    await expect(run('--events', '10', '--out', folder)).rejects.toMatchObject({
        exitCode: 1,
        message: `${folder} is not empty. Choose another folder with --out, or pass --force to add files to this one.`,
    });
    expect(readdirSync(folder)).toEqual(['mine.txt']);
});

test('--force writes to a folder that is not empty', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'mine');

    await run('--events', '10', '--days', '1', '--format', 'ndjson', '--force', '--out', folder);

    expect(readdirSync(folder)).toEqual(['events-2026-01-01-0000.ndjson', 'mine.txt']);
});

test('an output folder that is a file is a user error', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');

    await expect(run('--out', file)).rejects.toMatchObject({
        exitCode: 1,
        message: `Cannot write ${file}: a file exists where a folder is needed. Choose another --out.`,
    });
});

test.each([
    [['--events', 'many'], '--events must be a whole number from 0 to 1000000000, not "many".'],
    [['--bad-rate', '2'], '--bad-rate must be a number from 0 to 1, not "2".'],
    [
        ['--first-day', 'today'],
        '--first-day must be a day such as 2026-01-31, from 2020-01-01 up to but not including 2100-01-01, ' +
            'not "today".',
    ],
    [['--format', 'parquet'], '--format must be one of s3-export, ndjson, cloudwatch, not "parquet".'],
])('the error for a wrong value names the allowed values: %s', async (commandArguments, message) => {
    await expect(run(...commandArguments, '--out', folder)).rejects.toMatchObject({ exitCode: 2, message });
});

test('--out is required', async () => {
    await expect(run('--events', '10')).rejects.toThrow(/required option '--out <folder>'/);
});

test('--attacks writes the labels next to the output folder and never overwrites a file without --force', async () => {
    const out = join(folder, 'out');

    await run('--events', '300', '--days', '4', '--format', 'ndjson', '--attacks', '--out', out);

    const labels = readFileSync(`${out}.attacks.ndjson`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(printed).toContain(
        `  attacks        ${labels.length}, ${labels.filter((label) => label.is_above_threshold).length} of them ` +
            `above the thresholds; labels in ${out}.attacks.ndjson\n`,
    );
    expect(Object.keys(labels[0])).toEqual([
        'attack_id',
        'kind',
        'strength',
        'is_above_threshold',
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
    ).rejects.toThrow(`Cannot write the attack labels: ${out}.attacks.ndjson already exists.`);
    expect(existsSync(join(folder, 'other'))).toBe(false);
});
