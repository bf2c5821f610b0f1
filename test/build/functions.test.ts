/** Tests of the function bundles: size, imports, behaviour and reproducible bytes. */
import { copyFileSync, cpSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { outputOf, runCommand, temporaryFolder } from '../support/run-command.ts';

const BUNDLE = join(packageRoot(), 'dist', 'functions', 'transform.cjs');
const SAMPLE = join(packageRoot(), 'samples', 'firehose-event.json');
const LOCALES = join(packageRoot(), 'node_modules', 'zod', 'v4', 'locales');
const SOURCES = [
    'athena',
    'build.mjs',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'cli',
    'functions',
    'lib',
    'schemas',
];

let bundle = '';
let elsewhere = '';

beforeAll(async () => {
    elsewhere = temporaryFolder();
    await outputOf(runCommand('node', ['build.mjs']));
    bundle = readFileSync(BUNDLE, 'utf8');
}, 30_000);
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/** Evaluates an expression about the bundle alone in a folder without any packages. */
const evaluateAlone = async (expression: string): Promise<unknown> => {
    const folder = temporaryFolder();
    copyFileSync(BUNDLE, join(folder, 'transform.cjs'));
    const print = `process.stdout.write('\\n' + JSON.stringify(${expression}))`;
    const program = `const transform = require('./transform.cjs'); (async () => ${print})()`;
    const out = await outputOf(runCommand('node', ['-e', program], { cwd: folder, env: { POWERTOOLS_DEV: 'true' } }));
    rmSync(folder, { recursive: true });
    return JSON.parse(out.slice(out.lastIndexOf('\n')));
};

/** Texts of a locale that are unlikely in other code: several words, or non-ASCII letters. */
const textsOf = (locale: string): readonly string[] =>
    [...readFileSync(join(LOCALES, locale), 'utf8').matchAll(/(["'`])((?:(?!\1|\$\{)[^\\\n])+)/g)]
        .map(([, , text = '']) => text.trim())
        .filter((text) => text.length > 5 && (/\w \w/.test(text) || /[^\x20-\x7e]/.test(text)));

describe('import', () => {
    const text = (): string => readFileSync(join(packageRoot(), 'dist', 'functions', 'import.cjs'), 'utf8');

    test('the import bundle is at most 195,000 bytes', () => {
        expect(Buffer.byteLength(text())).toBeLessThanOrEqual(195_000);
    });

    test('the import bundle needs nothing but Node and the clients that the runtime has', () => {
        const needed = [...text().matchAll(/\b(?:require|import)\("([^"]+)"\)/g)].map(([, name = '']) => name);

        expect([...new Set(needed)].filter((name) => !name.startsWith('node:')).toSorted()).toEqual([
            '@aws-sdk/client-firehose',
            '@aws-sdk/client-s3',
            '@aws-sdk/client-sqs',
            '@aws-sdk/lib-storage',
        ]);
        expect(text()).not.toMatch(/@smithy|FirehoseServiceException/);
    });
});

describe('report', () => {
    const text = (): string => readFileSync(join(packageRoot(), 'dist', 'functions', 'report.cjs'), 'utf8');

    test('the report bundle is at most 460,000 bytes, and includes the queries', () => {
        expect(Buffer.byteLength(text())).toBeLessThanOrEqual(460_000);
        expect(text()).toContain('-- brute_force_by_address: one row is');
    });

    test('the report bundle needs nothing but Node and the clients that the runtime has', () => {
        const needed = [...text().matchAll(/\b(?:require|import)\("([^"]+)"\)/g)].map(([, name = '']) => name);

        expect([...new Set(needed)].filter((name) => !name.startsWith('node:')).toSorted()).toEqual([
            '@aws-sdk/client-athena',
            '@aws-sdk/client-s3',
            '@aws-sdk/client-sns',
            '@aws-sdk/lib-storage',
        ]);
        expect(text()).not.toMatch(/@smithy|duckdb_/);
    });
});

describe('transform', () => {
    test('the transform bundle is at most 180,000 bytes', () => {
        expect(Buffer.byteLength(bundle)).toBeLessThanOrEqual(180_000);
    });

    test('the transform bundle exports the handler and the function that creates handlers', async () => {
        expect(
            await evaluateAlone('Object.entries(transform).map(([name, value]) => [name, typeof value]).sort()'),
        ).toEqual([
            ['handler', 'function'],
            ['handlerWith', 'function'],
        ]);
    });

    test('the transform bundle needs nothing but Node, and the Firehose client to re-ingest events', () => {
        const needed = [...bundle.matchAll(/\b(?:require|import)\("([^"]+)"\)/g)].map(([, name = '']) => name);

        expect(needed.filter((name) => !name.startsWith('node:'))).toEqual(['@aws-sdk/client-firehose']);
        expect(bundle).not.toMatch(/@smithy|FirehoseServiceException/);
    });

    test('the transform bundle loads no AWS SDK at start', async () => {
        expect(await evaluateAlone("Object.keys(require.cache).map((path) => path.split('/').pop())")).toEqual([
            'transform.cjs',
        ]);
    });

    test('the transform bundle replies to the sample event without any package', async () => {
        const { records }: { records: { recordId: string }[] } = JSON.parse(readFileSync(SAMPLE, 'utf8'));

        const event = `JSON.parse(require('fs').readFileSync('${SAMPLE}'))`;
        const reply = await evaluateAlone(`await transform.handler(${event}, { getRemainingTimeInMillis: () => 1e5 })`);

        expect(reply).toMatchObject({ records: records.map(({ recordId }) => ({ recordId })) });
    });

    test('the transform bundle includes no zod locale except English', () => {
        const text = bundle.replace(
            /\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})/g,
            (_, long: string | undefined, short: string | undefined) =>
                String.fromCharCode(Number.parseInt(long ?? short ?? '', 16)),
        );
        const english = new Set(textsOf('en.js'));
        const others = readdirSync(LOCALES).filter(
            (name) => name.endsWith('.js') && name !== 'en.js' && textsOf(name).length > 0,
        );

        const included = others.filter((locale) =>
            textsOf(locale).some((phrase) => !english.has(phrase) && text.includes(phrase)),
        );

        expect(text).toContain('Invalid input: expected ');
        expect(others.length).toBeGreaterThan(40);
        expect(included).toEqual([]);
    });
});

test('a build in another folder gives the same bytes', async () => {
    for (const name of SOURCES) cpSync(join(packageRoot(), name), join(elsewhere, name), { recursive: true });
    symlinkSync(join(packageRoot(), 'node_modules'), join(elsewhere, 'node_modules'));
    const files = [
        'functions/report.cjs',
        'functions/transform.cjs',
        'cli/cognito-log-lake.mjs',
        'cli/transform-thread.mjs',
        'cli/check-thread.mjs',
    ];
    const bytesIn = (root: string): readonly Buffer[] => files.map((file) => readFileSync(join(root, 'dist', file)));

    const { code, out, err } = await runCommand('node', ['build.mjs'], { cwd: elsewhere });

    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' });
    expect(bytesIn(elsewhere).map((bytes, index) => bytes.equals(bytesIn(packageRoot())[index]!))).toEqual([
        true,
        true,
        true,
        true,
        true,
    ]);
}, 30_000);
